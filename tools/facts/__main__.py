"""Makes data/facts/ from fact sheets, a file for each sheet and section; an id that was given stays with its fact.

    python -m tools.facts facts.md facts-therapy.md facts-law-emergency.md

A fact keeps its id, and its `corrected_by` (which is set by hand), while its words stay the same or nearly so. A new
one gets the next free number of its section. One that is gone from its sheet stays, `withdrawn`: no id is used twice.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from tools.facts import citation, sheet, tags
from tools.facts.model import Fact, FactError, Source, read, write

FOLDER = Path(__file__).resolve().parents[2] / "data" / "facts"
PREFIXES = {"facts-therapy": "therapy", "facts-law-emergency": "law"}
"""What the ids of a sheet begin with, where it is not the file's name."""
ALIKE = 0.6
"""From this similarity (0 to 1) on, words that changed are still the same fact."""
FACTS_HEADER = "# Made by `python -m tools.facts`; only `corrected_by` is set by hand; see README.md.\n"
SOURCES_HEADER = "# The sources that the facts name: made by `python -m tools.facts`; see README.md.\n"


def drafts(name: str, items: list[sheet.Item]) -> list[Fact]:
    """Returns the facts of the sheet *name*, with ids by their place in it."""
    prefix = PREFIXES.get(name, name)
    return [_fact(f"{prefix}-{item.section}-{item.place}", item) for item in items]


def _fact(name: str, item: sheet.Item) -> Fact:
    text, tag = tags.without_amounts(item.text), tags.without_amounts("; ".join(item.tags))
    left_out = (text, tag) != (item.text, "; ".join(item.tags))
    title = item.title if item.section == "corrections" else f"{item.section} {item.title}"
    return Fact(
        name,
        title,
        text,
        tags.confidence(item.tags),
        tags.known(item.tags),
        tags.sources(item.tags),
        tag,
        amount_left_out=left_out,
    )


def settle(old: list[Fact], new: list[Fact]) -> list[Fact]:
    """Returns *new* with the ids that *old* gave the same facts, then what is gone, withdrawn."""
    kept = _same(old, new)
    taken = {fact.id for fact in old}
    settled = []
    for number, fact in enumerate(new):
        before = kept.get(number)
        name = before.id if before else _free(fact.id, taken)
        taken.add(name)
        settled.append(replace(fact, id=name, corrected_by=before.corrected_by if before else ()))
    here = {fact.id for fact in settled}
    return settled + [replace(fact, withdrawn=True) for fact in old if fact.id not in here]


def _same(old: list[Fact], new: list[Fact]) -> dict[int, Fact]:
    """Which old fact each new one (by its number) is: the same words, or in the same section the most alike."""
    left = list(old)
    kept: dict[int, Fact] = {}
    for number, fact in enumerate(new):
        equal = [x for x in left if x.text == fact.text and _sheet(x.id) == _sheet(fact.id)]
        if equal:
            kept[number] = min(equal, key=lambda x: _section(x.id) != _section(fact.id))
            left.remove(kept[number])
    pairs = [
        (SequenceMatcher(None, x.text, new[n].text, autojunk=False).ratio(), n, x)
        for n in set(range(len(new))) - set(kept)
        for x in left
        if _section(x.id) == _section(new[n].id)
    ]
    for similarity, number, fact in sorted(pairs, key=lambda p: (-p[0], p[1], p[2].id)):
        if similarity >= ALIKE and number not in kept and fact in left:
            kept[number] = fact
            left.remove(fact)
    return kept


def _sheet(name: str) -> str:
    return name.rsplit("-", 2)[0]


def _section(name: str) -> tuple[str, bool]:
    """Sheet and section of an id, and whether it counts paragraphs."""
    section, place = name.rsplit("-", 1)
    return section, place.startswith("p")


def _free(name: str, taken: set[str]) -> str:
    """Returns *name*, or where it is given away the next number of its section."""
    if name not in taken:
        return name
    section, paragraph = _section(name)
    mark = "p" if paragraph else ""
    numbers = [int(x.rsplit("-", 1)[1].removeprefix("p")) for x in taken if _section(x) == (section, paragraph)]
    return f"{section}-{mark}{max(numbers) + 1}"


def make(sheets: list[Path], folder: Path = FOLDER) -> tuple[list[Fact], list[Source]]:
    """Writes and returns facts and sources.

    Raises `FactError` when a sheet has no facts, or names a source that no sheet lists.
    """
    new: list[Fact] = []
    found: list[Source] = []
    for path in sheets:
        items, rows = sheet.read(path.read_text(encoding="utf-8"))
        if not items:
            raise FactError(
                f"{path.name}: no facts. A fact is a bullet or table row below a heading such as `## 1. Law`."
            )
        new += drafts(path.stem, items)
        found += citation.sources(rows)
    facts = settle(read(folder, "facts", Fact), new)
    missing = sorted({name for fact in facts for name in fact.sources} - {source.id for source in found})
    if missing:
        raise FactError(f"No sheet lists the sources {', '.join(missing)}. Add their rows, or name all sheets at once.")
    write(folder, "facts", FACTS_HEADER, facts, lambda fact: "-".join(re.split("[-.]", fact.id)[:2]))
    write(folder, "sources", SOURCES_HEADER, found, lambda source: f"sources-{source.id[0].lower()}")
    return facts, found


def main() -> int:
    """Makes the files from the sheets named."""
    parser = argparse.ArgumentParser(description="Facts and sources from fact sheets; ids stay.")
    parser.add_argument("sheets", nargs="+", type=Path, help="all sheets, the first one first")
    try:
        facts, found = make(parser.parse_args().sheets)
    except (FactError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(facts)} facts, {len(found)} sources")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
