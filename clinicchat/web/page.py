"""The chat page as HTML: one template, words from data/page.yml, colours from data/clinic.yml.

Everything that is not ours (replies, names, addresses, the visitor's words) goes through Jinja's autoescape
as text; a link is a link only when its address is https, tel, sms or mailto. `static/chat.js` builds the same
elements in the browser; a test compares the two.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from clinicchat import content, paths
from clinicchat.settings import Settings

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
STATIC = HERE / "static"
ASSETS = "/chat/assets/"
RATEABLE = ("answered", "declined", "results", "no_results", "out_of_scope")
"""Outcomes whose message asks whether it helped; a crisis card never does."""
SAFE_URL = re.compile(r"(?:https://|tel:|sms:|mailto:)[^\s\\]+", re.IGNORECASE)
INVALID = ("empty", "too_long")
"""Errors that are about the words in the box, which is then marked as invalid."""

REQUIRED = {
    "": "language title subtitle skip emergency_label emergency_lead log sources reviewed checked date "
    "choices phone new_tab input send pending failed_once wait help",
    "welcome": "heading lead starters",
    "contact": "heading short lead call hours website article",
    "kept": "heading lead short privacy",
    "who": "visitor assistant",
    "severity": "caution urgent emergency",
    "feedback": "question yes no why reason note send",
    "delete": "open warning confirm",
    "notices": "thanks deleted closed",
    "errors": "bad_request unknown_choice forged_session too_large unsupported_type empty too_long "
    "rate_limited off failed not_found offline slow",
}
"""The keys that must hold words, by section."""
LISTS = {"months": 12, "starters": 0, "welcome.points": 0, "kept.points": 0}
"""Lists of sentences, and how many there must be (0: any number)."""


class PageError(ValueError):
    """data/page.yml cannot be used; the message names the key and the cure."""


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
    page_words = filled(words(), view.clinic)
    fresh = _last_turn(view.conversation)
    entries = [_entry(e, page_words, number >= fresh) for number, e in enumerate(view.conversation)]
    emergency = [link(e["label"], e["url"]) for e in view.emergency]
    help_links = [*emergency, *_clinic_call(view.clinic, page_words)]
    latest = entries[-1] if entries else None
    template = _environment().get_template("page.html")
    return template.render(
        w=page_words,
        clinic=view.clinic,
        website=link(page_words["contact"]["website"], view.clinic.website),
        article=link(page_words["contact"]["article"], view.clinic.article_url),
        privacy=link(page_words["kept"]["privacy"], view.clinic.privacy_url),
        entries=entries,
        fresh=fresh,
        emergency=emergency,
        call=_clinic_call(view.clinic, page_words),
        help_links=help_links,
        error=view.error,
        wait=(view.error or {}).get("retry_after"),
        invalid=bool(view.error) and (view.error or {}).get("code") in INVALID,
        draft=view.draft,
        token=view.token,
        frame="?frame=1" if view.framed else "",
        notice=page_words["notices"].get(view.notice, ""),
        rated=latest if latest and latest["rate"] else None,
        script_words=_script_words(page_words, help_links),
        asset=asset,
    )


def error_message(code: str) -> str:
    """Returns the sentence for an error code; an unknown code counts as `failed`."""
    errors: dict[str, str] = words()["errors"]
    return errors.get(code, errors["failed"])


def review_line(reviewed: Mapping[str, Any] | None) -> str:
    """Returns who checked an answer and when, or nothing.

    >>> review_line({"by": "clinical review pending", "on": "2026-11-24"})
    'Checked against its sources on November 24, 2026, clinical review pending.'
    """
    if not reviewed or not reviewed.get("on"):
        return ""
    chosen = words()
    by = str(reviewed.get("by") or content.PENDING)
    sentence = chosen["checked"] if by == content.PENDING else chosen["reviewed"]
    return str(sentence).replace("{date}", _date(str(reviewed["on"]), chosen)).replace("{by}", by)


def theme_css(clinic: Settings) -> str:
    """Returns the stylesheet that sets the clinic's colour, darker or lighter until one can read it."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", clinic.accent):
        raise PageError(f'data/clinic.yml: accent: {clinic.accent!r} is not a colour. Write it as "#1f5f6b".')
    accent = tuple(int(clinic.accent[i : i + 2], 16) for i in (1, 3, 5))
    light, dark = _readable(accent, PAPER, BLACK, 4.6), _readable(accent, NIGHT, WHITE, 6.5)
    return (
        f":root{{--accent:{light};--on-accent:#fff}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark};--on-accent:#10181a}}}}\n"
    )


def link(label: Any, url: Any) -> dict[str, Any]:
    """Returns a label with its address; without an address when that is not https, tel, sms or mailto."""
    address = str(url or "")
    safe = bool(SAFE_URL.fullmatch(address))
    web = safe and address.lower().startswith("https:")
    return {"label": str(label), "url": address if safe else "", "web": web}


def blocks(text: str) -> list[tuple[str, Any]]:
    """Returns the text as ("p", words) and ("ul", [words, …]); nothing else is ever markup.

    >>> blocks("One:\\n\\n- a\\n- b")
    [('p', 'One:'), ('ul', ['a', 'b'])]
    """
    found: list[tuple[str, Any]] = []
    open_kind = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        kind = "" if not line.strip() else "ul" if line.startswith("- ") else "p"
        if kind == "ul":
            if open_kind == "ul":
                found[-1][1].append(line[2:])
            else:
                found.append(("ul", [line[2:]]))
        elif kind == "p" and open_kind == "p":
            found[-1] = ("p", f"{found[-1][1]}\n{line}")
        elif kind == "p":
            found.append(("p", line))
        open_kind = kind
    return found


def asset(name: str) -> str:
    """Returns the address of a file in static/, with its checksum so that browsers may keep it for long."""
    path = STATIC / name
    return f"{ASSETS}{name}?v={_checksum(path, path.stat().st_mtime_ns)}"


def filled(value: Any, clinic: Settings) -> Any:
    """Returns words with `{clinic_name}` and the like filled in."""
    if isinstance(value, dict):
        return {k: filled(v, clinic) for k, v in value.items()}
    if isinstance(value, list):
        return [filled(v, clinic) for v in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    for key in ("clinic_name", "clinic_phone", "clinic_hours", "retention_days", "idle_minutes"):
        field = {"clinic_phone": "telephone"}.get(key, key.removeprefix("clinic_"))
        value = value.replace("{" + key + "}", str(getattr(clinic, field)))
    return value


# ---- The clinic's colour ----

Colour = tuple[int, ...]
PAPER, NIGHT, WHITE, BLACK = (238, 242, 241), (35, 46, 50), (255, 255, 255), (0, 0, 0)


def _readable(colour: Colour, ground: Colour, towards: Colour, contrast: float) -> str:
    """Returns *colour*, mixed with *towards* until it has *contrast* on *ground* (WCAG 1.4.3: 4.5)."""
    mixed, share = colour, 0.0
    while _contrast(mixed, ground) < contrast and share < 1:
        share += 0.02
        mixed = tuple(round(c + (t - c) * share) for c, t in zip(colour, towards, strict=True))
    return "#" + "".join(f"{c:02x}" for c in mixed)


def _contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# ---- data/page.yml ----

_kept: dict[str, Any] = {"stamp": None, "words": None}


def words() -> dict[str, Any]:
    """Returns data/page.yml, checked, braces as written; re-read when the file changes. After a broken edit
    it stays with the last good words, with a line in the log."""
    path = paths.DATA / "page.yml"
    stamp = (path, path.stat().st_mtime_ns) if path.is_file() else (path, 0)
    if stamp != _kept["stamp"]:
        try:
            _kept["words"] = read_words(path)
        except PageError as error:
            if _kept["words"] is None or _kept["stamp"][0] != path:
                raise
            logger.error("%s The page keeps its former words.", error)
        _kept["stamp"] = stamp
    found: dict[str, Any] = _kept["words"]
    return found


def read_words(path: Path) -> dict[str, Any]:
    """Reads and checks the page's words. Raises `PageError`, which names file, key and cure."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PageError(f"data/{path.name} is missing. Take it back from the project's history.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        cure = "Check spaces, colons and quotes there."
        raise PageError(f"data/{path.name}{line}: cannot be read. {cure}") from error
    if not isinstance(found, dict):
        raise PageError(f"data/{path.name}: must hold `key: words` lines at its top.")
    for section, keys in REQUIRED.items():
        inside = found if not section else found.get(section)
        for key in keys.split():
            name = f"{section}.{key}".lstrip(".")
            value = inside.get(key) if isinstance(inside, dict) else None
            if not isinstance(value, str) or not value.strip():
                raise PageError(f'data/{path.name}: {name} has no words. Write them as `"{key}": words`.')
    for name, count in LISTS.items():
        _check_list(path, name, found, count)
    return found


def _check_list(path: Path, name: str, found: dict[str, Any], count: int) -> None:
    value: Any = found
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    good = isinstance(value, list) and all(isinstance(v, str) for v in value)
    if not good or (count and len(value) != count):
        number = f"{count} " if count else ""
        raise PageError(f'data/{path.name}: {name} must be a list of {number}sentences, one "- words" line each.')


# ---- One entry, ready for the template ----


def _last_turn(conversation: Sequence[Mapping[str, Any]]) -> int:
    """Returns the position of the visitor's last entry: its replies are the fresh ones."""
    return max((n for n, e in enumerate(conversation) if e.get("from") == "visitor"), default=0)


def _entry(entry: Mapping[str, Any], words: dict[str, Any], fresh: bool) -> dict[str, Any]:
    severity = str(entry.get("severity") or "info")
    links = [link(e.get("label", ""), e.get("url")) for e in entry.get("links") or []]
    first = 2 if severity == "emergency" else 0
    return {
        "visitor": entry.get("from") == "visitor",
        "id": str(entry.get("id", "")),
        "lang": str(entry.get("lang") or ""),
        "severity": severity if severity in (*words["severity"], "info") else "info",
        "title": str(entry.get("title") or ""),
        "text": str(entry.get("text") or "").replace("\r\n", "\n"),
        "blocks": blocks(str(entry.get("text") or "")),
        "calls": links[:first],
        "links": links[first:],
        "results": [_result(r, words) for r in entry.get("results") or []],
        "reminder": str(entry.get("reminder") or ""),
        "disclaimers": [str(d) for d in entry.get("disclaimers") or []],
        "sources": [_source(s) for s in entry.get("sources") or []],
        "review": review_line(entry.get("reviewed")),
        "choices": (entry.get("choices") or []) if fresh else [],
        "alert": fresh and severity == "emergency",
        "helpful": entry.get("helpful"),
        "rate": entry.get("outcome") in RATEABLE and severity != "emergency",
    }


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    rest = ", ".join(str(source[key]) for key in ("publisher", "year") if source.get(key))
    return {**link(source.get("title", ""), source.get("url")), "rest": f". {rest}" if rest else ""}


def _result(result: Mapping[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    phone = str(result.get("phone") or "")
    digits = re.sub(r"[^0-9+]", "", phone)
    call = link(words["phone"].replace("{number}", phone), f"tel:{digits}") if digits else link(phone, "")
    return {
        **link(result.get("name", ""), result.get("url")),
        "lines": [str(result[key]) for key in ("profession", "address") if result.get(key)],
        "phone": call if phone else None,
        "note": str(result.get("note") or ""),
    }


def _date(day: str, words: dict[str, Any]) -> str:
    try:
        found = datetime.date.fromisoformat(day)
    except ValueError:
        return day
    parts = {"month": words["months"][found.month - 1], "day": str(found.day), "year": str(found.year)}
    sentence = str(words["date"])
    for key, value in parts.items():
        sentence = sentence.replace("{" + key + "}", value)
    return sentence


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
