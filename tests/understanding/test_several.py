"""clinicchat/understanding/several.py: which questions of a message are answered."""

from __future__ import annotations

from clinicchat.understanding.reading import Reading
from clinicchat.understanding.several import Asked, asked, only_offered

LIMITS = {"answer": 0.5, "offer": 0.2, "beside": 0.1, "service": 0.5}
TOPICS = {
    "legal": "faq/legal_status",
    "cost": "faq/cost_insurance",
    "therapist": "find_provider",
    "cake": "out_of_scope",
}


class Understanding:
    """Reads a clause by the first of TOPICS' words in it."""

    def __init__(self, share=0.9):
        self.share = share

    def read(self, texts):
        topics = [next(v for k, v in TOPICS.items() if k in text) for text in texts]
        return [Reading(text, [(t, self.share)], near={t: 0.99}) for text, t in zip(texts, topics, strict=True)]

    def glance(self, texts):
        return [(r.ranking, {}) for r in self.read(texts)]


def labels(text, share=0.9):
    return [one.label for one in asked(Understanding(share), text, LIMITS)]


def test_each_understood_question_is_told_once_in_order():
    assert labels("is it legal, what does it cost and is it legal") == ["faq/legal_status", "faq/cost_insurance"]


def test_a_search_is_one_of_them_with_its_own_words():
    found = asked(Understanding(), "find a therapist in denver and what does it cost", LIMITS)
    assert [one.label for one in found] == ["find_provider", "faq/cost_insurance"]
    assert found[0].text == "find a therapist in denver"


def test_a_doubtful_one_is_offered_after_those_that_are_sure():
    class Doubtful(Understanding):
        def read(self, texts):
            both = [("faq/access", 0.4), ("faq/pregnancy", 0.3)]
            return [Reading(t, both) if "hm" in t else super(Doubtful, self).read([t])[0] for t in texts]

    found = asked(Doubtful(), "what about hm and is it legal", LIMITS)
    assert [(one.label, one.sure) for one in found] == [("faq/legal_status", True), ("faq/access", False)]
    assert asked(Doubtful(), "what about hm and how is hm", LIMITS) == []


def test_what_is_not_covered_or_not_sure_is_left_out():
    assert labels("is it legal and how do i bake a cake") == []
    assert labels("is it legal and what does it cost", share=0.4) == []


def test_a_country_alone_goes_with_the_question_after_it():
    assert asked(Understanding(), "what about canada, eh. is it legal there", LIMITS) == []
    found = asked(Understanding(), "what does it cost? what about canada? is it legal there", LIMITS)
    assert [one.label for one in found] == ["faq/cost_insurance", "faq/legal_status"]


def test_a_question_that_is_only_offered_gives_way_to_the_whole_message():
    several = [Asked("a", "faq/legal_status", 0.9), Asked("b", "faq/access.nhs", 0.0, sure=False)]
    assert only_offered(several, "faq/access.nhs")
    assert not only_offered(several, "faq/legal_status") and not only_offered([], "")
