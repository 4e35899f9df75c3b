"""actions/safety.py"""

from __future__ import annotations

import pytest

from actions import safety
from actions.after_card import ActionAfterCard
from actions.search import ActionCancel
from clinicchat.content import topics
from tests.actions.running import run


@pytest.mark.parametrize("danger", topics.DANGERS)
def test_after_a_card_one_question_is_asked_and_the_danger_is_remembered(danger):
    done = run(safety.ActionFollowCard(), danger)
    asked, question = safety.QUESTIONS[danger]
    assert done.says(question)
    assert done.slots["danger"] == danger
    assert done.slots["asked"] == asked
    assert done.slots["place"] is None, "a search does not go on after a crisis"


@pytest.mark.parametrize("danger", topics.DANGERS)
def test_every_button_of_the_question_leads_to_words(danger):
    done = run(safety.ActionFollowCard(), danger)
    for button in done.message["buttons"]:
        said = run(
            ActionAfterCard(), button["topic"], entities=button["entities"], asked=done.slots["asked"], danger=danger
        )
        if button["entities"] == {"said": "not_danger"}:
            assert said.says("lowered_nothing_asked") and said.slots["danger"] is None
            continue
        assert said.custom["outcome"] in ("crisis", "distress"), button["label"]
        assert said.custom["links"], button["label"]


@pytest.mark.parametrize(("asked", "said"), safety.ANSWERS)
def test_each_answer_after_a_card_has_its_own_help(asked, said):
    spoken = said if said in ("affirm", "deny", "unsure") else "unsure"
    pressed = {"said": said, "asked": asked}
    done = run(ActionAfterCard(), spoken, entities=pressed, asked=asked, danger=topics.SUICIDE)
    assert done.says(safety.ANSWERS[asked, said])


def test_distress_after_a_crisis_does_not_lower_the_help_line():
    done = run(safety.ActionFollowCard(), topics.DISTRESS, danger=topics.SUICIDE)
    assert done.slots["danger"] == topics.SUICIDE


def test_a_new_crisis_after_another_has_its_own_help_line():
    done = run(safety.ActionFollowCard(), topics.SUICIDE, danger=topics.OVERDOSE)
    assert done.slots["danger"] == topics.SUICIDE


def test_a_reply_that_is_not_understood_after_a_card_is_asked_again_without_a_second_alarm():
    done = run(ActionAfterCard(), "out_of_scope", text="its complicated", asked="safe_now", danger=topics.SUICIDE)
    assert done.says("to_be_sure") and done.slots["asked"] == "safe_now"
    assert done.custom["severity"] == "urgent" and "tel:911" in [link["url"] for link in done.custom["links"]]


def test_who_is_not_safe_is_not_talked_out_of_it():
    done = run(ActionAfterCard(), "deny", text="no", asked="safe_now", danger=topics.SUICIDE)
    assert done.slots["standing"]["stage"] == "live"


def test_a_visitor_in_another_country_gets_that_countrys_help():
    done = run(ActionAfterCard(), "deny", text="no", asked="safe_now", danger=topics.SUICIDE, country="UK")
    assert "999" in done.message["text"]
    assert "tel:999" in [link["url"] for link in done.custom["links"]]


@pytest.mark.parametrize(
    ("intent", "words"),
    [("affirm", "yes_to_nothing"), ("deny", "no_to_nothing"), ("unsure", "unsure_of_nothing")],
)
def test_yes_and_no_to_no_question_are_small_talk(intent, words):
    assert run(safety.ActionYesNo(), intent).says(words)


def test_no_to_did_you_mean_shows_the_menu():
    done = run(safety.ActionYesNo(), "deny", asked="clarify")
    assert done.says("none_of_these")
    assert "find_provider" in done.choices


def test_a_button_answers_its_own_question_long_after():
    """Its "No" still means "I am not safe", whatever was asked or said since."""
    done = run(ActionAfterCard(), "deny", text="No", entities={"asked": "safe_now"}, asked="more", danger=topics.ABUSE)
    assert done.says("safe_no")


@pytest.mark.parametrize("text", ["please", "yes but he isn't"])
def test_only_a_plain_yes_is_a_yes(text):
    done = run(ActionAfterCard(), "affirm", text=text, asked="safe_now", danger=topics.SUICIDE)
    assert not done.says("safe_yes")


@pytest.mark.parametrize("danger", topics.DANGERS)
@pytest.mark.parametrize("before", [None, "more"])
@pytest.mark.parametrize("intent", ["deny", "unsure"])
def test_no_without_a_question_after_danger_asks_it_again(danger, intent, before):
    done = run(safety.ActionYesNo(), intent, text="no", danger=danger, asked=before)
    asked, question = safety.QUESTIONS[danger]
    assert done.says(question) and done.slots["asked"] == asked
    assert done.custom["reminder"]["text"] and done.custom["reminder"]["links"]


def test_what_the_channel_knows_of_country_and_language_counts():
    told = {"metadata": {"country": "UK", "language": "es"}}
    done = run(ActionAfterCard(), "deny", text="no", parsed=told, asked="safe_now", danger=topics.SUICIDE)
    assert "999" in done.message["text"] and "911" not in done.message["text"]
    told = {"metadata": {"country": None, "language": "es"}}
    done = run(ActionAfterCard(), "deny", text="no", parsed=told, asked="safe_now", danger=topics.SUICIDE)
    assert done.custom["lang"] == "es" and "Llama al 911" in done.message["text"]


def test_cancel_after_danger_is_a_gentle_goodbye_and_in_a_search_it_ends_the_search():
    assert run(ActionCancel(), "cancel", text="leave me alone", danger=topics.SUICIDE).says("gentle_goodbye")
    assert run(ActionCancel(), "cancel", loop="place_form", danger=topics.SUICIDE).says("search_cancelled")
