"""The fake registry once for all tests of this folder, and a client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from clinicchat.directory.breaker import Breaker
from clinicchat.directory.cache import Cache
from clinicchat.directory.client import Client
from clinicchat.directory.clock import Clock
from clinicchat.directory.http import HttpClient
from clinicchat.directory.settings import Settings, load
from clinicchat.places import places
from workbench.fake_registry import FakeRegistry


@dataclass
class FakeClock:
    """A clock that only moves when told to or slept on; `slept` lists the pauses."""

    time: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Moves on by that much at once."""
        self.slept.append(seconds)
        self.time += seconds

    def clock(self) -> Clock:
        """This clock as the code under test takes it."""
        return Clock(monotonic=lambda: self.time, now=lambda: self.time, sleep=self.sleep)


@pytest.fixture(scope="session")
def registry() -> Iterator[FakeRegistry]:
    """The fake registry, on a free port of loopback."""
    fake = FakeRegistry(slow_seconds=0.5)
    yield fake
    fake.stop()


@pytest.fixture(scope="session", autouse=True)
def _gazetteer() -> None:
    places.warm()


@pytest.fixture
def fake_clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """A client with an empty cache and the real clock."""
    return make_client(tmp_path, Clock())


def make_client(folder: Path, clock: Clock) -> Client:
    """A client with no chance in its pauses; what hangs ends with the deadline of the call."""
    http = HttpClient(connect_timeout=3.0, read_timeout=3.0)
    return Client(http, Cache(folder / "cache", clock), clock, Breaker(clock), jitter=lambda: 0.0)


@pytest.fixture
def options(registry: FakeRegistry, tmp_path: Path) -> Callable[..., Settings]:
    """Settings that point at the fake registry: `options("hang", budget=0.3)`."""

    def make(mode: str = "", **values: object) -> Settings:
        given = {
            "npi_url": registry.npi_url(mode),
            "trials_url": registry.trials_url(mode),
            "cache_dir": str(tmp_path / "cache"),
            "providers_file": str(tmp_path / "providers.yml"),
        }
        return load(given | values, environment={})

    return make
