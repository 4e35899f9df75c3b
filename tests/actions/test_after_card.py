"""actions/after_card.py, actions/standing.py: the turns after a card."""

from __future__ import annotations

import time

import pytest

from actions.after_card import ActionAfterCard
from actions.answers import ActionAnswer
from actions.safety import ActionFollowCard
from clinicchat.content import topics
from clinicchat.danger import standing
from tests.actions.running import Ran, run


def stands(done: Ran) -> standing.Standing | None:
    return standing.read(done.slots["standing"], time.time(), 60.0)


def after(
    danger: str,
    *,
    text: str = "x",
    live: bool = False,
    first: str = "",
    topic: str = "nlu_fallback",
    said: str = "",
    **found,
):
    """What is done after a card when *found* was read from *text*, and *said* was said last."""
    before = standing.raised(None, danger, now=time.time(), live=live, first=first)
    parsed = {"after_card": found}
    return run(
        ActionAfterCard(), topic, text, parsed=parsed, before=said, standing=standing.kept(before), danger=danger
    )


def test_a_step_says_its_words_with_the_dangers_numbers_and_leaves_the_question_open():
    done = after(topics.OVERDOSE, steps=["threw_up"])
    assert done.says("step_threw_up") and done.custom["topic"] == topics.OVERDOSE
    assert done.custom["severity"] == "urgent" and "tel:911" in [link["url"] for link in done.custom["links"]]
    assert "asked" not in done.slots and "standing" not in done.slots


def test_means_raise_the_danger_and_sound_the_alarm_again():
    done = after(topics.SUICIDE, steps=["means_here"])
    assert done.custom["severity"] == "emergency" and stands(done).stage is standing.Stage.LIVE
    assert "distress" not in done.custom["topic"]


def test_a_denial_is_believed_once_and_the_first_question_is_answered():
    done = after(topics.SUICIDE, steps=["denial"], first="faq/cost_insurance")
    said, answer = done.messages
    assert said["custom"].get("reminder") is None
    assert answer["custom"]["topic"] == "faq/cost_insurance" and "988" in answer["custom"]["reminder"]["text"]
    assert "links" not in answer["custom"]["reminder"], "one line"
    assert stands(done).stage is standing.Stage.REMINDED and done.slots["danger"] is None


def test_a_denial_that_asks_something_itself_gets_that_answered():
    done = after(topics.SUICIDE, steps=["denial"], first="faq/cost_insurance", beneath="faq/legal_status")
    assert done.messages[-1]["custom"]["topic"] == "faq/legal_status"


def test_what_goes_on_is_not_lowered():
    done = after(topics.OVERDOSE, live=True, steps=["denial"], first="faq/cost_insurance")
    assert done.says("not_lowered") and done.custom["severity"] == "urgent" and "standing" not in done.slots
    assert done.slots["asked"] == "unwell_now"


def test_the_button_takes_a_false_card_away():
    before = standing.kept(standing.raised(None, topics.SUICIDE, now=time.time()))
    done = run(ActionAfterCard(), "unsure", entities={"said": "not_danger"}, standing=before, danger=topics.SUICIDE)
    assert done.says("lowered_nothing_asked") and "reminder" not in done.custom
    assert done.slots["standing"] is None and done.slots["danger"] is None


def test_while_danger_goes_on_a_question_waits_with_the_number():
    done = after(topics.OVERDOSE, live=True, topic="faq/legal_status")
    assert done.says("first_things_first") and "911" in done.message["text"]


def test_another_country_is_remembered_and_gets_its_numbers():
    done = after(topics.SUICIDE, text="i'm in leeds", country="UK")
    assert done.slots["country"] == "UK" and "tel:116123" in [link["url"] for link in done.custom["links"]]


def test_the_card_remembers_the_question_that_it_took_the_place_of():
    parsed = {"after_card": {"beneath": "faq/access", "alarm": topics.SUICIDE, "live": True}}
    done = run(ActionFollowCard(), topics.SUICIDE, parsed=parsed)
    assert (stands(done).first, stands(done).stage) == ("faq/access", standing.Stage.LIVE)


@pytest.mark.parametrize(("turns", "links"), [(12, True), (13, False)])
def test_the_reminder_is_one_line_after_twelve_messages(turns: int, links: bool):
    before = standing.Standing(topics.SUICIDE, standing.Stage.CARD, time.time(), turns=turns)
    done = run(ActionAnswer(), "faq/legal_status", standing=standing.kept(before), danger=topics.SUICIDE)
    assert bool(done.custom["reminder"].get("links")) is links
    assert done.custom["severity"] == ("urgent" if links else "info")


def test_danger_of_another_day_is_forgotten():
    before = standing.kept(standing.Standing(topics.SUICIDE, standing.Stage.CARD, time.time() - 3600))
    assert "reminder" not in run(ActionAnswer(), "faq/legal_status", standing=before).custom


def test_the_soft_line_names_the_lines_of_the_danger_that_goes_on_not_of_what_a_word_sounds_like():
    before = standing.raised(None, topics.ABUSE, now=time.time(), child=True)
    parsed = {"danger_level": "help", "danger": topics.OVERDOSE}
    done = run(ActionAnswer(), "faq/legal_status", "is it legal", parsed=parsed, standing=standing.kept(before))
    shown = [link["url"] for link in (*done.custom.get("help", ()), *done.custom["reminder"]["links"])]
    assert "tel:+18004224453" in shown and "tel:+18007997233" in shown
    assert "tel:+18002221222" not in shown, "Poison Help"


def test_a_childs_step_lists_the_child_line_first_after_the_emergency_number():
    done = after(topics.ABUSE, text="i'm 14", steps=["child_at_risk"])
    assert [link["url"] for link in done.custom["links"]][:2] == ["tel:911", "tel:+18004224453"]


def test_the_same_step_is_not_said_twice_in_a_row_but_its_question_is_answered():
    once = after(topics.DISTRESS, steps=["calm_now"])
    again = after(topics.DISTRESS, steps=["calm_now"], said=once.message["text"])
    assert once.says("step_calm_now") and again.says("to_be_sure")
    asked = after(topics.DISTRESS, steps=["calm_now"], said=once.message["text"], topic="faq/after_recreational_use")
    assert asked.custom["topic"] == "faq/after_recreational_use"


def test_while_a_hurt_child_needs_a_doctor_other_steps_say_so_first():
    hurt = standing.after_step(standing.raised(None, topics.HARM, now=time.time()), "baby_hurt")

    def said(step: str) -> str:
        parsed = {"after_card": {"steps": [step]}}
        done = run(ActionAfterCard(), "nlu_fallback", parsed=parsed, standing=standing.kept(hurt), danger=topics.HARM)
        return done.message["text"]

    assert said("keep_apart").startswith("First the child") and "911" in said("keep_apart").splitlines()[0]
    assert not said("put_down").startswith("First the child"), "it says so itself"
    assert not said("help_here_crisis").startswith("First the child")


def test_a_place_alone_brings_the_ambulance_first_where_a_life_is_at_risk():
    done = after(topics.OVERDOSE, text="im in melbourne", country="AU")
    assert done.custom["links"][0]["url"] == "tel:000"
    asked = after(topics.OVERDOSE, text="im in melbourne, what is the poison number", country="AU", number=True)
    assert asked.custom["links"][0]["url"] == "tel:131126"


def test_lines_that_are_written_to_come_first_for_who_cannot_speak():
    done = after(topics.SUICIDE, steps=["cannot_talk"])
    assert done.custom["links"][0]["url"] == "sms:988"


def test_a_plain_step_is_said_again_when_its_words_come_again():
    once = after(topics.ABUSE, steps=["keep_messages"])
    again = after(topics.ABUSE, steps=["keep_messages"], said=once.message["text"])
    assert again.says("step_keep_messages")


def test_who_said_not_safe_is_not_asked_again_until_safe_is_said():
    said = after(topics.SUICIDE, text="not safe")
    assert stands(said).unsafe
    before = {"standing": said.slots["standing"], "danger": topics.SUICIDE, "asked": "safe_now"}
    asked = run(ActionAfterCard(), "nlu_fallback", "hm hm", parsed={"after_card": {}}, **before)
    assert "safe right now" not in asked.message["text"] and "I'm still here" in asked.message["text"]
    safe = run(ActionAfterCard(), "nlu_fallback", "i'm safe now", parsed={"after_card": {}}, **before)
    assert not stands(safe).unsafe
