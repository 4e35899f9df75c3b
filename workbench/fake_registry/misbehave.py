"""Every way a registry may misbehave, by the first part of the address: `/hang/api/`, `/drip/api/v2/studies`
…"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workbench.fake_registry.answers import Answer, npi_errors

if TYPE_CHECKING:
    from workbench.fake_registry.server import _Handler as Handler

Way = tuple[str | int, ...]
"""The keys and numbers that lead to a field."""
Act = Callable[["Handler", Answer, int], None]
"""Answers a request: the right answer is given, and how often this address was asked."""

HUGE_BYTES = 50_000_000
HANG_SECONDS = 30.0
HOSTILE = [
    "<script>alert(1)</script>",
    "**bold** [link](javascript:alert(1))",
    "right\u202eto\u2066left",
    "nul\x00 bell\x07 escape\x1b[31m",
    "lone \ud800 surrogate",
    "zero\u200bwidth\ufeff",
    "line\nbreak\u2028and\ttab",
    "--",
    "",
]
LONG = ["x" * 100_000, "\u202e" * 30_000, "\u0301" * 5000]
LONG_FIELDS = ("last_name", "address_1", "briefTitle", "facility")
WRONG: list[object] = [None, 0, -1.5, True, [], {}, "", [None], {"a": 1}, [[]]]


def _status(status: int, times: int, **headers: str) -> Act:
    """Answers with that status the first `times` times, well after."""

    def act(handler: Handler, answer: Answer, count: int) -> None:
        if count <= times:
            handler.reply(status, "text/plain", b"not now", **headers)
        else:
            handler.reply(*answer)

    return act


def _hang(handler: Handler, answer: Answer, count: int) -> None:
    handler.server.stopped.wait(HANG_SECONDS)


def _slow(handler: Handler, answer: Answer, count: int) -> None:
    handler.server.stopped.wait(handler.server.slow_seconds)
    handler.reply(*answer)


def _drip(handler: Handler, answer: Answer, count: int) -> None:
    handler.start(200, answer[1], Content_Length=str(len(answer[2])))
    _pour(handler, answer[2])


def _drip_head(handler: Handler, answer: Answer, count: int) -> None:
    _pour(handler, b"HTTP/1.1 200 OK\r\nX-Endless: " + b"x" * 60_000)


def _pour(handler: Handler, data: bytes) -> None:
    """One byte every 20 ms: each comes before any read time-out."""
    for byte in data:
        handler.wfile.write(bytes([byte]))
        if handler.server.stopped.wait(0.02):
            return


def _cut(handler: Handler, answer: Answer, count: int) -> None:
    handler.start(200, answer[1], Content_Length=str(len(answer[2])))
    handler.wfile.write(answer[2][: len(answer[2]) // 2])
    handler.close_connection = True


def _huge(handler: Handler, answer: Answer, count: int) -> None:
    handler.start(200, "application/json")
    block = b'{"results": [' + b" " * 1_000_000
    for _ in range(HUGE_BYTES // len(block)):
        handler.wfile.write(block)
        handler.server.sent_huge += len(block)
    handler.close_connection = True


def _bomb(handler: Handler, answer: Answer, count: int) -> None:
    body = gzip.compress(b" " * 5_000_000 + answer[2])
    handler.reply(200, answer[1], body, Content_Encoding="gzip")


def _redirect(to: str) -> Act:
    def act(handler: Handler, answer: Answer, count: int) -> None:
        port = handler.server.server_address[1]
        handler.reply(302, "text/plain", b"", Location=to.format(port=port, rest=handler.rest))

    return act


def _json(change: Callable[[Any], Any]) -> Act:
    def act(handler: Handler, answer: Answer, count: int) -> None:
        handler.reply(200, answer[1], json.dumps(change(json.loads(answer[2]))).encode())

    return act


def _list_key(data: dict[str, Any]) -> str:
    return "results" if "results" in data else "studies"


def _spoiled(values: Sequence[object]) -> Callable[[Any], Any]:
    """The first entry once per field and value, that field replaced; then one entry left as it is."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        key = _list_key(data)
        if not data[key]:
            return data
        first, last = data[key][0], data[key][-1]
        spoiled = [with_value(first, path, v) for path in paths(first) for v in values]
        if values is HOSTILE and len(data[key]) > 10:
            spoiled += [with_value(first, path, v) for path in paths(first) for v in LONG if path[-1] in LONG_FIELDS]
        return data | {key: [*values, *spoiled, last]}

    return change


def paths(value: Any, path: Way = ()) -> Iterator[Way]:
    """The path of every field, at every depth."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*path, key)
        yield from paths(value[key], (*path, key))


def with_value(entry: Any, path: Way, value: object) -> Any:
    """A copy of the entry with another value at that path."""
    changed = copy.deepcopy(entry)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def _text(body: bytes, kind: str = "application/json") -> Act:
    return lambda handler, answer, count: handler.reply(200, kind, body)


def _cookie(handler: Handler, answer: Answer, count: int) -> None:
    handler.reply(*answer, Set_Cookie="visitor=42; Path=/")


MODES: dict[str, Act] = {
    "errors": lambda handler, answer, count: handler.reply(*npi_errors("05", "city", "wrong value")),
    "limited": _status(429, times=10**9),
    "limited-once": _status(429, times=1, Retry_After="0"),
    "limited-long": _status(429, times=10**9, Retry_After="60"),
    "broken": _status(500, times=10**9),
    "broken-once": _status(503, times=1),
    "forbidden": _status(403, times=10**9),
    "hang": _hang,
    "slow": _slow,
    "drip": _drip,
    "drip-head": _drip_head,
    "cut": _cut,
    "html": _text(b"<!doctype html><h1>Scheduled maintenance</h1>", "text/html"),
    "empty": _text(b""),
    "list": _text(b"[1, 2, 3]"),
    "deep": _text(b"[" * 100_000),
    "huge": _huge,
    "bomb": _bomb,
    "redirect": _redirect("http://localhost:{port}{rest}"),
    "redirect-out": _redirect("https://elsewhere.example{rest}"),
    "redirect-here": _redirect("{rest}"),
    "redirect-loop": _redirect("/redirect-loop{rest}"),
    "nulls": _json(_spoiled([None])),
    "wrong-types": _json(_spoiled(WRONG)),
    "hostile": _json(_spoiled(HOSTILE)),
    "cookie": _cookie,
}


def misbehave(mode: str, handler: Handler, answer: Answer, count: int) -> None:
    """Answers the request in that mode; `count` is how often this address was asked before, from 1."""
    MODES[mode](handler, answer, count)
