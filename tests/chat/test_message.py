"""clinicchat/chat/message.py and stored.py: what the API shows and what is kept, also since version 1."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from clinicchat import paths
from clinicchat.chat import message, stored, tables
from clinicchat.chat.conversations import Conversations
from clinicchat.chat.database import Database
from clinicchat.chat.message import Link, Malformed, Message, Reminder, Said
from clinicchat.content.models import Around
from clinicchat.content.outcomes import Outcome, Severity

OLD = {
    "id": "abc", "at": 1764363600.5, "from": "assistant", "text": "Reviewed words.", "topic": "faq/legal_status",
    "outcome": "answered", "severity": "urgent", "title": "Legal?", "reminder": "You can call 988.",
    "disclaimers": ["General information."], "helpful": True,
    "sources": [{"title": "A label", "publisher": "FDA", "year": 2024, "url": "http://old.example"}],
    "reviewed": {"by": "clinical review pending", "on": "2026-11-24", "due": "2027-05-24"},
    "links": [{"label": "Call 988", "url": "tel:988"}, {"label": "odd", "url": "ftp://x"}],
    "choices": [{"id": "x", "label": "What are the risks?", "topic": "faq/risks_side_effects"}],
    "results": [{"name": "Jo", "kind": "provider", "url": "http://jo.example"}],
}  # fmt: skip
"""A row as version 1 of the API wrote it."""
OLD_STATE = {"danger": None, "missed": None, "country": "UK", "language": "en", "turns": 3, "part": 0, "last_seen": 9.0,
             "choices": {"x": {"topic": "affirm", "label": "Yes", "entities": {"asked": "safe_now"}}}}  # fmt: skip


def test_only_what_is_there_is_sent() -> None:
    """The six that every client may rely on, and nothing empty."""
    made = json.loads(stored.dump(Message(text="Hello.", outcome=Outcome.SMALL_TALK)))
    assert set(made) == {"from", "id", "at", "text", "outcome", "severity"}
    assert made["from"] == "assistant" and made["severity"] == "info" and made["at"].endswith("Z")


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_as_urgent_as_the_contract_says_unless_its_maker_knows_better(outcome: Outcome) -> None:
    assert Message(text="x", outcome=outcome).severity == message.SEVERITIES.get(outcome, Severity.INFO)
    assert Message(text="x", outcome=outcome, severity=Severity.URGENT).severity == Severity.URGENT


def test_words_and_a_help_line_say_more_of_urgency_than_the_outcome() -> None:
    line = Link("Call 988", "tel:988")
    card, answer = (Message(text="x", outcome=outcome) for outcome in (Outcome.CRISIS, Outcome.ANSWERED))
    assert message.as_urgent(card, Around(severity=Severity.URGENT)).severity == Severity.URGENT, "relief after a card"
    assert message.surrounded(answer, Around(), careful=True).severity == Severity.CAUTION
    assert message.reminded(answer, Reminder("Call 988.", (line,))).severity == Severity.URGENT
    assert message.reminded(answer, Reminder("Call 988.")).severity == Severity.INFO, "long after the card"
    assert message.reminded(card, Reminder("Call 988.")) == card, "its own numbers are first"
    assert Message(text="x", outcome=Outcome.UNAVAILABLE, topic="faq/legal_status").severity == Severity.INFO


def test_few_files_know_how_urgent_a_message_is() -> None:
    """The enum, the models of data/safety/, the contract, the template, and what a conversation test may expect."""
    rooms = ("clinicchat", "actions", "workbench", "evaluation")
    files = [p for room in rooms for p in (paths.ROOT / room).rglob("*.[ph][yt]*") if p.suffix in (".py", ".html")]
    found = {str(p.relative_to(paths.ROOT)) for p in files if "severity" in p.read_text(encoding="utf-8").lower()}
    assert len(found) <= 7, found


def test_what_is_kept_is_what_is_read() -> None:
    kept = Message(text="x", outcome=Outcome.ANSWERED, help=(Link("Call 988", "tel:988"),), reminder=Reminder("988"))
    for entry in (kept, Said(text="hello")):
        assert stored.load(stored.dump(entry)) == entry


def test_an_entry_of_version_1_is_read() -> None:
    made = stored.load(json.dumps(OLD))
    assert isinstance(made, Message)
    assert (made.id, made.at.timestamp(), made.severity, made.helpful) == ("abc", 1764363600, Severity.URGENT, True)
    assert made.reminder == Reminder("You can call 988.") and made.links == (Link("Call 988", "tel:988"),)
    assert made.sources[0].year == 2024 and made.sources[0].url == "" and made.results[0].name == "Jo"
    said = stored.load(json.dumps({"id": "v", "at": 1764363600.5, "from": "visitor", "text": "is it legal"}))
    assert isinstance(said, Said) and said.text == "is it legal"


def test_a_conversation_of_version_1_goes_on(tmp_path: Path) -> None:
    """Its entries, its buttons and its country."""
    here = Database(sa.engine.make_url(f"sqlite:///{tmp_path}/conversations.db"))
    with here.begin() as connection:
        tables.write(connection, "a", 9.0, json.dumps(OLD_STATE), 0, [])
        for number, row in enumerate((OLD, {"from": "assistant", "outcome": 5})):
            connection.exec_driver_sql("INSERT INTO chat_entries VALUES ('a', ?, ?)", (number, json.dumps(row)))
    found = asyncio.run(Conversations(here).find("a", float("inf")))
    assert found and found.country == "UK" and found.turns == 3 and found.saved == 2
    assert found.choices["x"].topic == "affirm" and found.choices["x"].entities == {"asked": "safe_now"}
    assert [entry.text for entry in found.entries] == ["Reviewed words.", stored.GAP]


@pytest.mark.parametrize(
    "row", ["{", "[]", "5", '{"from": "assistant"}', '{"from": "visitor", "text": {"a": "secret"}}']
)
def test_what_is_no_entry_is_refused_by_its_fields_name(row: str) -> None:
    with pytest.raises(Malformed) as told:
        stored.load(row)
    assert "secret" not in str(told.value)


def test_a_message_of_an_action_comes_through_rasa_whole() -> None:
    made = Message(text="x", outcome=Outcome.ANSWERED, title="T", part="recordings", links=(Link("Call", "tel:1"),))
    packed = json.loads(json.dumps(message.packed(made)))
    assert "text" not in packed and message.unpacked("x", packed) == made
