"""Starts the real product for a test: action server and assistant, on free ports, with a folder of their own.

    with running.start() as product:
        chat = product.chat()
        chat.say("is it legal?")[0]["topic"]        # "faq/legal_status"
        chat.press("What are the risks?")

Nothing here is a stand-in except the two public registries (workbench/fake_registry). A product that is not ready in
time fails with the end of its log. `start` takes what a test wants broken or changed; see there.
"""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from clinicchat.engine import train
from clinicchat.publish import store
from evaluation.ports import free_port
from workbench.fake_registry import FakeRegistry
from workbench.visitor import Chat

__all__ = ["Chat", "NotReady", "Product", "model", "start"]
ROOT = Path(__file__).parents[1]
READY_SECONDS = 180
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore"}


class NotReady(AssertionError):
    """The product did not start; the text ends with its log."""


def model() -> Path:
    """Returns the model of the current content, else the newest one. Raises `NotReady` when there is none."""
    others = sorted((ROOT / "models").glob("clinicchat-*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for found in [train.latest(), *others]:
        if found and _is_whole(found):
            return found
    raise NotReady("There is no model in models/: run `make train` first.")


def _is_whole(archive: Path) -> bool:
    """Whether nobody is still writing it."""
    try:
        with tarfile.open(archive) as opened:
            return bool(opened.getnames())
    except (OSError, EOFError, tarfile.TarError):
        return False


def add_release(var: Path, data: Path = ROOT / "data", number: int = 1, fingerprint: str = "") -> store.Release:
    """Makes the content in *data*, with the newest model, the live release *number* of the folder *var*.

    *fingerprint*: of what the model was trained from; without it the model counts as one of an older program.
    """
    releases, made = var / "releases", model()
    staged = Path(shutil.copytree(data, releases / ".staged"))
    known = store.Manifest(
        number=number,
        made=datetime.datetime.now(datetime.UTC),
        by="a test",
        notes="",
        content=store.digest(staged),
        model=store.digest(made),
        fingerprint=fingerprint,
    )
    release = store.add(staged, made, known, releases)
    store.make_live(number, releases)
    return release


class Product:
    """A running product. `url` is the chat's address, `var` its folder; `stop()` ends what was started."""

    def __init__(
        self,
        *,
        database: str = "",
        serve: str = "clinicchat.engine.serve",
        serve_actions: str = "clinicchat.engine.serve_actions",
        with_model: bool = True,
        with_actions: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="clinicchat-test-"))
        self.registry = FakeRegistry(slow_seconds=0.5)
        self.port, self.actions_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._serve, self._serve_actions = serve, serve_actions
        self._database = database
        self._given = dict(environment or {})
        self.actions: subprocess.Popen[bytes] | None = None
        self.assistant: subprocess.Popen[bytes] | None = None
        if with_model:
            self.add_release()
        if with_actions:
            self.start_actions()
        self.start_assistant()

    def environment(self) -> dict[str, str]:
        """Returns what the processes are started with."""
        return {
            **os.environ,
            **QUIET,
            "PYTHONPATH": str(ROOT),
            "CLINICCHAT_VAR": str(self.var),
            "CLINICCHAT_DATABASE_URL": self._database,
            "ACTION_SERVER_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            "PORT": str(self.port),
            "ACTIONS_PORT": str(self.actions_port),
            "CLINICCHAT_NPI_URL": self.registry.npi_url(),
            "CLINICCHAT_TRIALS_URL": self.registry.trials_url(),
            "RATE_LIMIT": "off",
            **self._given,
        }

    def add_release(self, data: Path = ROOT / "data", number: int = 1) -> store.Release:
        """Lets the content in *data*, with the newest model, be served as release *number*."""
        return add_release(self.var, data, number)

    def start_actions(self) -> None:
        """Starts the action server (again)."""
        self.actions = self._start(self._serve_actions, "actions.log")

    def start_assistant(self) -> None:
        """Starts the assistant (again)."""
        self.assistant = self._start(self._serve, "assistant.log")

    def _start(self, module: str, log: str) -> subprocess.Popen[bytes]:
        with (self.var / log).open("ab") as out:
            command = [sys.executable, "-m", module]
            return subprocess.Popen(command, cwd=ROOT, env=self.environment(), stdout=out, stderr=out)

    def wait(self, ready: bool = True, seconds: float = READY_SECONDS) -> Self:
        """Waits until the chat is ready (or, with ready=False, listens at all). Raises `NotReady`."""
        needed = [f"{self.url}/health/{'ready' if ready else 'live'}"]
        if self.actions and self.actions.poll() is None and ready:
            # Asked for itself: the assistant may remember the one before it for a second.
            needed.append(f"http://127.0.0.1:{self.actions_port}/health")
        until, before = time.monotonic() + seconds, len(self.log_text())
        while time.monotonic() < until:
            if ready and "could not be loaded" in self.log_text()[before:]:
                raise NotReady(f"The release could not be loaded: run `make train`.\n{self.log_text()[-3000:]}")
            if all(_is_up(url) for url in needed):
                return self
            if self.assistant and self.assistant.poll() is not None:
                raise NotReady(f"The assistant ended with {self.assistant.returncode}.\n{self.log_text()[-3000:]}")
            time.sleep(0.2)
        raise NotReady(f"Not ready after {seconds:.0f} s.\n{self.log_text()[-3000:]}")

    def chat(self, **headers: str) -> Chat:
        """Returns a new visitor."""
        return Chat(self.url, headers=headers)

    def log_text(self) -> str:
        """Returns all that the processes wrote so far, to standard output, standard error and their log files."""
        return "".join(p.read_text(encoding="utf-8", errors="replace") for p in sorted(self.var.rglob("*.log")))

    def stop_actions(self) -> None:
        """Ends the action server."""
        _end(self.actions)
        self.actions = None

    def hang_actions(self) -> None:
        """Lets the action server accept and say nothing, until `wake_actions`."""
        assert self.actions
        self.actions.send_signal(signal.SIGSTOP)

    def wake_actions(self) -> None:
        """Ends `hang_actions`."""
        assert self.actions
        self.actions.send_signal(signal.SIGCONT)

    def stop_assistant(self) -> None:
        """Ends the assistant."""
        _end(self.assistant)
        self.assistant = None

    def kill_assistant(self) -> None:
        """Ends the assistant as a power cut would."""
        assert self.assistant
        self.assistant.kill()
        self.assistant.wait()

    def stop(self) -> None:
        """Ends all of it and removes its folder."""
        self.stop_assistant()
        self.stop_actions()
        self.registry.stop()
        shutil.rmtree(self.var, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def start(*, ready: bool = True, **options: Any) -> Product:
    """Starts a product and waits until it is ready.

    `database`: an SQLAlchemy address (default: SQLite in its folder); `with_model`, `with_actions`: without them;
    `serve`, `serve_actions`: another module to start, such as one that breaks something first; `environment`: more of
    it (RATE_LIMIT is off unless told otherwise); `ready=False`: wait only until it listens.
    """
    product = Product(**options)
    try:
        return product.wait(ready)
    except BaseException:
        product.stop()
        raise


def _is_up(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None or process.poll() is not None:
        return
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGCONT)
        process.terminate()
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
