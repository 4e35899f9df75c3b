"""One entry of the conversation, ready for the template: every address checked, every text cut into plain blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from clinicchat.content.page_words import review_line

RATEABLE = ("answered", "declined", "results", "no_results", "out_of_scope")
"""Outcomes whose message asks whether it helped; a crisis card never does."""
SAFE_URL = re.compile(r"(?:https://|tel:|sms:|mailto:)[^\s\\]+", re.IGNORECASE)


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


def last_turn(conversation: Sequence[Mapping[str, Any]]) -> int:
    """Returns the position of the visitor's last entry: its replies are the fresh ones."""
    return max((n for n, e in enumerate(conversation) if e.get("from") == "visitor"), default=0)


def entry(said: Mapping[str, Any], words: dict[str, Any], fresh: bool) -> dict[str, Any]:
    """Returns what the template shows of an API message or of the visitor\'s own words; buttons only while *fresh*."""
    severity = str(said.get("severity") or "info")
    links = [link(e.get("label", ""), e.get("url")) for e in said.get("links") or []]
    first = 2 if severity == "emergency" else 0
    return {
        "visitor": said.get("from") == "visitor",
        "id": str(said.get("id", "")),
        "lang": str(said.get("lang") or ""),
        "severity": severity if severity in (*words["severity"], "info") else "info",
        "title": str(said.get("title") or ""),
        "text": str(said.get("text") or "").replace("\r\n", "\n"),
        "blocks": blocks(str(said.get("text") or "")),
        "calls": links[:first],
        "links": links[first:],
        "results": [_result(r, words) for r in said.get("results") or []],
        "reminder": str(said.get("reminder") or ""),
        "disclaimers": [str(d) for d in said.get("disclaimers") or []],
        "sources": [_source(s) for s in said.get("sources") or []],
        "review": review_line(said.get("reviewed")),
        "choices": (said.get("choices") or []) if fresh else [],
        "alert": fresh and severity == "emergency",
        "helpful": said.get("helpful"),
        "rate": said.get("outcome") in RATEABLE and severity != "emergency",
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
