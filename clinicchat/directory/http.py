"""The one door to the network: a GET that returns what a server sent, within its time and size, or raises.

Sends the address with its query and `User-Agent: ClinicChat`: no cookie, no referrer, nothing of the
machine's proxy settings or stored passwords.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from clinicchat.directory.abort import POOL_CLASSES
from clinicchat.directory.clock import Deadline
from clinicchat.directory.errors import BadReply, NotJson, Refused, TimedOut, TooLarge

USER_AGENT = "ClinicChat"
MAX_BYTES = 2_000_000
MAX_REDIRECTS = 3
CHUNK = 65_536


@dataclass(frozen=True)
class Reply:
    """What a server sent: status, headers (in any case), body, and the address it came from in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def is_allowed(url: str) -> bool:
    """Whether an address may be opened: https anywhere, http only on this machine's loopback."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return bool(host)
        return parts.scheme == "http" and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


class HttpClient:
    """One `requests` session for the process. Thread-safe: nothing of it changes after it is made."""

    def __init__(self, connect_timeout: float, read_timeout: float, max_bytes: int = MAX_BYTES) -> None:
        """Time-outs in seconds for one step; each call's deadline bounds the whole."""
        self._timeouts = (connect_timeout, read_timeout)
        self._max_bytes = max_bytes
        self._session = _session()

    def get(self, source: str, url: str, deadline: Deadline) -> Reply:
        """One GET, following redirects on the same host only. Raises `Unavailable` or `BadReply`."""
        try:
            for _ in range(MAX_REDIRECTS + 1):
                found = self._exchange(source, url, deadline)
                if isinstance(found, Reply):
                    return found
                url = found
            raise Refused(source, "too many redirects")
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise TimedOut(source, type(error).__name__) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Refused(source, type(error).__name__) from error

    def _exchange(self, source: str, url: str, deadline: Deadline) -> Reply | str:
        """The reply, or the address on the same host it sends us to."""
        if not is_allowed(url):
            raise Refused(source, "only https, or loopback")
        left = _left(source, deadline)
        prepared = self._session.prepare_request(requests.Request("GET", url))
        with self._session.send(
            prepared,
            stream=True,
            allow_redirects=False,
            timeout=(min(self._timeouts[0], left), min(self._timeouts[1], left)),
        ) as response:
            location = response.headers.get("Location", "")
            if response.is_redirect and location:
                return _same_host(source, url, urljoin(url, location))
            body = self._read(source, response, deadline)
            return Reply(response.status_code, response.headers, body, url)

    def _read(self, source: str, response: requests.Response, deadline: Deadline) -> bytes:
        """The body, as it arrives: `read1` returns what is there instead of waiting for a full chunk."""
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise NotJson(source, "compressed, though not asked for")  # a small body may unpack to gigabytes
        body = bytearray()
        while chunk := response.raw.read1(CHUNK):
            body += chunk
            _left(source, deadline)
            if len(body) > self._max_bytes:
                raise TooLarge(source, f"over {self._max_bytes} bytes")
        return bytes(body)


def _left(source: str, deadline: Deadline) -> float:
    left = deadline.left()
    if left <= 0:
        raise TimedOut(source, "no time left")
    return left


def _same_host(source: str, url: str, target: str) -> str:
    try:
        here, there = urlsplit(url), urlsplit(target)
        if (here.hostname, here.port) != (there.hostname, there.port):
            raise Refused(source, "redirect to another host")
    except ValueError as error:
        raise BadReply(source, "unreadable redirect") from error
    return target


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy, no .netrc password, no certificates of the environment
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "identity"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(pool_maxsize=16))
    return session


class _Adapter(HTTPAdapter):
    """Opens connections that a job out of time can cut."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOL_CLASSES
