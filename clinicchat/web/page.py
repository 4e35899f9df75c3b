"""The chat page as HTML: words from data/page.yml, colours from data/clinic.yml, messages from one template.

Everything that is not ours (replies, names, addresses, the visitor's words) goes through Jinja's autoescape as text; a
link is a link only when its address is https, tel, sms or mailto. What static/chat.js shows is rendered here, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from clinicchat.chat.message import Entry, Link, Message, links, once
from clinicchat.content import live_words, page_words, serving
from clinicchat.content.outcomes import Outcome
from clinicchat.content.settings import Settings
from clinicchat.web import elements

HERE = Path(__file__).parent
STATIC = HERE / "static"
ASSETS = "/chat/assets/"
INVALID = ("empty", "too_long")
"""Errors that are about the words in the box, which is then marked as invalid."""


@dataclass(frozen=True)
class Problem:
    """Why a request was refused: the error's code, what to do, seconds to wait, and the words given back."""

    code: str
    message: str
    wait: int = 0
    draft: str = ""

    @property
    def invalid(self) -> bool:
        """Whether it is about the words in the box."""
        return self.code in INVALID


@dataclass(frozen=True)
class PageView:
    """What one page shows: the conversation, oldest first, and the emergency numbers of the visitor's country."""

    clinic: Settings
    conversation: Sequence[Entry] = ()
    emergency: Sequence[Link] = ()
    error: Problem | None = None
    token: str = ""
    framed: bool = False
    notice: str = ""  # a key of `notices` in data/page.yml


def render(view: PageView) -> str:
    """Returns the whole page as HTML. Raises `ContentError` when data/page.yml cannot be used."""
    words = page_words.filled(page_words.words(), view.clinic)
    entries = elements.shown(view.conversation)
    latest = entries[-1].entry if entries and entries[-1].rated else None
    call = links([{"label": words["contact"]["call"], "url": view.clinic.telephone_url}])
    return (
        _environment()
        .get_template("page.html")
        .render(
            w=words,
            clinic=view.clinic,
            website={"label": words["contact"]["website"], "url": view.clinic.website},
            article={"label": words["contact"]["article"], "url": view.clinic.article_url},
            privacy={"label": words["kept"]["privacy"], "url": view.clinic.privacy_url},
            entries=entries,
            emergency=view.emergency,
            call=call,
            numbers=[*view.emergency, *call],
            error=view.error,
            token=view.token,
            frame="?frame=1" if view.framed else "",
            notice=words["notices"].get(view.notice, ""),
            rated=latest,
            pending=live_words.current().review_pending,
            development=serving.live(),
            script_words=_script_words(words),
            asset=asset,
        )
    )


def render_answer(
    clinic: Settings, conversation: Sequence[Entry], error: Problem | None = None, refused: Sequence[Message] = ()
) -> str:
    """Returns what static/chat.js asked for: entries as HTML, or why it was *refused* with the messages of that error.

    Raises `ContentError` when data/page.yml cannot be used.
    """
    cards, others = ([m for m in refused if (m.outcome != Outcome.UNAVAILABLE) is card] for card in (True, False))
    return (
        _environment()
        .get_template("answer.html")
        .render(
            w=page_words.filled(page_words.words(), clinic),
            entries=elements.shown(conversation),
            cards=elements.shown(cards),
            error=error,
            numbers=[link for message in others for link in message.links],
        )
    )


def asset(name: str) -> str:
    """Returns the address of a file in static/, with its checksum so that browsers may keep it for long."""
    path = STATIC / name
    return f"{ASSETS}{name}?v={_checksum(path, path.stat().st_mtime_ns)}"


def _script_words(words: dict[str, Any]) -> dict[str, object]:
    """Returns what static/chat.js needs of the words; the template puts it into an attribute as JSON."""
    errors = {key: words["errors"][key] for key in ("empty", "failed", "offline", "slow")}
    return {**{key: words[key] for key in ("pending", "failed_once", "notices")}, "errors": errors}


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "blocks": elements.blocks,
        "numbers": elements.numbers,
        "once": once,
        "safe_url": elements.safe,
        "telephone": elements.telephone,
    }
    made.globals |= {"review_line": page_words.review_line, "review_pending": live_words.PENDING}
    made.tests["web"] = elements.opens_page
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return made


@lru_cache(maxsize=16)
def _checksum(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
