# ruff: noqa: E501 - one edit a line
"""What staff would do to the content, one edit at a time: none reaches a visitor unapproved or broken, and each that
could harm says in plain words who must do what.

Beside the content stands that of the live release. Only the checks that an edit is about are run: the whole of them on
every edit would take minutes, and tests/publish/test_release.py shows that any error stops a release.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from clinicchat.content import live_words, yaml_file
from clinicchat.content.terms import Terms
from clinicchat.content.yaml_file import Node
from clinicchat.publish import approvals, gates, units
from clinicchat.publish.check import Finding, Level, Project, registry, rendered
from clinicchat.publish.check.project import (
    APPROVALS,
    CLINIC,
    HELPLINES,
    PAGE,
    PROVIDERS,
    REPLIES,
    SOURCES,
    TURNS,
    VISITOR,
)
from clinicchat.publish.compose import compose
from clinicchat.publish.units import Unit
from tests.publish.conftest import ROOT, TODAY, Tree
from tests.publish.edits import (
    COST,
    EXAMPLES,
    MEDICINES,
    NEW,
    OVERDOSE,
    OXYTOCIN,
    PART,
    SAY,
    STEPS,
    SUICIDE,
    Edit,
    all_reviewed,
    answer,
    change,
    cut,
    delete,
    encoded,
    everywhere,
    few_phrasings,
    held,
    hours,
    new_topic,
    phrasing,
    providers,
    refused,
    retired,
    reviewed,
    several,
    taken,
    telephone,
    told,
    without_oxytocin,
)  # fmt: skip

HARMLESS = "whats the damage moneywise"
ONE, TWO = "needs 1 more name;", "needs 2 more names, one of them a clinician's;"
SOON, LATER = TODAY.isoformat(), (TODAY + datetime.timedelta(180)).isoformat()

EDITS: list[Edit] = [
    refused("telephone", "988 to 989 in all files", everywhere("988", "989"), "before", HELPLINES, "was 988 and is now 989", "Call it."),
    refused("telephone", "one digit of Poison Help", change(HELPLINES, '"1-800-222-1222"', '"1-800-222-1223"'), "before", HELPLINES, "is now", "Call it."),
    refused("telephone", "911 to 912", everywhere("911", "912"), "before", HELPLINES, "the emergency services (US) was 911", "Call it."),
    refused("telephone", "a digit too few", change(HELPLINES, '"1-800-222-1222"', '"1-800-222-122"'), "plausible", HELPLINES, "a digit is missing", "call it"),
    refused("telephone", "the label alone", change(HELPLINES, "Help, 1-800-222-1222", "Help, 1-800-222-1221"), "helplines", HELPLINES, "1-800-222-122", "same"),
    refused("telephone", "the link alone", change(HELPLINES, r"tel:\+18002221222", "tel:+18002221221"), "helplines", HELPLINES, "but the link calls", "same digits"),
    refused("telephone", "a term alone", change(HELPLINES, 'poison_help: "?1-800-222-1222"?', 'poison_help: "1-800-222-1223"'), "cards", HELPLINES, "not a verified number", "Correct the number"),
    refused("telephone", "a new line that nobody called", change(HELPLINES, r"(    - name: Poison Help\n)", '    - {name: Warm Line, for: [distress], label: "Call 1-800-555-0199", number: "1-800-555-0199", url: "tel:+18005550199", verified: true}\n\\g<1>'), "before", HELPLINES, "is new: 1-800-555-0199", "Call it."),
    told("telephone", "made up", telephone('"503-555-0142"'), "fitting", CLINIC, "made-up number", "clinic's own"),
    refused("telephone", "made up, with a digit too many", telephone('"555-01000"'), "plausible", CLINIC, "one too many", "area code"),
    told("telephone", "the clinic's", telephone('"512-867-5309"'), "before", CLINIC, "is now 512-867-5309", "Call it"),
    told("telephone", "the clinic's, emptied", telephone('""'), "before", CLINIC, "is now none", "Call it"),
    refused("telephone", "letters", telephone('"512-CALL"'), "plausible", CLINIC, "telephone number", "area code"),
    refused("telephone", "two in one", telephone('"512-867-5309 or 512-867-5310"'), "plausible", CLINIC, "telephone number", "area code"),
    refused("telephone", "without quotes", telephone("5128675309"), "fitting", CLINIC, "without quotes", "quotes"),
    refused("telephone", "written into an answer", answer("Call 512-867-5309 for a price."), "cards", COST, "512-867-5309 is written out", "term"),
    refused("telephone", "written into a card", change(SUICIDE, r"I'm glad you told me\.", "Call 1-800-273-8255."), "cards", SUICIDE, "1-800-273-8255", "term"),
    refused("telephone", "written onto the page", change(PAGE, "Nobody watches this chat live.", "Call 512-867-5309."), "cards", PAGE, "512-867-5309", "term"),

    taken("hours", "others", hours("Monday to Thursday, 8:30 am to 6 pm, and Friday until noon"), "plausible"),
    refused("hours", "17 pm", hours("Monday to Friday, 9 am to 17 pm"), "plausible", CLINIC, "“17 pm” is no time", "9 am to 5 pm"),
    refused("hours", "25:00", hours("Monday to Friday, 9:00 to 25:00"), "plausible", CLINIC, "“25:00” is no time", "9 am to 5 pm"),
    refused("hours", "an end before the beginning", hours("Monday to Friday, 5 pm to 9 am"), "plausible", CLINIC, "ends before it begins", "9 am"),
    refused("hours", "Munday", hours("Munday to Friday, 9 am to 5 pm"), "plausible", CLINIC, "“munday” is no day", "Monday to Friday"),
    refused("hours", "a sentence", hours("Monday to Friday, 9 am to 5 pm. Closed on Sundays."), "plausible", CLINIC, "do not fit", "Monday to Friday"),
    refused("hours", "a heading", hours("Hours: 9 am to 5 pm"), "plausible", CLINIC, "do not fit", "Monday to Friday"),
    refused("hours", "shortened days", hours("Mon-Fri 9-5"), "plausible", CLINIC, "do not fit", "Monday to Friday"),

    held("words", "an answer", answer("Prices vary."), "faq/cost_insurance"),
    held("words", "a part", change(COST, PART, r"\g<1>Prices vary. "), "faq/cost_insurance.estimates"),
    held("words", "a title", change(COST, "title: What does it cost, .*", "title: What does it cost me?"), "faq/cost_insurance"),
    held("words", "a line for a country", change(COST, "In the UK, the NHS does not offer", "In the UK, the NHS has not offered"), "faq/cost_insurance"),
    held("words", "a disclaimer", change(REPLIES, "A listing is not a recommendation.", "A listing is only a listing."), "disclaimer not_endorsement"),
    held("words", "a greeting", change(REPLIES, r"Hello\. I am", "Hi. I am"), "reply greet"),
    held("words", "what a short turn says", change(REPLIES, "It can work well. In one study", "In one study"), "reply search_video_provider"),
    held("words", "a line about the visitor", change(VISITOR, "and ask a clinician", "and ask your doctor"), "visitor breastfeeding"),
    held("words", "a line about a medicine", change(MEDICINES, "It is a question for a specialist", "Ask a specialist"), "medicines lithium"),
    held("words", "a card", change(SUICIDE, r"This must be so hard\.", "This is so hard."), "card suicide (en)"),
    held("words", "a Spanish card", change(SUICIDE, "Gracias por decirlo. ", ""), "card suicide (es)"),
    held("words", "a next step", change(STEPS, r"(    en: \|-\n      )", r"\g<1>All right. "), "step denial"),
    held("words", "a label of a help line", change(HELPLINES, "label: Call Poison Help, 1", "label: Poison Help, 1"), "help lines US"),
    held("words", "a danger phrase", change(OVERDOSE, '    - "overdosed on"\n', '    - "overdosed on"\n    - "plimsoll of greenwich"\n'), "danger phrases overdose"),
    taken("words", "the page", change(PAGE, "heading: Ask a question", "heading: Ask us"), "cards"),
    taken("words", "a button", change(REPLIES, "text: Talk to a person", "text: Speak with a person"), "wording"),
    refused("words", "an answer that begins with yes", answer("Yes, it is free."), "openers", COST, "starts with 'Yes'", "Name the subject"),
    refused("words", "an answer that is too long", answer("It is free in most trials and you can ask. " * 9), "reading", COST, "40 to 110 are right", "Shorten"),
    refused("words", "an answer that few can read", answer("Considerable methodological heterogeneity notwithstanding, investigators demonstrated reimbursement. " * 3), "reading", COST, "reading grade", "shorter"),
    refused("words", "a brace that is misspelled", change(REPLIES, r"at \{clinic_phone\}", "at {clinic_fone}"), "wording", REPLIES, "Nothing fills in {clinic_fone}", "{clinic_phone}"),
    refused("words", "a card without its number", change(SUICIDE, r"\[only call_crisis_line\] \{Call_crisis_line\} now\.", "Hello."), "cards", SUICIDE, "has no number to call", "Begin with the number"),

    taken("phrasing", "one as visitors type", phrasing(HARMLESS), "questions,pasted"),
    refused("phrasing", "an e-mail", phrasing("write me at ann.lee@example.org about the price"), "pasted", COST, "personal data", "Delete"),
    refused("phrasing", "a number", phrasing("call me 512-867-5309 what does it cost"), "pasted", COST, "personal data", "Delete"),
    refused("phrasing", "a number in a short turn", change(TURNS, r"(    like: \[)how far is that", r"\g<1>call 512-867-5309"), "pasted", TURNS, "personal data", "Delete"),
    refused("phrasing", "danger", several(few_phrasings, phrasing("i cant pay so i will kill myself")), "danger", COST, "is taken for safety/suicide", "move it"),
    refused("phrasing", "a bullet of Word", change(COST, EXAMPLES, r"\g<1>    • how dear is it\n"), "questions", COST, "does not begin", "- "),
    refused("phrasing", "one of another topic", phrasing("mdma oxytocin release"), "questions", "", "is a question of", "that answers it"),
    refused("phrasing", "brackets", phrasing("what does it cost in [austin](city)"), "questions", COST, "brackets", "without brackets"),

    held("topic", "a new one", new_topic(), "faq/interpreter"),
    held("topic", "a new part", change(COST, r"\nnlu:\n", "\n  utter_faq/cost_insurance.receipts:\n  - text: |-\n      Receipts come from the study office.\n    metadata: {title: Do I get a receipt?}\n\nnlu:\n"), "faq/cost_insurance.receipts"),
    refused("topic", "a new one with three phrasings", new_topic(3), "questions", NEW, "has 3 questions; it needs 25", "Add 22 more"),
    refused("topic", "a new one whose names differ", new_topic(intent="faq/interpreters"), "topics", NEW, "No question leads to", "Did you mean"),
    refused("topic", "a new one without faq/", new_topic(head="interpreter", intent="interpreter"), "wiring", NEW, "does not know the intent interpreter", "write faq/interpreter"),
    refused("topic", "a new one with the title of another", new_topic(title="What does it cost, and does insurance pay?"), "parts", "", "two buttons would look the same", "another title"),
    refused("topic", "gone", delete(OXYTOCIN), "topics", OXYTOCIN, "is gone", "retired: [faq/oxytocin]"),
    refused("topic", "gone with all that leads there, not retired", without_oxytocin, "topics", OXYTOCIN, "is gone", "retired: [faq/oxytocin]"),
    refused("topic", "retired while buttons lead there", several(delete(OXYTOCIN), lambda tree: tree.add(APPROVALS, "retired: [faq/oxytocin]\n")), "topics", "", "`faq/oxytocin` is not a topic", ""),
    taken("topic", "retired", retired, "topics,readable,fitting"),

    refused("review", "by the office", reviewed("Pat, front desk", "2026-11-20", "2027-05-20"), "plausible", COST, "names no clinician", "psychiatrist"),
    refused("review", "by nobody", reviewed("", "2026-11-20", "2027-05-20"), "fitting", COST, "by", ""),
    refused("review", "of all at once", all_reviewed, "before", "", "more than anybody reads in a day", "really read"),
    held("review", "by a clinician", reviewed("Dr. A, psychiatrist", SOON, LATER), "faq/cost_insurance"),

    refused("date", "the next century", reviewed("Dr. A, psychiatrist", "2026-11-20", "2107-05-20"), "plausible", COST, "more than a year", "year"),
    refused("date", "due before the review", reviewed("Dr. A, psychiatrist", "2026-11-20", "2025-05-20"), "sources", COST, "before the review", "six"),
    refused("date", "a review to come", reviewed("Dr. A, psychiatrist", "2027-03-20", "2027-09-20"), "sources", COST, "yet to come", "day of the review"),
    refused("date", "overdue", reviewed("Dr. A, psychiatrist", "2026-02-01", "2026-08-01"), "sources", COST, "no longer gives this answer", "Check the text"),
    refused("date", "a day that is not", reviewed("Dr. A, psychiatrist", "2026-11-20", "2027-02-30"), "fitting", COST, "2027-02-30`: this is not a date", "year, month and day"),
    refused("date", "as on a letter", reviewed("Dr. A, psychiatrist", "20.11.2026", "20.05.2027"), "fitting", COST, "20.11.2026`: this is not a date", "year, month and day"),
    refused("date", "its name without quotes", change(COST, '"on": "', 'on: "'), "fitting", COST, "has no quotes", '"on":'),

    refused("number", "retention in words", change(CLINIC, "retention_days: 30", "retention_days: thirty"), "fitting", CLINIC, "whole number", ""),
    refused("number", "no retention", change(CLINIC, "retention_days: 30", "retention_days: 0"), "fitting", CLINIC, "0", ""),
    refused("number", "a country that is none", change(CLINIC, "country: US", "country: USA"), "fitting", CLINIC, "USA", "US"),
    refused("number", "000 without quotes", change(HELPLINES, 'number: "000"', "number: 000"), "fitting", HELPLINES, "without quotes", "quotes"),

    taken("provider", "one", providers({}), "plausible,fitting,wording"),
    refused("provider", "twice", providers({}, {}), "plausible", PROVIDERS, "is listed twice", "Keep one"),
    refused("provider", "twice, once in capitals", providers({}, {"name": "JO  SAMPLE"}), "plausible", PROVIDERS, "is listed twice", "Keep one"),
    refused("provider", "stale", providers({"checked": "2024-01-31"}), "plausible", PROVIDERS, "was last checked", "delete the entry"),
    refused("provider", "checked tomorrow", providers({"checked": (TODAY + datetime.timedelta(9)).isoformat()}), "plausible", PROVIDERS, "yet to come", "Look up"),
    refused("provider", "who offers MDMA", providers({"profession": "MDMA therapist"}), "fitting", PROVIDERS, "says MDMA", "without MDMA"),
    refused("provider", "without telephone or website", providers({"phone": ""}), "fitting", PROVIDERS, "neither `phone` nor `website`", "Add one"),
    refused("provider", "of a state that is none", providers({"state": '"TZ"'}), "fitting", PROVIDERS, "`TZ` is not a state", "capital letters"),

    refused("claim", "cures", answer("MDMA therapy cures PTSD."), "wording", COST, "promises too much", "placebo"),
    refused("claim", "a guarantee", answer("We guarantee that you will feel better."), "wording", COST, "a promise that nobody can keep", "placebo"),
    refused("claim", "safe", answer("MDMA is safe when a doctor gives it."), "wording", COST, "calls MDMA or its use safe", "not known"),
    refused("claim", "everyone", answer("Nearly everyone gets better."), "wording", COST, "the evidence does not carry", "placebo"),
    refused("claim", "the FDA approved it", answer("The FDA approved it in October 2026."), "wording", COST, "contradicts the facts", "not approved"),
    refused("claim", "FDA approval came", answer("It got FDA approval in October."), "wording", COST, "contradicts the facts", "not approved"),
    refused("claim", "legal now", answer("MDMA is now legal in Texas."), "wording", COST, "contradicts the facts", "facts"),
    refused("claim", "insurance pays", answer("Medicare pays for MDMA therapy."), "wording", COST, "nobody pays", "proven talk therapies"),
    refused("claim", "our clinic offers it", change(REPLIES, r"Hello\. I am", "We offer MDMA therapy. I am"), "wording", REPLIES, "nobody may offer MDMA", "trials"),
    refused("claim", "on the page", change(PAGE, "heading: Ask a question", "heading: Our breakthrough treatment"), "wording", PAGE, "is a claim", "studied"),
    refused("claim", "in a provider's profession", providers({"profession": "Guaranteed trauma relief"}), "wording", PROVIDERS, "promise", ""),
    refused("claim", "in a source's title", change(SOURCES, '(va_get_help:\n    title: ).*', r'\g<1>"It works for everyone"'), "wording", SOURCES, "too much", ""),
    refused("claim", "hidden by a soft hyphen", answer("MDMA therapy cu\u00adres PTSD."), "wording", COST, "promises too much", "placebo"),

    refused("dose", "in figures", answer("People took 120 mg."), "wording", COST, "is an amount of a drug", "Delete the amount"),
    refused("dose", "in words", answer("People took a hundred and twenty milligrams."), "wording", COST, "an amount of a drug, in words", "Delete the amount"),
    refused("dose", "a second one", answer("Take a second dose after an hour."), "wording", COST, "how much of a drug", "Delete it"),
    refused("dose", "how to take it", answer("Swallow it on an empty stomach."), "wording", COST, "how to use a drug", "Delete it"),
    refused("dose", "in a title", change(COST, "title: What does it cost, .*", "title: Are 2 pills enough?"), "wording", COST, "is an amount of a drug", "Delete the amount"),

    refused("medicine", "stop it", answer("Stop taking your antidepressant first."), "wording", COST, "advice to", "prescribe"),
    refused("medicine", "come off it", answer("You should come off Zoloft before a session."), "wording", COST, "advice to stop or change", "prescribe"),
    refused("medicine", "leave it out, in its own line", change(MEDICINES, "It is a question for a specialist", "Lithium should be stopped first"), "wording", MEDICINES, "advice to stop or change", "prescribe"),
    told("medicine", "a doubtful word", answer("There is a washout first."), "wording", COST, "may read as advice", "study team"),
    refused("supply", "a dealer", answer("Ask your dealer."), "wording", COST, "points to a source of drugs", "trial"),
    refused("supply", "a friend", answer("A friend can get you some."), "wording", COST, "points to a source of drugs", "trial"),

    told("source", "another address", change(SOURCES, r"url: https://\S+", "url: https://www.fda.gov/other"), "before", SOURCES, "changed (it was", "Open it"),
    refused("source", "gone", cut(SOURCES, "  cost_model_2022:", "^  \\w"), "sources", COST, "no source `cost_model_2022`", ""),
    refused("source", "a blog", change(SOURCES, r"url: https://\S+", "url: https://medium.com/mdma"), "sources", SOURCES, "news, a blog", "itself"),

    refused("markup", "a bullet of Word", answer("\n      • first"), "plausible", COST, "is a bullet of Word", "dash"),
    refused("markup", "a bullet of Word at the start of a line", change(COST, SAY, r"\g<1>Ask first.\n\n• who pays\n\n      "), "readable", COST, "begins with a bullet of Word", "dash"),
    refused("markup", "a note behind the words", change(COST, SAY, r"\g<1>Ask first.      # Kim: check this\n      "), "plausible", COST, "looks like a note", "line of their own"),
    refused("markup", "a note behind a phrasing", phrasing("what is the price tag   # from Kim"), "questions", COST, "holds a note", "Delete the note"),
    taken("markup", "a hash in a phrasing", phrasing("how many bucks: ballpark pls #curious"), "questions,pasted"),
    refused("markup", "curly quotes around a key", change(COST, '"on": ', "“on”: "), "readable", COST, "typographic", "straight"),
    refused("markup", "curly quotes around a name with a comma", change(COST, "by: clinical review pending", "by: “Dr. A. Example, psychiatrist”"), "readable", COST, "typographic", "straight"),
    refused("markup", "bold", answer("It is **free**."), "plausible", COST, "marks bold", "Delete"),
    refused("markup", "HTML", answer("It is <b>free</b>."), "plausible", COST, "is HTML", "Delete"),
    refused("markup", "a link", answer("See [this](https://x.example)."), "plausible", COST, "link of Markdown", "words alone"),
    refused("markup", "a heading", change(COST, SAY, r"\g<1># Prices\n      "), "plausible", COST, "heading of Markdown", "Delete"),

    refused("encoding", "a tab", change(COST, "    metadata:", "\tmetadata:"), "readable", COST, "tab", "spaces"),
    refused("encoding", "Latin-1", lambda tree: (tree.root / COST).write_bytes((tree.root / COST).read_bytes() + b"# \xe9\n"), "readable", COST, "UTF-8", "save"),
    refused("encoding", "letters that were saved twice", answer("It is theirâ€™s."), "plausible", COST, "another encoding", "UTF-8"),
    refused("encoding", "a letter that cannot be seen", answer("It is fr\u200bee."), "plausible", COST, "cannot be seen", "again"),
    taken("encoding", "UTF-16 of a Windows editor", encoded(OXYTOCIN, "utf-16"), "readable,fitting,topics"),
    taken("encoding", "UTF-8 of a Windows editor", encoded(OXYTOCIN, "utf-8-sig"), "readable,fitting,topics"),

    refused("deletion", "an empty file", lambda tree: tree.write(COST, ""), "readable", COST, "no `name: words` lines", "history"),
    refused("deletion", "a card", delete(SUICIDE), "readable", SUICIDE, "is missing", "history"),
    refused("deletion", "a disclaimer", cut(REPLIES, "  utter_disclaimer_medicines:", "^  utter_"), "disclaimers", REPLIES, "is gone", "Add"),
    refused("deletion", "what a short turn says", cut(REPLIES, "  utter_search_phone:", "^  utter_"), "follow_ups", TURNS, "no words utter_search_phone", "Take utter_search_phone back"),
    refused("deletion", "the sources of an answer", change(COST, r"      sources: \[.*\]\n", ""), "sources,fitting", COST, "source", ""),
    refused("deletion", "who reviewed an answer", change(COST, r"      reviewed: \{.*\}\n", ""), "fitting", COST, "`reviewed` is missing", ""),
    refused("deletion", "a country's help lines", cut(HELPLINES, "  UK:\n", "^  [A-Z]"), "helplines", HELPLINES, "The help lines of UK are missing", "Add"),
    refused("deletion", "the approvals", delete(APPROVALS), "readable", APPROVALS, "is missing", "history"),
    held("deletion", "a group of danger phrases", cut(OVERDOSE, "  - name: Someone cannot be woken", "^  - name: "), "danger phrases overdose"),
    told("deletion", "a group of danger phrases, in the check", cut(OVERDOSE, "  - name: Someone cannot be woken", "^  - name: "), "before", OVERDOSE, "was taken away", "approve"),
    held("deletion", "a Spanish next step", change(STEPS, r"    es: \|-\n(?:      .*\n|\n)+", ""), "step denial"),
    refused("danger", "help as a danger phrase", several(few_phrasings, change(OVERDOSE, '    - "overdosed on"', '    - "overdosed on"\n    - "help"')), "danger", OVERDOSE, "is too wide", "Write the words around it"),
]  # fmt: skip


@pytest.fixture(scope="module")
def released() -> Project:
    return Project(ROOT, today=TODAY)


@pytest.fixture(scope="module")
def live() -> dict[str, Unit]:
    return units.units(ROOT / "data")


@pytest.fixture(scope="module", autouse=True)
def warm(as_it_is: Path) -> Iterator[None]:
    """Keeps every file as it was parsed, each card as it was rendered, and what the checks keep between runs: an edit
    costs only what is new."""
    known, render = dict[object, list[rendered.Card]](), rendered.cards

    def once(top: Node, stem: str, terms: Terms, sources: dict[str, Node], home: str) -> list[rendered.Card]:
        key = id(top), stem, repr(terms), tuple(map(id, sources.values())), home
        if key not in known:
            known[key] = list(render(top, stem, terms, sources, home))
        return known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(yaml_file, "parse", lru_cache(maxsize=None)(yaml_file.parse.__wrapped__))
        patched.setattr(rendered, "cards", once)
        found_by("pasted,wording,reading", Project(as_it_is, today=TODAY), None)
        yield


def found_by(modules: str, project: Project, released: Project | None) -> list[Finding]:
    """Returns what the checks in *modules* find, with *released* as the live content."""
    project.before = released
    chosen = [c for c in registry.all_checks() if c.find.__module__.rpartition(".")[2] in modules.split(",")]
    return [finding for one in chosen for finding in registry.run_one(one, project)]


@pytest.mark.parametrize("edit", EDITS, ids=[f"{e.kind}: {e.name}" for e in EDITS])
def test_no_edit_reaches_a_visitor_unapproved_or_broken(
    tree: Tree, released: Project, live: dict[str, Unit], edit: Edit
) -> None:
    edit.make(tree)
    project = Project(tree.root, today=TODAY)
    if edit.becomes in ("refused", "told"):
        found = found_by(edit.by, project, released)
        fitting = [f for f in found if edit.file in f.file and edit.says in f.what and edit.cure in f.cure]
        assert fitting, [f.message for f in found][:6]
        level = Level.ERROR if edit.becomes == "refused" else Level.WARNING
        assert level in {f.level for f in fitting}
        assert all(f.cure for f in fitting)
        return
    data = tree.root / "data"
    names, working = approvals.Approvals.read(data), units.units(data)
    plan = approvals.plan(working, live, names)
    lines = gates.told(plan, live, names)
    if edit.becomes == "taken":
        assert [f.message for f in found_by(edit.by, project, released) if f.level == Level.ERROR] == []
        assert lines == []
    else:
        needs = TWO if live.get(edit.by, working.get(edit.by, units.gone(Unit(edit.by, "", {})))).safety else ONE
        assert any(line.startswith(f"held back: {edit.by} {needs}") and "make approve" in line for line in lines), lines
    compose(data, ROOT / "data", plan.withheld, tree.root / "released")
    shown = {name: unit.hash for name, unit in units.units(tree.root / "released").items()}
    assert shown == {name: unit.hash for name, unit in live.items() if name in shown}, "words without a name are shown"
    assert edit.becomes == "taken" or shown.keys() == live.keys()
    live_words.Content(tree.root / "released")


def test_ninety_seven_edits_and_more_of_every_kind() -> None:
    kinds = {e.kind for e in EDITS}
    assert len({(e.kind, e.name) for e in EDITS}) == len(EDITS) >= 97
    assert kinds >= {
        "telephone",
        "hours",
        "words",
        "phrasing",
        "topic",
        "review",
        "date",
        "number",
        "provider",
        "claim",
        "dose",
        "markup",
        "encoding",
        "deletion",
    }


def test_a_phrasing_as_visitors_type_is_taken_for_no_danger(tree: Tree, released: Project) -> None:
    several(few_phrasings, phrasing(HARMLESS))(tree)
    project = Project(tree.root, today=TODAY)
    assert HARMLESS in {question.text for question in project.questions}
    found = found_by("danger", project, released)
    assert [f.message for f in found if HARMLESS in f.what or f.level == Level.ERROR] == []


def test_who_called_the_number_may_change_it(tree: Tree, released: Project) -> None:
    checked = f'"1-800-222-1223"\n      checked: {{by: "Ann, nurse", "on": "{TODAY}"}}'
    tree.edit(HELPLINES, '"1-800-222-1222"', checked)
    project = Project(tree.root, today=TODAY)
    project.before = released
    numbers = next(c for c in registry.all_checks() if c.name == "Whoever changes a number has called it")
    assert list(numbers.find(project)) == []


def test_what_ships_is_plausible(released: Project) -> None:
    project = Project(ROOT, today=max(TODAY, datetime.date.today()))
    found = found_by("before,plausible,pasted", project, released)
    assert [f.message for f in found if f.level == Level.ERROR] == []


def test_a_wrong_number_can_be_mended_on_the_day_of_the_mistake(tree: Tree, released: Project) -> None:
    """Another name of who called it, or “again”, is enough; without a call it is refused as ever."""
    tree.edit(HELPLINES, "656-4673|6564673", "656-4674", "RAINN National")
    tree.edit(HELPLINES, 'number: "1-800-656-4673"', 'number: "1-800-656-4674"', "RAINN National")
    (refusal,) = [f for f in found_by("before", Project(tree.root, today=TODAY), released) if "RAINN" in f.what]
    assert refusal.level == Level.ERROR and "add “again” to the name" in refusal.cure
    tree.edit(HELPLINES, r'checked: \{by: "[^"]+"', 'checked: {by: "Jo Doe, nurse"', "RAINN National")
    assert [f for f in found_by("before", Project(tree.root, today=TODAY), released) if "RAINN" in f.what] == []
