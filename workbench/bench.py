"""The performance figures: `make bench` writes var/bench/figures.json and prints a table; bench.json is committed.

Machines are noisy: everything is measured in one run, medians are quoted, and each figure stands beside a floor (a bare
route of the same server) and, with --stock, beside stock Rasa (DIET, ResponseSelector, TED, REST channel).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import requests

from clinicchat import paths
from workbench import bench_page, bench_releases, bench_stock, running
from workbench.fake_registry.server import FakeRegistry
from workbench.load import QUESTIONS, crowds, long_conversation, memory, spread, timed

OUT = paths.VAR / "bench"
COMMITTED = Path(__file__).parent / "bench.json"
BEFORE = "faq/risks_side_effects", "what are the side effects", "faq/risks_side_effects"
"""What a later turn comes after: the label, the words and the topic."""
SEARCHES = 40
REGISTRY_SECONDS = 2.0


def floor(url: str) -> dict[str, float]:
    """Returns the spread of a bare route of the same server, over one connection."""
    with requests.Session() as session:
        return spread([timed(lambda: session.get(f"{url}/health/live", timeout=10)) for _ in range(200)])


def process_ids(product: running.Product) -> list[int]:
    """Returns the ids of the action server and the assistant."""
    return [p.pid for p in (product.actions, product.assistant) if p]


def understanding() -> dict[str, float]:
    """Returns the median milliseconds a message takes in each encoder, in the classifier, in the whole reading of a
    message that is clear and of one that the heavy encoder is asked about, and in all that a first turn and a later one
    read, on one core."""
    from clinicchat.text.reading import canonical
    from clinicchat.understanding import context, encoders, replies, several
    from clinicchat.understanding.decision import thresholds
    from clinicchat.understanding.reading import Understanding, decided
    from evaluation import pipeline, real

    model, light, heavy = pipeline.topic_model(), encoders.light(), encoders.heavy()
    reader, vector = Understanding(model, light, heavy), light.embed([QUESTIONS[0]])

    def turn(text: str, before: context.Before) -> None:
        """Reads as the engine's components do: alone, after what came before, by clauses, as an answer to a card."""
        reading = context.followed(reader, reader.read([text])[0], before)
        decided(reading, thresholds(), before.label)
        several.asked(reader, text, thresholds(), before)
        replies.after_card(text, reading, "")

    steps: dict[str, list[float]] = {
        "encoder": [timed(partial(lambda q: light.embed([canonical(q)[0]]), q)) for q in QUESTIONS * 40],
        "heavy_encoder": [timed(partial(heavy.rows, [q])) for q in QUESTIONS * 40] if heavy else [],
        "classifier": [timed(partial(model.predict, [q], vector)) for q in QUESTIONS * 40],
    }
    own = [m.text for m in real.messages(real.CHOOSING[0])]
    asked = [reading.asked_heavy for reading in reader.read(own)]
    times = [timed(partial(reader.read, [text])) for text in own]
    steps["clear_message"] = [t for t, heavy in zip(times, asked, strict=True) if not heavy]
    steps["doubtful_message"] = [t for t, heavy in zip(times, asked, strict=True) if heavy]
    for name, before in (("first_turn", context.Before()), ("later_turn", context.Before(*BEFORE))):
        steps[name] = [timed(partial(turn, text, before)) for text in own]
    return {step: round(statistics.median(found), 2) for step, found in steps.items() if found}


def searches() -> dict[str, float]:
    """Returns an FAQ turn's time alone, and beside 40 searches of a registry that takes 2 s.

    `faq_beside` is the median while the searches wait for the registry, `ratio` what that is of the time alone;
    `worst` is the slowest turn of all, also while 40 messages arrive in the same instant.
    """
    registry = FakeRegistry(slow_seconds=REGISTRY_SECONDS)
    slow = {"CLINICCHAT_NPI_URL": registry.npi_url("slow"), "CLINICCHAT_TRIALS_URL": registry.trials_url("slow")}
    product = running.start(environment=slow)
    try:
        chat = running.Chat(product.url)
        alone = [timed(lambda: chat.say("is it legal")) for _ in range(20)]
        with ThreadPoolExecutor(SEARCHES) as pool:
            places = [running.Chat(product.url) for _ in range(SEARCHES)]
            waiting = [pool.submit(p.say, f"find a therapist near {60601 + n}") for n, p in enumerate(places)]
            arriving: list[float] = []
            beside: list[float] = []
            seen = -1
            while not any(w.done() for w in waiting):
                asked = len(registry.asked)
                settled = asked == seen and asked >= SEARCHES // 2
                (beside if settled else arriving).append(timed(lambda: chat.say("is it legal")))
                seen = asked
    finally:
        product.stop()
        registry.stop()
    before, during = statistics.median(alone), statistics.median(beside)
    return {
        "faq_alone": round(before, 1),
        "faq_beside": round(during, 1),
        "ratio": round(during / before, 2),
        "turns_beside": len(beside),
        "worst": round(max(arriving + beside), 1),
    }


def product_figures() -> dict[str, Any]:
    """Measures our own product; start-up in seconds, memory in MB, the rest in milliseconds."""
    begun = time.perf_counter()
    product = running.start()
    ready = round(time.perf_counter() - begun, 1)
    try:
        running.Chat(product.url).say("hello")
        figures = {
            "start_seconds": ready,
            "memory_mb": memory(*process_ids(product)),
            "floor": floor(product.url),
            "long_conversation": long_conversation(lambda: running.Chat(product.url).say),
            **crowds(lambda: running.Chat(product.url).say),
            "page": bench_page.figures(product.url),
        }
        figures["memory_mb_after"] = memory(*process_ids(product))
    finally:
        product.stop()
    return figures


def checking() -> dict[str, float]:
    """Returns the seconds of `make check`: with nothing kept, and again."""
    shutil.rmtree(paths.VAR / "check", ignore_errors=True)
    command = [sys.executable, "-m", "clinicchat.publish.check", "--json"]
    first, again = (timed(lambda: subprocess.run(command, capture_output=True, check=False)) / 1000 for _ in range(2))
    return {"first": round(first, 1), "again": round(again, 1)}


def main() -> None:
    """Measures, writes var/bench/figures.json, prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stock", action="store_true", help="measure stock Rasa too (needs its own environment)")
    parser.add_argument("--releases", action="store_true", help="measure only what publishing costs")
    parser.add_argument("--summary", action="store_true", help="also write workbench/bench.json, which is committed")
    chosen = parser.parse_args()
    load = [round(os.getloadavg()[0], 1)]
    figures: dict[str, Any] = {"releases": bench_releases.figures()}
    if not chosen.releases:
        figures |= {
            "product": product_figures(),
            "understanding_ms": understanding(),
            "searches": searches(),
            "check_seconds": checking(),
        }
    if chosen.stock:
        figures["stock"] = bench_stock.figures()
    load.append(round(os.getloadavg()[0], 1))
    made = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    figures = {"made": made, "load_average": {"before": load[0], "after": load[1]}, **figures}
    OUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=2) + "\n"
    (OUT / "figures.json").write_text(text, encoding="utf-8")
    if chosen.summary:
        COMMITTED.write_text(text, encoding="utf-8")
    for group, values in figures.items():
        if isinstance(values, str):
            continue
        sys.stdout.write(f"{group}\n")
        for name, value in values.items():
            sys.stdout.write(f"  {name:22} {value}\n")


if __name__ == "__main__":
    main()
