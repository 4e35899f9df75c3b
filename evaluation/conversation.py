"""How a conversation is followed: second turns, corrections, several questions; on the whole product, with its state.

python -m evaluation.conversation [WRITER …] [--missed]

Sets are in evaluation/real/conversations/<writer>/: `pairs.jsonl` (a first message, what is typed then, and the topics
that serve), `corrections.jsonl` (what was typed, how it was taken, and what is typed then), `several.jsonl` (one
message, and of each of its questions the topics that serve). A button counts only where it asks a third question.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clinicchat.chat.message import Message
from clinicchat.content import topics
from clinicchat.content.outcomes import Outcome
from clinicchat.engine import train
from evaluation.datasets import FOLDER
from evaluation.measures import share
from evaluation.product import Product, Talk

SETS = FOLDER / "real" / "conversations"
CHOOSING = ("first", "dev")
SERVES = {
    "inform_place": {"find_provider", "find_trial"},
    "more_results": {"find_provider", "find_trial", "more_results"},
    "deny": {"deny", "cancel"},
    "goodbye": {"goodbye", "cancel"},
}
"""What also serves who is to get this."""
MAX_MESSAGES = 2
SECOND, ASKED_BACK = ("pairs", "corrections"), "right_among_offers"
"""Sets whose second message may be asked back about, and whether the right topic was among what was offered then."""
Row = Mapping[str, Any]
Judged = tuple[Row, list[Message], dict[str, bool]]
"""A line of a set, what was answered last, and what is true of it."""


def rows(writer: str, kind: str) -> list[Row]:
    """Returns the lines of one kind of one writer; none where there is no file."""
    file = SETS / writer / f"{kind}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.is_file() else []


def writers() -> list[str]:
    """Returns the writers of the sets: those whose lines choose first."""
    found = sorted(path.name for path in SETS.iterdir() if path.is_dir())
    return sorted(found, key=lambda name: (name not in CHOOSING, name))


def pair(product: Product, row: Row) -> Judged:
    """Plays a first message and what is typed then."""
    talk = product.talk()
    before = talk.say(row["first"])
    return row, *_second(talk, before, row)


def correction(product: Product, row: Row) -> Judged:
    """Lets the assistant take the first message as `bot` says, then plays the correction."""
    talk = product.talk()
    before = _taken_for(talk, row)
    return row, *_second(talk, before, row)


def _second(talk: Talk, before: Sequence[Message], row: Row) -> tuple[list[Message], dict[str, bool]]:
    messages = talk.say(row["then"])
    served = serves(messages, row["topics"])
    told = {m.text for m in before}
    back = [m for m in messages if m.outcome == Outcome.CLARIFY]
    offered = bool(accepted(row["topics"]) & {c.topic for m in back for c in m.choices})
    return messages, {
        "right": served,
        "right_or_offered": served or offered,
        **({ASKED_BACK: offered} if back else {}),
        "new": served and any(m.outcome != Outcome.CLARIFY and m.text not in told for m in messages),
    }


def _taken_for(talk: Talk, row: Row) -> list[Message]:
    """Brings a talk to where `bot` says it stands: an answer, a list of results, or the question where to look."""
    bot, first = row["bot"], row["first"]
    if bot.startswith("answered about "):
        return talk.mean(first, bot.removeprefix("answered about "))
    kind = "find_trial" if "trial" in bot or "trial" in first or "stud" in first else "find_provider"
    if bot == "asked for a place":
        return talk.mean("find one", kind)
    return talk.mean(first, "find_trial" if "trial" in bot else "find_provider")


def several(product: Product, row: Row) -> Judged:
    """Plays a message with several questions."""
    messages = product.talk().say(row["text"])
    wants = [w for w in row["wants"] if w != ["out_of_scope"]]
    shown, buttons = messages[:MAX_MESSAGES], {c.topic for m in messages for c in m.choices}
    got = [serves(shown, w) or (len(wants) > MAX_MESSAGES and bool(accepted(w) & buttons)) for w in wants]
    return row, messages, {"whole": all(got), "at_least_one": any(got)} | {f"each{i}": g for i, g in enumerate(got)}


def accepted(wanted: Sequence[str]) -> set[str]:
    """Returns the topics that serve who is to get one of *wanted*."""
    return {served for topic in wanted for served in SERVES.get(topic, {topic})}


def serves(messages: Sequence[Message], wanted: Sequence[str]) -> bool:
    """Whether one of *messages* is about one of the topics *wanted*: an answer, or a question back about it alone."""
    return any(m.topic in accepted(wanted) for m in messages)


KINDS: dict[str, Callable[[Product, Row], Judged]] = {"pairs": pair, "corrections": correction, "several": several}


def of_writer(product: Product, writer: str) -> dict[str, list[Judged]]:
    """Returns every line of *writer*, played and judged."""
    return {kind: [play(product, row) for row in rows(writer, kind)] for kind, play in KINDS.items()}


def figures(product: Product, chosen: Sequence[str] = ()) -> dict[str, Any]:
    """Returns shares with intervals of each writer: of pairs, those that lean and those that stand alone apart."""
    return {writer: _figures(of_writer(product, writer)) for writer in chosen or writers()}


def _figures(played: Mapping[str, Sequence[Judged]]) -> dict[str, Any]:
    pairs = played["pairs"]
    alone = [j for j in pairs if not j[0]["leans"]]
    each = [true for _, _, found in played["several"] for key, true in found.items() if key.startswith("each")]
    back = [true for kind in SECOND for *_, true in played[kind] if ASKED_BACK in true]
    return {
        "asked_back": share(sum(true[ASKED_BACK] for true in back), len(back)),
        "pairs": _share(pairs, "right"),
        "pairs_offered": _share(pairs, "right_or_offered"),
        "pairs_new": _share(pairs, "new"),
        "pairs_lean": _share([j for j in pairs if j[0]["leans"]], "right"),
        "pairs_alone": _share(alone, "right"),
        "corrections": _share(played["corrections"], "right"),
        "several_each": share(sum(each), len(each)),
        "several_whole": _share(played["several"], "whole"),
    }


def _share(played: Sequence[Judged], what: str) -> dict[str, Any]:
    return share(sum(found[what] for _, _, found in played), len(played))


def product() -> Product:
    """Returns the product with the model of the current content, trained now if need be; it asks no registry."""
    os.environ |= {"CLINICCHAT_NPI": "off", "CLINICCHAT_TRIALS": "off"}
    return Product(train.latest() or train.train())


def main() -> None:
    """Prints the figures; with --missed also the lines that went wrong, of the sets that choose."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.conversation", description="How talk is followed.")
    parser.add_argument("writers", nargs="*", default=[])
    parser.add_argument("--missed", action="store_true")
    wanted = parser.parse_args()
    made = product()
    for writer in wanted.writers or writers():
        played = of_writer(made, writer)
        print(
            writer, *(f"{key} {f['share']} of {f['of']}" for key, f in _figures(played).items() if f["of"]), sep="\n  "
        )
        if wanted.missed and writer in CHOOSING:
            print(*(_told(j) for judged in played.values() for j in judged if not all(j[2].values())), sep="\n")


def _told(judged: Judged) -> str:
    row, messages, found = judged
    text = row.get("text") or f"{row['first']} {row.get('bot', '')} >> {row['then']}"
    got = [f"{topics.label(m.topic, m.part) if hasattr(topics, 'label') else m.topic} {m.outcome}" for m in messages]
    why = [key for key, true in found.items() if not true]
    return f"{','.join(why)}: {text[:160]} | want {row.get('topics') or row.get('wants')} | got {got}"


if __name__ == "__main__":
    main()
