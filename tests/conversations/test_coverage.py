"""The conversations exercise everything there is."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import Session
from workbench.conversations.coverage import compute
from workbench.conversations.reading import read_all

MIN_PATHS = 125


def test_there_are_enough_conversations() -> None:
    assert len(read_all()) >= MIN_PATHS


@pytest.mark.parametrize("kind", ["topics", "rules", "actions", "choice paths"])
def test_coverage_is_complete(conversations: Session, kind: str) -> None:
    """Every topic, rule, action and choice path is exercised by a conversation."""
    if len(conversations.played) < len(read_all()):
        pytest.skip("only some conversations were played; the coverage is of all of them")
    coverage = compute(conversations.played, conversations.all_turns())
    assert not coverage.missing(kind), f"No conversation exercises these {kind}: add one to tests/conversations/."
