"""What publishing costs: memory across twenty swaps, the seconds until older words are back, and of a preview."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from clinicchat import paths
from clinicchat.engine import train
from workbench import running
from workbench.load import memory
from workbench.running import Product

SWAPS = 20
SETTLED = 4
"""From this swap on memory is compared: the first ones fill caches that stay."""
BACKS = 3
MARK = "Prices vary."
ASKED, FILE = "how much does it cost", "topics/faq/cost_insurance.yml"
PATIENCE = 120.0
"""Seconds until words must be there, also on a machine that does other work."""


def figures() -> dict[str, Any]:
    """Returns MB after the swaps, seconds of a swap and of a roll back (medians), and of a preview."""
    with tempfile.TemporaryDirectory() as folder, running.start() as product:
        edited = Path(shutil.copytree(paths.DATA, Path(folder) / "data"))
        text = (edited / FILE).read_text(encoding="utf-8")
        (edited / FILE).write_text(text.replace("  - text: |-\n      ", f"  - text: |-\n      {MARK} "), "utf-8")
        return {**swaps(product, edited), "rollback": backs(product, edited), "preview": preview()}


def swaps(product: Product, edited: Path) -> dict[str, Any]:
    """Publishes *edited* and the content as it is in turn; a visitor reads each. Returns MB and the median seconds."""
    sizes, times = [_memory(product)], []
    for number in range(2, SWAPS + 2):
        begun = time.monotonic()
        add(product, edited if number % 2 == 0 else paths.DATA, number)
        _until(product, marked=number % 2 == 0)
        times.append(time.monotonic() - begun)
        sizes.append(_memory(product))
    settled = sizes[SETTLED:]
    return {
        "memory_mb": {"before": sizes[0], "each": sizes[1:], "grown_since_settled": settled[-1] - settled[0]},
        "swap_seconds": round(statistics.median(times), 1),
    }


def backs(product: Product, edited: Path) -> dict[str, float]:
    """Returns the median seconds from calling `make rollback`'s command until it ends, and until a visitor reads the
    older words."""
    ended, read = [], []
    for number in range(SWAPS + 2, SWAPS + 2 + 2 * BACKS, 2):
        add(product, paths.DATA, number)
        add(product, edited, number + 1)
        _until(product, marked=True)
        begun = time.monotonic()
        command = [sys.executable, "-m", "clinicchat.publish.rollback"]
        subprocess.run(command, env=product.environment(), check=True, capture_output=True)
        ended.append(time.monotonic() - begun)
        _until(product, marked=False)
        read.append(time.monotonic() - begun)
    return {"command": round(statistics.median(ended), 1), "until_read": round(statistics.median(read), 1)}


def preview() -> dict[str, float]:
    """Returns the seconds of `make preview` on the wall and of the processor: both sides are trained and read."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    command = [sys.executable, "-m", "workbench.preview", "--base", "HEAD"]
    subprocess.run(command, cwd=paths.ROOT, env={**os.environ, "PYTHONPATH": "."}, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(time.monotonic() - begun, 1), "processor_seconds": round(used, 1)}


def add(product: Product, data: Path, number: int) -> None:
    """Lets *data* be served as release *number*, as `make release` does with a model that fits."""
    running.add_release(product.var, data, number, train.fingerprint(data))


def _until(product: Product, marked: bool) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        if (MARK in running.Chat(product.url, timeout=PATIENCE).say(ASKED)[0]["text"]) is marked:
            return
        time.sleep(0.1)
    raise running.NotReady(f"The words are not there after {PATIENCE:.0f} s.\n{product.log_text()[-2000:]}")


def _memory(product: Product) -> int:
    return memory(*(process.pid for process in (product.actions, product.assistant) if process))
