"""clinicchat/content/last_good.py, and every file that it reads: a broken save never reaches a visitor."""

from __future__ import annotations

import asyncio
import logging
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from clinicchat import paths
from clinicchat.content import live_words, page_words, settings
from clinicchat.content.last_good import LastGood, Unusable
from clinicchat.danger import phrases
from clinicchat.directory import boards, clinic_list
from clinicchat.places import countries

KEPT: list[LastGood[Any]] = [
    live_words._kept, settings._kept, countries._kept, phrases._kept, page_words._kept, boards._kept, clinic_list._kept,
]  # fmt: skip
PROVIDER = '- {name: A Person, profession: Psychologist, state: "TX", checked: 2026-01-01, phone: "512-555-0100"}\n'
USES: dict[str, Callable[[], object]] = {
    "topics/faq/legal_status.yml": lambda: live_words.current().say("faq/legal_status").text,
    "safety/suicide.yml": lambda: live_words.current().say("safety/suicide", country="UK").text,
    "topics/decline/sourcing.yml": lambda: live_words.current().say("decline/sourcing").text,
    "safety/general.yml": lambda: live_words.current().say("unavailable", country="UK").text,
    "replies.yml": lambda: live_words.current().say("thanks").text,
    "helplines.yml": lambda: live_words.current().help_lines("UK", "suicide"),
    "clinic.yml": lambda: settings.load().telephone,
    "page.yml": lambda: page_words.error_message("failed"),
    "countries.yml": lambda: countries.lived_in("i'm in the uk"),
    "safety/phrases/suicide.yml": lambda: phrases.current().find("i want to kill myself"),
    "boards.yml": lambda: boards.board_for("TX"),
    "providers.yml": lambda: clinic_list.load_providers(paths.DATA / "providers.yml"),
}
"""Each file that is re-read while the chat runs, and a use of it."""
CHECKED_AT_THE_START = [name for name in USES if name not in ("providers.yml", "clinic.yml")]
"""clinic.yml and providers.yml may be missing: the defaults, and no list."""


def one_fast(files: Iterable[str]) -> list[ParameterSet]:
    """Returns *files* as parameters; all but one take their time, for they copy and read data/ anew."""
    return [pytest.param(f, marks=() if f == "replies.yml" else pytest.mark.thorough) for f in files]


def unused_topics(folder: str, names: list[str]) -> list[str]:
    """Returns which of *names* in *folder* are files of topics that no test here reads: all of them take a second."""
    used = {Path(file).name for file in USES}
    return [n for n in names if n not in used] if Path(folder).parent.name == "topics" else []


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of data/, with the topics that are used here and a provider, in use, looked at with every call."""
    made = Path(shutil.copytree(paths.DATA, tmp_path / "data", ignore=unused_topics))
    (made / "providers.yml").write_text("providers:\n" + PROVIDER, encoding="utf-8")
    monkeypatch.setattr(paths, "DATA", made)
    for kept in KEPT:
        monkeypatch.setattr(kept, "recheck", 0.0)
    return made


def half(text: str) -> bytes:
    return text[: len(text) // 2].encode()


def latin_1(text: str) -> bytes:
    return f"# é\n{text}".encode("latin-1", "replace")


BROKEN: dict[str, Callable[[str], bytes | None]] = {
    "empty": lambda text: b"",
    "only comments": lambda text: b"# nothing\n",
    "no YAML": lambda text: b'responses: {"',
    "a list": lambda text: b"- a\n",
    "a Latin-1 character": latin_1,
    "a half": lambda text: half(text.partition("\nnlu:")[0]),
    "bytes that are no text": lambda text: b"\xff\xfe\x00",
}


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("file", one_fast(USES))
def test_a_broken_file_keeps_the_last_good_state_and_is_named_once(
    data: Path, file: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = USES[file]()
    path = data / file
    path.write_bytes(BROKEN[how](path.read_text(encoding="utf-8")) or b"")
    with caplog.at_level(logging.ERROR):
        assert [USES[file]() for _ in range(3)] == [before] * 3
    told = [r.getMessage() for r in caplog.records if f"data/{file}" in r.getMessage()]
    assert len(told) == 1 and "last good state stays" in told[0], caplog.text


@pytest.mark.parametrize("file", one_fast(name for name in USES if name != "providers.yml"))
def test_a_deleted_file_keeps_the_last_good_state(data: Path, file: str) -> None:
    before = USES[file]()
    (data / file).unlink()
    assert USES[file]() == before


@pytest.mark.parametrize("how", ["empty", "no YAML", "a Latin-1 character"])
@pytest.mark.parametrize("file", one_fast(CHECKED_AT_THE_START))
def test_a_start_with_a_broken_file_ends_in_one_line_with_file_and_cure(data: Path, file: str, how: str) -> None:
    path = data / file
    path.write_bytes(BROKEN[how](path.read_text(encoding="utf-8")) or b"")
    with pytest.raises(ValueError, match=rf"^data/{file}.*\.$") as told:
        USES[file]()
    assert "\n" not in str(told.value)


def test_a_mended_file_is_in_use_again(data: Path) -> None:
    path = data / "replies.yml"
    good = path.read_text(encoding="utf-8")
    live_words.current()
    path.write_text("", encoding="utf-8")
    live_words.current()
    path.write_text(good.replace("You're welcome", "With pleasure"), encoding="utf-8")
    assert live_words.current().say("thanks").text.startswith("With pleasure")


@pytest.mark.parametrize(
    ("file", "cut"),
    [
        ("topics/decline/sourcing.yml", "responses:"),
        ("helplines.yml", "  ELSEWHERE:"), ("boards.yml", '  "WY"'), ("clinic.yml", "telephone:"),
    ],
)  # fmt: skip
def test_a_file_that_can_be_read_but_lacks_a_name_is_half_written(
    data: Path, file: str, cut: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Cut where a name begins, what is left is sound YAML."""
    before = USES[file]()
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert cut in text, f"{file} has no {cut!r} any more"
    path.write_text(text[: text.index(cut)], encoding="utf-8")
    assert USES[file]() == before
    assert f"data/{file}: " in caplog.text


def test_a_reader_that_breaks_in_a_way_nobody_foresaw_is_told_with_the_file(tmp_path: Path) -> None:
    def read(path: Path) -> str:
        raise KeyError("x")

    with pytest.raises(Unusable, match=r"data/some\.yml: cannot be read \(KeyError\)"):
        LastGood(read).current(tmp_path / "some.yml")


def test_a_file_is_looked_at_only_every_so_often(tmp_path: Path) -> None:
    file = tmp_path / "some.yml"
    file.write_text("a", encoding="utf-8")
    kept = LastGood(lambda path: path.read_text(encoding="utf-8"), recheck=3600.0)
    assert kept.current(file) == "a"
    file.write_text("bb", encoding="utf-8")
    assert kept.current(file) == "a"
    kept.recheck = 0.0
    assert kept.current(file) == "bb"


def test_on_an_event_loop_a_changed_file_is_read_in_a_thread(tmp_path: Path) -> None:
    """Nobody waits for an edit: what was good before answers until the new reading is there."""
    file = tmp_path / "some.yml"
    file.write_text("a", encoding="utf-8")
    may_read, threads = threading.Event(), []

    def read(path: Path) -> str:
        threads.append(threading.current_thread())
        assert len(threads) == 1 or may_read.wait(10)
        return path.read_text(encoding="utf-8")

    kept = LastGood(read)

    async def edit() -> str:
        assert kept.current(file) == "a"
        file.write_text("bb", encoding="utf-8")
        assert kept.current(file) == "a"
        may_read.set()
        for _ in range(200):
            if (found := kept.current(file)) != "a":
                return found
            await asyncio.sleep(0.02)
        return "never"

    assert asyncio.run(edit()) == "bb"
    assert threads[1] is not threading.current_thread()
