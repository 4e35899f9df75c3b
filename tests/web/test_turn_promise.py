"""clinicchat/chat/turn.py: whatever happens behind it, the visitor has words, and danger has its card.

Rasa is a coroutine here, so that each way of failing is exact; tests/breakages does the same to the real processes.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import Any

import pytest
from msgspec import to_builtins
from rasa.core.channels.channel import UserMessage

from clinicchat.chat import turn
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Button
from clinicchat.content import settings
from clinicchat.engine import asking

DANGER = "i want to die"
QUESTION = "is it legal"
BUDGET = 0.2
"""Seconds: what a turn may take here."""


class Rasa:
    """Answers with *responses*, or fails as told; keeps what it was asked."""

    def __init__(self, *responses: dict[str, Any], fails: BaseException | None = None, hangs: bool = False) -> None:
        self.responses, self.fails, self.hangs = responses, fails, hangs
        self.asked: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.asked.append(message)
        if self.hangs:
            await asyncio.sleep(3600)
        if self.fails:
            raise self.fails
        for response in self.responses:
            await message.output_channel.send_response("", dict(response))


ANSWER = {"text": "Reviewed words.", "custom": {"topic": "faq/legal_status", "outcome": "answered", "severity": "info"}}
CARD = {"text": "card", "utter_action": "utter_safety/suicide"}
FAILURES = [
    pytest.param(Rasa(fails=RuntimeError("x")), id="an exception"),
    pytest.param(Rasa(fails=SystemExit(1)), id="an exit"),
    pytest.param(Rasa(hangs=True), id="a hang"),
    pytest.param(Rasa(), id="silence"),
    pytest.param(Rasa(ANSWER), id="another answer"),
]


def say(rasa: Rasa, text: str, conversation: Conversation | None = None, **options: Any) -> list[dict[str, Any]]:
    """Returns what the assistant says within a short budget, as the API shows it."""
    options = {"seconds": BUDGET} | options
    entries = asyncio.run(turn.say(asking.asking(rasa), conversation or Conversation("test"), text, **options))
    return [to_builtins(entry) for entry in entries[1:]]


@pytest.mark.parametrize("rasa", FAILURES)
def test_danger_has_its_card_whatever_rasa_does(rasa):
    shown = say(rasa, DANGER)
    assert shown[0]["topic"] == "safety/suicide"
    assert shown[0]["severity"] == "emergency"
    assert "988" in shown[0]["text"].splitlines()[0]


@pytest.mark.parametrize("rasa", FAILURES[:-1])
def test_without_danger_a_failure_is_met_with_the_emergency_and_the_clinics_number(rasa):
    (shown,) = say(rasa, QUESTION)
    assert shown["outcome"] == "unavailable"
    urls = [link["url"] for link in shown["links"]]
    assert "tel:911" in urls
    assert settings.load().telephone_url in urls


def test_the_budget_leaves_words_within_three_seconds():
    assert inspect.signature(turn.say).parameters["seconds"].default == turn.SECONDS < 3
    begun = time.monotonic()
    say(Rasa(hangs=True), DANGER)
    assert time.monotonic() - begun < BUDGET + 0.7


@pytest.mark.parametrize("text", [DANGER, QUESTION], ids=["seen by the phrases", "seen by the model alone"])
def test_the_question_after_a_card_never_comes_without_it(text):
    """Seen with a model that had been trained without the cards: Rasa asked "are you safe?" and gave no number."""
    follow = {"text": "Safe?", "custom": {"topic": "safety/suicide", "outcome": "crisis", "severity": "emergency"}}
    card, question = say(Rasa(follow), text)
    assert "tel:988" in [link["url"] for link in card["links"]] and question["text"] == "Safe?"


def test_after_a_crisis_a_failure_shows_the_card_again_and_not_an_apology():
    conversation = Conversation("test", danger="safety/suicide")
    assert say(Rasa(fails=RuntimeError()), QUESTION, conversation)[0]["topic"] == "safety/suicide"


def test_a_phrase_that_rasa_read_as_doubtful_has_the_numbers_above_the_answer_and_no_card():
    soft = {"label": "988", "url": "tel:988"}
    answer = {"text": "Reviewed words.", "custom": {**ANSWER["custom"], "help": [soft]}}
    (shown,) = say(Rasa(answer), DANGER)
    assert shown["topic"] == "faq/legal_status" and shown["help"][0]["url"] == "tel:988"


def test_after_a_card_a_phrase_is_a_card_again():
    reminded = {"text": "Reviewed words.", "custom": {**ANSWER["custom"], "reminder": {"text": "988", "links": []}}}
    shown = say(Rasa(reminded), DANGER, Conversation("test", danger="safety/suicide"))
    assert shown[0]["topic"] == "safety/suicide"


def test_once_danger_is_lowered_a_failure_is_met_with_an_apology():
    """What is left of it is told by the reminder's numbers: an answer without them ends it here as well."""
    conversation = Conversation("test", danger="safety/suicide")
    kept = {"text": "help", "links": [{"label": "Call 911", "url": "tel:911"}]}
    say(Rasa({**ANSWER, "custom": {**ANSWER["custom"], "reminder": kept}}), QUESTION, conversation)
    assert conversation.danger
    say(Rasa(ANSWER), QUESTION, conversation)
    assert conversation.danger is None
    assert say(Rasa(fails=RuntimeError()), QUESTION, conversation)[0]["outcome"] == "unavailable"


def test_rasas_own_card_is_not_doubled():
    assert len(say(Rasa(CARD), DANGER)) == 1


def test_a_danger_that_rasa_saw_alone_counts_as_a_crisis_too():
    conversation = Conversation("test")
    say(Rasa(CARD), "words no phrase knows", conversation)
    assert conversation.danger == "safety/suicide"


def test_two_messages_are_shown_at_most():
    assert len(say(Rasa(ANSWER, ANSWER, ANSWER), QUESTION)) == 2


@pytest.mark.parametrize("typed", ["/restart", "//restart", " / restart", "/greet{}"])
def test_a_leading_slash_never_reaches_rasa(typed):
    rasa = Rasa(ANSWER)
    say(rasa, typed)
    assert not rasa.asked[-1].text.startswith("/")


def test_personal_data_is_masked_before_rasa_and_before_it_is_kept():
    rasa, conversation = Rasa(ANSWER), Conversation("test")
    say(rasa, "my name is Jane Sample, call 312-555-0100", conversation)
    for text in (rasa.asked[-1].text, conversation.entries[0].text):
        assert "Jane" not in text
        assert "0100" not in text


def test_a_visitor_whose_browser_is_from_abroad_gets_that_countrys_card_with_the_clinics_numbers_beside_it():
    shown = say(Rasa(), "i want to die", region="UK")[0]
    urls = [link["url"] for link in shown["links"]]
    assert "999" in shown["text"]
    assert urls.index("tel:999") < urls.index("tel:988")


def test_who_says_to_be_abroad_gets_that_countrys_numbers_alone():
    conversation = Conversation("test")
    said = say(Rasa(), "i'm in the uk and i want to die", conversation)[0]
    again = say(Rasa(), "i want to kill myself", conversation)[0]
    for shown in (said, again):
        urls = [link["url"] for link in shown["links"]]
        assert "999" in shown["text"] and "tel:999" in urls and "tel:988" not in urls


def test_the_browsers_region_chooses_the_card_when_nothing_was_said():
    assert "999" in say(Rasa(), DANGER, region="UK")[0]["text"]


def test_spanish_danger_gets_the_spanish_words():
    assert "988" in say(Rasa(), "me quiero morir")[0]["text"]
    assert "oprime 2" in say(Rasa(), "me quiero morir")[0]["text"]


def test_a_button_of_another_conversation_is_not_pressed():
    mine, other = Conversation("a"), Conversation("b")
    button = mine.offer(Button("Legal?", "faq/legal_status"))
    assert asyncio.run(turn.press(asking.asking(Rasa(ANSWER)), other, button)) is None
    assert asyncio.run(turn.press(asking.asking(Rasa(ANSWER)), mine, button)) is not None


@pytest.mark.parametrize(
    ("custom", "field"),
    [
        ({"outcome": "secret words"}, "outcome"),
        ({"outcome": "answered", "severity": "secret words"}, "severity"),
        ({"outcome": "answered", "titel": "secret words"}, "titel"),
        ({"outcome": "answered", "links": [{"label": "secret words", "url": "javascript:x"}]}, "links[0].url"),
        ({"topic": "secret words"}, "outcome"),
        (["secret words"], "custom"),
    ],
)
def test_a_malformed_message_becomes_the_apology_and_a_log_line_with_its_field(custom, field, caplog):
    (shown,) = say(Rasa({"text": "secret words", "custom": custom}), QUESTION)
    assert shown["outcome"] == "unavailable" and "tel:911" in [link["url"] for link in shown["links"]]
    assert caplog.messages == [f"A message that an action made does not fit the contract: {field}."]


def test_what_a_button_means_stays_on_the_server():
    button = {"title": "Yes", "payload": "Yes", "label": "Yes", "topic": "affirm", "entities": {"asked": "safe_now"}}
    conversation = Conversation("test")
    (shown,) = say(Rasa({**ANSWER, "buttons": [button]}), QUESTION, conversation)
    (choice,) = shown["choices"]
    assert set(choice) == {"id", "label", "topic"}
    assert conversation.choices[choice["id"]].entities == {"asked": "safe_now"}
    rasa = Rasa(ANSWER)
    asyncio.run(turn.press(asking.asking(rasa), conversation, choice["id"]))
    assert [(e["entity"], e["value"]) for e in rasa.asked[-1].parse_data["entities"]] == [("asked", "safe_now")]
