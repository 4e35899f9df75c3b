"""`make replay FILES="…"`: plays conversations on the trained product in this process and writes a transcript.

python -m workbench.replay FILE.jsonl [FILE.jsonl …] [--out FOLDER]

Each line of a file is a conversation: {"who": "a veteran, 40", "after": "what they want to know", "turns": ["hi", …]}.
The transcript, FILE.md in var/replay/, shows the visitor's turns and the assistant's messages with title, words,
buttons, outcome and urgency. A turn in square brackets presses that button: "[Tell me more]". The registries are the
fake ones.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from clinicchat import paths
from clinicchat.chat.message import Message
from evaluation.product import Product, Talk
from workbench.conversations.judging import head
from workbench.fake_registry import FakeRegistry
from workbench.running import model

OUT = paths.VAR / "replay"


def transcript(rows: list[dict[str, Any]], product: Product, title: str) -> str:
    """Returns the Markdown of all conversations of *rows*."""
    lines = [f"# {title}", ""]
    for number, row in enumerate(rows, start=1):
        lines += [f"## {number}. {row.get('who', '')}", "", f"Wants: {row.get('after', '')}", ""]
        talk = product.talk()
        for text in row["turns"]:
            lines += [*_turn(text, _answers(talk, text)), ""]
    return "\n".join(lines)


def _answers(talk: Talk, text: str) -> list[Message]:
    if not (text.startswith("[") and text.endswith("]")):
        return talk.say(text)
    try:
        return talk.press(text[1:-1])
    except LookupError:
        return talk.say(text)


def _turn(text: str, messages: list[Message]) -> Iterator[str]:
    yield f"**Visitor:** {text}"
    for message in messages:
        told = ", ".join(head(to_builtins(message)))
        told += f", part {message.part}" if message.part else ""
        yield ""
        yield f"> **Assistant** ({told})" + (f" **{message.title}**" if message.title else "")
        yield ">"
        if message.help:
            yield f"> _Soft line above: {'; '.join(link.label for link in message.help)}_"
            yield ">"
        yield from (f"> {line}".rstrip() for line in message.text.split("\n"))
        yield from _around(message)


def _around(message: Message) -> Iterator[str]:
    listed = {
        "Results": [f"{r.name} ({r.address})" for r in message.results],
        "Notes": list(message.disclaimers),
        "Sources": [source.title for source in message.sources],
        "Links": [link.label for link in message.links],
        "Buttons": [f"[{choice.label}]" for choice in message.choices],
        "Help line below": [link.label for link in message.reminder.links] if message.reminder else [],
    }
    for name, items in listed.items():
        if items:
            yield ">"
            yield f"> _{name}: {'; '.join(items)}_"


def main() -> None:
    """Plays the files named and says where the transcripts are."""
    parser = argparse.ArgumentParser(prog="python -m workbench.replay", description="Plays conversations; see above.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    wanted = parser.parse_args()
    registry = FakeRegistry()
    os.environ |= {"CLINICCHAT_NPI_URL": registry.npi_url(), "CLINICCHAT_TRIALS_URL": registry.trials_url()}
    product = Product(model())
    wanted.out.mkdir(parents=True, exist_ok=True)
    for file in wanted.files:
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        written = wanted.out / f"{file.stem}.md"
        written.write_text(transcript(rows, product, file.stem), encoding="utf-8")
        print(f"replay: {len(rows)} conversations, {written}")
    registry.stop()


if __name__ == "__main__":
    main()
