"""A product on PostgreSQL that starts without a model and without a database, and gets both later."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg2
import pytest
import requests

from clinicchat.publish import store
from evaluation.ports import free_port
from tests.breakages.conftest import helped
from workbench import running
from workbench.running import Product

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
DANGER = "i want to kill myself"
pytestmark = pytest.mark.skipif(not BINARIES, reason="PostgreSQL is not installed (apt-get install postgresql)")


class Postgres:
    """A server of our own on a free port of loopback, with its data in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "data", free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            folder.chmod(0o755)
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", str(self.folder), "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8")

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k '' -c fsync=off"
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def ask(self, sql: str, *values: str) -> list[tuple[object, ...]]:
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()
        finally:
            connection.close()

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, str(BINARIES[-1] / name), *arguments], cwd="/", capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="clinicchat-pg-"))  # pytest's own may not be entered by the user postgres
    server = Postgres(folder)
    yield server
    subprocess.run([*server._as, str(BINARIES[-1] / "pg_ctl"), "-D", str(server.folder), "-m", "immediate", "stop"],
                   cwd="/", capture_output=True, check=False)  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def bare(postgres: Postgres) -> Iterator[Product]:
    """Started while there is neither a release nor a database."""
    started = running.start(ready=False, with_model=False, database=postgres.url)
    yield started
    started.stop()


def test_without_a_release_danger_is_answered(bare: Product) -> None:
    """And anything else with the unavailable words; health says that it is not ready."""
    assert requests.get(bare.url + "/health/ready", timeout=5).status_code == 503
    assert helped(bare.chat(), DANGER) == "crisis"
    assert helped(bare.chat(), "is it legal?") == "unavailable"
    assert "Run `make release`" in bare.log_text()


def test_a_release_that_cannot_be_loaded_is_said_and_the_next_one_is_taken(bare: Product, postgres: Postgres) -> None:
    """A conversation that began without a release goes on with it: the danger is not forgotten."""
    chat = bare.chat()
    assert helped(chat, DANGER) == "crisis"
    broken = bare.add_release()
    broken.model.write_bytes(b"not a model")
    known = msgspec.structs.replace(broken.manifest, model=store.digest(broken.model))
    (broken.folder / store.MANIFEST).write_bytes(msgspec.json.encode(known))
    postgres.start()
    until = time.monotonic() + 60
    while "could not be loaded" not in bare.log_text():
        assert time.monotonic() < until, bare.log_text()[-1500:]
        time.sleep(0.2)
    assert requests.get(bare.url + "/health/live", timeout=5).status_code == 200
    bare.add_release(number=2)
    bare.wait()
    (message, *_) = chat.say("is it legal?")
    assert message["outcome"] == "answered" and "988" in str(message["reminder"]["links"])


def test_turns_that_were_answered_without_a_database_are_written_later(bare: Product, postgres: Postgres) -> None:
    """PostgreSQL is stopped in the middle of a form and started again: the form goes on, no turn is lost or doubled."""
    chat, quick = bare.chat(), bare.chat()
    assert chat.say("find a therapist")[0]["outcome"] == "asked"
    quick.say("find a trial")
    postgres.stop()
    assert chat.say("Austin, Texas")[0]["outcome"] == "results" and chat.seconds < 3
    assert helped(chat, DANGER) == "crisis"
    assert not requests.get(bare.url + "/health/ready", timeout=5).json()["kept"]
    postgres.start()
    # Its connections in the pool are stale now, and nobody has written since.
    assert quick.say("Austin, Texas")[0]["outcome"] in ("results", "no_results"), "the form was lost"
    until = time.monotonic() + 10
    while len(_said(postgres, chat.id)) < 3 and time.monotonic() < until:
        time.sleep(0.3)
    assert _said(postgres, chat.id) == ["find a therapist", "Austin, Texas", DANGER]
    assert _said(postgres, quick.id) == ["find a trial", "Austin, Texas"]


def test_hostile_characters_do_not_end_the_process(bare: Product, postgres: Postgres) -> None:
    """NUL or half a surrogate pair in the sender or the text ended stock Rasa on PostgreSQL."""
    chat = bare.chat()
    for text in ("is it legal\x00?", "is it \ud83d legal?", "\udc80 is it legal?"):
        answer = chat.post(data=b'{"text": ' + _json(text) + b', "sender": "x\\u0000"}',
                           headers={"Content-Type": "application/json"})  # fmt: skip
        assert answer.json()["messages"][0]["outcome"] == "answered"
    assert len(_said(postgres, chat.id)) == 3


def test_deleting_and_reading_work_on_postgresql(bare: Product, postgres: Postgres) -> None:
    chat = bare.chat()
    message = chat.say("is it legal?")[0]
    assert chat.feedback(message["id"], True, reason="clear").status_code == 200
    ours = chat.id
    assert chat.delete().status_code == 200
    for table, column in (("chat_entries", "conversation"), ("chat_feedback", "conversation"), ("events", "sender_id"),
                          ("chat_conversations", "id")):  # fmt: skip
        assert postgres.ask(f"SELECT 1 FROM {table} WHERE {column} = %s", ours) == []


def _said(postgres: Postgres, conversation: str) -> list[str]:
    sql = "SELECT data::json->>'text' FROM events WHERE sender_id = %s AND type_name = 'user' ORDER BY id"
    return [str(row[0]) for row in postgres.ask(sql, conversation)]


def _json(text: str) -> bytes:
    return ('"' + "".join(f"\\u{ord(c):04x}" for c in text) + '"').encode()
