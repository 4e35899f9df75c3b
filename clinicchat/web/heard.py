"""The words in a request that is refused, whatever its shape: they are still read for danger.

A body may be no JSON, of another type, too large or in another encoding. Its head and its tail are read, a few thousand
characters, however large it is.
"""

from __future__ import annotations

import codecs
import json
import re
from urllib.parse import parse_qs, unquote_plus

from sanic.request import Request

MAX_CHARACTERS = 4_000
"""Characters of the head and of the tail: what the danger phrases read at once."""
KEYS = ("text", "reason")
"""Where a visitor's own words are, in JSON and in a form."""
MAX_FIELDS = 100
FORM = "application/x-www-form-urlencoded"
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
SPACES = "bfnrt"


def said(request: Request | None) -> list[str]:
    """Returns the head of what a visitor said in *request*, and the tail if there is more. Never raises."""
    body = getattr(request, "body", None) or getattr(getattr(request, "ctx", None), "cut", None)
    if request is None or not isinstance(body, bytes) or not body:
        return []
    return ends(words(body, request.headers.get("content-type") or ""))


def ends(text: str) -> list[str]:
    """Returns *text* in at most two parts of `MAX_CHARACTERS` characters, head and tail.

    >>> [len(part) for part in ends("a" * 9_000)], ends("help me"), ends(" ")
    ([4000, 4000], ['help me'], [])
    """
    if not text.strip():
        return []
    return [text] if len(text) <= MAX_CHARACTERS else [text[:MAX_CHARACTERS], text[-MAX_CHARACTERS:]]


def words(body: bytes, kind: str = "") -> str:
    """Returns the `text` and `reason` of a body that is JSON or a form, else all of it as plain text.

    >>> words(b'{"text": "i want\\\\nto die"}'), words(b"text=i+want+to+die", FORM), words(b'["i want to die"]')
    ('i want\\nto die', 'i want to die', '["i want to die"]')
    """
    text = _decoded(body)
    return _of_json(text) or (_of_form(text) if kind.lower().startswith(FORM) else "") or _plain(text)


def _decoded(body: bytes) -> str:
    encoding = MARKS.get(body[:2], "utf-8")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        # What is cut may begin or end within a character; what is no UTF-8 is most likely Western European.
        text = body.decode("utf-8", "ignore")
        return text if len(text) > 0.9 * len(body) else body.decode("cp1252", "replace")


def _of_json(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    found = {key: found.get(key) for key in KEYS} if isinstance(found, dict) else {}
    return "\n\n".join(value for value in found.values() if isinstance(value, str) and value.strip())


def _of_form(text: str) -> str:
    try:
        found = parse_qs(text, max_num_fields=MAX_FIELDS)
    except ValueError:
        return ""
    return "\n\n".join(value for key in KEYS for value in found.get(key, ()))


def _plain(text: str) -> str:
    """Returns *text* with what JSON or an address put into it undone, without its middle if it is long."""
    parts = [text] if len(text) <= 6 * MAX_CHARACTERS else [text[: 3 * MAX_CHARACTERS], text[-3 * MAX_CHARACTERS :]]
    read = [ESCAPED.sub(_unescaped, part) if "\\" in part else part for part in parts]
    return "\n\n".join(part if re.search(r"\s", part.strip()) else unquote_plus(part) for part in read)


def _unescaped(match: re.Match[str]) -> str:
    code, letter = match.groups()
    return chr(int(code, 16)) if code else " " if letter in SPACES else letter
