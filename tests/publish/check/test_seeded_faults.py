"""Every seeded fault is found, by a message that holds the file, the key and a cure.

Each function below makes one fault in a copy of the content; `@fault` says where and by which words it must be found.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from clinicchat.publish.check import Finding, Level
from clinicchat.publish.check.project import (
    BOARDS,
    CLINIC,
    CONFIG,
    COUNTRIES,
    DOMAIN,
    HELPLINES,
    LANGUAGE,
    NLU,
    PAGE,
    PROVIDERS,
    REPLIES,
    RULES,
    SOURCES,
    STORIES,
)
from tests.publish.check.conftest import TODAY, Tree, find_in

pytestmark = pytest.mark.xdist_group("trial")  # test_staff_docs.py looks at what this finds

SUICIDE, OVERDOSE, ABUSE, DISTRESS = (f"data/safety/{d}.yml" for d in ("suicide", "overdose", "abuse", "distress"))
SUICIDE_PHRASES, OVERDOSE_PHRASES, DISTRESS_PHRASES = (
    f"data/safety/phrases/{d}.yml" for d in ("suicide", "overdose", "distress")
)


def of(topic: str) -> str:
    """Returns the file of a topic."""
    return f"data/topics/{topic}.yml"


COST_FILE, OXYTOCIN = of("faq/cost_insurance"), of("faq/oxytocin")
COST = "utter_faq/cost_insurance:"
ERROR, WARNING = Level.ERROR, Level.WARNING


@dataclass(frozen=True)
class Fault:
    """How a fault is made, and the file, key and words of the finding that must come of it."""

    make: Callable[[Tree], None]
    file: str
    key: str
    words: str
    severity: Level


FAULTS: list[Fault] = []


def fault(
    file: str, key: str, words: str, severity: Level = ERROR
) -> Callable[[Callable[[Tree], None]], Callable[[Tree], None]]:
    def note(make: Callable[[Tree], None]) -> Callable[[Tree], None]:
        FAULTS.append(Fault(make, file, key, words, severity))
        return make

    return note


# ---- Files that cannot be read ----


@fault(COST_FILE, "title:", "tab")
def tab_instead_of_spaces(tree: Tree) -> None:
    tree.edit(COST_FILE, r"^      title:", "\ttitle:", COST)


@fault(REPLIES, "utter_note_npi", "quot")
def quote_not_closed(tree: Tree) -> None:
    tree.edit(REPLIES, r'not a licence check\."\}\]', "not a licence check.}]")


@fault(COST_FILE, "title", "colon")
def colon_inside_the_words(tree: Tree) -> None:
    tree.edit(COST_FILE, r"title: .*", "title: Costs: what does it cost?", COST)


@fault(COST_FILE, "related", "start")
def wrong_indent(tree: Tree) -> None:
    tree.edit(COST_FILE, r"^      related:", "    related:", COST)


@fault(COST_FILE, "disclaimers", "bracket")
def bracket_not_closed(tree: Tree) -> None:
    tree.edit(COST_FILE, r"disclaimers: \[(.*)\]", r"disclaimers: [\1", COST)


@fault(CLINIC, "hours", "quotation mark")
def quote_not_closed_in_clinic(tree: Tree) -> None:
    tree.edit(CLINIC, r'^hours: "(.*)"', r'hours: "\1')


@fault(SUICIDE, SUICIDE, "missing")
def file_deleted(tree: Tree) -> None:
    (tree.root / SUICIDE).unlink()


@fault(REPLIES, "data/replies.yml", "name: words")
def file_emptied(tree: Tree) -> None:
    tree.write(REPLIES, "# nothing\n")


@fault(of("faq/access"), "utter_faq/access", "second time")
def answer_twice(tree: Tree) -> None:
    again = "  utter_faq/access:\n  - text: Ask us.\n    metadata: {title: Access}\n"
    tree.edit(of("faq/access"), "^nlu:\n", f"{again}nlu:\n")


# ---- Keys and values ----


@fault(COST_FILE, "metadata > disclamers", "disclaimers")
def misspelled_key(tree: Tree) -> None:
    tree.edit(COST_FILE, "disclaimers:", "disclamers:", COST)


@fault(SUICIDE, "card > linse", "lines")
def misspelled_key_on_a_card(tree: Tree) -> None:
    tree.edit(SUICIDE, "lines:", "linse:", "card:")


@fault(REPLIES, "utter_clarify > 1 > txt", "text")
def misspelled_text(tree: Tree) -> None:
    tree.edit(REPLIES, "- text:", "- txt:", "utter_clarify:")


@fault(HELPLINES, "verifed", "verified")
def misspelled_key_of_a_help_line(tree: Tree) -> None:
    tree.edit(HELPLINES, "verified: true", "verifed: true", "Poison Help")


@fault(CLINIC, "telephon", "telephone")
def misspelled_setting(tree: Tree) -> None:
    tree.edit(CLINIC, "^telephone:", "telephon:")


@fault(CLINIC, "retention_days", "whole number")
def number_in_words(tree: Tree) -> None:
    tree.edit(CLINIC, r"^retention_days: \d+", "retention_days: thirty")


@fault(CLINIC, "country", "known")
def unknown_country_of_the_clinic(tree: Tree) -> None:
    tree.edit(CLINIC, r"^country: \w+", "country: USA")


@fault(COUNTRIES, "SI", "list")
def country_without_a_list(tree: Tree) -> None:
    tree.add(COUNTRIES, "  SI: slovenia\n")


@fault(COUNTRIES, "DK", "capitals")
def country_in_capitals(tree: Tree) -> None:
    tree.edit(COUNTRIES, r"\[denmark\]", "[Denmark]")


@fault(COST_FILE, "utter_faq/cost_insurance > countries > AU", "does not name the country")
def line_for_a_country_that_does_not_name_it(tree: Tree) -> None:
    tree.edit(COST_FILE, "AU: In Australia, most", "AU: Here, most", COST)


@fault(COST_FILE, "utter_faq/cost_insurance > countries > UA", "no visitor can ask")
def line_for_a_country_that_nobody_can_name(tree: Tree) -> None:
    tree.edit(COST_FILE, "AU: In Australia, most", "UA: In Ukraine, most", COST)


@fault(BOARDS, "TX", "https://")
def board_without_https(tree: Tree) -> None:
    tree.edit(BOARDS, '"https://bhec', '"http://bhec')


@fault(PAGE, "errors > offlin", "offline")
def misspelled_key_of_the_page(tree: Tree) -> None:
    tree.edit(PAGE, "^  offline:", "  offlin:")


@fault(PAGE, "months", "12")
def month_missing(tree: Tree) -> None:
    tree.edit(PAGE, "January, ", "")


@fault(PAGE, "kept > lead", "{retention_day}")
def brace_that_nothing_fills(tree: Tree) -> None:
    tree.edit(PAGE, r"kept for \{retention_days\}", "kept for {retention_day}")


@fault(REPLIES, "utter_talk_to_human", "{clinic_fone}")
def brace_misspelled_in_a_reply(tree: Tree) -> None:
    tree.edit(REPLIES, r"\{clinic_phone\}", "{clinic_fone}", "utter_talk_to_human:")


@fault(PROVIDERS, "providers > 1 > state", "two capital letters")
def provider_with_a_wrong_state(tree: Tree) -> None:
    tree.edit(PROVIDERS, r"^providers: \[\]", PROVIDER.replace('"TX"', "Texas"))


@fault(PROVIDERS, "providers > 1 > name", "MDMA")
def provider_of_mdma(tree: Tree) -> None:
    tree.edit(PROVIDERS, r"^providers: \[\]", PROVIDER.replace("Example Person", "Austin MDMA Center"))


PROVIDER = """providers:
- name: Example Person
  profession: Psychologist
  state: "TX"
  checked: 2026-01-31
  phone: "512-555-0100"
"""


@fault(COST_FILE, "reviewed > on", "quotes")
def key_on_without_quotes(tree: Tree) -> None:
    tree.edit(COST_FILE, '"on":', "on:", COST)


@fault(COST_FILE, "reviewed > due", "quotes")
def date_without_quotes(tree: Tree) -> None:
    tree.edit(COST_FILE, r'due: "([\d-]+)"', r"due: \1", COST)


@fault(COST_FILE, "reviewed > due", "date")
def date_that_does_not_exist(tree: Tree) -> None:
    tree.edit(COST_FILE, r'due: "[\d-]+"', 'due: "2027-13-45"', COST)


@fault(REPLIES, "utter_button_yes > 1 > text", "quotes")
def yes_without_quotes(tree: Tree) -> None:
    tree.edit(REPLIES, r'text: "Yes"', "text: Yes")


# ---- Topics ----


@fault(of("faq/veterans"), "faq/veterans", "no questions")
def topic_without_questions(tree: Tree) -> None:
    tree.write(of("faq/veterans"), tree.read(of("faq/veterans")).partition("\nnlu:")[0])


@fault(NLU, "unsure", "no questions")
def service_intent_without_questions(tree: Tree) -> None:
    tree.cut(NLU, "- intent: unsure", r"^(- intent: |# ----)")


@fault(COST_FILE, "faq/cost_insurance", "no answer")
def topic_without_answer(tree: Tree) -> None:
    tree.cut(COST_FILE, "responses:", "^nlu:")


@fault(COST_FILE, "utter_faq/cost_insurence", "faq/cost_insurance")
def misspelled_name_of_an_answer(tree: Tree) -> None:
    tree.edit(COST_FILE, COST, "utter_faq/cost_insurence:")


@fault(of("faq/legal_status"), "faq/legal_status", "second time")
def topic_twice_in_the_questions(tree: Tree) -> None:
    tree.edit(of("faq/access"), "- intent: faq/access", "- intent: faq/legal_status")


@fault(of("faq/parking"), "utter_faq/parking", "No question")
def answer_that_nobody_reaches(tree: Tree) -> None:
    tree.write(of("faq/parking"), tree.read(OXYTOCIN).split("nlu:")[0].replace("oxytocin:", "parking:"))


@fault(of("faq/access"), "utter_faq/access > related", "not a topic")
def related_topic_that_does_not_exist(tree: Tree) -> None:
    tree.edit(of("faq/access"), r"related: \[[\w/]+", "related: [faq/legal_statuz", "utter_faq/access:")


@fault(of("faq/access"), "utter_faq/access > related", "itself")
def related_to_itself(tree: Tree) -> None:
    tree.edit(of("faq/access"), r"related: \[[\w/]+", "related: [faq/access", "utter_faq/access:")


@fault(REPLIES, "utter_faq/access", "data/topics/faq/access.yml")
def answer_in_the_wrong_file(tree: Tree) -> None:
    tree.add(REPLIES, "  utter_faq/access:\n  - text: Ask your doctor about a trial.\n")


# ---- Disclaimers ----


@fault(of("faq/access"), "utter_faq/access > disclaimers", "not_aproved")
def disclaimer_that_does_not_exist(tree: Tree) -> None:
    tree.edit(of("faq/access"), r"disclaimers: \[not_approved", "disclaimers: [not_aproved", "utter_faq/access:")


@fault(of("faq/ptsd_evidence"), "utter_faq/ptsd_evidence > disclaimers", "not_approved")
def evidence_without_not_approved(tree: Tree) -> None:
    tree.edit(of("faq/ptsd_evidence"), r"disclaimers: \[.*\]", "disclaimers: []", "utter_faq/ptsd_evidence:")


@fault(of("faq/medication_interactions"), "utter_faq/medication_interactions > disclaimers", "`medicines`")
def medicines_without_their_disclaimer(tree: Tree) -> None:
    tree.edit(
        of("faq/medication_interactions"),
        r"(disclaimers: \[.*)medicines, ",
        r"\1",
        "utter_faq/medication_interactions:",
    )


@fault(of("decline/dosage"), "utter_decline/dosage > disclaimers", "emergency_signs")
def refusal_without_emergency_signs(tree: Tree) -> None:
    tree.edit(of("decline/dosage"), r"(disclaimers: \[.*)emergency_signs, ", r"\1")


@fault(REPLIES, "utter_disclaimer_medicines", "gone")
def disclaimer_deleted(tree: Tree) -> None:
    tree.cut(REPLIES, "  utter_disclaimer_medicines:", "^  utter_")


# ---- Questions ----


@fault(OXYTOCIN, "faq/oxytocin", "is a question of faq/cost_insurance too")
def question_in_two_topics(tree: Tree) -> None:
    stolen = tree.read(OXYTOCIN).split("examples: |\n")[1].splitlines()[0].strip()
    tree.edit(COST_FILE, r"(examples: \|\n)", rf"\1    {stolen.upper()}\n")


@fault(OXYTOCIN, "faq/oxytocin", "twice", WARNING)
def question_twice(tree: Tree) -> None:
    tree.edit(OXYTOCIN, r"(    - .*\n)", r"\1\1", "examples:")


@fault(OXYTOCIN, "faq/oxytocin", "nearly", WARNING)
def question_nearly_in_two_topics(tree: Tree) -> None:
    for file, words in ((OXYTOCIN, "how does the oxytocin"), (of("faq/age_limits"), "how does oxytocin")):
        tree.edit(file, r"(examples: \|\n)", rf"\1    - {words} nasal spray work in people\n")


@fault(of("safety/abuse"), "safety/abuse", "needs 60")
def too_few_questions(tree: Tree) -> None:
    text = tree.read(of("safety/abuse"))
    tree.write(of("safety/abuse"), "".join(text.splitlines(keepends=True)[:40]))


@fault(OXYTOCIN, "faq/oxytocin", "too alike", WARNING)
def uniform_questions(tree: Tree) -> None:
    lines = "".join(f"    - what is oxytocin number {n}\n" for n in range(30))
    tree.write(OXYTOCIN, tree.read(OXYTOCIN).partition("examples: |\n")[0] + f"examples: |\n{lines}")


@fault(OXYTOCIN, "faq/oxytocin", "nearly copies", WARNING)
def questions_that_are_copies(tree: Tree) -> None:
    stem = "is it true that the love hormone comes out when people take it together"
    copies = "".join(f"    - {stem} at {place}\n" for place in "abcdefghijklmnopqrstuvwxyz")
    tree.edit(OXYTOCIN, r"(examples: \|\n)", rf"\1{copies}")


@fault(of("service/inform_place"), "inform_place", "brackets")
def question_with_brackets(tree: Tree) -> None:
    tree.edit(of("service/inform_place"), r"(examples: \|\n)", r"\1    - near [Austin](place)\n")


@fault(OXYTOCIN, "faq/oxytocin", "dash")
def question_without_a_dash(tree: Tree) -> None:
    tree.edit(OXYTOCIN, r"(examples: \|\n)", r"\1    why do people hug so much on it\n")


@fault(OXYTOCIN, "faq/oxytocin", "held back")
def held_out_question_in_training(tree: Tree) -> None:
    line = tree.read(OXYTOCIN).split("examples: |\n")[1].splitlines()[3].strip(" -")
    held = {"faq/oxytocin": ["a question that nobody trains on", line.capitalize() + "?"]}
    tree.write("evaluation/held_out.yml", json.dumps(held))


# ---- Wording ----


def _say(tree: Tree, words: str, topic: str = "utter_faq/ptsd_evidence:", file: str = "") -> None:
    """Puts *words* before the text of an answer."""
    file = file or of(topic.removeprefix("utter_").rstrip(":"))
    tree.edit(file, r"(- text: \|-\n)      ", rf"\1      {words} ", topic)


@fault(of("faq/ptsd_evidence"), "utter_faq/ptsd_evidence > text", "breakthrough")
def claim_of_a_breakthrough(tree: Tree) -> None:
    _say(tree, "It is a breakthrough.")


@fault(of("faq/ptsd_evidence"), "utter_faq/ptsd_evidence > text", "cure")
def claim_of_a_cure(tree: Tree) -> None:
    _say(tree, "It can cure PTSD.")


@fault(of("faq/ptsd_evidence"), "utter_faq/ptsd_evidence > text", "safe")
def claim_of_safety(tree: Tree) -> None:
    _say(tree, "MDMA is safe when a therapist is there.")


@fault(of("faq/ptsd_evidence"), "utter_faq/ptsd_evidence > text", "proven")
def claim_of_proof(tree: Tree) -> None:
    _say(tree, "This therapy is proven to work.")


@fault(REPLIES, "utter_providers > text", "MDMA provider")
def claim_of_mdma_providers(tree: Tree) -> None:
    _say(tree, "Here are MDMA providers.", "utter_providers:", REPLIES)


@fault(of("faq/session_structure"), "utter_faq/session_structure > text", "amount")
def dose_in_milligrams(tree: Tree) -> None:
    _say(tree, "People get 80 to 120 mg.", "utter_faq/session_structure:")


@fault(of("decline/dosage"), "utter_decline/dosage > more", "amount")
def dose_in_words_under_more(tree: Tree) -> None:
    tree.edit(
        of("decline/dosage"), r"(more: \|-\n)        ", r"\1        Most take half a pill. ", "utter_decline/dosage:"
    )


@fault(of("decline/sourcing"), "utter_decline/sourcing > text", "source of drugs")
def supplier(tree: Tree) -> None:
    _say(tree, "Some look on the dark web.", "utter_decline/sourcing:")


@fault(SUICIDE, "utter_safety/suicide > text", "suicide")
def method_on_a_card(tree: Tree) -> None:
    tree.edit(SUICIDE, "anything you could use to hurt yourself", "ropes and razors")


@fault(SUICIDE, "utter_safe_other", "not said")
def word_that_hurts(tree: Tree) -> None:
    tree.edit(SUICIDE, r"(text: \|-\n(?:.*\n)*?        - )", r"\1Did they commit suicide before? ", "utter_safe_other:")


@fault(of("faq/suitability"), "utter_faq/suitability > text", "medicine")
def stop_taking_a_medicine(tree: Tree) -> None:
    _say(tree, "First stop taking your antidepressants.", "utter_faq/suitability:")


@fault(of("faq/access"), "utter_faq/access > countries > AU", "amount")
def dose_in_the_words_for_a_country(tree: Tree) -> None:
    tree.edit(of("faq/access"), "AU: ", "AU: Doctors give 100mg there. ", "utter_faq/access:")


@fault(OXYTOCIN, "utter_faq/oxytocin > text", "grade")
def too_hard_to_read(tree: Tree) -> None:
    hard = (
        "Neuropharmacological investigations demonstrate considerable heterogeneity regarding hypothalamic "
        "neuropeptide release, notwithstanding methodological limitations inherent in contemporary experimental "
        "paradigms, particularly concerning participants' subjective interpretations of interpersonal closeness."
    )
    tree.edit(
        OXYTOCIN, r"- text: \|-\n(?:(?:      .*)?\n)*", f"- text: |-\n      {hard} {hard}\n", "utter_faq/oxytocin:"
    )


@fault(DISTRESS, "utter_safety/distress > text", "grade")
def card_too_hard_to_read(tree: Tree) -> None:
    tree.edit(
        DISTRESS,
        "That sounds so hard.",
        "Individuals experiencing overwhelming psychological distress frequently benefit from immediate "
        "communication with appropriately qualified professionals, irrespective of precipitating circumstances, and "
        "particularly from systematically recognising physiological manifestations of anxiety.",
    )


@fault(OXYTOCIN, "utter_faq/oxytocin > text", "words; 40 to 110")
def answer_too_short(tree: Tree) -> None:
    tree.edit(
        OXYTOCIN,
        r"- text: \|-\n(?:(?:      .*)?\n)*",
        "- text: It may play a part. We do not know.\n",
        "utter_faq/oxytocin:",
    )


# ---- Sources and reviews ----


@fault(OXYTOCIN, "utter_faq/oxytocin > sources", "no source")
def answer_without_a_source(tree: Tree) -> None:
    tree.edit(OXYTOCIN, r"sources: \[.*\]", "sources: []")


@fault(SOURCES, "sources > mdma_water_intake > url", "not the source itself")
def source_that_is_news(tree: Tree) -> None:
    tree.edit(SOURCES, r"url: https://doi\S+", "url: https://www.psychiatrictimes.com/view/mdma", "mdma_water_intake:")


@fault(SOURCES, "url", "retracted")
def retracted_paper(tree: Tree) -> None:
    tree.edit(SOURCES, r"url: https://doi\S+", "url: https://doi.org/10.1007/s00213-020-05548-2", "mdma_water_intake:")


@fault(SOURCES, "url", "https://")
def link_with_a_space(tree: Tree) -> None:
    tree.edit(SOURCES, r"url: https://doi\.org/", "url: https://doi.org/ ", "mdma_water_intake:")


@fault(SOURCES, "url", "https://")
def link_without_https(tree: Tree) -> None:
    tree.edit(SOURCES, r"url: https://doi", "url: http://doi", "mdma_water_intake:")


@fault(OXYTOCIN, "utter_faq/oxytocin > sources", "no source `oxitocin_and_mdma`")
def source_that_does_not_exist(tree: Tree) -> None:
    tree.edit(OXYTOCIN, "oxytocin_and_mdma", "oxitocin_and_mdma")


@fault(of("faq/access"), "utter_faq/access > searches", "neither a topic nor a service")
def search_that_does_not_exist(tree: Tree) -> None:
    tree.edit(of("faq/access"), r"searches: \[find_trial", "searches: [find_trail")


def _due(tree: Tree, days: int) -> None:
    due = TODAY + datetime.timedelta(days=days)
    on = TODAY - datetime.timedelta(days=180)
    tree.edit(COST_FILE, r'"on": "[\d-]+", due: "[\d-]+"', f'"on": "{on}", due: "{due}"', COST)


@fault(COST_FILE, "utter_faq/cost_insurance > reviewed", "no longer gives")
def review_past_its_date(tree: Tree) -> None:
    _due(tree, -1)


@fault(COST_FILE, "utter_faq/cost_insurance > reviewed", "due in 20 days", WARNING)
def review_due_soon(tree: Tree) -> None:
    _due(tree, 20)


@fault(COST_FILE, "utter_faq/cost_insurance > reviewed", "yet to come")
def review_in_the_future(tree: Tree) -> None:
    tree.edit(COST_FILE, r'"on": "[\d-]+", due: "[\d-]+"', '"on": "2098-01-01", due: "2098-07-01"', COST)


# ---- Cards and help lines ----


@fault(SUICIDE, "utter_safety/suicide > text", "first sentence")
def card_without_its_number_first(tree: Tree) -> None:
    tree.edit(SUICIDE, r"\{Call_crisis_line\} now\.", "Please talk to someone now.", "card:")


@fault(SUICIDE, "utter_safety/suicide > text", "998")
def wrong_number_on_a_card(tree: Tree) -> None:
    tree.edit(SUICIDE, r"\{Call_crisis_line\} now", "Call or text 998 now", "card:")


@fault(SUICIDE, "utter_safety/suicide (UK) > text", "911")
def number_of_another_country(tree: Tree) -> None:
    tree.edit(SUICIDE, r"(only UK.* call )\{emergency\}", r"\g<1>911", "card:")


@fault(of("faq/recreational_use"), "utter_faq/recreational_use > text", "not a verified number")
def wrong_number_in_an_answer(tree: Tree) -> None:
    tree.edit(of("faq/recreational_use"), r"\{US.samhsa\}", "1-800-662-4375", "utter_faq/recreational_use:")


@fault(DISTRESS, "utter_safety/distress (AU) > text", "first sentence")
def country_missing_on_a_card(tree: Tree) -> None:
    tree.edit(DISTRESS, "only UK, AU", "only UK")


@fault(SUICIDE, "utter_ask_safe_now > en > text", "Nothing is left of the text in UK")
def text_that_a_country_has_nothing_of(tree: Tree) -> None:
    tree.edit(SUICIDE, "Are you safe right now", "[not UK] Are you safe right now")


@fault(SUICIDE, "utter_safety/suicide > en > text", "Did you mean `call_crisis_line`")
def term_that_does_not_exist(tree: Tree) -> None:
    tree.edit(SUICIDE, r"\{Call_crisis_line\}", "{Call_crisis_lime}", "card:")


@fault(HELPLINES, "countries > EU > terms", "`reach_crisis_line` is missing")
def country_without_a_term_that_every_one_needs(tree: Tree) -> None:
    tree.edit(HELPLINES, r"^      reach_crisis_line: .*\n", "", "\n  EU:")


@fault(HELPLINES, "countries > AU > terms > call_crisis_line", "not a verified number")
def wrong_number_in_a_term(tree: Tree) -> None:
    tree.edit(HELPLINES, "call Lifeline on 13 11 14", "call Lifeline on 13 11 41")


@fault(of("faq/recreational_use"), "utter_faq/recreational_use", "numbers are kept in data/helplines.yml alone")
def number_outside_the_help_lines(tree: Tree) -> None:
    tree.edit(of("faq/recreational_use"), r"\{US.samhsa\}", "1-800-662-4357", "utter_faq/recreational_use:")


@fault(of("faq/recreational_use"), "utter_faq/recreational_use", "no words in UK")
def term_of_one_country_in_an_answer_for_all(tree: Tree) -> None:
    tree.edit(of("faq/recreational_use"), r"\{US.samhsa\}", "{samhsa}", "utter_faq/recreational_use:")


@fault(SUICIDE, "utter_safety/suicide > en > sources", "Did you mean `be_the_1_to`")
def source_that_is_not_listed(tree: Tree) -> None:
    tree.edit(SUICIDE, "be_the_1_to", "be_the_one_to", "card:")


@fault(OVERDOSE, "severity", "known here")
def severity_that_does_not_exist(tree: Tree) -> None:
    tree.edit(OVERDOSE, "severity: emergency", "severity: very bad")


@fault(ABUSE, "utter_safety/abuse > lines", "does not offer")
def lines_of_another_danger(tree: Tree) -> None:
    tree.edit(ABUSE, r"lines: \[abuse\]", "lines: [overdose]")


@fault(OVERDOSE, "utter_safety/overdose", "not a verified number")
def help_line_no_longer_verified(tree: Tree) -> None:
    tree.edit(HELPLINES, "verified: true", "verified: false", "name: Poison Help")


@fault(HELPLINES, "emergency > number", "quotes")
def emergency_number_without_quotes(tree: Tree) -> None:
    tree.edit(HELPLINES, 'number: "000"', "number: 000")


@fault(HELPLINES, "url", "the link calls")
def link_of_another_number(tree: Tree) -> None:
    tree.edit(HELPLINES, r"tel:\+18002221222", "tel:+18002221223")


@fault(HELPLINES, "countries > AU", "missing")
def country_without_help_lines(tree: Tree) -> None:
    tree.cut(HELPLINES, "  AU:\n", "^  [A-Z]+:")


# ---- Danger phrases ----


@fault(SUICIDE_PHRASES, "safety/suicide", "examples")
def group_without_examples(tree: Tree) -> None:
    tree.edit(SUICIDE_PHRASES, r"^    examples: .*\n", "", "safety/suicide:")


@fault(SUICIDE_PHRASES, "examples", "not seen by this group")
def example_that_no_phrase_sees(tree: Tree) -> None:
    tree.edit(SUICIDE_PHRASES, r"^    examples: \[", "    examples: [what time do you open, ", "safety/suicide:")


@fault(SUICIDE_PHRASES, "phrazes", "phrases")
def misspelled_key_of_a_group(tree: Tree) -> None:
    tree.edit(SUICIDE_PHRASES, "^    phrases:", "    phrazes:", "safety/suicide:")


@fault(OVERDOSE_PHRASES, "safety/overdose", "bracket")
def phrase_with_an_open_bracket(tree: Tree) -> None:
    tree.edit(OVERDOSE_PHRASES, r"(    phrases:\n)", r'\1    - "(kill myself"\n', "safety/overdose:")


@fault(LANGUAGE, "not", "would not alarm anyway")
def counter_phrase_that_is_not_needed(tree: Tree) -> None:
    tree.edit(LANGUAGE, "^not:\n", 'not:\n- phrase: "open the window"\n  example: please open the window\n')


@fault(DISTRESS_PHRASES, "safety/distres", "Did you mean `safety/distress`")
def danger_deleted(tree: Tree) -> None:
    tree.edit(DISTRESS_PHRASES, "^safety/distress:", "safety/distres:")


# ---- Wiring ----


@fault(RULES, "action", "action_answr")
def rule_with_an_unknown_action(tree: Tree) -> None:
    tree.edit(RULES, "action: action_answer", "action: action_answr")


@fault(RULES, "intent", "help_menue")
def rule_with_an_unknown_intent(tree: Tree) -> None:
    tree.edit(RULES, "intent: help_menu", "intent: help_menue")


@fault(STORIES, "active_loop", "place_from")
def story_with_an_unknown_form(tree: Tree) -> None:
    tree.edit(STORIES, "active_loop: place_form", "active_loop: place_from")


@fault(DOMAIN, "intents > thanks", "No rule")
def intent_without_a_rule(tree: Tree) -> None:
    tree.edit(RULES, r"    - intent: thanks\n", "")


@fault(NLU, "goodbye", "domain.yml does not know")
def intent_missing_in_the_domain(tree: Tree) -> None:
    tree.edit(DOMAIN, r"^- goodbye\n", "")


@fault(DOMAIN, "intents > complain", "no questions")
def intent_of_the_domain_without_questions(tree: Tree) -> None:
    tree.edit(DOMAIN, "^- goodbye\n", "- goodbye\n- complain\n")


@fault(DOMAIN, "not_intent", "danger")
def form_that_swallows_danger(tree: Tree) -> None:
    tree.edit(DOMAIN, r"not_intent: \[safety, ", "not_intent: [")


@fault(DOMAIN, "actions > action_anser", "action_answer")
def misspelled_action_in_the_domain(tree: Tree) -> None:
    tree.edit(DOMAIN, "^- action_answer ", "- action_anser ")


@fault(CONFIG, "DIETClassifier", "TensorFlow")
def component_that_needs_tensorflow(tree: Tree) -> None:
    tree.edit(CONFIG, "^pipeline:\n", "pipeline:\n- name: DIETClassifier\n")


@fault(CONFIG, "pipeline", "last step")
def danger_no_longer_last(tree: Tree) -> None:
    tree.edit(CONFIG, r"^policies:", "- name: FallbackClassifier\n\npolicies:")


@fault(REPLIES, "utter_clarify", "missing")
def words_deleted_that_the_program_says(tree: Tree) -> None:
    tree.cut(REPLIES, "  utter_clarify:", "^  utter_")


@fault(REPLIES, "utter_button_cancel", "missing")
def button_misspelled(tree: Tree) -> None:
    tree.edit(REPLIES, "utter_button_cancel:", "utter_button_cancle:")


@fault(SUICIDE, "utter_safe_unsure", "missing")
def follow_up_deleted(tree: Tree) -> None:
    tree.cut(SUICIDE, "  utter_safe_unsure:", "^  utter_")


@fault(REPLIES, "utter_old_greeting", "Nothing in the program", WARNING)
def words_that_nobody_says(tree: Tree) -> None:
    tree.add(REPLIES, "  utter_old_greeting:\n  - text: Welcome to the clinic.\n")


@fault(SUICIDE, "utter_safety/suicide > en > text", "neither a country nor a term")
def card_for_an_unknown_country(tree: Tree) -> None:
    tree.edit(SUICIDE, "only UK]", "only UX]", "card:")


@fault(REPLIES, "utter_button_yes > 2 > condition > 1 > value", "known here")
def words_for_an_unknown_language(tree: Tree) -> None:
    tree.edit(REPLIES, "value: es", "value: ez", "utter_button_yes:")


@fault(DOMAIN, "forms > place_form > required_slots", "Did you mean `place`")
def form_that_asks_for_an_unknown_slot(tree: Tree) -> None:
    tree.edit(DOMAIN, r"required_slots: \[place\]", "required_slots: [plase]")


@fault(DOMAIN, "responses > utter_hello", "Move it to data/replies.yml")
def words_in_the_domain(tree: Tree) -> None:
    tree.add(DOMAIN, "responses:\n  utter_hello:\n  - text: Hello.\n")


@fault(PAGE, "starters", "is listed twice")
def starter_question_that_stands_twice(tree: Tree) -> None:
    tree.edit(PAGE, r"^(- )(.+)\n(- ).+\n", r"\1\2\n\3\2\n", "\nstarters:")


@fault(CLINIC, "telephone", "is the example", WARNING)
def telephone_that_nobody_answers(tree: Tree) -> None:
    tree.edit(CLINIC, '^telephone: "[^"]*"', 'telephone: "555-0199"')


@fault(OXYTOCIN, "faq/oxytocin", "is taken for safety/suicide", WARNING)
def question_that_sets_off_a_danger_phrase(tree: Tree) -> None:
    tree.edit(OXYTOCIN, "examples: [|]\n", "examples: |\n    - i want to kill myself with oxytocin jokes\n")


@fault(LANGUAGE, "keywords", "is taken for", WARNING)
def ordinary_word_that_looks_like_danger(tree: Tree) -> None:
    tree.edit(COST_FILE, "      MDMA-assisted", "      It is not cuttingg or suicidel. MDMA-assisted", COST)


# ---- How an answer begins ----


@fault(of("faq/age_limits"), "utter_faq/age_limits > text", "starts with 'Yes'")
def answer_that_begins_with_yes(tree: Tree) -> None:
    tree.edit(of("faq/age_limits"), "Trials took adults only", "Yes. Trials took adults only", "utter_faq/age_limits:")


@fault(of("faq/street_purity"), "utter_faq/street_purity > text", "starts with 'No'")
def answer_that_begins_with_no(tree: Tree) -> None:
    tree.edit(
        of("faq/street_purity"), "Street pills and powders", "No. Street pills and powders", "utter_faq/street_purity:"
    )


@fault(of("faq/privacy"), "utter_faq/privacy > text", "starts with 'Not'")
def answer_that_begins_with_not(tree: Tree) -> None:
    tree.edit(of("faq/privacy"), "This chat is not fully private", "Not fully", "utter_faq/privacy:")


@fault(of("faq/addiction"), "utter_faq/addiction > text", "starts with 'It'")
def answer_that_does_not_name_its_subject(tree: Tree) -> None:
    tree.edit(of("faq/addiction"), "MDMA can be addictive", "It can be", "utter_faq/addiction:")


@fault(of("faq/sources"), "utter_faq/sources > text", "starts with 'From'")
def answer_that_begins_within_a_sentence(tree: Tree) -> None:
    tree.edit(of("faq/sources"), "The answers here come from", "From", "utter_faq/sources:")


@fault(of("faq/legal_status"), "utter_faq/legal_status > countries > UK", "starts with 'No'")
def line_for_a_country_that_begins_with_no(tree: Tree) -> None:
    tree.edit(
        of("faq/legal_status"),
        "MDMA is a Class A drug in the UK",
        "No, MDMA is a Class A drug in the UK",
        "utter_faq/legal_status:",
    )


@fault(OXYTOCIN, "utter_faq/oxytocin.spray > text", "starts with 'Not'")
def part_that_begins_with_not(tree: Tree) -> None:
    tree.edit(OXYTOCIN, "Oxytocin as a nasal", "Not quite. Oxytocin as a nasal", "utter_faq/oxytocin.spray:")


# ---- The trial ----

FOUND: list[Finding] = []
"""What the trial found so far, for tests/publish/check/test_staff_docs.py."""


@pytest.mark.parametrize("one", FAULTS, ids=[f.make.__name__ for f in FAULTS])
def test_fault_is_found_with_file_key_and_cure(
    one: Fault, tree: Tree, newly_found: Callable[..., list[Finding]]
) -> None:
    one.make(tree)
    found = newly_found()
    fitting = [f for f in found if f.file == one.file and one.key in f.key and one.words in f"{f.what} {f.cure}"]
    assert fitting, f"not found; instead: {[f.message for f in found][:5]}"
    FOUND.extend(found)
    assert one.severity in {f.level for f in fitting}
    for finding in fitting:
        assert finding.cure.endswith((".", "?", "”")), f"no cure: {finding.message}"
        assert finding.file in finding.message
        assert finding.key in finding.message
        assert finding.line >= 1


def test_trial_has_at_least_forty_five_different_faults() -> None:
    assert len({f.make.__name__ for f in FAULTS}) == len(FAULTS) >= 45


def test_unchanged_content_has_no_errors(tree: Tree) -> None:
    errors = [f.message for f in find_in(tree.root) if f.level == Level.ERROR]
    assert errors == []
