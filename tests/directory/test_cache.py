"""The cache on disk forgets in time, stays small, and is never the reason of a failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clinicchat.directory.cache import Cache
from tests.directory.conftest import FakeClock

URL = "https://registry.example/?city=AUSTIN"


@pytest.fixture
def cache(tmp_path: Path, fake_clock: FakeClock) -> Cache:
    return Cache(tmp_path / "deep" / "cache", fake_clock.clock(), ttl=10, max_files=3)


def test_what_was_put_is_there(cache: Cache) -> None:
    cache.put(URL, {"results": [1]})
    assert cache.get(URL) == {"results": [1]}


def test_another_address_is_not_there(cache: Cache) -> None:
    cache.put(URL, 1)
    assert cache.get(URL + "&skip=50") is None


def test_after_its_time_it_is_gone(cache: Cache, fake_clock: FakeClock) -> None:
    cache.put(URL, 1)
    fake_clock.time += 10
    assert cache.get(URL) is None


def test_a_file_from_the_future_is_not_believed(cache: Cache, fake_clock: FakeClock) -> None:
    cache.put(URL, 1)
    fake_clock.time -= 1
    assert cache.get(URL) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"stored": "x"}', '{"stored": 1}', "\x00\xff", "[" * 99_999])
def test_a_corrupt_file_counts_as_absent(cache: Cache, text: str) -> None:
    cache.put(URL, 1)
    next(cache.folder.iterdir()).write_bytes(text.encode("latin-1"))
    assert cache.get(URL) is None


def test_only_so_many_files_are_kept_the_newest(cache: Cache) -> None:
    for number in range(5):
        cache.put(f"{URL}{number}", number)
        for age, file in enumerate(sorted(cache.folder.iterdir(), key=os.path.getmtime, reverse=True)):
            os.utime(file, (1000 - age * 10, 1000 - age * 10))
    assert len(list(cache.folder.iterdir())) == 3
    assert cache.get(f"{URL}4") == 4


def test_no_half_written_file_is_left_behind(cache: Cache) -> None:
    cache.put(URL, 1)
    assert [file.suffix for file in cache.folder.iterdir()] == [".json"]


def test_the_file_name_does_not_show_the_place(cache: Cache) -> None:
    cache.put(URL, 1)
    assert "AUSTIN" not in next(cache.folder.iterdir()).name


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path, fake_clock: FakeClock) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache", fake_clock.clock())
    cache.put(URL, 1)
    assert cache.get(URL) is None


def test_a_time_of_zero_keeps_nothing(tmp_path: Path, fake_clock: FakeClock) -> None:
    cache = Cache(tmp_path / "cache", fake_clock.clock(), ttl=0)
    cache.put(URL, 1)
    assert not (tmp_path / "cache").exists()
