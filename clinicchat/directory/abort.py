"""Work with a hard end: when its time is over the caller goes on, and the connection it hangs on is cut.

A read time-out alone is not enough: it starts again with every byte a server drips, and looking up a host's
name has none at all.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

T = TypeVar("T")

_current = threading.local()


class Job(Generic[T]):
    """One piece of work in a daemon thread, started at once."""

    def __init__(self, work: Callable[[], T], finished: Callable[[], None] = lambda: None) -> None:
        """Starts `work` in its thread; `finished` is called when the thread ends, however late."""
        self.connection: HTTPConnection | None = None
        self._work = work
        self._finished = finished
        self._done = threading.Event()
        self._value: T
        self._error: Exception | None = None
        threading.Thread(target=self._run, daemon=True, name="directory").start()

    def result(self, seconds: float) -> T:
        """The work's value or its exception; TimeoutError, and the connection cut, if `seconds` pass
        before."""
        if not self._done.wait(seconds):
            self._cut()
            raise TimeoutError
        if self._error:
            raise self._error
        return self._value

    def _run(self) -> None:
        _current.job = self
        try:
            self._value = self._work()
        except Exception as error:
            self._error = error
        finally:
            self._done.set()
            self._finished()

    def _cut(self) -> None:
        sock: socket.socket | None = getattr(self.connection, "sock", None)
        if sock is not None:
            with suppress(OSError):  # closed by itself in this moment
                sock.shutdown(socket.SHUT_RDWR)


class _Abortable(HTTPConnection):
    """A connection that tells the job it works for, so that the job can cut it."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        job = getattr(_current, "job", None)
        if job is not None:
            job.connection = self
        super().request(*args, **kwargs)


class _AbortableTls(_Abortable, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Abortable


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _AbortableTls


POOL_CLASSES = {"http": _Pool, "https": _TlsPool}
