"""clinicchat/understanding/context.py: what leans on the last answer, and what takes it back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from clinicchat.understanding import context
from clinicchat.understanding.context import Before, followed
from clinicchat.understanding.danger_scores import DangerScores
from clinicchat.understanding.label_shares import Fits
from clinicchat.understanding.reading import Reading

RISKS, LEGAL, COST = "faq/risks_side_effects", "faq/legal_status", "faq/cost_insurance"


class Glancing:
    """An understanding that reads whatever it is shown as *ranking*."""

    def __init__(self, *ranking):
        self.ranking, self.shown = list(ranking), []

    def glance(self, texts):
        self.shown += texts
        return [(self.ranking, {}) for _ in texts]

    def read(self, texts):
        self.shown += texts
        return [Reading(text, self.ranking) for text in texts]


def reading(text, *ranking, near=None):
    return Reading(text, list(ranking), near=near or {})


LEANS = reading("are they common?", ("faq/what_is_ptsd", 0.5), (RISKS, 0.2), near={RISKS: 0.6, "faq/what_is_ptsd": 0.5})
ALONE = reading("what does mdma therapy cost in the us", (COST, 0.99), (RISKS, 0.0), near={COST: 0.95, RISKS: 0.3})


def test_a_fragment_is_read_together_with_the_title_of_the_last_answer():
    glancing = Glancing((RISKS, 0.9), (LEGAL, 0.1))
    found = followed(glancing, LEANS, Before(RISKS, "what are the side effects"))
    assert (found.ranking[0][0], found.leans) == (RISKS, True)
    assert glancing.shown[0].endswith("are they common?") and len(glancing.shown[0]) > len("are they common?")


def test_a_whole_question_stands_alone():
    assert followed(Glancing((RISKS, 0.2), (COST, 0.8)), ALONE, Before(RISKS)) is ALONE


def test_a_common_question_with_it_is_about_the_therapy_not_the_last_answer():
    legal = reading("is it legal", (LEGAL, 0.97), (COST, 0.01), near={LEGAL: 0.9, COST: 0.9})
    assert followed(Glancing((COST, 1.0)), legal, Before(COST)) is legal
    back = reading("are those legal", (LEGAL, 0.97), (COST, 0.01), near={LEGAL: 0.2, COST: 1.5})
    assert followed(Glancing((COST, 1.0)), back, Before(COST)).leans


def test_nothing_is_followed_before_the_first_answer_or_after_a_card():
    for label in ("", "safety/suicide", "greet"):
        assert followed(Glancing((RISKS, 1.0)), LEANS, Before(label)) is LEANS


def test_a_few_words_go_on_with_a_search_or_a_person():
    women = reading("any women?", ("out_of_scope", 0.4), (RISKS, 0.2))
    found = followed(Glancing(("find_provider", 0.9), (RISKS, 0.1)), women, Before("", "a therapist", "find_provider"))
    assert (found.ranking[0][0], found.leans) == ("find_provider", True)
    place = reading("tucson", ("inform_place", 0.5), (RISKS, 0.2))
    assert followed(Glancing(("find_provider", 0.9)), place, Before("", "a therapist", "find_provider")) is place


def test_a_greeting_is_taken_at_its_word():
    hello = reading("thanks", ("thanks", 0.95), (RISKS, 0.01))
    assert followed(Glancing((RISKS, 1.0)), hello, Before(RISKS)) is hello


def test_danger_is_read_from_the_whole_message_whatever_it_leans_on():
    grave = replace(LEANS, danger=DangerScores(9.0, 9.0))
    assert followed(Glancing((RISKS, 0.9)), grave, Before(RISKS)).danger == grave.danger


def test_the_features_are_those_that_the_weights_are_for():
    found = context.features(LEANS, [(RISKS, 0.9)], RISKS)
    assert set(found) == set(context._model()["weights"])
    assert 0 < context.limit() < 1
    assert context.leaning(LEANS, [(RISKS, 0.9)], RISKS) > context.leaning(ALONE, [(COST, 0.9)], RISKS)


@pytest.mark.parametrize("text", ["???", ""])
def test_what_cannot_be_read_leans_on_nothing(text):
    signs = replace(reading(text, (RISKS, 0.1)), readable=False)
    assert followed(Glancing((RISKS, 1.0)), signs, Before(RISKS)) is signs


def test_a_place_answers_the_search_that_asked_for_it_not_the_question_before():
    told = reading("near tulsa ok", ("inform_place", 0.9), (LEGAL, 0.1), near={LEGAL: 0.9, COST: 0.1})
    assert followed(Glancing((LEGAL, 1.0)), told, Before(LEGAL, "find a therapist", "find_provider")) is told
    unknown = reading("wvtk", ("out_of_scope", 0.9))
    assert followed(Glancing((LEGAL, 1.0)), unknown, Before(LEGAL, "find a therapist", "find_provider")) is unknown
    assert followed(Glancing((LEGAL, 1.0)), told, Before(LEGAL, "is it legal?", LEGAL)).leans


def test_another_topic_that_its_own_words_name_outweighs_the_last_one():
    price = reading("and the price?", (COST, 0.95), (RISKS, 0.01), near={RISKS: 0.6, COST: 0.5})
    assert followed(Glancing((RISKS, 0.7), (COST, 0.1)), price, Before(RISKS)).ranking[0][0] == COST


def test_what_was_answered_shortly_before_is_less_likely_when_it_leans():
    labels = [f"{RISKS}.common", f"{RISKS}.deaths"]
    fits = Fits(labels, np.full((2, 3), 0.5, dtype=np.float32))
    message = replace(LEANS, fits=fits)

    class Fitting(Glancing):
        def glance(self, texts):
            return [(self.ranking, fits) for _ in texts]

    found = followed(Fitting((RISKS, 0.9)), message, Before(RISKS, "", RISKS, (f"{RISKS}.common",)))
    assert found.leans and found.labels[labels[0]] < found.labels[labels[1]]


def test_after_a_talk_therapy_how_long_is_not_about_the_course_with_mdma():
    course, cpt = "faq/session_structure.whole_course", "faq/ptsd_treatments.cpt"
    shares = {course: 0.7, cpt: 0.3}
    assert context._fresh(shares, Before(cpt, "what is cpt"))[cpt] > 0.5
    assert context._fresh(shares, Before(RISKS, "what are the risks"))[course] == pytest.approx(0.7)


def test_after_a_refusal_a_question_that_may_be_answered_stands_alone():
    weed = reading("and with weed", ("faq/medication_interactions", 0.7), ("decline/dosage", 0.2))
    assert followed(Glancing(("decline/dosage", 1.0)), weed, Before("decline/dosage")) is weed


def test_what_came_before_is_read_from_what_a_message_carries():
    told = {"told": [RISKS, COST], "before": "can it hurt me", "now": RISKS}
    assert Before.of(told) == Before(RISKS, "can it hurt me", RISKS, (COST,))
    assert Before.of({}) == Before()


def test_it_points_back_after_an_answer_that_is_not_about_the_therapy():
    asked = reading("how long does it take", ("faq/session_structure", 0.95))
    assert context.whole_question(asked, RISKS)
    assert not context.whole_question(asked, "faq/ptsd_treatments")
