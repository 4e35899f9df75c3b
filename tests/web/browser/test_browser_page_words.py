"""data/page.yml: every fault in the file is named with its key and its cure."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import yaml

from clinicchat import paths
from clinicchat.content import page_words
from clinicchat.content.settings import Settings
from clinicchat.content.yaml_file import ContentError
from clinicchat.web import elements, page

FILE = paths.DATA / "page.yml"


def test_the_words_of_the_repository_are_complete_and_their_braces_known() -> None:
    words = page_words.filled(page_words.read_words(FILE), Settings())
    used = {"number", "by", "date", "month", "day", "year", "seconds"}
    left = {part.split("}")[0] for part in str(yaml.safe_dump(words)).split("{")[1:]} - used
    assert not {name for name in left if name.replace("_", "").isalpha()}


SECTIONS = ["", *(key for key, value in yaml.safe_load(FILE.read_text()).items() if isinstance(value, dict))]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_missing_key_is_named(section: str, tmp_path: Path) -> None:
    whole = yaml.safe_load(FILE.read_text())
    for key in whole[section] if section else whole:
        words = yaml.safe_load(FILE.read_text())
        (words[section] if section else words).pop(key)
        (tmp_path / "page.yml").write_text(yaml.safe_dump(words))
        name = f"{section} > {key}".removeprefix(" > ")
        with pytest.raises(ContentError, match=rf"data/page.yml, line \d+: {name}: `{key}` is missing"):
            page_words.read_words(tmp_path / "page.yml")


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: [", "line"), ("- a", "at its top"), ("", "at its top"), ("title: [1]", "`title` must be one value")],
)
def test_a_file_that_cannot_be_read_is_named_with_a_cure(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "page.yml").write_text(text)
    with pytest.raises(ContentError, match=said):
        page_words.read_words(tmp_path / "page.yml")
    with pytest.raises(ContentError, match="missing"):
        page_words.read_words(tmp_path / "nowhere.yml")


def test_a_broken_edit_keeps_the_last_good_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(paths, "DATA", tmp_path)
    file = tmp_path / "page.yml"
    file.write_text(FILE.read_text().replace("send: Send\n", "send: Ask\n"))
    assert page_words.words()["send"] == "Ask"
    file.write_text("send: [")
    os.utime(file, ns=(1, 1))
    assert page_words.words()["send"] == "Ask"
    until = time.monotonic() + 5
    while not caplog.text and time.monotonic() < until:  # beside Playwright's event loop it is read in a thread
        time.sleep(0.02)
    assert "the last good state stays in use" in caplog.text


@pytest.mark.parametrize(
    ("by", "on", "line"),
    [
        ("clinical review pending", "2026-11-24",
         "Checked against its sources on November 24, 2026, clinical review pending."),
        ("Dr. Sample", "2026-01-05", "Reviewed by Dr. Sample on January 5, 2026."),
        ("Dr. Sample", "", ""),
        ("", "soon", "Checked against its sources on soon, clinical review pending."),
    ],
)  # fmt: skip
def test_the_review_line_says_who_and_when(by: str, on: str, line: str) -> None:
    assert page_words.review_line(by, on) == line


def test_a_clinic_without_telephone_or_links_still_gets_a_page() -> None:
    html = page.render(page.PageView(clinic=Settings()))
    assert "tel:" not in html
    assert "how to reach Our clinic" in html
    assert "{" not in html.replace("{{", "").split("data-words")[0]


@pytest.mark.parametrize(
    "url", ["https://a.example/x", "tel:911", "sms:988", "mailto:a@b.example", "HTTPS://A.EXAMPLE"]
)
def test_a_good_address_is_a_link(url: str) -> None:
    assert elements.safe(url) == url


@pytest.mark.parametrize(
    "url", ["http://a", "javascript:1", "//a", "/a", "https://", "https:a", "https://a b", "tel:", "", "data:x"]
)
def test_any_other_address_is_words_only(url: str) -> None:
    assert elements.safe(url) == ""
