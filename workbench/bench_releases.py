"""What publishing costs: memory across twenty swaps, visitors meanwhile, the seconds until older words are back, and of
a preview."""

from __future__ import annotations

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
from workbench.visitor import Visitors

SWAPS = 20
SETTLED = 10
"""From this swap on memory is compared: the ones before bring it to a plateau, as two releases are there at once."""
BACKS = 3
VISITORS = 10
MARK = "Prices vary."
ASKED, FILE = "how much does it cost", "topics/faq/cost_insurance.yml"
EXAMPLES = "- intent: faq/cost_insurance\n  examples: |\n"
PHRASINGS = ("whats the damage moneywise", "gonna cost me an arm and a leg right")
CHATTING = 5.0
"""Seconds for which visitors chat before, between and after the swaps."""
PATIENCE = 120.0
"""Seconds until words must be there, also on a machine that does other work."""


def figures() -> dict[str, Any]:
    """Returns MB after the swaps, seconds of a swap and of a roll back (medians), what ten visitors got meanwhile, and
    the seconds of a preview."""
    with tempfile.TemporaryDirectory() as folder, running.start() as product:
        edited = Path(shutil.copytree(paths.DATA, Path(folder) / "data"))
        text = (edited / FILE).read_text(encoding="utf-8")
        (edited / FILE).write_text(text.replace("  - text: |-\n      ", f"  - text: |-\n      {MARK} "), "utf-8")
        found = {**swaps(product, edited), "rollback": backs(product, edited), "load": under_load(product, edited)}
        return {**found, "preview": preview(product, edited)}


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
    """Returns the median seconds until `make rollback`'s command ends, and until a visitor reads the older words."""
    ended, read = [], []
    for number in range(SWAPS + 2, SWAPS + 2 + 2 * BACKS, 2):
        add(product, paths.DATA, number)
        add(product, edited, number + 1)
        _until(product, marked=True)
        begun = time.monotonic()
        roll_back(product)
        ended.append(time.monotonic() - begun)
        _until(product, marked=False)
        read.append(time.monotonic() - begun)
    return {"command": round(statistics.median(ended), 1), "until_read": round(statistics.median(read), 1)}


def under_load(product: Product, edited: Path) -> dict[str, Any]:
    """Publishes *edited* and takes it back while ten visitors chat. Returns what they got, and the seconds until a
    further visitor read each."""
    number, seconds = SWAPS + 2 + 2 * BACKS, []
    add(product, paths.DATA, number)
    _until(product, marked=False)
    visitors = Visitors(product.url, VISITORS, PATIENCE)
    try:
        time.sleep(CHATTING)
        for marked in (True, False):
            begun = time.monotonic()
            if marked:
                add(product, edited, number + 1)
            else:
                roll_back(product)
            _until(product, marked)
            seconds.append(round(time.monotonic() - begun, 1))
            time.sleep(CHATTING)
    finally:
        visitors.stop()
    return {
        "visitors": VISITORS,
        "answered": visitors.answered,
        "failed_requests": len(visitors.failed),
        "lost_turns": len(visitors.lost),
        "unavailable": visitors.late,
        "swap_seconds": seconds[0],
        "rollback_seconds": seconds[1],
    }


def roll_back(product: Product) -> None:
    """Runs what `make rollback` runs."""
    command = [sys.executable, "-m", "clinicchat.publish.rollback"]
    subprocess.run(command, env=product.environment(), check=True, capture_output=True)


def preview(product: Product, edited: Path) -> dict[str, dict[str, float]]:
    """Returns the seconds of `make preview` on the wall and of the processor, for new phrasings against the live
    release: of the first preview on a machine, which reads every message, and of one after it."""
    found = {}
    for name, words in zip(("first", "again"), PHRASINGS, strict=True):
        text = (edited / FILE).read_text(encoding="utf-8")
        (edited / FILE).write_text(text.replace(EXAMPLES, f"{EXAMPLES}    - {words}\n", 1), encoding="utf-8")
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        command = [sys.executable, "-m", "workbench.preview"]
        environment = {**product.environment(), "CLINICCHAT_DATA": str(edited)}
        done = subprocess.run(command, cwd=paths.ROOT, env=environment, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if "The page: " not in done.stdout:
            raise running.NotReady(f"No preview was made.\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found[name] = {"seconds": round(time.monotonic() - begun, 1), "processor_seconds": round(used, 1)}
    return found


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
