"""That danger wins is wired in config.yml, domain.yml and data/rules.yml, each line alone."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from clinicchat import paths
from clinicchat.content import live_words, settings, topics
from clinicchat.engine import trained_cards
from clinicchat.engine.topic_classifier import thresholds


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((paths.ROOT / name).read_text(encoding="utf-8"))


CONFIG, DOMAIN = read("config.yml"), read("domain.yml")
RULES = {r["rule"]: r for r in read("data/rules.yml")["rules"]}
SAFETY_RULES = [r for r in RULES.values() if {"intent": "safety"} in r["steps"]]
FREE_TEXT = [
    (slot, mapping)
    for slot, spec in DOMAIN["slots"].items()
    for mapping in spec["mappings"]
    if mapping["type"] == "from_text"
]


def test_the_danger_detector_is_the_last_component_and_nothing_can_lower_it():
    assert CONFIG["pipeline"][-1]["name"] == "clinicchat.engine.danger_detector.DangerDetector"


def test_the_safety_policy_comes_before_all_others():
    assert CONFIG["policies"][0]["name"] == "clinicchat.engine.policy.SafetyPolicy"


@pytest.mark.parametrize(("slot", "mapping"), FREE_TEXT, ids=[slot for slot, _ in FREE_TEXT])
def test_no_free_text_slot_swallows_danger(slot, mapping):
    assert "safety" in mapping.get("not_intent", [])


def test_there_is_a_free_text_slot_to_guard():
    assert FREE_TEXT


def test_danger_has_a_rule_outside_and_a_rule_inside_a_search():
    assert [bool(r.get("condition")) for r in SAFETY_RULES] == [False, True]


@pytest.mark.parametrize("rule", SAFETY_RULES, ids=lambda r: r["rule"])
def test_the_card_is_said_before_anything_that_can_fail(rule):
    actions = [s["action"] for s in rule["steps"] if "action" in s]
    assert actions[0] == "utter_safety"
    assert actions[-1] == "action_follow_card"


def test_inside_a_search_the_search_is_closed():
    inside = SAFETY_RULES[1]["steps"]
    assert {"action": "action_deactivate_loop"} in inside
    assert {"active_loop": None} in inside


def test_the_safety_rules_stand_first():
    assert list(RULES.values())[:2] == SAFETY_RULES


def test_the_threshold_for_danger_is_set_for_recall():
    assert -5 < thresholds()["help"] <= -0.5, "for a help line danger must not need to be the likelier reading"
    assert thresholds()["card"] <= 1.5


def test_rasas_own_rest_channel_stays_closed():
    assert list(read("credentials.yml")) == ["clinicchat.web.channel.WebChat"]


@pytest.mark.parametrize("danger", topics.DANGERS)
def test_every_danger_has_a_card_that_rasa_can_say_without_the_action_server(danger):
    words = trained_cards.responses(live_words.Content(), settings.load())[f"utter_{danger}"]
    assert all("{" not in variation["text"] for variation in words)
