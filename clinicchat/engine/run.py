"""`make run`: makes the first release, starts the processes of the Procfile, waits for them, stops them together."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from typing import TextIO

from honcho.environ import parse_procfile
from honcho.manager import SIGNALS, SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message

from clinicchat import paths
from clinicchat.content import serving, settings
from clinicchat.engine import content, train
from clinicchat.publish import release, shared, store

LOG = paths.VAR / "log"
WAIT_SECONDS = 120


class FilePrinter:
    """Honcho's printer: each process writes to var/log/<name>.log, and only what the runner says to the screen."""

    def __init__(self) -> None:
        self.width = 0
        self.first_to_end = ""
        LOG.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, TextIO] = {}

    def write(self, message: Message) -> None:
        """Appends a process's line to its file."""
        if message.name == SYSTEM_PRINTER_NAME:
            ended = message.data.partition(" stopped (rc=")
            self.first_to_end = self.first_to_end or (ended[0] if ended[1] else "")
            return
        if message.name not in self._files:
            self._files[message.name] = (LOG / f"{message.name}.log").open("w", encoding="utf-8")
        data = message.data if isinstance(message.data, str) else message.data.decode("utf-8", "replace")
        file = self._files[message.name]
        file.write(data if data.endswith("\n") else data + "\n")
        file.flush()


def say(words: str) -> None:
    """Writes one line to the screen."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def check_port(port: int, variable: str) -> None:
    """Exits with one line when *port* is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(
                f"run: port {port} is in use. Stop what uses it, or choose another: {variable}={port + 1} make run"
            )


def is_ready(url: str) -> bool:
    """Whether *url* on this machine answers with status 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(port: int, manager: Manager) -> None:
    """Prints the address once a message would be answered; gives up, and stops both, after WAIT_SECONDS."""
    begun = time.monotonic()
    while time.monotonic() - begun < WAIT_SECONDS:
        if is_ready(f"http://127.0.0.1:{port}/health/ready"):
            say(f"run: ready after {time.monotonic() - begun:.0f} s: http://localhost:{port}/  (stop with Ctrl-C)")
            return
        time.sleep(0.3)
    say(f"run: not ready after {WAIT_SECONDS} s. Look into var/log/assistant.log and var/log/actions.log.")
    manager.terminate()


def why(name: str) -> str:
    """Returns the last telling line of a process's log."""
    path = LOG / f"{name}.log"
    lines = path.read_text(encoding="utf-8").strip().splitlines() if path.is_file() else []
    return lines[-1] if lines else "it said nothing"


def prepare() -> None:
    """Has a release to serve; with `LIVE=1` a model of the working files. Raises `ValueError` with file and cure."""
    if not serving.live():
        shared.fetch()
        served = release.ready()
        say(f"run: serving release {served.number}.")
        if store.digest(paths.DATA) != served.manifest.content:
            say("run: data/ differs from it: make release publishes that, as far as it is approved.")
        return
    content.read()
    say("run: LIVE=1: the working files are served as they are, approved or not. For development only.")
    for line in release.held_back():
        say(f"run: a release would have {line}")
    train.main()


def main() -> None:
    """Runs until Ctrl-C or until one process dies, which stops the other."""
    try:
        port, actions_port = settings.port(), settings.actions_port()
        check_port(port, "PORT")
        check_port(actions_port, "ACTIONS_PORT")
        prepare()
    except ValueError as error:
        sys.exit(f"run: {error}")
    printer = FilePrinter()
    manager = Manager(printer)
    environment = {
        **os.environ,
        "PYTHONPATH": str(paths.ROOT),
        "PORT": str(port),
        "ACTIONS_PORT": str(actions_port),
    }
    processes = parse_procfile((paths.ROOT / "Procfile").read_text(encoding="utf-8")).processes
    for name, command in processes.items():
        manager.add_process(name, command, cwd=str(paths.ROOT), env=environment)
    say("run: starting the action server and the assistant …")
    threading.Thread(target=wait_until_ready, args=(port, manager), daemon=True).start()
    manager.loop()
    if manager.returncode in (s["rc"] for s in SIGNALS.values()):
        say("run: stopped.")
        return
    sys.exit(f"run: {printer.first_to_end} ended, so the other was stopped: {why(printer.first_to_end)}")


if __name__ == "__main__":
    main()
