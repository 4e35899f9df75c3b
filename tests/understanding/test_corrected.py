"""clinicchat/understanding/corrected.py: what a correction means."""

from __future__ import annotations

from clinicchat.understanding.context import Before, followed
from tests.understanding.test_context import COST, LEGAL, RISKS, Glancing, reading


def test_a_correction_takes_the_last_topic_back():
    said = reading("no i meant the law", (LEGAL, 0.4), (RISKS, 0.5))
    found = followed(Glancing((RISKS, 0.6), (LEGAL, 0.4)), said, Before(RISKS, "is it bad"))
    assert found.corrects and found.ranking[0][0] == LEGAL


def test_a_study_instead_of_a_therapist_is_a_search_for_studies():
    glancing = Glancing(("faq/joining_a_trial", 0.6), ("find_trial", 0.3), (RISKS, 0.1))
    found = followed(
        glancing, reading("no a study, not a therapist", (RISKS, 1.0)), Before(RISKS, "a therapist", RISKS)
    )
    assert found.ranking[0][0] == "find_trial" and found.corrects


def test_after_an_answer_a_correction_cancels_nothing_and_a_country_begins_no_search():
    stop = reading("stop the trial i meant", ("cancel", 0.6), (COST, 0.4))
    assert followed(Glancing(("cancel", 0.6), (COST, 0.4)), stop, Before(RISKS, "stop", RISKS)).ranking[0][0] == COST
    place = reading("australia sorry", ("inform_place", 0.6), (COST, 0.4))
    glancing = Glancing(("inform_place", 0.6), (COST, 0.4))
    assert followed(glancing, place, Before(RISKS, "canada", RISKS)).ranking[0][0] == COST
    search = followed(glancing, place, Before(RISKS, "a trial in canada", "find_trial"))
    assert search.ranking[0][0] == "inform_place"
