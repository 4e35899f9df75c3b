"""The chat page as HTML: one template, words from data/page.yml, colours from data/clinic.yml.

Everything that is not ours (replies, names, addresses, the visitor's words) goes through Jinja's autoescape
as text; a link is a link only when its address is https, tel, sms or mailto. `static/chat.js` builds the same
elements in the browser; a test compares the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from clinicchat.content import page_words
from clinicchat.content import words as content
from clinicchat.content.settings import Settings
from clinicchat.web.elements import RATEABLE, entry, last_turn, link

HERE = Path(__file__).parent
STATIC = HERE / "static"
ASSETS = "/chat/assets/"
INVALID = ("empty", "too_long")
"""Errors that are about the words in the box, which is then marked as invalid."""


@dataclass(frozen=True)
class PageView:
    """What one page shows. `conversation` holds API messages and the visitor's own entries, oldest first."""

    clinic: Settings
    conversation: Sequence[Mapping[str, Any]] = ()
    emergency: Sequence[Mapping[str, str]] = ()
    error: Mapping[str, Any] | None = None  # {"code", "message", optional "retry_after" in seconds}
    draft: str = ""
    token: str = ""
    framed: bool = False
    notice: str = ""  # a key of `notices` in data/page.yml


def render(view: PageView) -> str:
    """Returns the whole page as HTML. Raises `PageError` when data/page.yml cannot be used."""
    words = page_words.filled(page_words.words(), view.clinic)
    fresh = last_turn(view.conversation)
    entries = [entry(e, words, number >= fresh) for number, e in enumerate(view.conversation)]
    emergency = [link(e["label"], e["url"]) for e in view.emergency]
    help_links = [*emergency, *_clinic_call(view.clinic, words)]
    latest = entries[-1] if entries else None
    template = _environment().get_template("page.html")
    return template.render(
        w=words,
        clinic=view.clinic,
        website=link(words["contact"]["website"], view.clinic.website),
        article=link(words["contact"]["article"], view.clinic.article_url),
        privacy=link(words["kept"]["privacy"], view.clinic.privacy_url),
        entries=entries,
        fresh=fresh,
        emergency=emergency,
        call=_clinic_call(view.clinic, words),
        help_links=help_links,
        error=view.error,
        wait=(view.error or {}).get("retry_after"),
        invalid=bool(view.error) and (view.error or {}).get("code") in INVALID,
        draft=view.draft,
        token=view.token,
        frame="?frame=1" if view.framed else "",
        notice=words["notices"].get(view.notice, ""),
        rated=latest if latest and latest["rate"] else None,
        script_words=_script_words(words, help_links),
        asset=asset,
    )


def asset(name: str) -> str:
    """Returns the address of a file in static/, with its checksum so that browsers may keep it for long."""
    path = STATIC / name
    return f"{ASSETS}{name}?v={_checksum(path, path.stat().st_mtime_ns)}"


def _clinic_call(clinic: Settings, words: dict[str, Any]) -> list[dict[str, Any]]:
    return [link(words["contact"]["call"], clinic.telephone_url)] if clinic.telephone_url else []


def _script_words(words: dict[str, Any], help_links: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns what static/chat.js needs of the words; the template puts it into an attribute as JSON."""
    keys = "who severity sources reviewed checked date months choices new_tab pending failed_once wait notices"
    return {
        **{key: words[key] for key in (*keys.split(), "phone")},
        "errors": {key: words["errors"][key] for key in ("empty", "failed", "offline", "slow")},
        "help": [{"label": e["label"], "url": e["url"]} for e in help_links],
        "rate": RATEABLE,
        "clinical": content.PENDING,
    }


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return made


@lru_cache(maxsize=16)
def _checksum(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
