"""Texts to readings, and a reading to what is understood: the product and the evaluation both run this.

    understanding = Understanding(model)
    (reading,) = understanding.read(["is it legal"])
    resolve(reading, thresholds()).topic        # "faq/legal_status"

Topic and danger are two readings. The topic model (what staff's phrasings train) knows no danger; danger is told by the
encoders, fitted to it, and by the staff's phrases. Where the light encoder is unsure the heavy one is asked as well.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from clinicchat.content import topics
from clinicchat.content.names import Intent
from clinicchat.danger import phrases
from clinicchat.danger.level import Level
from clinicchat.places import help_line_words
from clinicchat.text.mentions import Mention
from clinicchat.text.reading import Text, canonical, visible
from clinicchat.understanding import answering, danger_kinds, danger_scores, encoders, label_shares, needs, parts
from clinicchat.understanding.answering import Answerable
from clinicchat.understanding.arrays import Floats
from clinicchat.understanding.danger_scores import DangerScores
from clinicchat.understanding.decision import OUT_OF_SCOPE, Decision, Ranking, decide, readable
from clinicchat.understanding.label_shares import NO_FITS, Fits, inside
from clinicchat.understanding.model import TopicModel
from clinicchat.understanding.named import about, among, as_ours, with_named
from clinicchat.understanding.second_reading import is_label_unsure, is_unsure, with_vectors
from clinicchat.understanding.votes import voted

logger = logging.getLogger(__name__)
CLEAR_DISTRESS = 2.0
"""Log-odds of any danger from which distress, where nothing else was understood, gets the distress words."""


@dataclass(frozen=True)
class Reading:
    """What is read from a text before anything is decided."""

    text: str
    ranking: Ranking
    """All topics that have words, none of them a danger, by probability."""
    danger: DangerScores = danger_scores.NONE
    seen: phrases.Alarm | None = None
    """What a danger phrase shows."""
    readable: bool = True
    asked_heavy: bool = False
    near: Mapping[str, float] = field(default_factory=dict)
    """How near the text is to each answered topic and each part that has words, by label (`Fits.near`)."""
    labels: Mapping[str, float] = field(default_factory=dict)
    """How likely each of them answers (`clinicchat.understanding.label_shares`)."""
    fits: Fits = field(default=NO_FITS, repr=False, compare=False)
    ours: Ranking = ()
    """The ranking of the text as if it were surely about this chat's matter (`named.as_ours`), where it is out of scope
    and names something."""
    leans: bool = False
    corrects: bool = False
    """It is read with what was answered before; it takes that back (`clinicchat.understanding.context`)."""
    vector: Floats | None = field(default=None, repr=False, compare=False)
    """The light encoder's joined embedding, (768,)."""
    second: Floats | None = field(default=None, repr=False, compare=False)
    """What the heavy encoder says, where it was asked: the scores of its danger classes, and its vector."""

    @property
    def alarm(self) -> str | None:
        """The danger that a phrase shows."""
        return self.seen.topic if self.seen else None

    @property
    def phrase(self) -> str:
        """That phrase: its group and the words that it matched."""
        return self.seen.name if self.seen else ""

    @property
    def why(self) -> str:
        """What danger was told by, for testers and staff: the phrase and the scores."""
        scores = f"scores: card {self.danger.card:.1f}, help {self.danger.help:.1f}"
        return f"phrase “{self.phrase}”; {scores}" if self.phrase else scores


@dataclass(frozen=True)
class Understood:
    """What is understood: the topic that stands (a danger when the level is `card`), and how grave it is."""

    topic: str
    confidence: float
    candidates: list[str] = field(default_factory=list)
    level: Level = Level.NONE
    danger: str | None = None
    """The danger of the card or of the help line."""
    part: str = ""
    parts: list[str] = field(default_factory=list)
    """The part of the topic that answers, and the labels of those worth a button, as in `Decision`."""
    named: tuple[Mention, ...] = ()


class Understanding:
    """A trained topic model with both encoders and the danger phrases."""

    def __init__(
        self,
        model: TopicModel,
        light: encoders.Rows,
        heavy: encoders.Rows | None,
        has_words: Callable[[str], bool] | None = None,
    ) -> None:
        """*heavy*: None leaves the light reading as it is; *has_words*: whether a topic can be answered."""
        self.model = model
        self.light = light
        self.heavy = heavy
        self.has_words = has_words or answering.has_words
        self._answerable = Answerable(model.labels, model.topics, self.has_words)
        self._told = False

    @classmethod
    def of(cls, model: TopicModel) -> Understanding:
        """Returns the understanding of *model* with this process's encoders. Raises `EncoderFileError`."""
        return cls(model, encoders.light(), encoders.heavy())

    def read(self, texts: Sequence[str], closely: bool = False) -> list[Reading]:
        """Returns what is read from each of *texts*; *closely* asks the heavy encoder of what is clear, too, and only
        notes what it says (`Reading.second`)."""
        if not texts:
            return []
        texts = [Text(text) for text in texts]
        rows = self.light.rows([canonical(text)[0] for text in texts])
        vectors, dangers = rows[:, : encoders.DIMENSIONS], rows[:, encoders.DIMENSIONS :]
        shares, fits = self.model.read(texts, vectors)
        own, rankings, told = self._fits(fits), [self._ranked(s) for s in shares], dict[int, Floats]()
        first = is_unsure(shares, dangers, self.light.dangers)
        then = [not u and is_label_unsure(f, r) for u, f, r in zip(first, own, rankings, strict=True)]
        unsure, others = ([i for i in np.flatnonzero(a).tolist() if readable(texts[i])] for a in (first, then))
        asked, second = [*unsure, *others], dict[int, Floats]()
        every = [*asked, *(i for i, text in enumerate(texts) if closely and i not in asked and readable(text))]
        if self.heavy and (found := self._asked([texts[i] for i in every])) is not None:
            ends = np.cumsum([len(self.heavy.topics), len(self.heavy.dangers)])
            second = dict(zip(every, found[:, ends[0] :], strict=True))
            votes, told_dangers, seen = np.split(found[: len(asked)], ends, axis=1)
            own = with_vectors(own, asked, seen)
            joint = voted(shares[unsure], self.model.topics, votes[: len(unsure)], self.heavy.topics)
            for i, both in zip(unsure, joint, strict=True):
                rankings[i] = self._ranked(both)
            told = dict(zip(unsure, told_dangers[: len(unsure)], strict=True))
        each = enumerate(zip(texts, vectors, rankings, own, dangers, strict=True))
        read = [replace(self._reading(*known, told.get(i)), second=second.get(i)) for i, known in each]
        return self._with_ours(read)

    def _with_ours(self, readings: list[Reading]) -> list[Reading]:
        """Reads once more, by the light encoder, what is out of scope and names something."""
        outside = [i for i, reading in enumerate(readings) if reading.ranking[0][0] == OUT_OF_SCOPE]
        turned = {i: text for i in outside if (text := as_ours(readings[i].text))}
        again = self.glance(list(turned.values())) if turned else []
        for i, (ranking, _) in zip(turned, again, strict=True):
            readings[i] = replace(readings[i], ours=ranking)
        return readings

    def glance(self, texts: Sequence[str]) -> list[tuple[Ranking, Fits]]:
        """Returns the ranking and the fits (`Reading.fits`) of each of *texts*, by the light encoder alone."""
        texts = [Text(text) for text in texts]
        rows = self.light.rows([canonical(text)[0] for text in texts])
        shares, fits = self.model.read(texts, rows[:, : encoders.DIMENSIONS])
        return [(self._ranked(own), of) for own, of in zip(shares, self._fits(fits), strict=True)]

    def _reading(
        self, text: str, vector: Floats, ranking: Ranking, fits: Fits, light: Floats, heavy: Floats | None
    ) -> Reading:
        alarm, can_be_read = phrases.current().find(text), readable(text)
        told = danger_scores.of(light, heavy, self.light.dangers)
        harm = danger_kinds.of_harm(vector)
        found = danger_scores.known(told, text, self.has_words, harm) if can_be_read else danger_scores.NONE
        likely, asked = label_shares.shares(fits, ranking), heavy is not None or fits.heavy is not None
        return Reading(text, ranking, found, alarm, can_be_read, asked, fits.near, likely, fits, vector=vector)

    def _fits(self, fits: Floats) -> list[Fits]:
        """Returns each text's fits to the labels that answer."""
        known = self._answerable.now()
        return [Fits(known.labels, rows[known.places]) for rows in fits]

    def _ranked(self, shares: Floats) -> Ranking:
        """Returns the topics that have words, the most probable first: one without would be answered by silence."""
        known = self._answerable.now().topics
        found = [(self.model.topics[i], float(shares[i])) for i in np.argsort(-shares)]
        kept = [(topic, share) for topic, share in found if topic in known]
        whole = sum(share for _, share in kept)
        return [(t, s / whole) for t, s in kept] if whole > 0 else [(OUT_OF_SCOPE, 0.0)]

    def _asked(self, texts: Sequence[str]) -> Floats | None:
        """Returns what the heavy encoder says of *texts*; None when it breaks, which is told once."""
        try:
            return self.heavy.rows([visible(text) for text in texts]) if self.heavy and texts else None
        except Exception as fault:  # whatever breaks in it, the light reading stands
            if not self._told:
                logger.error("The heavy encoder failed, the light reading stands: %s.", type(fault).__name__)
            self._told = True
            return None


def resolve(reading: Reading, limits: Mapping[str, float], last: str = "") -> Understood:
    """Returns what follows from *reading*: the topic by `answer`, `offer`, `beside` and `service`, the level by `card`,
    `help` and `phrase` of *limits*, the part by `parts.limits()`. *last*: the label that was answered before.
    """
    return with_danger(decided(reading, limits, last), reading, limits)


def decided(reading: Reading, limits: Mapping[str, float], last: str = "", first: bool = True) -> Decision:
    """Returns what *reading* is about, topic and part, before danger is looked at; *last* as in `resolve`, *first* as
    in `with_named`."""
    decision = decide(reading.ranking, limits, reading.readable)
    if not reading.readable:
        return decision
    found = with_named(decision, reading.ranking, reading.text, reading.ours, first)
    labels = among(found, decision.topic, reading.labels)
    return parts.choose(found, labels, last, inside(reading.ranking), reading.leans)


def with_danger(decision: Decision, reading: Reading, limits: Mapping[str, float]) -> Understood:
    """Returns *decision* as it stands after a look for danger. A card takes the topic's place. A help line leaves it,
    but nobody who may be in danger is told "that is not what I am for": then nothing was understood, or, of strong
    distress, the distress words are said. Who plainly asks for a help line's number gets it.
    """
    if not reading.alarm and help_line_words.asks(reading.text):  # a number helps, whatever else is read
        return Understood(Intent.HELP_LINES, 1.0)
    alone = {} if reading.leans or reading.corrects else reading.labels  # what it leans on tells nothing of danger
    level, danger = danger_scores.level(reading.danger, reading.seen, limits, reading.ranking, alone)
    own = help_line_words.of_clinic(reading.text) or help_line_words.tells_of_one(reading.text)
    if level is not Level.CARD and not own and needs.asks_for_line(decision.topic, reading.text, reading.vector):
        return Understood(Intent.HELP_LINES, 1.0, level=level, danger=danger)
    topic, confidence, candidates = decision.topic, decision.confidence, decision.candidates
    part, offered = decision.part, decision.parts
    if level is Level.HELP and topic == OUT_OF_SCOPE and decision.named:
        topic = about(decision, reading.ranking).topic
    elif level is Level.HELP and topic in (OUT_OF_SCOPE, topics.FALLBACK):
        if topic == OUT_OF_SCOPE:
            topic, confidence, candidates = topics.FALLBACK, 1.0, []
        sure = reading.danger.english and reading.danger.help >= CLEAR_DISTRESS
        if danger == topics.DISTRESS and not candidates and sure:
            level = Level.CARD
    if level is Level.CARD and danger:
        return Understood(danger, 1.0, [], level, danger)
    return Understood(topic, confidence, candidates, level, danger, part, offered, decision.named)
