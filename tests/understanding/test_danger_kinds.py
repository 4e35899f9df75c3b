"""clinicchat/understanding/danger_kinds.py: who may hurt whom."""

from __future__ import annotations

import pytest

from clinicchat.text.reading import canonical
from clinicchat.understanding import danger_kinds, encoders

MAY_HURT = (
    "i cant stop thinking about smacking my wife, im scared ill do it",
    "my hands were round the babys arms and i shook her, what if i do it again",
    "going over there tonight with my bat and he wont get up again",
)
IS_HURT = (
    "my boyfriend hits me when he comes down off it",
    "my therapist put his hand under my shirt during the session",
    "dad says he will kill my mum if she leaves, he has hit her before",
)


def of_harm(text: str) -> bool:
    return danger_kinds.of_harm(encoders.light().embed([canonical(text)[0]])[0])


@pytest.mark.parametrize("text", MAY_HURT)
def test_whoever_may_hurt_another_is_told_from_one_who_is_hurt(text):
    assert of_harm(text)


@pytest.mark.parametrize("text", IS_HURT)
def test_whoever_is_hurt_is_not_taken_for_one_who_may_hurt(text):
    assert not of_harm(text)
