"""The line of what was named stands first, then the answer."""

from __future__ import annotations

from actions.answers import ActionAnswer
from clinicchat.content import live_words, named_things
from tests.actions.running import run

MEDS, LEGAL = "faq/medication_interactions", "faq/legal_status"
TABLES = named_things.current()
MEDICINES = TABLES["medicines"]


def said(topic, *named, **parsed):
    mentions = [dict(zip(("kind", "thing", "said"), one, strict=True)) for one in named]
    return run(ActionAnswer(), topic, parsed={"named": mentions, **parsed}).message["text"].split("\n\n")


def test_the_line_comes_first_then_not_to_stop_which_the_answer_does_not_say_again():
    first, second, *answer = said(MEDS, ("medicines", "sertraline", "zoloft"))
    assert (first, second) == (MEDICINES.line("sertraline"), MEDICINES.keep)
    assert "\n\n".join([second, *answer]) == live_words.current().say(MEDS).text


def test_two_named_things_have_both_lines():
    assert said(MEDS, ("medicines", "sertraline", "zoloft"), ("medicines", "lithium", "lithium"))[:2] == [
        MEDICINES.line("sertraline"),
        MEDICINES.line("lithium"),
    ]


def test_an_unknown_medicine_is_named():
    assert said(MEDS, ("medicines", "", "bisoprolol"))[0] == (
        "I have no checked facts about bisoprolol together with MDMA. Ask the study team or your pharmacist."
    )


def test_a_line_stands_only_where_it_belongs():
    assert said("faq/privacy", ("medicines", "sertraline", "zoloft"))[0] != MEDICINES.line("sertraline")


def test_an_answers_own_line_for_a_country_comes_before_that_of_the_table():
    own = live_words.current().say(LEGAL).metadata.countries["CA"]
    assert said(LEGAL, ("countries", "CA", "canada"))[0] == own
    assert said(LEGAL, ("countries", "JP", "japan"))[0] == TABLES["countries"].line("JP")


def test_where_the_visitor_is_stays_and_is_said_back():
    named = [{"kind": "states", "thing": "TX", "said": "texas"}]
    told = run(ActionAnswer(), LEGAL, text="i live in texas, is it legal", parsed={"named": named})
    assert told.slots["where"] == "states TX"
    later = run(ActionAnswer(), LEGAL, text="and to buy it?", where="states TX")
    assert later.message["text"].startswith(TABLES["states"].line("TX"))


def test_a_state_that_is_asked_about_does_not_stay():
    named = [{"kind": "states", "thing": "TX", "said": "texas"}]
    assert "where" not in run(ActionAnswer(), LEGAL, text="is it legal in texas", parsed={"named": named}).slots


def asked_about(thing, known=None):
    named = [{"kind": "countries", "thing": thing, "said": TABLES["countries"].things[thing].called[0]}]
    text = f"is it legal in {named[0]['said']}"
    return run(ActionAnswer(), LEGAL, text=text, parsed={"named": named}, where=known).slots.get("where")


def test_a_country_that_is_asked_about_stays_until_another_is_but_never_for_where_the_visitor_lives():
    assert asked_about("AU") == "countries AU asked"
    assert asked_about("CH", known="countries AU asked") == "countries CH asked"
    assert asked_about("CH", known="countries AU") is None
    later = run(ActionAnswer(), "faq/cost_insurance", text="what does it cost", where="countries AU asked")
    assert later.message["text"].startswith(live_words.current().say("faq/cost_insurance").metadata.countries["AU"])


def test_a_question_about_stopping_always_reads_not_to_stop():
    assert said("faq/preparation", stopping=True)[0] == MEDICINES.keep


def test_the_sources_of_a_line_are_cited():
    mention = {"kind": "medicines", "thing": "alcohol", "said": "beer"}
    made = run(ActionAnswer(), "faq/preparation", parsed={"named": [mention]}).made
    (source,) = [
        s for s in made.sources if s.title == live_words.current().safety.sources["alcohol_and_overheating"].title
    ]
    assert source


def test_nothing_is_said_of_what_the_answers_are_about_or_the_title_names():
    ptsd = {"named": [{"kind": "conditions", "thing": "ptsd", "said": "ptsd"}]}
    assert run(ActionAnswer(), "faq/suitability", parsed=ptsd).message["text"].startswith("Only a trial team")
    emdr = {"named": [{"kind": "therapies", "thing": "emdr", "said": "emdr"}], "part": "emdr"}
    assert run(ActionAnswer(), "faq/ptsd_treatments", parsed=emdr).message["text"].startswith("EMDR is a talk therapy")
