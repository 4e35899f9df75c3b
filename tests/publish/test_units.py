"""The units of approval: their hashes, and the content of a release put together from old and new ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from clinicchat import paths
from clinicchat.content import live_words, phrasings, yaml_file
from clinicchat.publish import units
from clinicchat.publish.compose import compose

NEW_TOPIC = """version: "3.1"
responses:
  utter_faq/interpreter:
  - text: Ask for one when you first call.
    metadata:
      title: Can I have an interpreter?
      disclaimers: []
      sources: []
      reviewed: {by: clinical review pending, "on": "2026-11-27", due: "2027-05-27"}
      related: []
nlu:
- intent: faq/interpreter
  examples: |
    - can i have an interpreter
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.DATA, tmp_path / "edited" / "data"))


def edit(data: Path, file: str, old: str, new: str) -> None:
    """Replaces the first match of the pattern *old* in a file."""
    text, times = re.subn(old, new, (data / file).read_text(encoding="utf-8"), count=1)
    assert times, f"{old!r} is not in {file}"
    (data / file).write_text(text, encoding="utf-8")


def changed(data: Path) -> set[str]:
    before, after = units.units(paths.DATA), units.units(data)
    old, new = ({(name, unit.hash) for name, unit in found.items()} for found in (before, after))
    return {name for name, _ in old ^ new}


@pytest.mark.parametrize(
    ("file", "old", "new", "unit"),
    [
        ("topics/faq/cost_insurance.yml", "- text: [|]-\n      ", "- text: |-\n      New: ", "faq/cost_insurance"),
        ("topics/faq/cost_insurance.yml", r'due: "20\d\d', 'due: "2031', "faq/cost_insurance"),
        ("safety/suicide.yml", "This must be so hard.", "This is so hard.", "card suicide (en)"),
        ("safety/suicide.yml", "Gracias por decirlo. Sé que", "Sé que", "card suicide (es)"),
        ("helplines.yml", "label: Call Poison Help, 1-8", "label: Poison Help, 1-8", "help lines US"),
        ("safety/phrases/overdose.yml", '    - "overdosed on"\n', "", "danger phrases overdose"),
        ("replies.yml", "A listing is not a recommendation.", "We recommend it.", "disclaimer not_endorsement"),
        ("replies.yml", "I am not a person, and", "I am a program, and", "reply greet"),
        ("visitor.yml", "the trials took adults only", "trials took adults", "visitor minor"),
    ],
)
def test_an_edit_changes_the_hash_of_its_own_unit_alone(data: Path, file: str, old: str, new: str, unit: str) -> None:
    edit(data, file, old, new)
    assert changed(data) == {unit}


def test_phrasings_and_buttons_belong_to_no_unit(data: Path) -> None:
    edit(data, "topics/faq/cost_insurance.yml", r"examples: \|\n", "examples: |\n    - how dear is it\n")
    edit(data, "replies.yml", "text: Talk to a person", "text: Speak with a person")
    edit(data, "topics/faq/access.yml", r"related: \[faq/\w+, ", "related: [")
    assert changed(data) == set()


def test_parts_and_named_things_are_units_of_their_own(data: Path) -> None:
    edit(data, "topics/faq/cost_insurance.yml", "\nnlu:", "\n  utter_faq/cost_insurance.claims: [{text: one}]\nnlu:")
    (data / "named").mkdir(exist_ok=True)
    (data / "named" / "tested.yml").write_text("tested:\n  lithium: {line: one}\n", encoding="utf-8")
    (data / "named" / "listed.yml").write_text("listed:\n- {name: lithium, line: one}\n", encoding="utf-8")
    assert changed(data) >= {"faq/cost_insurance.claims", "tested lithium", "listed lithium"}


def test_words_that_are_held_back_are_those_of_the_release_before(data: Path, tmp_path: Path) -> None:
    """Every kind of unit, all at once: what is put together says what the old content said, and takes new phrasings."""
    for file, old, new in (
        ("topics/faq/cost_insurance.yml", "- text: [|]-\n      ", "- text: |-\n      New: "),
        ("topics/faq/cost_insurance.yml", r"examples: \|\n", "examples: |\n    - how dear is it\n"),
        ("safety/suicide.yml", "This must be so hard.", "This is so hard."),
        ("safety/phrases/overdose.yml", '    - "overdosed on"\n', ""),
        ("helplines.yml", '"911"', '"912"'),
        ("replies.yml", "A listing is not a recommendation.", "We recommend it."),
        ("replies.yml", "In one study of 132 veterans", "In a study"),
        ("visitor.yml", "the trials took adults only", "trials took adults"),
    ):
        edit(data, file, old, new)
    working = units.units(data)
    compose(data, paths.DATA, [working[name] for name in changed(data)], tmp_path / "data")
    assert {n: u.hash for n, u in units.units(tmp_path / "data").items()} == {
        n: u.hash for n, u in units.units(paths.DATA).items()
    }
    made, old_words = live_words.Content(tmp_path / "data"), live_words.Content(paths.DATA)
    assert made.words == old_words.words and made.terms.countries == old_words.terms.countries
    assert ("how dear is it", "faq/cost_insurance") in phrasings.read_all(tmp_path / "data")


def test_a_new_topic_that_is_held_back_leaves_with_its_phrasings_and_buttons(data: Path, tmp_path: Path) -> None:
    (data / "topics/faq/interpreter.yml").write_text(NEW_TOPIC, encoding="utf-8")
    edit(data, "topics/faq/access.yml", r"related: \[", "related: [faq/interpreter, ")
    working = units.units(data)
    compose(data, paths.DATA, [working["faq/interpreter"]], tmp_path / "data")
    assert not (tmp_path / "data/topics/faq/interpreter.yml").exists()
    assert "faq/interpreter" not in str(yaml_file.load(tmp_path / "data/topics/faq/access.yml"))
    live_words.Content(tmp_path / "data")


def test_old_words_do_not_bring_back_buttons_of_what_was_retired(data: Path, tmp_path: Path) -> None:
    edit(data, "topics/faq/connection_study.yml", "- text: [|]-\n      ", "- text: |-\n      New: ")
    edit(data, "topics/faq/connection_study.yml", "faq/oxytocin, |, faq/oxytocin", "")
    compose(data, paths.DATA, [units.units(data)["faq/connection_study"]], tmp_path / "data")
    made = (tmp_path / "data/topics/faq/connection_study.yml").read_text(encoding="utf-8")
    assert "New: " not in made and "faq/oxytocin" not in made


def test_a_short_turn_leaves_with_new_words_that_are_held_back(data: Path, tmp_path: Path) -> None:
    edit(data, "replies.yml", "  utter_whatever:\n", "  utter_shrug:\n  - text: All right.\n  utter_whatever:\n")
    edit(data, "turns.yml", "    words: whatever\n", "    words: shrug\n")
    compose(data, paths.DATA, [units.units(data)["reply shrug"]], tmp_path / "data")
    made = yaml_file.load(tmp_path / "data/turns.yml")["turns"]
    assert "whatever" not in made and "doubt" in made
    assert "utter_shrug" not in yaml_file.load(tmp_path / "data/replies.yml")["responses"]


def test_old_words_keep_the_sources_that_they_name(data: Path, tmp_path: Path) -> None:
    named = live_words.Content(paths.DATA).say("faq/cost_insurance").metadata.sources[0].title
    tree = yaml.safe_load((data / "sources.yml").read_text(encoding="utf-8"))
    (name,) = [key for key, source in tree["sources"].items() if source["title"] == named]
    del tree["sources"][name]
    (data / "sources.yml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    edit(data, "topics/faq/cost_insurance.yml", rf"sources: \[{name},?", "sources: [")
    held = units.units(data)["faq/cost_insurance"]
    compose(data, paths.DATA, [held], tmp_path / "data")
    assert name in yaml_file.load(tmp_path / "data/sources.yml")["sources"]
