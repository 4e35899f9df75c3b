"""JSON from a registry: cache first, circuit breaker, several queries at once, retries within the budget."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from clinicchat.directory.abort import Job
from clinicchat.directory.breaker import Breaker
from clinicchat.directory.cache import Cache
from clinicchat.directory.clock import Clock, Deadline
from clinicchat.directory.errors import (
    BadReply,
    CircuitOpen,
    DirectoryError,
    NotJson,
    RateLimited,
    Refused,
    Rejected,
    TimedOut,
)
from clinicchat.directory.http import HttpClient, Reply
from clinicchat.directory.text import clean

RETRIED = frozenset({429, 500, 502, 503, 504})
RETRIES = 2
FIRST_PAUSE = 0.2  # seconds before the first retry; doubled for the next, plus up to half as much by chance
MIN_TRY_SECONDS = 0.1  # seconds; a retry that would have less is not sent
MAX_CALLS = 256  # calls under way in this process; 40 visitors searching at once need about 240

Check = Callable[[object], None]


@dataclass(frozen=True)
class Answer:
    """A registry's JSON, and whether it came from the disk."""

    data: Any
    from_cache: bool


@dataclass
class Client:
    """Everything between a registry module and the HTTP client. Thread-safe; one per process."""

    http: HttpClient
    cache: Cache
    clock: Clock
    breaker: Breaker
    jitter: Callable[[], float] = random.random
    _slots: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MAX_CALLS))

    def get(self, source: str, url: str, query: Mapping[str, str], deadline: Deadline, check: Check) -> Answer:
        """One query's answer. Raises `DirectoryError`."""
        found = self.get_all(source, url, [query], deadline, check)[0]
        if isinstance(found, DirectoryError):
            raise found
        return found

    def get_all(
        self, source: str, url: str, queries: Sequence[Mapping[str, str]], deadline: Deadline, check: Check
    ) -> list[Answer | DirectoryError]:
        """Several queries to one source at the same time: an answer or an error each, in their order.

        `check` raises `DirectoryError` for JSON that is not to be used; such an answer is not cached either.
        """
        started = self.clock.monotonic()
        addresses = [f"{url}?{urlencode(query)}" for query in queries]
        found: list[Answer | Job[Answer] | DirectoryError | None] = [self._stored(a, check) for a in addresses]
        allowed = all(found) or self.breaker.allows(source)
        for index, address in enumerate(addresses):
            if found[index] is None:
                found[index] = self._start(source, address, deadline, check) if allowed else CircuitOpen(source)
        return [self._settle(source, item, deadline, started) for item in found]

    def _stored(self, address: str, check: Check) -> Answer | None:
        body = self.cache.get(address)
        if body is None:
            return None
        try:
            check(body)
        except DirectoryError:
            return None
        return Answer(body, from_cache=True)

    def _start(self, source: str, address: str, deadline: Deadline, check: Check) -> Job[Answer] | TimedOut:
        if not self._slots.acquire(blocking=False):
            return TimedOut(source, "too many calls under way")
        return Job(lambda: self._ask(source, address, deadline, check), self._slots.release)

    def _settle(
        self,
        source: str,
        item: Answer | Job[Answer] | DirectoryError | None,
        deadline: Deadline,
        started: float,
    ) -> Answer | DirectoryError:
        if not isinstance(item, Job):
            return item or BadReply(source)
        try:
            answer = item.result(deadline.left())
        except TimeoutError:
            error: DirectoryError = TimedOut(source, "no answer within the budget")
        except DirectoryError as raised:
            error = raised
        except Exception as raised:  # whatever a broken server makes a library raise is that server's fault
            error = BadReply(source, type(raised).__name__)
        else:
            self.breaker.succeeded(source)
            return answer
        if isinstance(error, Rejected):
            self.breaker.succeeded(source)
        else:
            self.breaker.failed(source, started)
        return error

    def _ask(self, source: str, address: str, deadline: Deadline, check: Check) -> Answer:
        for attempt in range(RETRIES + 1):
            reply = self.http.get(source, address, deadline)
            if reply.status not in RETRIED or attempt == RETRIES:
                break
            pause = self._pause(reply, attempt)
            if pause + MIN_TRY_SECONDS > deadline.left():
                break
            self.clock.sleep(pause)
        data = _json(source, reply)
        check(data)
        self.cache.put(address, data)
        return Answer(data, from_cache=False)

    def _pause(self, reply: Reply, attempt: int) -> float:
        """Seconds until the next try: what the server asks for, else doubling with some chance in it."""
        asked = reply.headers.get("Retry-After", "").strip()
        if asked.isdecimal():
            return float(asked)
        try:
            return max(0.0, parsedate_to_datetime(asked).timestamp() - self.clock.now())
        except ValueError:
            return FIRST_PAUSE * float(2**attempt) * (1 + self.jitter() / 2)


def _json(source: str, reply: Reply) -> object:
    """The body's JSON, or the error its status stands for."""
    if reply.status == 429:
        raise RateLimited(source, "status 429")
    if 400 <= reply.status < 500:
        text = reply.body[:1000].decode("utf-8", "replace")
        raise Rejected(source, clean(text, 200), str(reply.status))
    if reply.status != 200:
        raise Refused(source, f"status {reply.status}")
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise NotJson(source, "no JSON") from error
