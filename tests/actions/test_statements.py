"""actions/statements.py: what is said to who asks nothing, and to what no words are about."""

from __future__ import annotations

import pytest

from actions.answers import ActionAnswer
from actions.replies import ActionOutOfScope, ActionReply
from actions.unclear import ActionUnclear
from clinicchat.content import topics
from tests.actions.running import run

TRIAL, PAST = "faq/joining_a_trial.placebo_odds", "faq/joining_a_trial.past_suicide"
UNCLEAR = {"candidates": [], "near": {}}


def labels(done):
    return [topics.label(b["topic"], b.get("part", "")) for b in done.message["buttons"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my brother works nights", "heard"),
        ("feel like the worst son", "heard_feeling"),
        ("might give them a ring next week", "heard_plan"),
    ],
)
def test_a_statement_after_an_answer_is_heard_and_offered_more_of_it(text, words):
    for action in (ActionUnclear(), ActionOutOfScope()):
        done = run(action, "nlu_fallback", text=text, parsed=UNCLEAR, told=[TRIAL])
        assert done.says(words) and done.custom["outcome"] == "small_talk"
        assert labels(done)[-1] == "talk_to_human" and TRIAL not in labels(done)


def test_what_stands_near_is_offered_first():
    near = {"candidates": [], "near": {"faq/after_recreational_use.work_test": 0.3}}
    done = run(ActionOutOfScope(), "out_of_scope", text="i drive a truck. they test us", parsed=near, told=[TRIAL])
    assert labels(done)[0] == "faq/after_recreational_use.work_test"


def test_before_the_first_answer_a_statement_is_not_understood_or_out_of_scope():
    assert run(ActionUnclear(), "nlu_fallback", text="my brother works nights", parsed=UNCLEAR).says("not_understood")
    assert run(ActionOutOfScope(), "out_of_scope", text="i drive a truck", parsed=UNCLEAR).says("out_of_scope")


def test_what_is_about_nobody_and_near_nothing_stays_out_of_scope():
    done = run(ActionOutOfScope(), "out_of_scope", text="best tacos in town go", parsed=UNCLEAR, told=[TRIAL])
    assert done.says("out_of_scope")


def test_beside_a_help_line_and_after_words_about_suicide_a_way_to_talk_is_named():
    may_be = {**UNCLEAR, "danger_level": "help", "danger": "safety/distress"}
    done = run(ActionUnclear(), "nlu_fallback", text="i cant keep on like this", parsed=may_be, told=[TRIAL])
    assert done.says("heard_beside_help") and done.custom["help"]
    done = run(ActionOutOfScope(), "out_of_scope", text="doesnt matter anymore", parsed=UNCLEAR, told=[PAST])
    assert done.says("heard_after_suicide") and "988" in done.message["text"]


def test_a_word_alone_tells_nothing():
    assert not run(ActionUnclear(), "nlu_fallback", text="capsules", parsed=UNCLEAR, told=[TRIAL]).says("heard")


def test_the_same_is_not_said_twice_in_a_row():
    first = run(ActionUnclear(), "nlu_fallback", text="my brother works nights", parsed=UNCLEAR, told=[TRIAL])
    again = run(
        ActionUnclear(), "nlu_fallback", text="and days", parsed=UNCLEAR, told=[TRIAL], before=first.message["text"]
    )
    assert again.says("heard_again")


def test_a_question_that_nothing_is_about_is_answered_plainly_with_who_knows():
    far = {"candidates": ["faq/pregnancy.father"], "near": {}}
    done = run(ActionUnclear(), "nlu_fallback", text="will they inform the school of my kids", parsed=far, told=[TRIAL])
    assert done.says("no_words") and "The study team can tell you" in done.message["text"]
    assert done.choices == ["talk_to_human", "help_menu"]


def test_offers_after_an_answer_share_a_word_with_what_was_asked():
    near = {"candidates": ["faq/pregnancy.father", "faq/cost_insurance.trial_costs"], "near": {}}
    done = run(ActionUnclear(), "nlu_fallback", text="do they pay for the gas of it", parsed=near, told=[TRIAL])
    assert labels(done) == ["faq/cost_insurance.trial_costs", "deny"]


def test_a_statement_is_rather_heard_than_answered_by_a_poor_guess():
    poor = {"part": "overnight", "near": {"faq/session_structure.overnight": 0.3}}
    say = "could just be my job at night"
    done = run(ActionAnswer(), "faq/session_structure", text=say, parsed=poor, told=[TRIAL])
    assert done.says("heard")
    sure = {**poor, "near": {"faq/session_structure.overnight": 0.8}}
    assert (
        run(ActionAnswer(), "faq/session_structure", text=say, parsed=sure, told=[TRIAL]).custom["part"] == "overnight"
    )


def test_what_is_likely_is_offered_also_without_a_word_in_common():
    near = {"candidates": ["faq/session_experience.must_i_talk"], "near": {"faq/session_experience.must_i_talk": 0.4}}
    done = run(ActionUnclear(), "nlu_fallback", text="can ye do it without saying a word", parsed=near, told=[TRIAL])
    assert labels(done)[0] == "faq/session_experience.must_i_talk"


def test_no_complaint_is_heard_where_none_is_said():
    done = run(ActionReply(), "feedback_negative", text="the quote was more than my car", parsed=UNCLEAR, told=[TRIAL])
    assert done.says("heard")


WORK_TEST = "faq/after_recreational_use.work_test"


def test_words_that_one_answer_surely_is_about_get_it_though_no_topic_stands():
    surely = {"candidates": [], "near": {WORK_TEST: 0.8}}
    for action in (ActionUnclear(), ActionOutOfScope()):
        done = run(action, "out_of_scope", text="i drive a truck and they test us", parsed=surely, told=[TRIAL])
        assert (done.custom["outcome"], done.custom["part"]) == ("answered", "work_test")


@pytest.mark.parametrize(
    ("text", "change", "told"),
    [
        ("i drive a truck and they test us", {"near": {WORK_TEST: 0.5}}, [TRIAL]),
        ("my brother works nights at a mill", {}, [TRIAL]),
        ("i drive a truck and they test us", {}, [WORK_TEST]),
        ("they test us", {}, [TRIAL]),
        ("i drive a truck and they test us", {"danger_level": "help", "danger": "safety/distress"}, [TRIAL]),
    ],
)
def test_words_less_sure_or_of_no_kin_or_beside_a_help_line_are_heard(text, change, told):
    parsed = {"candidates": [], "near": {WORK_TEST: 0.8}, **change}
    done = run(ActionOutOfScope(), "out_of_scope", text=text, parsed=parsed, told=told)
    assert done.custom["outcome"] == "small_talk"
