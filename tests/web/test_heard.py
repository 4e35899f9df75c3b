"""clinicchat/web/heard.py: what a refused body says, whatever its shape."""

from __future__ import annotations

import json

import pytest

from clinicchat.danger import phrases
from clinicchat.web import heard

DANGER = "i want to kill myself"
FILLER = "i read your page about therapy and trust and it was long. "
FORM = heard.FORM


def sees(body: bytes, kind: str = "application/json") -> bool:
    return any(phrases.current().find(part) for part in heard.ends(heard.words(body, kind)))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps({"text": DANGER}).encode(), "application/json"),
        (json.dumps({"text": f"so sad\n{DANGER}"}).encode(), ""),
        (json.dumps({"message": "x", "helpful": True, "reason": DANGER}).encode(), ""),
        (json.dumps({"text": [DANGER]}).encode(), ""),
        (json.dumps({"sender": "x", "message": DANGER}).encode(), ""),
        (json.dumps([DANGER]).encode(), ""),
        (DANGER.encode(), "text/plain"),
        (f'{{"text": "{DANGER}'.encode(), ""),
        (f'{{"text": "so sad\\n{DANGER}'.encode(), ""),
        (f'{{"text": "caf\u00e9 {DANGER}"}}'.encode("latin-1"), ""),
        (json.dumps({"text": DANGER}).encode("utf-16"), ""),
        (b'{"text": "\\u0069 want to \\u006bill myself', ""),
        (b"text=i+want+to+kill+myself&token=x", FORM),
        (b"token=x&feedback=m&reason=i%20want%20to%20kill%20myself", f"{FORM}; charset=utf-8"),
        (b"text=i+want+to+kill+myself", "text/plain"),
        (f'--b\r\nContent-Disposition: x; name="text"\r\n\r\n{DANGER}\r\n--b--'.encode(), "multipart/form-data"),
        ("me quiero matar, no aguanto m\u00e1s".encode("latin-1"), "text/plain"),
    ],
    ids=["text", "second line", "reason", "list in text", "other keys", "a list", "plain", "cut off",
         "cut off, second line", "Latin-1", "UTF-16", "escapes, cut off", "form", "reason of a form",
         "form of another type", "multipart", "Spanish"],
)  # fmt: skip
def test_danger_is_seen_in_any_shape(body: bytes, kind: str) -> None:
    assert sees(body, kind)


@pytest.mark.parametrize("size", [5_000, 20_000, 200_000])
@pytest.mark.parametrize("where", ["head", "tail"])
@pytest.mark.parametrize("shape", ["json", "cut off", "plain", "form"])
def test_head_and_tail_are_read_however_long_it_is(shape: str, where: str, size: int) -> None:
    filler = (FILLER * (size // len(FILLER) + 1))[:size]
    text = f"{DANGER}. {filler}" if where == "head" else f"{filler} {DANGER}"
    body = {
        "json": json.dumps({"text": text}).encode(),
        "cut off": json.dumps({"text": text}).encode()[:-2],
        "plain": text.encode(),
        "form": ("token=x&text=" + text.replace(" ", "+")).encode(),
    }[shape]
    assert sees(body, FORM if shape == "form" else "")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[" * 100_000, b"\xff" * 5_000, b"&" * 5_000, b"\\u", b"%zz", b"\\ud83d"]
)
def test_what_says_nothing_raises_nothing(body: bytes) -> None:
    assert not sees(body) and not sees(body, FORM)


def test_however_much_came_only_a_few_thousand_characters_are_read() -> None:
    assert sum(map(len, heard.ends(heard.words(FILLER.encode() * 5_000)))) <= 2 * heard.MAX_CHARACTERS
    assert heard.said(None) == []
