"""Text from outside made harmless: registries let people type what they like."""

from __future__ import annotations

import re
import unicodedata

NAME = 120  # letters kept of a name, an address line or a credential list; a title gets twice that
TITLE = 240
PHONE = 40


def clean(value: object, limit: int = NAME) -> str:
    """One line of plain text of at most `limit` letters; "" for anything that is not text, and for "--".

    Control, format (right-to-left and zero-width marks), private and unassigned characters go; white space
    becomes one blank. Markup stays as the letters it is: whoever shows it must escape it.
    """
    if not isinstance(value, str):
        return ""
    kept = "".join(_kept(char) for char in unicodedata.normalize("NFC", value[: limit * 8]))
    line = " ".join(kept.split())
    if not line.strip("-–— "):
        return ""
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() or category in ("Zl", "Zp"):
        return " "
    return "" if category[0] == "C" else char


def phone(value: object) -> str:
    """'312-555-0100' or '312-555-0100 ext. 12' for a North American number, "" for anything else."""
    text = clean(value, PHONE).lower()
    number, _, extension = re.sub(r"e?xt?(?:ension)?\.?", "x", text).partition("x")
    digits = "".join(char for char in number if char in "0123456789")
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) != 10 or digits[0] in "01":
        return ""
    inner = "".join(char for char in extension if char in "0123456789")[:6]
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" + (f" ext. {inner}" if inner else "")


def zip5(value: object) -> str:
    """The 5 digits of a ZIP code written '78701', '787011234' or '78701-1234'; "" for anything else."""
    match = re.fullmatch(r"(\d{5})(?:-?\d{4})?", clean(value, 12), re.ASCII)
    return match[1] if match else ""


def items(value: object) -> list[dict[str, object]]:
    """The dictionaries of a list; [] for anything that is not a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def part(value: object, key: str) -> dict[str, object]:
    """The dictionary under a key; {} when it, or the value itself, is something else."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
