"""What a reply after a card means, as far as it is learned (clinicchat/understanding/replies.py reads it)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Meant(StrEnum):
    """What a reply is: nothing of danger, "it is over" or "not meant", danger that grows, a question about getting
    help, a question of its own."""

    HARMLESS = "harmless"
    DENIAL = "denial"
    WORSENING = "worsening"
    PRACTICAL = "practical"
    UNRELATED = "unrelated"


QUIET = (Meant.HARMLESS, Meant.DENIAL, Meant.UNRELATED)
"""Kinds that are no danger and ask for no help."""
GROWS, BESIDE_QUIET, BESIDE_HELP = 0.25, 1.2, 0.4
"""The share from which danger is taken to grow, whatever else is, and what it must be of the share of no danger and of
that of a question about help."""
DOUBT = 0.25
"""The share of danger that grows from which a reply that is taken for no danger is asked about, with the number: it
brings neither the alarm nor words of comfort."""
SURE = 0.6
"""The share of `QUIET` from which scores and doubtful phrases do not sound the alarm again."""
LOWERS, LOWERS_QUIET = 0.9, 0.92
"""The shares of a denial, and of `QUIET`, from which it is believed."""


@dataclass(frozen=True)
class Meaning:
    """The share of each kind (they add up to 1), and the step that answers best: a question about help (`step`),
    danger that grows (`rises`), and what is no danger (`calm`)."""

    shares: Mapping[Meant, float] = field(default_factory=dict)
    step: str = ""
    rises: str = ""
    calm: str = ""

    def share(self, kind: Meant) -> float:
        """Returns the share of *kind*, 0 where nothing was read."""
        return self.shares.get(kind, 0.0)

    @property
    def quiet(self) -> float:
        """The share of what is no danger and asks for no help."""
        return sum(map(self.share, QUIET))

    @property
    def meant(self) -> Meant | None:
        """What the reply is taken for; None where nothing was read."""
        grows = self.share(Meant.WORSENING)
        if grows and grows >= max(GROWS, BESIDE_QUIET * self.quiet, BESIDE_HELP * self.share(Meant.PRACTICAL)):
            return Meant.WORSENING
        others = [kind for kind in self.shares if kind is not Meant.WORSENING]
        return max(others, key=lambda kind: self.shares[kind], default=None)

    @property
    def no_danger(self) -> bool:
        """Whether it is no danger and asks for no help, surely enough to stay calm."""
        return self.meant in QUIET and self.quiet >= SURE

    @property
    def soothes(self) -> bool:
        """Whether it is so surely no danger that words of comfort answer it, and no question."""
        return self.no_danger and self.share(Meant.WORSENING) < DOUBT

    @property
    def lowers(self) -> bool:
        """Whether it is a denial that is believed."""
        return self.share(Meant.DENIAL) >= LOWERS and self.quiet >= LOWERS_QUIET
