"""`make run`: one line says what is wrong, both processes stop together, and the address is printed once it answers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from clinicchat import paths
from clinicchat.engine import run
from evaluation.ports import free_port
from workbench import running

pytestmark = pytest.mark.product

STAND_IN = """
import sys
from clinicchat.engine import run
processes = {commands!r}
if processes:
    run.prepare = lambda: None
    run.parse_procfile = lambda _: type("P", (), {{"processes": processes}})
run.main()
"""
"""With other processes there is no release to make."""


class Run:
    """The runner as a process, its screen in a file."""

    def __init__(self, var: Path, commands: dict[str, str] | None = None) -> None:
        self.var, self.screen = var, var / "screen"
        self.port, self.actions_port = free_port(), free_port()
        environment = {
            **os.environ, **running.QUIET, "PYTHONPATH": str(running.ROOT), "CLINICCHAT_VAR": str(var),
            "PORT": str(self.port), "ACTIONS_PORT": str(self.actions_port), "RATE_LIMIT": "off",
        }  # fmt: skip
        with self.screen.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", STAND_IN.format(commands=commands)],
                cwd=running.ROOT, env=environment, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def said(self, words: str, seconds: float = running.READY_SECONDS) -> str:
        """Waits until the screen says *words*; returns all of it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            screen = self.screen.read_text(encoding="utf-8")
            if words in screen:
                return screen
            time.sleep(0.1)
        raise AssertionError(f"{words!r} was not said: {self.screen.read_text(encoding='utf-8')}")


def below(pid: int) -> list[int]:
    """Returns the processes that *pid* started, and those that they started."""
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(folder.name), *below(int(folder.name))]
    return found


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[Run]]:
    all_: list[Run] = []
    yield all_
    for one in all_:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGTERM)
            one.process.wait(20)


def test_it_makes_a_release_starts_both_and_ends_with_the_first_that_dies(started: list[Run], tmp_path: Path) -> None:
    """On a fresh clone, on ports of one's choice: the assistant finds the action server."""
    running.model()
    one = Run(tmp_path)
    started.append(one)
    screen = one.said("ready after")
    assert f"http://localhost:{one.port}/" in screen and "run: serving release 1." in screen
    chat = running.Chat(f"http://127.0.0.1:{one.port}")
    assert chat.say("is it legal?")[0]["outcome"] == "answered"
    actions = [p for p in below(one.process.pid) if b"serve_actions" in Path(f"/proc/{p}/cmdline").read_bytes()]
    os.kill(actions[-1], signal.SIGKILL)
    assert one.process.wait(30) == 1
    assert "run: actions ended, so the other was stopped" in one.said("ended")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{one.port}/health/live", timeout=2)
    assert (tmp_path / "log" / "assistant.log").is_file()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_both_on_ctrl_c(started: list[Run], tmp_path: Path, how: signal.Signals) -> None:
    """Nothing is left running."""
    one = Run(tmp_path, {"actions": "exec sleep 271", "assistant": "exec sleep 272"})
    started.append(one)
    one.said("starting")
    time.sleep(1)
    children = below(one.process.pid)
    assert len(children) >= 2
    one.process.send_signal(how)
    assert one.process.wait(20) == 0
    one.said("run: stopped.", 1)
    time.sleep(0.5)
    assert not [c for c in children if Path(f"/proc/{c}").exists()]


def documented_start() -> str:
    """Returns the command in docs/deploy.md that starts the Procfile."""
    (found,) = re.findall(
        r"^HOST=.* PORT=\d+ \S+/honcho start", (running.ROOT / "docs/deploy.md").read_text("utf-8"), re.M
    )
    return str(found)


def test_the_documented_start_listens_on_the_documented_port(tmp_path: Path) -> None:
    """honcho adds 100 to PORT for each further line of the Procfile; and the two processes find each other."""
    running.add_release(tmp_path)
    port, actions_port = running.free_port(), running.free_port()
    command = re.sub(r"PORT=\d+", f"PORT={port}", documented_start())
    environment = {**os.environ, **running.QUIET, "CLINICCHAT_VAR": str(tmp_path), "ACTIONS_PORT": str(actions_port)}
    with (tmp_path / "screen").open("wb") as out:
        process = subprocess.Popen(
            ["sh", "-c", f"exec env {command}"], cwd=running.ROOT, env=environment, stdout=out, stderr=out
        )
    try:
        until = time.monotonic() + running.READY_SECONDS
        while not run.is_ready(f"http://127.0.0.1:{port}/health/ready"):
            screen = (tmp_path / "screen").read_text("utf-8")
            assert process.poll() is None and time.monotonic() < until, f"nobody listens on {port}: {screen[-2000:]}"
            time.sleep(0.2)
        assert running.Chat(f"http://127.0.0.1:{port}").say("is it legal?")[0]["outcome"] == "answered"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def test_the_assistant_is_the_first_line_of_the_procfile() -> None:
    """Only the first process gets the PORT that was asked for."""
    assert next(iter(run.parse_procfile((running.ROOT / "Procfile").read_text("utf-8")).processes)) == "assistant"


def test_a_process_that_dies_at_once_is_named_with_its_last_words(started: list[Run], tmp_path: Path) -> None:
    one = Run(tmp_path, {"actions": "exec sleep 273", "assistant": "echo clinicchat: data/clinic.yml: no; exit 3"})
    started.append(one)
    assert one.process.wait(30) == 1
    one.said("run: assistant ended, so the other was stopped: clinicchat: data/clinic.yml: no", 2)


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"port {port} is in use.*PORT={port + 1} make run"):
            run.check_port(port, "PORT")


def test_why_names_the_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LOG", tmp_path)
    assert run.why("assistant") == "it said nothing"
    (tmp_path / "assistant.log").write_text("one\ntwo\n\n")
    assert run.why("assistant") == "two"


def test_everything_written_at_run_time_is_under_var() -> None:
    """So that a container or a test can move it."""
    assert run.LOG.is_relative_to(paths.VAR)
