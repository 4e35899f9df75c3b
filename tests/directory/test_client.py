"""Cache, retries and circuit breaker around the HTTP client."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from clinicchat.directory.client import Client
from clinicchat.directory.clock import Clock, Deadline
from clinicchat.directory.errors import (
    CircuitOpen,
    DirectoryError,
    NotJson,
    RateLimited,
    Refused,
    Rejected,
    TimedOut,
)
from clinicchat.directory.http import Reply
from clinicchat.directory.npi import check
from tests.directory.conftest import FakeClock
from workbench.fake_registry import FakeRegistry

QUERY = {"version": "2.1", "city": "AUSTIN", "limit": "2"}
OK = (200, {}, b'{"results": []}')


class ScriptedHttpClient:
    """Answers with the replies given, one a call, the last one for ever; counts the calls."""

    def __init__(self, *replies: tuple[int, dict[str, str], bytes]) -> None:
        self.replies = replies
        self.calls = 0

    def get(self, source: str, url: str, deadline: Deadline) -> Reply:
        self.calls += 1
        status, headers, body = self.replies[min(self.calls, len(self.replies)) - 1]
        return Reply(status, headers, body, url)


def scripted(client: Client, fake: FakeClock, *replies: tuple[int, dict[str, str], bytes]) -> ScriptedHttpClient:
    client.http = http = ScriptedHttpClient(*replies)  # type: ignore[assignment]
    client.clock = client.breaker.clock = fake.clock()
    return http


def ask(client: Client, url: str = "https://registry.example/", seconds: float = 2.5) -> Any:
    return client.get("npi", url, QUERY, Deadline(client.clock, seconds), check)


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("errors", Rejected),
        ("forbidden", Rejected),
        ("limited-long", RateLimited),
        ("html", NotJson),
        ("empty", NotJson),
        ("deep", NotJson),
        ("list", DirectoryError),
        ("drip-head", TimedOut),
    ],
)
def test_each_misbehaviour_is_its_own_error(
    registry: FakeRegistry, client: Client, mode: str, error: type[DirectoryError]
) -> None:
    with pytest.raises(error):
        ask(client, registry.npi_url(mode), seconds=0.4)


def test_the_registrys_own_error_keeps_its_code(registry: FakeRegistry, client: Client) -> None:
    with pytest.raises(Rejected) as caught:
        client.get("npi", registry.npi_url(), {"version": "1.0"}, Deadline(client.clock, 8), check)
    assert caught.value.code == "17"


def test_a_second_question_is_answered_from_the_disk(registry: FakeRegistry, client: Client) -> None:
    first = ask(client, registry.npi_url())
    asked = len(registry.asked)
    assert (ask(client, registry.npi_url()).from_cache, first.from_cache) == (True, False)
    assert len(registry.asked) == asked


def test_an_error_is_not_kept_on_the_disk(client: Client, fake_clock: FakeClock) -> None:
    http = scripted(client, fake_clock, (200, {}, b'{"Errors": [{"number": "05"}]}'), OK)
    with pytest.raises(Rejected):
        ask(client)
    ask(client)
    assert http.calls == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(client: Client, fake_clock: FakeClock, status: int) -> None:
    http = scripted(client, fake_clock, (status, {}, b""), OK)
    ask(client)
    assert http.calls == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 501])
def test_a_lasting_failure_is_not_tried_again(client: Client, fake_clock: FakeClock, status: int) -> None:
    http = scripted(client, fake_clock, (status, {}, b""))
    with pytest.raises(DirectoryError):
        ask(client)
    assert http.calls == 1


def test_pauses_grow_and_tries_end(client: Client, fake_clock: FakeClock) -> None:
    http = scripted(client, fake_clock, (500, {}, b""))
    with pytest.raises(Refused):
        ask(client)
    assert (http.calls, fake_clock.slept) == (3, [0.2, 0.4])


def test_chance_spreads_the_pauses(client: Client, fake_clock: FakeClock) -> None:
    scripted(client, fake_clock, (500, {}, b""), OK)
    client.jitter = lambda: 1.0
    ask(client)
    assert fake_clock.slept == [pytest.approx(0.3)]


def test_no_retry_that_does_not_fit_the_budget(client: Client, fake_clock: FakeClock) -> None:
    http = scripted(client, fake_clock, (500, {}, b""))
    with pytest.raises(Refused):
        ask(client, seconds=0.25)
    assert http.calls == 1


def test_retry_after_is_honoured_when_it_fits(client: Client, fake_clock: FakeClock) -> None:
    scripted(client, fake_clock, (429, {"Retry-After": "1"}, b""), OK)
    ask(client)
    assert fake_clock.slept == [1.0]


def test_retry_after_as_a_date_is_understood(client: Client, fake_clock: FakeClock) -> None:
    scripted(client, fake_clock, (503, {"Retry-After": "Mon, 12 Jan 1970 13:46:41 GMT"}, b""), OK)
    ask(client)  # the fake clock stands at 13:46:40 of that day
    assert fake_clock.slept == [1.0]


def test_retry_after_beyond_the_budget_ends_the_search_at_once(client: Client, fake_clock: FakeClock) -> None:
    http = scripted(client, fake_clock, (429, {"Retry-After": "60"}, b""))
    with pytest.raises(RateLimited):
        ask(client)
    assert (http.calls, fake_clock.slept) == (1, [])


def fail(client: Client, times: int, fake: FakeClock) -> None:
    for _ in range(times):
        with pytest.raises(DirectoryError):
            ask(client)
        fake.time += 1


def test_after_three_failures_a_source_is_left_alone(client: Client, fake_clock: FakeClock) -> None:
    http = scripted(client, fake_clock, (200, {}, b"<html>"))
    fail(client, 3, fake_clock)
    with pytest.raises(CircuitOpen):
        ask(client)
    assert http.calls == 3


def test_after_the_pause_one_call_goes_through_and_closes_the_circuit(client: Client, fake_clock: FakeClock) -> None:
    scripted(client, fake_clock, *[(200, {}, b"<html>")] * 3, OK)
    fail(client, 3, fake_clock)
    fake_clock.time += 31
    assert ask(client).from_cache is False
    assert client.breaker.allows("npi")


def test_the_registrys_own_refusals_do_not_open_the_circuit(client: Client, fake_clock: FakeClock) -> None:
    scripted(client, fake_clock, (400, {}, b"bad city"))
    fail(client, 5, fake_clock)
    assert client.breaker.allows("npi")


def test_one_source_down_leaves_the_other_open(client: Client, fake_clock: FakeClock) -> None:
    scripted(client, fake_clock, (200, {}, b"<html>"))
    fail(client, 3, fake_clock)
    assert client.breaker.allows("trials")


def test_queries_of_one_search_that_fail_together_count_once(client: Client, fake_clock: FakeClock) -> None:
    client.clock = client.breaker.clock = Clock()
    client.http = ScriptedHttpClient((200, {}, b"<html>"))  # type: ignore[assignment]
    queries = [QUERY | {"skip": str(n)} for n in range(6)]
    client.get_all("npi", "https://registry.example/", queries, Deadline(client.clock, 8), check)
    assert client.breaker.allows("npi")


def test_too_many_calls_at_once_are_turned_away(client: Client, fake_clock: FakeClock) -> None:
    scripted(client, fake_clock, OK)
    while client._slots.acquire(blocking=False):
        pass
    with pytest.raises(TimedOut, match="too many"):
        ask(client)


def test_what_a_library_raises_unexpectedly_is_a_directory_error(client: Client) -> None:
    class Broken:
        def get(self, *args: object) -> Reply:
            raise UnicodeError("of a kind nobody thought of")

    client.http = Broken()  # type: ignore[assignment]
    with pytest.raises(DirectoryError):
        ask(client)


def test_a_cached_file_of_another_shape_is_asked_for_again(
    client: Client, fake_clock: FakeClock, tmp_path: Path
) -> None:
    http = scripted(client, fake_clock, OK)
    ask(client)
    for file in (tmp_path / "cache").iterdir():
        file.write_text(f'{{"stored": {time.time()}, "body": {{"results": "x"}}}}')
    ask(client)
    assert http.calls == 2
