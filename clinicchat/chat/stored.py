"""Entries of a conversation as the database keeps them: the JSON of the API, also that of its version 1."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import DecodeError, ValidationError, json, to_builtins

from clinicchat.chat.message import Entry, Malformed, Message, Said, checked, links, web_address

GAP = "…"
"""What stands where a kept entry has no text that can be read."""
_DECODER: json.Decoder[Entry] = json.Decoder(Entry)


def dump(entry: Entry) -> str:
    """Returns *entry* as JSON, as the API shows it and the database keeps it."""
    return json.encode(entry).decode()


def load(row: str | bytes) -> Entry:
    """Returns what `dump` wrote, also before version 2 of the API. Raises `Malformed`."""
    try:
        return _DECODER.decode(row)
    except ValidationError:
        return _entry(_of_version_1(json.decode(row)))
    except DecodeError:
        raise Malformed("JSON") from None


def _entry(found: object) -> Entry:
    visitor = isinstance(found, dict) and found.get("from") == "visitor"
    return checked(found, Said) if visitor else checked(found, Message)


def _of_version_1(row: object) -> object:
    """Returns an entry of version 1 (time in seconds, the help line a sentence, addresses unchecked) as version 2."""
    if not isinstance(row, dict):
        return row
    made = {**row, "text": row.get("text") or GAP}
    if isinstance(row.get("at"), int | float):
        made["at"] = datetime.fromtimestamp(row["at"], UTC).replace(microsecond=0)
    if isinstance(row.get("reminder"), str):
        made["reminder"] = {"text": row["reminder"]}
    if isinstance(row.get("links"), list):
        made["links"] = to_builtins(links(one for one in row["links"] if isinstance(one, dict)))
    for key in ("sources", "results"):
        parts = [part for part in row.get(key) or () if isinstance(part, dict)]
        made[key] = [{**part, "url": web_address(str(part.get("url") or ""))} for part in parts]
    return made
