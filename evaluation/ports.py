"""A free port for a server that a measurement or a test starts."""

from __future__ import annotations

import socket


def free_port() -> int:
    """Returns a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
