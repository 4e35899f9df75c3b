"""A file is read once, with its lines; one that cannot be read is explained in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from clinicchat.content.yaml_file import ContentError, load, parse

UNREADABLE = [
    ("a: 1\n\tb: 2\n", 2, "tab"),
    ('a: "one\nb: two\n', 1, "quot"),
    ("a: one: two\n", 1, "colon"),
    ("a: [one, two\nb: three\n", 1, "bracket"),
    ("a:\n  b: 1\n c: 2\n", 3, "start"),
    ('a: "one" two\n', 1, "quot"),
    ("a: *one\n", 1, "quotes"),
    ("a: @one\n", 1, "quotes"),
    ("a: {b: 1\nc: 2\n", 1, "brace"),
    ("a: one\nwords alone\nb: two\n", 2, "colon"),
    ("a:\n  b: 1\n  c: 2\n d: 3\n  e: 4\n", 4, "spaces"),
]
JARGON = ("scalar", "mapping", "token", "block", "sequence", "parser", "YAML", "anchor", "alias", "indentation", "flow")


@pytest.mark.parametrize(("text", "line", "word"), UNREADABLE)
def test_unreadable_file_names_line_and_cure_without_jargon(text: str, line: int, word: str) -> None:
    fault = parse(text).fault
    assert fault is not None
    assert word in f"{fault.what} {fault.cure}"
    assert abs(fault.line - line) <= (1 if word in ("colon", "brace") else 0)
    assert not [j for j in JARGON if j in f"{fault.what} {fault.cure}"]


def test_node_knows_its_line_and_that_of_words_inside() -> None:
    document = parse("top:\n- text: |-\n    first words here\n\n    and second words\n  title: A\n")
    text = document.top.get("top").entries[0].get("text")
    assert text.line == 2
    assert document.line_of(text, "second words") == 5
    assert document.line_of(text, "not there") == 2


def test_key_that_stands_twice_is_noted_with_both_lines() -> None:
    assert parse("a: 1\nb: 2\na: 3\n").twice == ((3, "a", 1),)


def test_bare_yes_no_and_on_are_seen_as_what_programs_read() -> None:
    top = parse('on: 1\n"no": yes\n').top
    assert [key.value for key, _ in top.pairs] == [True, "no"]
    assert top.get("no").value is True


def test_nothing_is_under_a_missing_key() -> None:
    assert not parse("a: 1\n").top.get("b", "c")
    assert parse("").fault is None


WAYS = {
    "UTF-8 with a byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "the line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_other_editors_save_is_understood(tmp_path: Path, way: str) -> None:
    text = "a: |-\n  Pâté.\n\n  More.\nb: 2\n"
    (tmp_path / "some.yml").write_bytes(WAYS[way](text))
    assert load(tmp_path / "some.yml") == {"a": "Pâté.\n\nMore.", "b": 2}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("a: é\n".encode("latin-1"), "line 1: A character on this line is not saved as UTF-8"),
        (b"a: 1\n\tb: 2\n", "line 2: This line starts with a tab"),
        ("a: “one”\n".encode(), 'line 1: The quotation marks are typographic .* Type straight ones: "…"'),
        (b"a: 1\na: 2\n", r"line 2: `a` is given a second time \(first on line 1\)"),
        (b"", "has no `name: words` lines at its top"),
        (b"\xff\xfe\x00", "not saved as UTF-8"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_line_and_cure(tmp_path: Path, raw: bytes, told: str) -> None:
    (tmp_path / "some.yml").write_bytes(raw)
    with pytest.raises(ContentError, match=rf"^data/some\.yml.*{told}.*\.$|^data/some\.yml.*{told}.*"):
        load(tmp_path / "some.yml")


def test_words_that_hold_typographic_quotes_are_words() -> None:
    assert parse("a: She said “yes” to “it”.\nb: “Yes” is an answer.\n").fault is None
