"""Whose names words need before visitors read them."""

from __future__ import annotations

import pytest

from clinicchat.publish import approve
from clinicchat.publish.approvals import Approval, Approvals, File, Shipped, plan
from clinicchat.publish.units import Unit, gone

ANSWER = Unit("faq/cost", "topics/faq/cost.yml", {("responses", "utter_faq/cost"): "new words"})
CARD = Unit("card suicide (en)", "safety/suicide.yml", {("card", "en"): "new words"}, safety=True)


def names(*given: tuple[str, str], of: Unit = ANSWER, shipped: tuple[Unit, ...] = ()) -> Approvals:
    approved = [Approval(name=name, role=role, on="2026-11-30", unit=of.name, hash=of.hash) for name, role in given]
    known = Shipped(by="us", role="not clinically reviewed", units={unit.hash: unit.name for unit in shipped})
    return Approvals(File(shipped=known, approved=approved))


def older(unit: Unit) -> Unit:
    return Unit(unit.name, unit.file, {("old",): "old words"}, unit.safety)


def test_an_answer_needs_one_name() -> None:
    assert not names().is_approved(ANSWER)
    assert names(("Ann", "clinic manager")).is_approved(ANSWER)


@pytest.mark.parametrize(
    ("given", "enough"),
    [
        ([], False),
        ([("Ann", "psychiatrist")], False),
        ([("Ann", "psychiatrist"), ("ann ", "psychiatrist")], False),
        ([("Ann", "office manager"), ("Bo", "web editor")], False),
        ([("Ann", "psychiatrist"), ("Bo", "web editor")], True),
    ],
)
def test_safety_content_needs_two_people_and_one_clinician(given: list[tuple[str, str]], enough: bool) -> None:
    assert names(*given, of=CARD).is_approved(CARD) is enough


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ([], "2 more names, one of them a clinician's"),
        ([("Bo", "web editor")], "1 more name, a clinician's"),
        ([("Bo", "web editor"), ("Cy", "manager")], "1 more name, a clinician's"),
        ([("Ann", "psychiatrist")], "1 more name"),
        ([("Ann", "psychiatrist"), ("Bo", "web editor")], ""),
    ],
)
def test_a_clinician_is_asked_for_until_one_has_signed(given: list[tuple[str, str]], needed: str) -> None:
    assert names(*given, of=CARD).still_needed(CARD) == needed


def test_a_name_under_other_words_does_not_count() -> None:
    assert not names(("Ann", "psychiatrist"), of=older(ANSWER)).is_approved(ANSWER)


def test_who_approves_sees_what_changed_and_what_to_look_at() -> None:
    words = {("responses", "utter_faq/cost"): [{"text": "It is free. Some feel calmer without Lexapro."}]}
    new = Unit(ANSWER.name, ANSWER.file, words)
    old = Unit(ANSWER.name, ANSWER.file, {("responses", "utter_faq/cost"): [{"text": "It is free."}]})
    told = "\n".join(approve.shown(new, {old.name: old}, names()))
    assert told.startswith("faq/cost changed (data/topics/faq/cost.yml): it needs 1 more name\n")
    assert "look at “Some feel calmer without Lexapro.”: it names a medicine." in told
    assert "look at “It is free.”" not in told


def test_what_ships_goes_out_and_is_counted_as_not_reviewed() -> None:
    found = plan({ANSWER.name: ANSWER, CARD.name: CARD}, {}, names(shipped=(ANSWER, CARD)))
    assert (found.withheld, found.unreviewed) == ([], 2)


def test_words_without_a_name_are_held_back_and_those_that_are_live_are_not_asked_about() -> None:
    working = {ANSWER.name: ANSWER, CARD.name: CARD}
    assert plan(working, {ANSWER.name: older(ANSWER), CARD.name: CARD}, names()).withheld == [ANSWER]


def test_a_part_is_held_back_with_its_new_topic() -> None:
    part = Unit("faq/cost.claims", ANSWER.file, {("responses", "utter_faq/cost.claims"): "words"})
    found = plan({ANSWER.name: ANSWER, part.name: part}, {}, names(("Ann", "nurse"), of=part))
    assert found.withheld == [ANSWER, part]


def test_a_card_that_is_taken_away_stays_until_that_is_approved() -> None:
    assert plan({}, {CARD.name: CARD}, names()).withheld == [CARD]
    agreed = names(("Ann", "psychiatrist"), ("Bo", "web editor"), of=gone(CARD))
    assert plan({}, {CARD.name: CARD}, agreed).withheld == []


def test_an_answer_may_be_taken_away() -> None:
    assert plan({}, {ANSWER.name: ANSWER}, names()).withheld == []


def test_urgently_one_clinician_is_enough_and_an_office_is_not() -> None:
    working, old = {CARD.name: CARD}, {CARD.name: older(CARD)}
    clinician = plan(working, old, names(("Ann", "RN"), of=CARD), urgently=True)
    assert (clinician.withheld, clinician.urgent) == ([], [CARD])
    office = plan(working, old, names(("Ann", "front desk"), of=CARD), urgently=True)
    assert (office.withheld, office.urgent) == ([CARD], [])


def test_two_people_may_accept_the_loss_of_a_statement() -> None:
    def accepted(*who: tuple[str, str]) -> bool:
        listed = [Approval(name=n, role=r, on="2026-11-30", statement="0123456789abcdef") for n, r in who]
        return Approvals(File(shipped=Shipped(by="us", role="none"), approved=listed)).accepts("0123456789abcdef")

    assert not accepted(("Ann", "psychiatrist"))
    assert not accepted(("Ann", "manager"), ("Bo", "editor"))
    assert not accepted(("Ann", "manager"), ("Bo", "editor"), ("Cy", "nobody"))
    assert accepted(("Ann", "psychiatrist"), ("Bo", "editor"))
