"""Names of words are followed through the program; sentences in it are seen."""

from __future__ import annotations

from pathlib import Path

from clinicchat.publish.check import Project
from clinicchat.publish.check.python_sentences import sentences_in
from clinicchat.publish.check.python_uses import in_program
from tests.publish.conftest import ROOT

CONTENT = """
class Content:
    def say(self, name, **slots): ...
"""
NAMES = (
    'class Intent(StrEnum):\n    HELLO = "hello"\n\nGENTLE = {"hello": "gentle_hello"}\nPAIR = ("first", "second")\n'
)
MESSAGE = """
def words(tracker, name, **values):
    return content.current().say(name)

def reply_choice(button, topic):
    return content.current().say(f"button_{button}")

def search_choice(topic):
    return reply_choice(topic, topic)
"""
REPLIES = """
from actions import message
from clinicchat.content import names
from clinicchat.content.names import Intent

TABLE = {("a", "b"): "from_a_table"}

def run(tracker, kind, far):
    message.words(tracker, "plain", place="here")
    message.words(tracker, Intent.HELLO)
    message.words(tracker, "near" if far else "far")
    mood = tracker.get_slot("mood")
    message.words(tracker, f"ask_{mood}")
    message.search_choice("cancel")
    for button, topic in (("yes", "affirm"), ("no", "deny")):
        message.reply_choice(button, topic)
    if found := TABLE.get((kind, far)):
        message.words(tracker, found)
    chosen = names.GENTLE.get(kind)
    message.words(tracker, chosen or "fallback")
    one, two = names.PAIR
    message.words(tracker, two)
"""


def _program(folder: Path) -> Project:
    for name, text in {
        "clinicchat/content/live_words.py": CONTENT,
        "clinicchat/content/topics.py": "",
        "clinicchat/content/outcomes.py": "",
        "clinicchat/danger/reaction.py": "",
        "clinicchat/content/names.py": NAMES,
        "actions/message.py": MESSAGE,
        "actions/replies.py": REPLIES,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Project(ROOT, folder)


def test_names_are_followed_through_constants_tables_choices_and_helpers(tmp_path: Path) -> None:
    found = in_program(_program(tmp_path))
    assert {use.name for use in found.uses} == {
        "plain", "hello", "near", "far", "ask_*", "button_cancel", "button_yes", "button_no", "from_a_table",
        "gentle_hello", "fallback", "second",
    }  # fmt: skip
    assert "place" in found.fills


def test_every_response_that_the_real_program_says_is_seen() -> None:
    used = {use.name for use in in_program(Project()).uses}
    assert {
        "safe_no",
        "card_abuse_therapist",
        "button_yes",
        "link_samhsa",
        "no_providers",
        "after_crisis_reminder",
    } <= used


def test_sentences_are_seen_but_not_docstrings_logs_and_errors() -> None:
    source = '''
"""A module that says something here."""
import re

def run(log):
    """Does it with great care."""
    log.info("This is a line for the log.")
    pattern = re.compile("this or that or those. ")
    cure = "Write the words after the colon."
    if pattern:
        raise ValueError(f"That was wrong. {cure}")
    return "Please call the clinic tomorrow."
'''
    assert [text for _, text in sentences_in(source)] == ["Please call the clinic tomorrow."]


def test_this_program_holds_no_sentence_of_a_visitor() -> None:
    from clinicchat.publish.check.python_sentences import no_sentences_in_program

    assert [f.message for f in no_sentences_in_program(Project())] == []
