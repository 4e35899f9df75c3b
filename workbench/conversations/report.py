"""`make test-conversations`: plays every conversation with a progress bar and writes a report for non-programmers.

python -m workbench.conversations.report [-k WORDS]      the report: var/conversations/index.html
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from clinicchat import paths
from evaluation import html
from workbench.conversations import pictures
from workbench.conversations.conversation import Conversation, in_order
from workbench.conversations.coverage import Coverage, compute
from workbench.conversations.playing import Played, Step, play
from workbench.conversations.products import Products
from workbench.conversations.reading import ConversationFileError, read_all

FOLDER = paths.VAR / "conversations"
TEMPLATES = Path(__file__).parents[1] / "templates"
SLOWEST = 10


def run(conversations: Sequence[Conversation], console: Console) -> tuple[list[Played], Coverage]:
    """Plays *conversations* and counts what they exercised."""
    ordered = in_order(list(conversations))
    products = Products(ordered)
    played: list[Played] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("starting the assistant …", total=len(ordered))
            for conversation in ordered:
                played.append(play(conversation, products.chat))
                _tell(progress, played[-1])
                progress.update(task, advance=1, description="playing conversations")
    finally:
        turns = products.close()
    return played, compute(played, turns)


def _tell(progress: Progress, played: Played) -> None:
    if failed(played):
        why = played.failure or "it passes now: delete known_problem"
        progress.console.print(f"failed: {played.conversation.name}\n        {why}", markup=False, highlight=False)


def failed(played: Played) -> bool:
    """Whether it counts as a failure: a known problem must fail, everything else must not."""
    return bool(played.failure) != bool(played.conversation.known_problem)


def write(played: Sequence[Played], coverage: Coverage, seconds: float, folder: Path = FOLDER) -> Path:
    """Writes index.html; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {
        "topics": pictures.counts(_topic_counts(played, coverage)),
        "rules": pictures.done(coverage, "rules"),
        "actions": pictures.done(coverage, "actions"),
        "confusion": pictures.confusion(_pairs(played)),
        "slowest": pictures.seconds(slowest(played)),
    }
    page = (
        html.environment(TEMPLATES)
        .get_template("conversations.html")
        .render(
            made=time.strftime("%d %B %Y, %H:%M"),
            seconds=round(seconds),
            played=played,
            failures=[p for p in played if failed(p)],
            known=[p for p in played if p.failure and p.conversation.known_problem],
            coverage=coverage,
            pictures={name: Markup(svg) for name, svg in drawn.items()},
        )
    )
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def counted(number: int, what: str) -> str:
    """Returns the number with its noun.

    >>> counted(1, "known problem"), counted(0, "known problem")
    ('1 known problem', '0 known problems')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def slowest(played: Sequence[Played]) -> list[tuple[str, Step]]:
    """The turns that took longest, with the name of their conversation."""
    turns = [(p.conversation.name, step) for p in played for step in p.steps]
    return sorted(turns, key=lambda entry: -entry[1].seconds)[:SLOWEST]


def _topic_counts(played: Sequence[Played], coverage: Coverage) -> dict[str, int]:
    seen = Counter(topic for p in played for s in p.steps if (topic := s.messages and s.messages[0].get("topic")))
    return {topic: seen[topic] for topic in coverage.all["topics"]}


def _pairs(played: Sequence[Played]) -> Counter[tuple[str, str]]:
    """Expected and actual topic of every typed turn that names one."""
    found: Counter[tuple[str, str]] = Counter()
    for step in (s for p in played for s in p.steps):
        wanted = step.turn.expect.get("topic")
        if wanted and step.messages and step.turn.visitor is not None:
            found[wanted, str(step.messages[0].get("topic") or "none")] += 1
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when all is as expected, 1 when a conversation failed, 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="make test-conversations", description="Plays every conversation test.")
    parser.add_argument("-k", metavar="WORDS", default="", help="only conversations with these words in the name")
    options = parser.parse_args(arguments)
    console = Console()
    try:
        chosen = [c for c in read_all() if options.k.lower() in c.name.lower()]
    except ConversationFileError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if not chosen:
        console.print(f"No conversation has {options.k!r} in its name.")
        return 2
    begun = time.monotonic()
    played, coverage = run(chosen, console)
    path = write(played, coverage, time.monotonic() - begun)
    wrong = [p for p in played if failed(p)]
    known: list[Any] = [p for p in played if p.failure and p.conversation.known_problem]
    console.print(
        f"{len(played) - len(wrong) - len(known)} passed, {counted(len(known), 'known problem')}, {len(wrong)} failed."
    )
    console.print(str(coverage) if not options.k else "Coverage is counted when all are played.")
    console.print(f"The report: {path}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
