"""Hosts that share a PostgreSQL serve one release: published or taken back on one, live on the other."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinicchat import paths
from clinicchat.publish import shared, store
from clinicchat.publish.store import Manifest, NoReleaseError, Release
from tests.breakages.test_postgres import BINARIES, Postgres

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(not BINARIES, reason="PostgreSQL is not installed (apt-get install postgresql)"),
]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="clinicchat-pg-"))  # pytest's own may not be entered by the user postgres
    server = Postgres(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def publish(at: Path, words: str) -> Release:
    """Makes and sends a release of made-up content from the host whose var/ is *at*."""
    staged, model = at / "staged", at / "model"
    staged.mkdir(parents=True)
    (staged / "clinic.yml").write_text(words, encoding="utf-8")
    model.write_bytes(b"model of " + words.encode())
    known = Manifest(
        number=shared.next_number(),
        made=datetime.datetime.now(datetime.UTC),
        by="Ann",
        notes="",
        content=store.digest(staged),
        model=store.digest(model),
        fingerprint="",
    )
    release = store.add(staged, model, known)
    shared.send(release)
    store.make_live(release.number)
    return release


def test_a_release_is_live_on_every_host(postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINICCHAT_DATABASE_URL", postgres.url)
    one, other = tmp_path / "one", tmp_path / "other"
    monkeypatch.setattr(paths, "VAR", one)
    assert [publish(one, "first").number, publish(one, "second").number] == [1, 2]
    monkeypatch.setattr(paths, "VAR", other)
    (other / "releases").mkdir(parents=True)
    shared.fetch()
    served = store.newest_good()
    assert served and (served.number, (served.data / "clinic.yml").read_text("utf-8")) == (2, "second")
    assert publish(other, "third").number == 3
    monkeypatch.setattr(paths, "VAR", one)
    shared.fetch()
    assert store.live_number() == 3 and store.newest_good()
    shared.point(2)
    monkeypatch.setattr(paths, "VAR", other)
    shared.fetch()
    assert store.live_number() == 2
    shutil.rmtree(other / "releases" / "2")
    shared.fetch()
    assert store.newest_good() == store.read(2), "what is lost here is fetched again"


def test_without_its_database_a_host_serves_what_it_has_and_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINICCHAT_DATABASE_URL", "postgresql://postgres@127.0.0.1:1/none")
    monkeypatch.setattr(paths, "VAR", tmp_path)
    shared.fetch()
    with pytest.raises(NoReleaseError, match="the database that the hosts share cannot be used"):
        publish(tmp_path, "words")
