"""What a message after a card shows, beside its meaning: another danger, doubt about a denial, surely none.

alike("safety/overdose", "safety/medical_emergency")     # True: they have the same next steps
"""

from __future__ import annotations

from clinicchat.content import topics
from clinicchat.danger.heard import Heard
from clinicchat.danger.level import Level
from clinicchat.danger.meaning import Meaning, Meant
from clinicchat.danger.next_steps import NextStep
from clinicchat.danger.standing import Standing

TAKEN_FOR = {topics.SUICIDE: (*topics.BODY, topics.ABUSE), topics.HARM: (topics.ABUSE,)}
"""What scores alone take the words of a danger that goes on for: pills, or a rope, of whom may want to die are means,
no overdose and no abuse, and the child whom a visitor shook is the one in danger."""
NOT_PLAIN = frozenset(("but", "maybe", "til", "till", "until"))
PLAIN = 4.0
"""Log-odds of stated danger from which scores alone bring the card of another danger than the one that stands."""
AGAIN = 2.0
"""Log-odds of stated danger from which words that no phrase knows are met with the help of a crisis again."""
SIGNS = ("asleep", "walking_hot", "threw_up")
"""Steps for signs of illness that are no alarm by themselves."""
CALM_SCORE, CALM_SHARE = -1.0, 0.9
"""Log-odds of stated danger under which, and the share of no danger from which, a danger phrase alone is asked about
("i said overdue, the library book")."""


def alike(one: str, other: str) -> bool:
    """Whether two dangers have the same next steps.

    >>> alike("safety/overdose", "safety/medical_emergency"), alike("safety/abuse", "safety/suicide")
    (True, False)
    """
    return one == other or (one in topics.BODY and other in topics.BODY)


def another(standing: Standing, heard: Heard) -> bool:
    """Whether the scores see another danger than the one that stands, and its replies are no calmer."""
    if heard.level is not Level.CARD or alike(heard.danger, standing.danger) or heard.danger == topics.DISTRESS:
        return False
    if heard.score < PLAIN and not heard.alarm and standing.danger in heard.means:  # then a step answers it
        return False
    if heard.danger in TAKEN_FOR.get(standing.danger, ()) and standing.danger in heard.means:
        return False
    return heard.meaning(heard.danger).meant in (Meant.WORSENING, None)


def doubtful(heard: Heard) -> bool:
    """Whether a denial is not believed: the scores see danger, or it goes on with "but", "until"
    ("he was ok til just now") or begins with "maybe"."""
    return heard.score >= AGAIN or not NOT_PLAIN.isdisjoint(heard.text.lower().split())


def surely_calm(heard: Heard, meaning: Meaning) -> bool:
    """Whether all that was read but a phrase says that there is no danger."""
    return not heard.in_spanish and heard.score < CALM_SCORE and meaning.quiet >= CALM_SHARE


def is_of_body(step: NextStep) -> bool:
    """Whether *step* helps somebody who is unwell."""
    return not step.dangers.isdisjoint(topics.BODY)


def is_sign(step: NextStep) -> bool:
    """Whether *step* is for a sign of illness that sounds harmless: "hes gone quiet"."""
    return step.name in SIGNS
