"""When a part behind the channel breaks: danger gets its card, anything else the "unavailable" words, within 3 s."""

from __future__ import annotations

from threading import Thread

import pytest

from tests.breakages.conftest import broken, helped
from workbench.running import Chat, Product

DANGER = "i want to kill myself"


@pytest.fixture
def visitor(fragile: Product) -> Chat:
    return fragile.chat()


@pytest.mark.parametrize("fault", ["nlu", "policy", "exit", "action", "shape", "slow"])
def test_an_exception_in_a_part_is_answered_and_over_when_its_cause_is(
    fragile: Product, visitor: Chat, fault: str
) -> None:
    """A component, a policy, an exit, an action that raises, answers nonsense or takes for ever."""
    with broken(fragile, fault):
        assert helped(visitor, "is it legal?") == "unavailable"
        assert helped(fragile.chat(), DANGER) == "crisis"
    assert visitor.say("is it legal?")[0]["outcome"] == "answered"


@pytest.mark.parametrize("fault", ["nlu", "action", "slow"])
def test_danger_inside_the_form_closes_it_even_when_a_part_is_broken(
    fragile: Product, visitor: Chat, fault: str
) -> None:
    """The next message is not swallowed as a place, and the help line stays under it."""
    assert visitor.say("find a therapist")[0]["outcome"] == "asked"
    with broken(fragile, fault):
        assert helped(visitor, DANGER) == "crisis"
    (message, *_) = visitor.say("my cat is orange and very fluffy")
    assert message["outcome"] not in ("results", "asked")
    assert message.get("reminder") or message["severity"] in ("urgent", "emergency"), message


def test_after_a_crisis_a_failure_shows_the_card_again(fragile: Product, visitor: Chat) -> None:
    visitor.say(DANGER)
    with broken(fragile, "nlu"):
        assert helped(visitor, "is it legal?") == "crisis"


def test_an_action_server_that_was_stopped(fragile: Product, visitor: Chat) -> None:
    visitor.say("hello")
    fragile.stop_actions()
    try:
        assert helped(visitor, "is it legal?") == "unavailable"
        assert visitor.seconds < 1.5
        assert helped(fragile.chat(), DANGER) == "crisis"
        assert helped(fragile.chat(), "my brother took too much molly and can't breathe") == "crisis"
    finally:
        fragile.start_actions()
        fragile.wait()
    assert visitor.say("is it legal?")[0]["outcome"] == "answered"


def test_an_action_server_that_hangs(fragile: Product, visitor: Chat) -> None:
    """SIGSTOP: it accepts and says nothing."""
    visitor.say("find a therapist")
    fragile.hang_actions()
    try:
        assert helped(visitor, "is it legal?") == "unavailable"
        other = fragile.chat()
        assert helped(other, DANGER) == "crisis"
        assert other.seconds < 2
    finally:
        fragile.wake_actions()
    assert visitor.say("Austin, Texas")[0]["outcome"] == "results", "the form was lost"


def test_many_visitors_while_the_action_server_hangs(fragile: Product) -> None:
    """One visitor's wait is not another's: each turn is bounded by itself."""
    chats = [fragile.chat() for _ in range(6)]
    fragile.hang_actions()
    found: list[str] = []
    try:
        threads = [Thread(target=lambda c=c: found.append(helped(c, DANGER))) for c in chats]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        fragile.wake_actions()
    assert found == ["crisis"] * len(chats)
