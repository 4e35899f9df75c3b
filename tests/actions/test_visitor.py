"""What the visitor said is said back once where it matters, and no answer about the US alone is given elsewhere."""

from __future__ import annotations

from actions.answers import ActionAnswer
from actions.replies import ActionReply
from actions.search import ActionShowResults
from clinicchat.content import live_words, topics, visitor
from tests.actions.running import run

JOIN, LEGAL = "faq/joining_a_trial", "faq/legal_status"


def test_a_pregnancy_stays_and_is_said_back_once_for_a_topic():
    line = visitor.current().traits["pregnant"].line
    told = run(ActionAnswer(), "faq/sources", text="im pregnant, who wrote this")
    assert told.slots["traits"] == ["pregnant"]
    first = run(ActionAnswer(), JOIN, text="how do they pick people", traits=["pregnant"])
    assert first.message["text"].startswith(line)
    again = run(ActionAnswer(), JOIN, traits=["pregnant"], said_back=first.slots["said_back"])
    assert line not in again.message["text"]


def test_about_whom_it_is_stays():
    told = run(ActionAnswer(), "faq/sources", text="its for my wife. who wrote this")
    assert told.slots["about"] == "your wife"
    later = run(ActionAnswer(), JOIN, text="who gets in", about="your wife")
    assert later.message["text"].startswith("For your wife:")
    assert run(ActionAnswer(), JOIN, text="can i get in", about="your wife").slots["about"] == ""


def test_an_answer_about_the_us_alone_is_not_given_for_another_country():
    us = live_words.current().say(f"{LEGAL}.us_states").text
    told = run(ActionAnswer(), LEGAL, text="is that legal", parsed={"part": "us_states"}, where="countries CA")
    assert us not in told.message["text"] and "For Canada" in told.message["text"]
    assert us in run(ActionAnswer(), LEGAL, text="is that legal", parsed={"part": "us_states"}).message["text"]


def test_the_line_of_a_place_is_said_once_for_a_topic():
    first = run(ActionAnswer(), LEGAL, text="is it legal", where="states TX")
    later = run(ActionAnswer(), LEGAL, text="since when", where="states TX", said_back=first.slots["said_back"])
    assert len(later.message["text"]) < len(first.message["text"])


def test_a_search_abroad_says_what_exists_there_and_keeps_the_country():
    told = run(ActionShowResults(), "find_provider", place="Leeds, United Kingdom", search="provider")
    assert "NHS Talking Therapies" in told.message["text"] and told.slots["where"] == "countries UK"
    assert told.made.topic == "find_provider"


def test_not_what_was_asked_is_asked_back_with_parts_and_then_a_person():
    said = "that's not what i asked"
    told = run(ActionReply(), "feedback_negative", text=said, told=[LEGAL], last_topic=LEGAL)
    assert told.says("not_what_was_asked") and topics.whole(told.choices[0]) == LEGAL
    again = run(ActionReply(), "feedback_negative", text=said, told=[LEGAL], unclear=told.slots["unclear"])
    assert again.says("not_what_was_asked_person")


def test_yes_or_no_gets_the_first_sentence():
    told = run(ActionReply(), "reaction", text="yes or no", told=[LEGAL], parsed={"turn": "short"})
    assert live_words.current().say(LEGAL).text.split(".")[0] in told.message["text"]


def test_who_needs_somebody_tonight_gets_the_lines_first():
    told = run(ActionReply(), "talk_to_human", text="need someone tonight", parsed={"turn": "tonight"})
    assert told.says("someone_tonight") and any("988" in link.url for link in told.made.links)
