"""actions/unclear.py"""

from __future__ import annotations

from actions.unclear import ActionUnclear
from clinicchat.content import topics
from tests.actions.running import run


def test_close_topics_are_offered_as_did_you_mean_with_a_way_out():
    done = run(ActionUnclear(), "nlu_fallback", parsed={"candidates": ["faq/legal_status", "faq/access"]})
    assert done.custom["outcome"] == "clarify"
    assert done.choices == ["faq/legal_status", "faq/access", "deny"]
    assert done.slots["asked"] == "clarify"


def test_parts_are_offered_by_their_titles_and_nothing_twice():
    near = {"candidates": ["faq/fda_decision"], "parts": ["faq/fda_decision.vote", "faq/fda_decision.when"]}
    done = run(ActionUnclear(), "nlu_fallback", parsed=near)
    shown = [topics.label(b["topic"], b.get("part", "")) for b in done.message["buttons"][:-1]]
    assert shown == ["faq/fda_decision", "faq/fda_decision.vote", "faq/fda_decision.when"]
    assert run(ActionUnclear(), "nlu_fallback", parsed=near, offered=shown).says("not_understood")


def test_a_service_can_be_offered_too():
    done = run(ActionUnclear(), "nlu_fallback", parsed={"candidates": ["find_trial"]})
    assert done.message["buttons"][0]["label"] == "Find a trial"


def test_nothing_close_shows_the_menu():
    done = run(ActionUnclear(), "nlu_fallback", parsed={"candidates": []})
    assert done.says("not_understood")
    assert done.slots["unclear"] == 1.0


def test_the_third_in_a_row_offers_the_clinics_telephone():
    done = run(ActionUnclear(), "nlu_fallback", parsed={"candidates": []}, unclear=2.0)
    assert done.says("not_understood_again")
    assert any(link["url"].startswith("tel:") for link in done.custom["links"])


def test_and_in_canada_is_about_the_last_topic():
    done = run(ActionUnclear(), "nlu_fallback", text="and in canada?", last_topic="faq/cost_insurance")
    assert done.custom["topic"] == "faq/cost_insurance" or done.custom["topic"] == "faq/legal_status"


def test_a_bare_country_without_a_topic_is_not_guessed():
    assert run(ActionUnclear(), "nlu_fallback", text="and in canada?", parsed={"candidates": []}).says("not_understood")


def test_what_was_not_understood_beside_a_help_line_points_to_its_numbers():
    may_be = {"danger_level": "help", "danger": "safety/distress", "candidates": []}
    done = run(ActionUnclear(), "nlu_fallback", text="3am cant sleep", parsed=may_be)
    assert done.says("not_understood_beside_help")
    assert any("988" in link["label"] for link in done.custom["help"])


def test_a_long_letter_that_nobody_understood_is_thanked_for_and_asked_for_its_one_question():
    done = run(ActionUnclear(), "nlu_fallback", text="and then we moved again " * 8, parsed={"candidates": []})
    assert done.says("not_understood_letter")
