"""The door: no misbehaviour of a server takes longer, brings more or goes elsewhere than it may."""

from __future__ import annotations

import ast
import socket
import threading
import time
from pathlib import Path

import pytest

from clinicchat.directory import http
from clinicchat.directory.abort import Job
from clinicchat.directory.clock import Clock, Deadline
from clinicchat.directory.errors import DirectoryError, NotJson, Refused, TimedOut, TooLarge
from clinicchat.directory.http import HttpClient, Reply, is_allowed
from workbench.fake_registry import FakeRegistry

CLINICCHAT = Path(http.__file__).parents[1]


def get(url: str, seconds: float = 0.4) -> Reply:
    deadline = Deadline(Clock(), seconds)
    return HttpClient(0.3, 2.0).get("npi", url, deadline)


def test_a_reply_has_status_headers_and_body(registry: FakeRegistry) -> None:
    reply = get(registry.npi_url() + "?version=2.1&city=AUSTIN")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.body.startswith(b'{"result_count"')


def test_nothing_but_the_place_and_three_headers_is_sent(registry: FakeRegistry) -> None:
    get(registry.npi_url() + "?version=2.1&city=MARFA")
    path, headers = registry.asked[-1]
    assert path == "/api/?version=2.1&city=MARFA"
    assert set(headers) <= {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert headers["User-Agent"] == "ClinicChat"


def test_a_cookie_is_not_sent_back(registry: FakeRegistry) -> None:
    door = HttpClient(0.3, 0.5)
    for _ in range(2):
        door.get("npi", registry.npi_url("cookie"), Deadline(Clock(), 1))
    assert "Cookie" not in registry.asked[-1][1]


def test_the_machines_passwords_and_proxies_are_not_used(
    registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login nurse password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    get(registry.npi_url())
    assert "Authorization" not in registry.asked[-1][1]


def test_a_hanging_server_ends_with_the_budget(registry: FakeRegistry) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut):
        get(registry.npi_url("hang"), seconds=0.3)
    assert time.monotonic() - started < 0.6


def test_dripping_bytes_end_with_the_budget(registry: FakeRegistry) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut):
        get(registry.npi_url("drip") + "?version=2.1&city=AUSTIN", seconds=0.3)
    assert time.monotonic() - started < 0.6


def test_a_job_out_of_time_is_cut_even_in_a_dripping_head(registry: FakeRegistry) -> None:
    ended = threading.Event()
    job = Job(lambda: get(registry.npi_url("drip-head"), seconds=60), ended.set)
    with pytest.raises(TimeoutError):
        job.result(0.2)
    assert ended.wait(1.0)


def test_a_job_stuck_before_any_connection_does_not_hold_up_its_caller() -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        Job(lambda: time.sleep(1)).result(0.1)
    assert time.monotonic() - started < 0.5


def test_a_body_over_the_limit_is_not_read_to_its_end(registry: FakeRegistry) -> None:
    before = registry.sent_huge
    with pytest.raises(TooLarge):
        get(registry.npi_url("huge"), seconds=5)
    assert registry.sent_huge - before < 20_000_000


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("bomb", NotJson),
        ("redirect", Refused),
        ("redirect-out", Refused),
        ("redirect-loop", Refused),
        ("cut", DirectoryError),
    ],
)
def test_a_reply_that_may_not_be_used_is_an_error(registry: FakeRegistry, mode: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        get(registry.npi_url(mode) + "?version=2.1&city=AUSTIN", seconds=2)


def test_a_redirect_on_the_same_host_is_followed(registry: FakeRegistry) -> None:
    assert get(registry.npi_url("redirect-here")).url == registry.npi_url()


def test_a_redirect_to_another_host_is_never_opened(registry: FakeRegistry) -> None:
    before = len(registry.asked)
    with pytest.raises(Refused):
        get(registry.npi_url("redirect"))
    assert len(registry.asked) == before + 1


def test_a_redirect_in_a_circle_is_left_after_three(registry: FakeRegistry) -> None:
    before = len(registry.asked)
    with pytest.raises(Refused, match="too many"):
        get(registry.npi_url("redirect-loop"), seconds=2)
    assert len(registry.asked) == before + 4


def test_a_server_without_tls_is_refused_under_https(registry: FakeRegistry) -> None:
    with pytest.raises(Refused):
        get(registry.npi_url().replace("http://", "https://"))


def test_no_server_at_all_is_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Refused):
        get(f"http://127.0.0.1:{port}/api/")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://npiregistry.cms.hhs.gov/api/", True),
        ("http://127.0.0.1:8900/api/", True),
        ("http://localhost/api/", True),
        ("http://[::1]:8900/", True),
        ("http://npiregistry.cms.hhs.gov/api/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://10.0.0.1/", False),
        ("ftp://127.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("http://[::1", False),
    ],
)
def test_only_https_or_loopback_may_be_opened(url: str, allowed: bool) -> None:
    assert is_allowed(url) is allowed


def test_an_address_that_may_not_be_opened_is_refused() -> None:
    with pytest.raises(Refused, match="https"):
        get("http://example.com/")


def imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").split(".")[0])
    return names


def test_only_this_module_imports_requests() -> None:
    assert [file.name for file in CLINICCHAT.rglob("*.py") if "requests" in imports(file)] == ["http.py"]
