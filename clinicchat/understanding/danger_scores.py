"""What the encoders say of danger, and the level that follows: a card, a help line, or none.

Their classes are `none`, `distress`, and `<danger>:explicit` or `<danger>:indirect`. The card's score counts stated
danger alone, the help line's all danger, distress too; both are log-odds, so that steps near certainty stay visible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clinicchat.content import topics
from clinicchat.content.marks import is_marked
from clinicchat.content.names import Mark
from clinicchat.danger import phrases
from clinicchat.danger.level import Level
from clinicchat.danger.phrases import Alarm
from clinicchat.text.language import is_spanish
from clinicchat.understanding.arrays import Booleans, Floats

NO_DANGER = "none"
NO_LABELS: Mapping[str, float] = {}
LIGHT_WEIGHT = 0.5
"""What the light encoder counts beside the heavy one's 1."""
EPSILON = 1e-7
SUREST = 16.0
"""Log-odds of what is as good as certain."""
PLAIN = 5.5
"""Log-odds of stated danger from which no words make the scores doubtful."""
MAX_CLEAR = 200
"""Characters: in a longer text one sentence of danger hardly moves the scores, so they doubt no phrase there."""
DISGUISED = re.compile(r"\b\w(?:[\s._*-]+\w){2,}\b|[a-z][0-9@$!*#]+[a-z]|[$@]\w", re.IGNORECASE)
"""Letters set apart or swapped for signs: phrases undo that, encoders do not."""

SURE_OF_USE, SPLIT = 0.9, 0.6
"""The share from which a message is surely about use at home or with a guide, and the share of the likeliest danger
under which the scores are split between dangers."""
SURE_TOPIC, SURE_LABEL = 0.8, 0.3
"""The shares of a topic and of one of its labels from which a message surely asks what is answered: of 1,165 dangerous
development lines none with log-odds below 0 is such, and of their false help lines a quarter."""


@dataclass(frozen=True)
class DangerScores:
    """Log-odds of stated danger (`card`) and of any danger (`help`); the dangers by probability; and whether the text
    is one that encoders can read, so that a low score says something."""

    card: float
    help: float
    ranking: Sequence[tuple[str, float]] = ()
    clear: bool = True
    english: bool = True
    """Whether the text is in the language that the encoders were fitted to: of others they are sure of too much."""
    doubted: frozenset[str] = frozenset()
    """The dangers of which the text has words that scores are often wrong about (`doubts` of the danger phrases)."""
    of_harm: bool = False
    """Whether the danger, if there is one, is that somebody may hurt another (`danger_kinds`)."""


NONE = DangerScores(-SUREST, -SUREST, clear=False)


def probabilities(scores: Floats) -> Floats:
    """Returns the softmax of *scores* over their last axis."""
    found = np.exp(scores - scores.max(axis=-1, keepdims=True))
    normed: Floats = found / found.sum(axis=-1, keepdims=True)
    return normed


def help_odds(scores: Floats, classes: Sequence[str]) -> Floats:
    """Returns the log-odds of any danger, of *scores* (…, classes) before the softmax."""
    return _odds(scores, np.array([name != NO_DANGER for name in classes]))


def card_odds(scores: Floats, classes: Sequence[str]) -> Floats:
    """Returns the log-odds of stated danger, of *scores* (…, classes) before the softmax."""
    return _odds(scores, np.array([":" in name for name in classes]))


def _odds(scores: Floats, counted: Booleans) -> Floats:
    part = probabilities(scores)[..., counted].sum(axis=-1)
    odds: Floats = np.log(np.clip(part, EPSILON, 1) / np.clip(1 - part, EPSILON, 1))
    return odds


def of(light: Floats, heavy: Floats | None, classes: Sequence[str]) -> DangerScores:
    """Returns the scores of one text from what *light* and, if it was asked, *heavy* say of the *classes*, before the
    softmax."""
    card, help_line, found = card_odds(light, classes), help_odds(light, classes), probabilities(light)
    if heavy is not None:
        card, help_line = _mixed(card, card_odds(heavy, classes)), _mixed(help_line, help_odds(heavy, classes))
        found = _mixed(found, probabilities(heavy))
    dangers: dict[str, float] = {}
    for name, share in zip(classes, found, strict=True):
        if name != NO_DANGER:
            danger = f"{topics.SAFETY}/{name.partition(':')[0]}"
            dangers[danger] = dangers.get(danger, 0.0) + float(share)
    return DangerScores(float(card), float(help_line), sorted(dangers.items(), key=lambda pair: -pair[1]))


def known(scores: DangerScores, text: str, has_words: Callable[[str], bool], harm: bool) -> DangerScores:
    """Returns *scores* with what *text* itself tells of them, and of the dangers those that there are cards for.
    *harm*: whether `danger_kinds` takes it for harm to others."""
    dangers = [(danger, share) for danger, share in scores.ranking if has_words(danger)]
    doubted = phrases.current().doubted(text) if 0.0 <= scores.card < PLAIN else frozenset[str]()
    return replace(
        scores,
        ranking=dangers,
        clear=is_clear(text),
        english=not is_spanish(text),
        of_harm=harm and has_words(topics.HARM),
        doubted=doubted,
    )


def _mixed(light: Floats, heavy: Floats) -> Floats:
    both: Floats = (LIGHT_WEIGHT * light + heavy) / (LIGHT_WEIGHT + 1)
    return both


def level(
    scores: DangerScores,
    alarm: Alarm | None,
    limits: Mapping[str, float],
    ranking: Sequence[tuple[str, float]] = (),
    labels: Mapping[str, float] = NO_LABELS,
) -> tuple[Level, str | None]:
    """Returns the level and its danger. A phrase's *alarm* is a card, unless the scores, of a text that encoders can
    read, lie under `phrase`: then it is a help line. One that tells of symptoms, means or a plan (`Alarm.live`) is
    never doubted: minutes count. Without an alarm the scores decide by `card` and `help`; of a text that is not
    English they alone give no card, only a help line; of one that is only about use also not (*ranking*: its topics).

    >>> limits = {"card": 1.0, "help": -1.0, "phrase": -2.0}
    >>> level(DangerScores(2.0, 3.0, [("safety/distress", 0.5), ("safety/abuse", 0.4)]), None, limits)
    (<Level.CARD: 'card'>, 'safety/abuse')
    >>> level(DangerScores(-2.0, 0.0, [("safety/distress", 0.5)]), None, limits)
    (<Level.HELP: 'help'>, 'safety/distress')
    """
    if alarm:
        return Level.HELP if doubted(scores, alarm, limits["phrase"]) else Level.CARD, named(scores, alarm)
    stated = [danger for danger, _ in scores.ranking if danger != topics.DISTRESS]
    if scores.english and scores.card >= limits["card"] and stated:
        kind = topics.HARM if scores.of_harm else stated[0]
        doubtful = kind in scores.doubted or only_about_use(scores, ranking)
        return Level.HELP if doubtful else Level.CARD, kind
    unlikely = scores.help < 0 and surely_asks(ranking, labels)
    if scores.help >= limits["help"] and scores.ranking and not unlikely:
        return Level.HELP, topics.HARM if scores.of_harm else scores.ranking[0][0]
    return Level.NONE, None


def named(scores: DangerScores, alarm: Alarm) -> str:
    """Returns the danger of a phrase's *alarm*: "i hit my kid" is harm to others, though the phrase is one of abuse."""
    return topics.HARM if scores.of_harm and alarm.topic == topics.ABUSE else alarm.topic


def is_clear(text: str) -> bool:
    """Whether encoders can read danger in *text*, so that a low score of theirs says something."""
    return len(text) <= MAX_CLEAR and not DISGUISED.search(text)


def doubted(scores: DangerScores, alarm: Alarm, least: float) -> bool:
    """Whether *scores* under *least* make the phrase of *alarm* doubtful; the encoders learned no Spanish, so of a text
    in it they doubt distress alone."""
    foreign = not scores.english and alarm.topic != topics.DISTRESS
    return scores.clear and not (alarm.live or foreign) and scores.help < least


def surely_asks(ranking: Sequence[tuple[str, float]], labels: Mapping[str, float]) -> bool:
    """Whether a message of these topics and *labels* surely asks what is answered.

    >>> surely_asks([("faq/access", 0.9)], {"faq/access.nhs": 0.6}), surely_asks([("faq/access", 0.9)], {})
    (True, False)
    """
    topic, share = ranking[0] if ranking else ("", 0.0)
    best = max(labels, key=lambda label: labels[label], default="")
    sure = topics.group(topic) == topics.FAQ and share >= SURE_TOPIC
    return sure and topics.whole(best) == topic and labels[best] >= SURE_LABEL


def only_about_use(scores: DangerScores, ranking: Sequence[tuple[str, float]]) -> bool:
    """Whether a message of these topics is surely about use at home or with a guide, and its *scores* are split: "he
    won't stop about doing it at home" is no abuse. It gets the help line, no card.

    >>> split = DangerScores(2.0, 2.0, [("safety/abuse", 0.5), ("safety/suicide", 0.1)])
    >>> only_about_use(split, [("faq/underground", 0.95)]), only_about_use(split, [("faq/access", 0.95)])
    (True, False)
    """
    about = sum(share for topic, share in ranking if is_marked(topic, Mark.USE))
    stated = max((share for danger, share in scores.ranking if danger != topics.DISTRESS), default=0.0)
    return about >= SURE_OF_USE and stated < SPLIT
