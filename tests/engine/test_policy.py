"""SafetyPolicy: card, form closed, question, listen; in every state, and nothing for any other turn."""

from __future__ import annotations

import time

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from clinicchat import paths
from clinicchat.danger import standing
from clinicchat.engine.policy import AFTER, CARD, FOLLOW, SafetyPolicy

CLOSE = "action_deactivate_loop"
LISTEN = "action_listen"
DANGER = UserUttered("words", {"name": "safety", "confidence": 1.0})


def tracker(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("a", [ActionExecuted(LISTEN), *events])


def done(*actions: str) -> list[Event]:
    return [ActionExecuted(name) for name in actions]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([DANGER], CARD),
        ([DANGER, *done(CARD)], FOLLOW),
        ([DANGER, *done(CARD, FOLLOW)], LISTEN),
        ([ActiveLoop("place_form"), DANGER], CARD),
        ([ActiveLoop("place_form"), DANGER, *done(CARD)], CLOSE),
        ([ActiveLoop("place_form"), DANGER, *done(CARD, CLOSE), ActiveLoop(None)], FOLLOW),
        ([DANGER, *done(CARD, FOLLOW, LISTEN), DANGER], CARD),
        ([UserUttered("hi", {"name": "greet", "confidence": 1.0})], None),
        ([ActiveLoop("place_form"), UserUttered("Austin", {"name": "inform_place", "confidence": 1.0})], None),
        ([DANGER, *done(CARD, FOLLOW, LISTEN), UserUttered("hi", {"name": "greet"})], None),
        ([], None),
    ],
)
def test_what_is_due(events: list[Event], expected: str | None) -> None:
    assert SafetyPolicy.next_step(tracker(*events)) == expected


SLOTS = [*(TextSlot(n, mappings=[{"type": "custom"}]) for n in ("asked", "danger")),
         AnySlot("standing", mappings=[{"type": "custom"}])]  # fmt: skip
SUICIDE = standing.raised(None, "safety/suicide", now=time.time())


def stood(stands: standing.Standing, asked: str | None, *events: Event) -> DialogueStateTracker:
    """A conversation in which danger *stands*, and *asked* is open."""
    state = DialogueStateTracker("a", SLOTS)
    for event in (SlotSet("asked", asked), SlotSet("standing", standing.kept(stands)), *events):
        state.update(event)
    return state


def after(asked: str | None, text: str, intent: str, *actions: str, **found: object) -> str | None:
    """What is due when *text*, taken for *intent*, follows a card whose question is *asked*."""
    parsed = {"intent": {"name": intent, "confidence": 1.0}, "after_card": found}
    said = UserUttered(text, parsed["intent"], parse_data=parsed)  # type: ignore[arg-type]
    return SafetyPolicy.next_step(stood(SUICIDE, asked, said, *done(*actions)))


def test_a_reply_to_the_question_after_a_card_goes_to_it_whatever_the_classifier_says() -> None:
    assert after("safe_now", "not safe", "faq") == AFTER
    assert after("safe_now", "not safe", "faq", AFTER) == LISTEN
    assert after("safe_now", "it's my sister", "safety") == AFTER
    assert after("safe_now", "no", "deny") == AFTER
    assert after(None, "help me", "help_menu") == AFTER, "also long after the question"


def test_a_next_step_goes_before_searches_and_answers() -> None:
    assert after("safe_now", "i'm on hold", "faq", steps=["on_hold_crisis"]) == AFTER
    assert after(None, "i have it here", "find_provider", steps=["means_here"]) == AFTER
    assert after(None, "i'm on hold", "faq", steps=["on_hold"]) is None, "that is a step of another danger"


def test_a_cry_for_help_in_a_search_closes_the_search() -> None:
    said = UserUttered("help me", {"name": "help_menu", "confidence": 1.0})
    state = stood(SUICIDE, None, ActiveLoop("place_form"), said)
    for expected in (CLOSE, AFTER, LISTEN):
        assert SafetyPolicy.next_step(state) == expected
        state.update(ActionExecuted(expected))
        if expected == CLOSE:
            state.update(ActiveLoop(None))


def test_what_is_no_reply_takes_its_way() -> None:
    assert after("safe_now", "is it legal?", "faq") is None
    assert after("safe_now", "i want to kill myself", "safety", alarm="safety/suicide") == CARD
    assert after(None, "no way to join?", "faq") is None


def test_a_bare_no_long_after_the_question_is_asked_about_again() -> None:
    assert after(None, "no", "faq") == AFTER


def test_each_message_counts_on_how_danger_stands_and_a_long_absence_ends_it() -> None:
    here = ExecutionContext(GraphSchema({}))
    policy = SafetyPolicy(SafetyPolicy.get_default_config(), None, Resource("safety"), here)  # type: ignore[arg-type]
    domain = Domain.load(str(paths.ROOT / "domain.yml"))
    hello = UserUttered("hi", {"name": "greet", "confidence": 1.0})

    def set_by(stands: standing.Standing, *more: Event) -> dict[str, object]:
        prediction = policy.predict_action_probabilities(stood(stands, "safe_now", hello, *more), domain)
        return {event.key: event.value for event in prediction.events if isinstance(event, SlotSet)}

    counted = set_by(SUICIDE)["standing"]
    assert isinstance(counted, dict) and counted["turns"] == 1
    assert set_by(SUICIDE, *done("action_reply")) == {}, "once in a turn"
    long_ago = standing.raised(None, "safety/suicide", now=time.time() - 3600)
    assert set_by(long_ago) == {"standing": None, "danger": None, "asked": None}


@pytest.mark.parametrize("loop", [None, "place_form"])
def test_a_safety_turn_always_ends(loop: str | None) -> None:
    """Also when the action that closes the form does nothing: each step is taken once."""
    state = tracker(*([ActiveLoop(loop)] if loop else []), DANGER)
    for _ in range(4):
        step = SafetyPolicy.next_step(state)
        assert step is not None
        state.update(ActionExecuted(step))
        if step == LISTEN:
            return
    raise AssertionError("the turn did not end")


def test_its_prediction_beats_an_open_form() -> None:
    """It is flagged "no user", as a form's own is; an ordinary one loses whatever its priority."""
    domain = Domain.load(str(paths.ROOT / "domain.yml"))
    domain = domain.merge(Domain.from_dict({"actions": [CARD]}))
    here = ExecutionContext(GraphSchema({}))
    policy = SafetyPolicy(SafetyPolicy.get_default_config(), None, Resource("safety"), here)  # type: ignore[arg-type]
    state = tracker(ActiveLoop("place_form"), SlotSet("requested_slot", "place"), DANGER)
    prediction = policy.predict_action_probabilities(state, domain)
    assert prediction.is_no_user_prediction and prediction.max_confidence == 1.0
    assert domain.action_names_or_texts[prediction.max_confidence_index] == CARD
    other = policy.predict_action_probabilities(tracker(UserUttered("hi", {"name": "greet"})), domain)
    assert not other.is_no_user_prediction and other.max_confidence == 0.0


def test_it_stands_first_in_the_configuration() -> None:
    """config.yml shows the order, and the danger component is the last that reads a message."""
    text = (paths.ROOT / "config.yml").read_text(encoding="utf-8")
    names = [line.split("name:")[1].split("#")[0].strip() for line in text.splitlines() if "- name:" in line]
    policies = names[names.index("clinicchat.engine.policy.SafetyPolicy") :]
    assert policies[:2] == ["clinicchat.engine.policy.SafetyPolicy", "RulePolicy"]
    assert (
        names[names.index("clinicchat.engine.policy.SafetyPolicy") - 1]
        == "clinicchat.engine.danger_detector.DangerDetector"
    )
