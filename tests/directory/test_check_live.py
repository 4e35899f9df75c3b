"""The live check names what works and what does not."""

from __future__ import annotations

from collections.abc import Callable

from clinicchat.directory.boards import Board
from clinicchat.directory.check_live import check_all
from clinicchat.directory.settings import Settings
from workbench.fake_registry import FakeRegistry


def test_each_address_gets_its_row(registry: FakeRegistry, options: Callable[..., Settings]) -> None:
    boards = {
        "AA": Board("works", registry.npi_url()),
        "BB": Board("gone", f"{registry.base}/nothing"),
        "CC": Board("elsewhere", registry.npi_url("redirect")),
    }
    rows = list(check_all(options(), boards, pause=0))
    assert [row[0] for row in rows] == ["ok", "ok", "ok", "FAILED", "FAILED"]


def test_a_registry_out_of_order_fails(options: Callable[..., Settings]) -> None:
    assert [row[0] for row in check_all(options("html"), {}, pause=0)] == ["FAILED", "FAILED"]
