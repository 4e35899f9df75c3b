"""actions/answers.py"""

from __future__ import annotations

import datetime

import pytest

from actions import message
from actions.answers import ActionAnswer, ActionMore
from clinicchat.content import live_words, named_things, topics, word_files
from tests.actions.running import run

EVERY_ANSWER = [*live_words.current().topics("faq"), *live_words.current().topics("decline")]


@pytest.mark.parametrize("topic", EVERY_ANSWER)
def test_every_topic_is_answered_with_its_own_words_and_disclaimers(topic):
    answer = live_words.current().say(topic)
    done = run(ActionAnswer(), topic)
    assert done.message["text"] == answer.fill(message.clinic_values())
    assert done.custom["topic"] == topic
    assert done.custom["title"] == answer.title
    named = ["general", *answer.metadata.disclaimers]
    assert list(done.made.disclaimers) == live_words.current().disclaimers(named, answer.text)
    assert done.custom["reviewed"]["on"]


@pytest.mark.parametrize("topic", EVERY_ANSWER)
def test_every_answer_offers_its_related_questions(topic):
    related = live_words.current().say(topic).metadata.related
    shown = 2 if live_words.current().parts(topic) else 3
    assert set(related[:shown]) <= set(run(ActionAnswer(), topic).choices)


def test_the_general_disclaimer_comes_first_then_rests_for_ten_answers():
    (general,) = live_words.current().disclaimers(["general"])
    first = run(ActionAnswer(), "faq/legal_status")
    assert general in first.custom["disclaimers"]
    second = run(ActionAnswer(), "faq/legal_status", since_general=first.slots["since_general"])
    assert general not in second.made.disclaimers
    again = run(ActionAnswer(), "faq/legal_status", since_general=10.0)
    assert general in again.custom["disclaimers"]


def test_what_an_answer_says_itself_is_not_noted_under_it_and_it_stays_one_to_be_careful_with():
    (note,) = live_words.current().disclaimers(["emergency_signs"])
    made = run(ActionAnswer(), "faq/recreational_use").made
    assert "can't be woken" in made.text
    assert note not in made.disclaimers
    assert made.severity == "caution"


def test_not_to_stop_a_medicine_is_said_once_beside_its_line():
    line = {"kind": "medicines", "thing": "sertraline", "said": "sertraline"}
    made = run(ActionAnswer(), "faq/medication_interactions", parsed={"named": [line]}).made
    assert made.text.count("because of this chat") == 1
    assert not any("because of this chat" in note for note in made.disclaimers)
    assert made.severity == "caution"


def test_a_refusal_is_declined_with_caution_and_a_lawful_next_step():
    done = run(ActionAnswer(), "decline/sourcing")
    assert done.custom["outcome"] == "declined"
    assert done.custom["severity"] == "caution"
    assert {"find_trial", "find_provider"} <= set(done.choices)


def test_after_a_crisis_a_question_about_doses_gets_the_help_and_not_a_refusal():
    done = run(ActionAnswer(), "decline/dosage", danger="safety/suicide")
    assert done.says("crisis_again")
    assert done.custom["severity"] == "emergency"
    assert "tel:988" in [link["url"] for link in done.custom["links"]]


def test_after_a_crisis_every_answer_carries_the_help_line():
    done = run(ActionAnswer(), "faq/legal_status", danger="safety/suicide")
    assert "988" in done.custom["reminder"]["text"]
    assert done.custom["severity"] == "urgent"
    assert "tel:988" in [link["url"] for link in done.custom["reminder"]["links"]]


def test_what_else_may_be_meant_comes_before_related_questions():
    read = {"candidates": ["faq/cost_insurance", "find_trial"]}
    done = run(ActionAnswer(), "faq/legal_status", parsed=read)
    assert done.choices[:2] == ["faq/cost_insurance", "find_trial"]
    assert done.choices.count("faq/cost_insurance") == done.choices.count("find_trial") == 1


def asks(*labels):
    """Returns what Rasa says of a message that asks these things."""
    return {"questions": [{"text": label, "label": label} for label in labels]}


def test_two_questions_get_two_messages_and_a_third_the_first_button():
    three = asks("faq/legal_status", "faq/cost_insurance", "faq/pregnancy")
    done = run(ActionAnswer(), "faq/legal_status", parsed=three)
    assert [m["custom"]["topic"] for m in done.messages] == ["faq/legal_status", "faq/cost_insurance"]
    assert not done.messages[0]["buttons"]
    assert done.messages[1]["buttons"][0]["topic"] == "faq/pregnancy"
    assert done.slots["told"] == ["faq/legal_status", "faq/cost_insurance"]


def test_the_same_words_are_never_said_twice_in_a_row():
    done = run(ActionAnswer(), "faq/legal_status", told=["faq/legal_status"])
    assert done.says("said_already")
    assert (done.made.outcome, done.made.topic) == ("clarify", "faq/legal_status")
    assert "faq/legal_status" not in labels(done)
    assert not run(ActionAnswer(), "faq/legal_status", told=["faq/legal_status", "faq/access"]).says("said_already")


def test_a_refusal_stays_as_it_is_however_often_it_is_asked_for():
    done = run(ActionAnswer(), "decline/dosage", told=["decline/dosage"])
    assert (done.made.outcome, done.made.topic) == ("declined", "decline/dosage")


def test_a_country_makes_the_same_answer_new():
    canada = {"named": [{"kind": "countries", "thing": "CA", "said": "canada"}]}
    done = run(ActionAnswer(), "faq/legal_status", text="and in canada", parsed=canada, told=["faq/legal_status"])
    assert done.message["text"].startswith(live_words.current().say("faq/legal_status").metadata.countries["CA"])


def test_asked_back_in_vain_it_offers_other_things_then_a_person():
    first = run(ActionAnswer(), "faq/legal_status", told=["faq/legal_status"])
    slots = {key: first.slots[key] for key in ("unclear", "asked", "offered")}
    then = run(ActionAnswer(), "faq/legal_status", told=["faq/legal_status"], **slots)
    assert not set(labels(then)) & set(slots["offered"]) or then.says("said_already_person")
    last = run(ActionAnswer(), "faq/legal_status", told=["faq/legal_status"], unclear=2.0)
    assert last.says("said_already_person")
    assert any(link["url"].startswith("tel:") for link in last.custom["links"])


def test_says_who_shows_the_sources_of_the_last_answer():
    last = live_words.current().say("faq/cost_insurance").metadata.sources
    done = run(ActionAnswer(), "faq/sources", text="says who?", told=["faq/cost_insurance"])
    assert done.says("sources_of_last")
    assert [s.title for s in done.made.sources] == [s.title for s in last]
    assert not run(ActionAnswer(), "faq/sources", text="says who?").says("sources_of_last")


def test_the_sources_of_the_last_answer_are_not_shown_twice_in_a_row():
    first = run(ActionAnswer(), "faq/sources", text="says who?", told=["faq/cost_insurance"])
    told = {"text": "can i quote that", "told": ["faq/cost_insurance"], "before": first.message["text"]}
    assert not run(ActionAnswer(), "faq/sources", **told).says("sources_of_last")


def test_words_that_only_go_on_get_no_answer_that_was_given_shortly_before():
    told = ["faq/legal_status", "faq/access"]
    assert run(ActionAnswer(), "faq/legal_status", told=told, parsed={"leans": True}).says("said_already")
    assert not run(ActionAnswer(), "faq/legal_status", told=told).says("said_already")


def test_a_named_country_is_answered_first():
    words = live_words.current().say("faq/legal_status").metadata.countries["CA"]
    named = [{"kind": "countries", "thing": "CA", "said": "canada"}]
    done = run(ActionAnswer(), "faq/legal_status", text="is it legal in canada", parsed={"named": named})
    assert done.message["text"].startswith(words)
    assert "country" not in done.slots, "asking about a country is not being there"


def test_a_visitor_who_says_to_live_abroad_is_remembered_for_the_cards():
    assert run(ActionAnswer(), "faq/legal_status", text="hi, i'm in the uk. is it legal?").slots["country"] == "UK"


def test_an_answer_past_its_review_date_is_withdrawn(monkeypatch):
    monkeypatch.setattr(word_files, "today", lambda: datetime.date(2031, 1, 1))
    done = run(ActionAnswer(), "faq/legal_status")
    assert done.says("expired")
    assert done.custom["outcome"] == "unavailable"


FDA = "faq/fda_decision"
VOTE = f"{FDA}.vote"


def labels(done):
    """Returns what the only message's buttons ask, as labels."""
    return [topics.label(b["topic"], b.get("part", "")) for b in done.message["buttons"]]


def test_a_part_is_answered_with_its_own_words_title_and_review():
    words = live_words.current().say(VOTE)
    done = run(ActionAnswer(), FDA, parsed={"part": "vote"})
    assert (done.made.topic, done.made.part) == (FDA, "vote")
    assert (done.message["text"], done.made.title) == (words.text, words.title)
    assert done.made.reviewed.due == words.metadata.reviewed.due


def test_a_part_carries_what_calls_for_care_in_its_topic():
    meds = "faq/medication_interactions"
    part = topics.part_of(live_words.current().parts(meds)[0])
    made = run(ActionAnswer(), meds, parsed={"part": part}).made
    assert set(live_words.current().disclaimers(["medicines", "emergency_signs"])) <= set(made.disclaimers)
    assert made.severity == "caution"


def test_under_an_answer_stand_buttons_of_the_parts_that_came_near_and_were_not_told():
    near = [f"{FDA}.when", VOTE, f"{FDA}.retracted"]
    done = run(ActionAnswer(), FDA, parsed={"parts": near}, told=[VOTE])
    assert labels(done)[:2] == [f"{FDA}.when", f"{FDA}.retracted"]
    assert VOTE not in labels(done)
    assert done.message["buttons"][0]["label"] == live_words.current().say(near[0]).title


def test_a_part_past_its_review_date_gives_way_to_its_topic(monkeypatch):
    monkeypatch.setattr(live_words.Content, "may_give", lambda self, label: label != VOTE)
    done = run(ActionAnswer(), FDA, parsed={"part": "vote", "parts": [VOTE]})
    assert (done.made.topic, done.made.part) == (FDA, "")
    assert VOTE not in labels(done)[:1]


def test_tell_me_more_says_the_parts_one_after_the_other_then_offers_what_is_related():
    untold, told = live_words.current().parts(FDA), [FDA]
    for part in untold:
        done = run(ActionMore(), "tell_me_more", last_topic=FDA, told=told)
        assert topics.label(FDA, done.made.part) == part
        told = done.slots["told"]
    assert run(ActionMore(), "tell_me_more", last_topic=FDA, told=told).says("nothing_more")


def test_tell_me_more_of_nothing_asks_about_what():
    assert run(ActionMore(), "tell_me_more").says("more_of_what")


def test_a_few_words_that_go_on_get_what_the_last_answer_says_of_them():
    heart = "faq/risks_side_effects.heart"
    goes_on = {"leans": True, "part": "heart"}
    done = run(ActionAnswer(), "faq/risks_side_effects", text="And the pulse?", parsed=goes_on, told=[heart])
    assert done.message["text"].startswith("The pulse went over 100")
    assert (done.made.outcome, topics.label(done.made.topic, done.made.part)) == ("answered", heart)
    again = run(ActionAnswer(), "faq/risks_side_effects", text="and the moon?", parsed=goes_on, told=[heart])
    assert (again.made.outcome, again.made.part) == ("answered", "heart") and "in short" in again.message["text"]
    doubtful = goes_on | {"doubtful": True}
    back = run(ActionAnswer(), "faq/risks_side_effects", text="and the moon?", parsed=doubtful, told=[heart])
    assert back.says("said_already")


def test_a_doubtful_part_gives_way_to_what_the_last_answer_says():
    told = ["faq/ptsd_treatments.emdr"]
    doubtful = {"leans": True, "doubtful": True, "part": "written"}
    done = run(ActionAnswer(), "faq/ptsd_treatments", text="how long does it take", parsed=doubtful, told=told)
    assert done.made.part == "emdr" and "months" in done.message["text"]


def test_a_state_alone_after_an_answer_about_trials_asks_for_those_there():
    named = {"leans": True, "named": [{"kind": "states", "thing": "OH", "said": "ohio"}]}
    trials = run(ActionAnswer(), "faq/veterans", text="and in ohio", parsed=named, told=["faq/veterans.va_trials"])
    assert trials.followup == "action_begin_search"
    assert not run(
        ActionAnswer(), "faq/legal_status", text="and in ohio", parsed=named, told=["faq/legal_status"]
    ).followup


def test_the_same_answer_is_not_said_again_because_the_same_thing_was_named_again():
    label, named = "faq/other_conditions.depression", [{"kind": "conditions", "thing": "depression", "said": "low"}]
    parsed = {"named": named, "part": "depression", "leans": True}
    line = named_things.current()["conditions"].line("depression", "low")
    new = run(ActionAnswer(), "faq/other_conditions", text="and for feeling low too", parsed=parsed, told=[label])
    old = run(
        ActionAnswer(), "faq/other_conditions", text="and for feeling low too", parsed=parsed, told=[label], before=line
    )
    assert line in new.message["text"] and line not in old.message["text"]
