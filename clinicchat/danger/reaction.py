"""What follows a message once danger was seen: one decision, which the policy routes by and the action speaks by.

    react(standing, "safe_now", Heard("i have pills here", …), next_steps.current())
    # Reaction(Kind.STEP, "means_here")

None leaves the message to its topic, with the help line under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from clinicchat.content import topics
from clinicchat.content.names import Intent
from clinicchat.danger import after_card
from clinicchat.danger.heard import (
    ASKS_WHERE,
    BY_THEMSELVES,
    PLACE,
    SEARCHES,
    TELLS_WHERE,
    UNCLEAR,
    Heard,
    topic_of,
)
from clinicchat.danger.level import Level
from clinicchat.danger.meaning import SURE, Meaning, Meant
from clinicchat.danger.next_steps import CALM, NextStep, counted
from clinicchat.danger.signs import AGAIN, alike, another, doubtful, is_of_body, is_sign, surely_calm
from clinicchat.danger.standing import BABY_HURT, Stage, Standing

NOT_DANGER = "not_danger"
"""What the button "That was not about danger" says."""
CANNOT_WAIT = (*topics.BODY, topics.SUICIDE)
"""Dangers in which, while they go on, questions of the article and searches wait."""
NOT_LOWERED, TO_BE_SURE = "not_lowered", "to_be_sure"
"""Words before the question, when it is asked again."""
MAY_BE_OWN = 0.3
"""The share of a question of its own from which a topic's answer goes before a step's."""
OF_A_CALL = ("on_the_line", "police_crisis")
"""Steps for words that name a line, but ask for no number: "on with them now", "will they send the police"."""
OF_A_CHILD = frozenset(("asleep", "walking_hot", "worse"))
"""Steps whose words, once a child was hurt, are signs of that child."""
TOLD = ("on_the_line", "waiting", "tell_crew")
"""Steps for words that tell of a call or of who is unwell, and of no danger: "ok calling", "shes 2"."""
AS_GOOD_AS_SURE = 0.9
"""The share of danger that grows from which not even a plain phrase of a step stands against it."""
NO_SIGN = -2.0
"""Log-odds of stated danger below which an answer to a form's question, and a place, show none."""


class Kind(StrEnum):
    """What is done."""

    CARD = "card"
    ANSWER = "answer"
    STEP = "step"
    DENIED = "denied"
    DISMISSED = "dismissed"
    AGAIN = "again"
    ASK = "ask"
    WAIT = "wait"
    TOPIC = "topic"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Reaction:
    """What is done, and the name that it needs: a step's, what was answered, or a topic."""

    kind: Kind
    name: str = ""


def react(
    standing: Standing | None,
    asked: str | None,
    heard: Heard,
    steps: Mapping[str, NextStep],
    searching: bool = False,
) -> Reaction | None:
    """Returns what follows *heard*, when danger stands as *standing* and *asked* is the question that is open."""
    found = _react(standing, asked, heard, steps, searching)
    if found and found.kind is Kind.STEP and standing:
        found = Reaction(Kind.STEP, steps[found.name].in_place(standing, heard.text))
    return found


def _react(
    standing: Standing | None, asked: str | None, heard: Heard, steps: Mapping[str, NextStep], searching: bool
) -> Reaction | None:
    if heard.asked in after_card.QUESTIONS:
        return Reaction(Kind.ANSWER, heard.said or heard.topic)
    if heard.said == NOT_DANGER:
        return Reaction(Kind.DISMISSED)
    if standing is None:
        return None
    own = counted(heard.steps, standing.danger, standing.other, steps)
    if found := _rising(standing, heard, own, steps):
        return found
    if not standing.open:
        return None
    if heard.number and not any(step.name in OF_A_CALL for step in own):
        return Reaction(Kind.NUMBERS)
    if said := after_card.reads_as(heard.text, asked):
        return Reaction(Kind.ANSWER, said)
    if not asked and after_card.is_no(heard.text):  # long after the question: it may still mean "not safe"
        return None if searching else Reaction(Kind.ASK)
    if after_card.asks_for_help(heard.text):
        return Reaction(Kind.ANSWER, Intent.DENY)
    return _meant(standing, heard, own, steps, searching) or _unnamed(standing, asked, heard, steps, searching)


def _rising(standing: Standing, heard: Heard, own: list[NextStep], steps: Mapping[str, NextStep]) -> Reaction | None:
    """What is graver than before goes first: signs, means, a plan, another danger. Words that raise and deny in one
    ("nobody is fitting") do neither: it is asked again, with the number."""
    meaning, rising = heard.meaning(standing.danger), [step for step in own if step.effect == "rises"]
    abuse = standing.danger == topics.ABUSE  # "hes back": no model takes that back
    plain = abuse or heard.in_spanish or heard.no_with_a_sign or any(step.plain for step in rising)
    lowers = any(step.effect == "lowers" for step in own)
    denies = ((meaning.no_danger and not plain) or lowers) and meaning.share(Meant.WORSENING) < SURE
    calm = surely_calm(heard, meaning) and alike(heard.alarm, standing.danger)
    by_phrase = heard.live or heard.in_spanish or any(step.plain for step in own)
    if standing.hurt and not OF_A_CHILD.isdisjoint(heard.steps):
        return Reaction(Kind.STEP, BABY_HURT)
    if not by_phrase and (answer := _asks_for_help(heard, standing, steps)):
        return answer
    if rising:
        asks = denies and ((calm and lowers) or not heard.alarm)
        return Reaction(Kind.ASK, NOT_LOWERED) if asks else Reaction(Kind.STEP, rising[0].name)
    if not heard.alarm:
        return None
    if standing.open and heard.alarm == topics.ABUSE and (quiet_help := next((s for s in own if s.by_text), None)):
        return Reaction(Kind.STEP, quiet_help.name)  # "can't talk, he's in the room" is said in any danger
    same = calm or (alike(heard.alarm, standing.danger) and not heard.live)
    if standing.open and (denies or calm) and (same or heard.alarm == topics.DISTRESS):
        return Reaction(Kind.ASK, NOT_LOWERED)
    if standing.open and alike(heard.alarm, standing.danger):
        return _grown(meaning) or _step(own) or Reaction(Kind.CARD)
    if standing.open and heard.alarm == topics.DISTRESS:
        return _step(own) or Reaction(*((Kind.ASK, TO_BE_SURE) if standing.danger in topics.BODY else (Kind.AGAIN,)))
    return Reaction(Kind.CARD)


def _meant(
    standing: Standing, heard: Heard, own: list[NextStep], steps: Mapping[str, NextStep], searching: bool
) -> Reaction | None:
    """What a reply is by its meaning; by the phrases of a step where no model read it, or they are plain."""
    meaning, spanish = heard.meaning(standing.danger), heard.in_spanish
    plain = next((step for step in own if step.plain or (spanish and step.effect != "lowers")), None)
    if plain and (spanish or meaning.share(Meant.WORSENING) < AS_GOOD_AS_SURE):
        return Reaction(Kind.STEP, plain.name)
    if meaning.meant in (Meant.WORSENING, None) and another(standing, heard):
        return Reaction(Kind.CARD)
    mild = meaning.share(Meant.WORSENING) < SURE and heard.score < AGAIN
    asks_help = meaning.share(Meant.PRACTICAL) >= SURE and bool(meaning.step) and not searching
    itself = meaning.meant is not Meant.WORSENING and (searching or topic_of(heard) in BY_THEMSELVES) and not asks_help
    place = mild and heard.score < NO_SIGN and (searching or topic_of(heard) == Intent.INFORM_PLACE)
    if not own and (itself or place):
        return None
    refused, faq = (topics.group(topic_of(heard)) == group for group in (topics.DECLINE, topics.FAQ))
    calm = heard.score < AGAIN and any(step.name in CALM and step.effect is None for step in own)
    precise = next((step for step in own if step.name not in CALM), None)
    denied = meaning.meant is Meant.DENIAL and surely_calm(heard, meaning)
    match meaning.meant:
        case Meant.WORSENING if precise and (mild or (standing.danger == topics.HARM and is_of_body(precise))):
            return Reaction(Kind.STEP, precise.name)
        case Meant.WORSENING:
            return Reaction(Kind.STEP, meaning.rises) if meaning.rises in steps else Reaction(Kind.AGAIN)
        case Meant.PRACTICAL if meaning.share(Meant.UNRELATED) >= MAY_BE_OWN and (refused or faq):
            return Reaction(Kind.TOPIC, topic_of(heard)) if refused and standing.danger not in CANNOT_WAIT else None
        case Meant.PRACTICAL:
            return Reaction(Kind.STEP, meaning.step) if meaning.step in steps else Reaction(Kind.ASK, TO_BE_SURE)
        case Meant.HARMLESS | Meant.DENIAL if precise and precise.name in TOLD and mild and not meaning.lowers:
            return Reaction(Kind.STEP, precise.name)
        case Meant.HARMLESS | Meant.DENIAL if not (calm or meaning.soothes) or (meaning.lowers and doubtful(heard)):
            return Reaction(Kind.ASK, NOT_LOWERED)
        case Meant.DENIAL if meaning.lowers:
            return Reaction(Kind.DENIED)
        case Meant.HARMLESS | Meant.DENIAL if faq and heard.is_question:
            return None
        case Meant.UNRELATED if precise and standing.danger in CANNOT_WAIT and standing.stage is Stage.LIVE:
            return Reaction(Kind.STEP, precise.name)
        case Meant.HARMLESS | Meant.DENIAL if precise and is_sign(precise) and not (calm or denied):
            return Reaction(Kind.STEP, precise.name)
        case Meant.HARMLESS | Meant.DENIAL if meaning.calm in steps:
            return Reaction(Kind.STEP, meaning.calm)
        case Meant.UNRELATED if refused and standing.danger not in CANNOT_WAIT:
            return Reaction(Kind.TOPIC, topic_of(heard))
        case None if any(step.effect == "lowers" for step in own):
            return Reaction(Kind.ASK, NOT_LOWERED) if heard.score >= AGAIN else Reaction(Kind.DENIED)
        case None:
            return _step(own)
    return None


def _asks_for_help(heard: Heard, standing: Standing, steps: Mapping[str, NextStep]) -> Reaction | None:
    """Returns the step of what is surely a question about getting help, whatever a phrase in it sounds like."""
    meaning = heard.meaning(standing.danger)
    sure = standing.open and meaning.share(Meant.PRACTICAL) >= SURE and meaning.step in steps
    if not (heard.alarm or any(steps[name].effect == "rises" for name in heard.steps)):
        return None
    if standing.danger != topics.ABUSE and heard.score >= AGAIN:  # of abuse, questions score as high as what is told
        return None
    if not sure or steps[meaning.step].effect == "rises":
        return None
    if heard.number and alike(heard.alarm or standing.danger, standing.danger):
        return Reaction(Kind.NUMBERS)
    return Reaction(Kind.STEP, meaning.step) if alike(heard.alarm or standing.danger, standing.danger) else None


def _grown(meaning: Meaning) -> Reaction | None:
    """Returns the alarm of a reply that is surely about danger that grows."""
    if meaning.share(Meant.WORSENING) < SURE:
        return None
    return Reaction(Kind.STEP, meaning.rises) if meaning.rises else Reaction(Kind.AGAIN)


def _unnamed(
    standing: Standing, asked: str | None, heard: Heard, steps: Mapping[str, NextStep], searching: bool
) -> Reaction | None:
    """What no step is for: a number, danger that the scores see, and what waits."""
    topic = topic_of(heard)
    if heard.country and topic in ASKS_WHERE:
        return Reaction(Kind.NUMBERS)
    meaning = heard.meaning(standing.danger)
    if heard.level is Level.CARD and heard.score >= AGAIN and not meaning.no_danger:
        return Reaction(Kind.AGAIN)
    if topic == Intent.HELP_LINES:
        return Reaction(Kind.NUMBERS)
    if topic == Intent.INFORM_PLACE and PLACE in steps and standing.danger in steps[PLACE].dangers and not searching:
        return Reaction(Kind.STEP, PLACE)
    if topic == Intent.INFORM_PLACE and not searching and TELLS_WHERE.search(heard.text):
        return Reaction(Kind.NUMBERS)
    own = meaning.meant is Meant.UNRELATED  # a question of its own does not wait
    if standing.danger in CANNOT_WAIT and standing.stage is Stage.LIVE and not (searching or own) and _waits(topic):
        return Reaction(Kind.WAIT)
    if (asked in after_card.QUESTIONS or standing.unsafe) and topic in UNCLEAR:
        return Reaction(Kind.ASK, TO_BE_SURE)
    return Reaction(Kind.TOPIC, topic) if topics.is_danger(heard.topic) else None


def _waits(topic: str) -> bool:
    return topic in SEARCHES or topics.is_answered(topic)


def _step(own: list[NextStep]) -> Reaction | None:
    return next((Reaction(Kind.STEP, step.name) for step in own if step.effect != "lowers"), None)
