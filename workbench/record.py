"""`make record`: chat in the terminal, see what each turn was taken for, and save the conversation as a test.

python -m workbench.record [--url http://localhost:5005]      without --url a product of its own is started

Type a message, or the number of a button. `quit` ends; an empty name throws the conversation away.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from clinicchat import paths
from clinicchat.content import topics
from workbench import running
from workbench.conversations import understanding
from workbench.conversations.conversation import HEAD, NO_TOPIC, NOT_UNDERSTOOD
from workbench.conversations.judging import head, links
from workbench.conversations.reading import FOLDER, read

FILE = paths.ROOT / FOLDER / "recorded.yml"
HEADER = "# Conversation tests: recorded with `make record`. For more see topics.yml and docs/for-testers.md.\n"
WARM_UP = "hello"
QUIT = ("quit", "exit")
STYLES = {"emergency": "bold red", "urgent": "yellow", "caution": "cyan"}
Ask = Callable[[str], str]


def chat(session: Any, console: Console, ask: Ask) -> list[dict[str, Any]]:
    """Chats until `quit`; returns the turns as a test's YAML has them."""
    turns: list[dict[str, Any]] = []
    buttons: list[str] = []
    while True:
        typed = _next(ask)
        if typed is None:
            return turns
        if not typed:
            continue
        number = int(typed) if typed.isdecimal() and len(typed) < 3 else 0  # a longer one is a ZIP code or a year
        if number > len(buttons) > 0:
            console.print(f"There is no button {number}: the last is {len(buttons)}.")
            continue
        pressed = buttons[number - 1] if number and buttons else None
        try:
            messages = session.press(pressed) if pressed else session.say(typed)
        except AssertionError as error:
            console.print(f"[red]That was refused:[/red] {error}", highlight=False)
            continue
        turns.append(_turn(typed, pressed, messages))
        buttons = [c["label"] for m in messages for c in m.get("choices") or []]
        _show(console, typed if not pressed else None, messages, buttons)


def _next(ask: Ask) -> str | None:
    try:
        typed = ask("you> ").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if typed.lower() in QUIT else typed


def _turn(typed: str, pressed: str | None, messages: list[dict[str, Any]]) -> dict[str, Any]:
    """What must come back is what came, where it is not what every message is."""
    told = zip(HEAD, head(messages[0]), strict=True)
    expect: dict[str, Any] = {k: v for k, v in told if v != "info" and (k, v) != ("part", NO_TOPIC)}
    if results := [r for m in messages for r in m.get("results") or []]:
        expect["results"] = len(results)
    return {**({"press": pressed} if pressed else {"visitor": typed}), "expect": expect}


def _show(console: Console, typed: str | None, messages: list[dict[str, Any]], buttons: list[str]) -> None:
    for message in messages:
        _, _, outcome, level = head(message)
        style = STYLES.get(level, "green")
        title = f"{_about(message)} · {outcome} · {level}"
        console.print(Panel(_body(message), title=title, border_style=style, title_align="left"), highlight=False)
    for number, label in enumerate(buttons, start=1):
        console.print(f"  [bold]{number}[/bold] {label}", highlight=False)
    seen = understanding.understand(typed) if typed else None
    if seen:
        told = "not understood" if seen.topic == NOT_UNDERSTOOD else f"understood as {seen.topic}"
        console.print(f"[dim]{told}, {seen.confidence:.2f}; ranking: {seen.ranking_line}[/dim]", highlight=False)
        console.print(f"[dim]{escape(seen.danger_line)}[/dim]", highlight=False)


def _about(message: dict[str, Any]) -> str:
    """Returns the topic and part of *message*."""
    named = topics.label(message.get("topic") or "", message.get("part") or "")
    return named or "no topic"


def _body(message: dict[str, Any]) -> str:
    parts = [message["text"], *(f"· {d}" for d in message.get("disclaimers") or [])]
    parts += [f"→ {r.get('name')} ({r.get('address', '')})" for r in message.get("results") or []]
    parts += [f"☎ {link['label']}" for link in links(message)]
    return "\n".join(parts).replace("[", "\\[")


def save(name: str, turns: Sequence[dict[str, Any]], file: Path = FILE) -> None:
    """Appends the conversation to *file*. Raises `ValueError` when a test of that name is there."""
    if file.is_file() and name in {c.name for c in read(file)}:
        raise ValueError(f'There is a test called "{name}" already. Choose another name.')
    before = file.read_text(encoding="utf-8") if file.is_file() else HEADER
    entry = yaml.safe_dump([{"name": name, "turns": list(turns)}], sort_keys=False, allow_unicode=True, width=118)
    file.write_text(before + entry, encoding="utf-8")
    read(file)


def _save_as(console: Console, ask: Ask, turns: Sequence[dict[str, Any]]) -> int:
    if not turns:
        console.print("Nothing was said, so nothing is saved.")
        return 0
    while True:
        try:
            name = ask("A name for this test, as a claim (empty: do not save)> ").strip()
        except (EOFError, KeyboardInterrupt):
            name = ""
        if not name:
            console.print("Not saved.")
            return 0
        try:
            save(name, turns)
        except ValueError as error:
            console.print(f"[red]{error}[/red]", highlight=False)
            continue
        console.print(f"Saved in {FOLDER / FILE.name}. Add `says:` or `choices:` where they matter to the claim.")
        part = max(re.split(r"['\"$`\\]", name), key=len).strip()  # what a terminal takes as it is
        console.print(f"Run it: make test-conversations ARGS=\"-k '{part}'\"", markup=False, highlight=False)
        return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Chats, then offers to save."""
    parser = argparse.ArgumentParser(prog="make record", description="Chat, and save the conversation as a test.")
    parser.add_argument("--url", default="", help="a running chat, such as http://localhost:5005 (default: start one)")
    options = parser.parse_args(arguments)
    console = Console()
    ask: Ask = console.input
    if options.url:
        return _save_as(console, ask, chat(running.Chat(options.url), console, ask))
    console.print("Starting the assistant …")
    with running.start() as product:
        understanding.understand(WARM_UP)  # loads the model for the rankings: the first turn should not wait for it
        console.print("Ready. Type a message, or the number of a button; `quit` ends.")
        turns = chat(product.chat(), console, ask)
    return _save_as(console, ask, turns)


if __name__ == "__main__":
    sys.exit(main())
