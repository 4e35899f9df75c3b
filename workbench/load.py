"""Visitors who ask, one after another or many at once, and how long a turn takes: of our product and of stock Rasa.

A visitor is a function that sends one message and returns when it is answered; each measure makes its own visitors.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

QUESTIONS = (
    "is it legal",
    "what are the side effects of mdma therapy",
    "can i take it with my zoloft",
    "how much does it cost and does insurance pay",
    "does it work for ptsd",
)
LONG = 300
"""Turns of a long conversation."""
SIDE_BY_SIDE = 3
"""Long conversations, turn by turn in alternation, so that each figure rests on more than one turn."""
CROWDS = ((1, 40), (10, 12), (50, 6))
"""Visitors at once, and how many questions each asks."""

Visitor = Callable[[str], Any]


def timed(call: Callable[[], Any]) -> float:
    """Returns how long *call* took, in milliseconds."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def spread(times: list[float]) -> dict[str, float]:
    """Returns p50 and p95 of *times*, in milliseconds."""
    ordered = sorted(times)
    return {"p50": round(statistics.median(ordered), 1), "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1)}


def crowds(arrive: Callable[[], Visitor]) -> dict[str, dict[str, float]]:
    """Returns the spread of a turn's time for each of `CROWDS`."""
    return {f"visitors_{count}": crowd(arrive, count, turns) for count, turns in CROWDS}


def crowd(arrive: Callable[[], Visitor], count: int, turns: int) -> dict[str, float]:
    """Returns the spread of a turn's time with *count* visitors at once, each asking one question after another."""

    def one(number: int) -> list[float]:
        say = arrive()
        return [timed(partial(say, QUESTIONS[(number + t) % len(QUESTIONS)])) for t in range(turns)]

    with ThreadPoolExecutor(count) as pool:
        return spread([t for times in pool.map(one, range(count)) for t in times])


def long_conversation(arrive: Callable[[], Visitor], turns: int = LONG) -> dict[str, float]:
    """Returns the medians of turns 3 to 7 and of the last five of conversations of *turns*, and their ratio."""
    visitors = [arrive() for _ in range(SIDE_BY_SIDE)]
    times = [[timed(partial(v, QUESTIONS[t % len(QUESTIONS)])) for v in visitors] for t in range(turns)]
    early, late = (statistics.median(chain(*part)) for part in (times[2:7], times[-5:]))
    return {"turn_5": round(early, 1), f"turn_{turns}": round(late, 1), "ratio": round(late / early, 2)}


def memory(*processes: int) -> int:
    """Returns the resident memory of the processes with these ids together, in MB."""
    status = [Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines() for process in processes]
    return round(sum(int(line.split()[1]) for lines in status for line in lines if line.startswith("VmRSS")) / 1024)
