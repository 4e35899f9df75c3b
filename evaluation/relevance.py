"""Does the visitor get the part, the line or the honest "not known" that fits the question?

python -m evaluation.relevance [--choose]       prints the figures of every set in evaluation/relevance/

A set is `dev.jsonl` (limits are chosen on it), `dev-mentions.jsonl` (names were mended by it) or `judge*.jsonl` and
`mentions*.jsonl` (which only judge). A line holds `text` and what serves it, `right`: labels ("faq/x.part", "faq/x",
"out_of_scope"), "named:sertraline" or "not_known"; `writer` and `kind` may stand beside.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from clinicchat.content import named_things, topics
from clinicchat.text import mentions
from clinicchat.understanding import parts
from clinicchat.understanding.reading import Reading
from evaluation.datasets import FOLDER
from evaluation.measures import share
from evaluation.pipeline import Pipeline, Understood, resolve

SETS = FOLDER / "relevance"
CHOOSING = "dev"
NOT_KNOWN, NAMED = "not_known", "named:"
HARM = 1.0
"""What a part that does not serve costs when limits are chosen, of a right one's worth."""
GRID = {
    "part": tuple(x / 20 for x in range(4, 17)),
    "doubt": (0.5, 0.6, 0.7),
    "again": (0.1,),
    "offer": (0.05,),
}


@dataclass(frozen=True)
class Item:
    """A message and what serves its writer."""

    text: str
    right: frozenset[str]

    @property
    def kind(self) -> str:
        """`named`, `not_known`, `part` where a part serves, or `topic`."""
        if any(one.startswith(NAMED) for one in self.right):
            return "named"
        if NOT_KNOWN in self.right:
            return NOT_KNOWN
        return "part" if any(map(topics.part_of, self.right)) else "topic"


def items(path: Path) -> list[Item]:
    """Returns the items of a set."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Item(row["text"], frozenset(row["right"])) for row in rows]


def names() -> list[str]:
    """Returns the names of the sets, the choosing one first."""
    found = {path.stem for path in SETS.glob("*.jsonl")}
    return sorted(found, key=lambda name: (name != CHOOSING, name))


def is_right(item: Item, got: Understood) -> bool:
    """Whether what stands first serves: the part or topic, the line of what was named, or no part where none fits."""
    label = topics.label(got.topic, got.part)
    if item.kind == "named" and _asked(item) & _lines(got):
        return True
    return label in item.right or (item.kind == NOT_KNOWN and not got.part)


def is_shown(item: Item, got: Understood) -> bool:
    """Whether it stands first or has a button: of a part, or of a topic that is offered."""
    return is_right(item, got) or bool(item.right & {*got.parts, *got.candidates})


def is_wrong(item: Item, got: Understood) -> bool:
    """Whether a part answers that does not serve: the visitor is told something else with certainty."""
    return bool(got.part) and not is_right(item, got)


def _asked(item: Item) -> set[tuple[str, str]]:
    """Returns the things that an item is about; one that no table has counts as a medicine of no name."""
    wanted = [one.removeprefix(NAMED) for one in item.right if one.startswith(NAMED)]
    known = {(kind, thing) for kind, table in named_things.current().items() for thing in table.things}
    by_id = {(kind, thing) for kind, thing in known if thing in wanted}
    return by_id or {(m.kind, m.thing) for name in wanted for m in mentions.find(name)}


def _lines(got: Understood) -> set[tuple[str, str]]:
    """Returns the things whose lines stand above what was answered."""
    tables = named_things.current()
    return {(m.kind, m.thing) for m in got.named if got.topic in tables[m.kind].beside}


def of_set(own: Sequence[Item], readings: Sequence[Reading], pipeline: Pipeline) -> dict[str, Any]:
    """Returns right first, among shown and confidently wrong, in all and by kind; unwritten parts are listed."""
    known = {*pipeline.model.labels, NOT_KNOWN}
    pairs = [(item, resolve(r, pipeline.limits)) for item, r in zip(own, readings, strict=True)]
    counted = [(i, u) for i, u in pairs if i.kind == "named" or i.right & known]
    found: dict[str, Any] = {"missing": sorted({x for i, _ in pairs if i.kind != "named" for x in i.right - known})}
    for kind in ("all", *sorted({i.kind for i, _ in counted})):
        of_kind = [(i, u) for i, u in counted if kind in ("all", i.kind)]
        for measure, holds in (("first", is_right), ("shown", is_shown), ("wrong", is_wrong)):
            found[f"{kind}_{measure}"] = share(sum(holds(i, u) for i, u in of_kind), len(of_kind))
    return found


def figures(pipeline: Pipeline) -> dict[str, Any]:
    """Returns the figures of every set."""
    own = {name: items(SETS / f"{name}.jsonl") for name in names()}
    return {name: of_set(of, pipeline.read([i.text for i in of]), pipeline) for name, of in own.items()}


def printed(report: Mapping[str, Any]) -> str:
    """Returns the figures as lines of text."""
    return "\n".join(_lines_of(report))


def _lines_of(report: Mapping[str, Any]) -> Iterator[str]:
    for name, found in report.items():
        for kind in dict.fromkeys(key.rpartition("_")[0] for key in found if key != "missing"):
            first, shown, wrong = (found[f"{kind}_{measure}"] for measure in ("first", "shown", "wrong"))
            told = f"right first {first['share']:.3f}, among shown {shown['share']:.3f}"
            told += f", confidently wrong {wrong['share']:.3f}"
            yield f"{name}, {kind}: {told} (of {first['of']}; right first {first['low']:.2f} to {first['high']:.2f})"
        if found["missing"]:
            yield f"{name}: parts that are not written: {', '.join(found['missing'])}"


def chosen(pipeline: Pipeline) -> dict[str, float]:
    """Returns the limits with the most right first less confidently wrong on the development set."""
    own = [item for item in items(SETS / f"{CHOOSING}.jsonl") if item.kind != "named"]
    readings = pipeline.read([item.text for item in own])
    best: tuple[tuple[float, int], dict[str, float]] | None = None
    for values in itertools.product(*GRID.values()):
        limits = dict(zip(GRID, values, strict=True))
        with mock.patch.object(parts, "limits", lambda limits=limits: limits):
            pairs = [(i, resolve(r, pipeline.limits)) for i, r in zip(own, readings, strict=True)]
        count = Counter(right=sum(is_right(*p) for p in pairs), wrong=sum(is_wrong(*p) for p in pairs))
        key = (count["right"] - HARM * count["wrong"], -count["wrong"])
        if best is None or key > best[0]:
            best = key, limits
    return best[1] if best else parts.limits()


def main() -> None:
    """Prints the figures; with --choose writes the limits first."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.relevance", description="Parts, lines and not known.")
    parser.add_argument("--choose", action="store_true", help="choose the limits on the development set, and keep them")
    pipeline = Pipeline.current()
    if parser.parse_args().choose:
        parts.LIMITS.write_text(json.dumps({"chosen": chosen(pipeline)}, indent=2) + "\n", encoding="utf-8")
        parts.limits.cache_clear()
    print(printed(figures(pipeline)))


if __name__ == "__main__":
    main()
