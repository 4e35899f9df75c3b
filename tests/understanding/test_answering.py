"""What can be answered is asked once, and again when words or the day change."""

from __future__ import annotations

import datetime

from clinicchat.content import live_words
from clinicchat.understanding.answering import Answerable

LABELS = ["faq/risks_side_effects", "faq/risks_side_effects.heart", "greet", "faq/of_nobody"]


def test_labels_without_words_and_services_are_no_answers():
    known = Answerable(LABELS, ["faq/of_nobody", "greet"], lambda name: name != "faq/of_nobody").now()
    assert (list(known.labels), list(known.places)) == (LABELS[:2], [0, 1])
    assert known.topics == {"greet"}


def test_it_is_asked_once_a_day(monkeypatch):
    asked = []

    def has_words(name):
        asked.append(name)
        return True

    found, today = Answerable(LABELS, [], has_words), live_words.today()
    found.now(), found.now()
    assert asked == [label for label in LABELS if label != "greet"]
    monkeypatch.setattr(live_words, "today", lambda: today + datetime.timedelta(days=1))
    found.now()
    assert len(asked) == 2 * 3
