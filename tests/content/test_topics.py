"""clinicchat/content/topics.py"""

from __future__ import annotations

import pytest

from clinicchat.content import topics


@pytest.mark.parametrize("topic", ["faq/legal_status", "safety/suicide", "greet"])
def test_what_parse_data_writes_topic_of_reads(topic):
    assert topics.topic_of(topics.parse_data(topic)) == topic


def test_a_leafs_own_confidence_stands_at_the_group_and_at_the_leaf():
    data = topics.parse_data("faq/legal_status", 0.3)
    assert data["intent"]["confidence"] == 0.3
    assert data["response_selector"]["faq"]["response"]["confidence"] == 0.3


def test_a_message_without_an_intent_has_no_topic():
    assert topics.topic_of(None) is None
    assert topics.topic_of({"text": "hm"}) is None


def test_only_the_safety_group_is_danger():
    assert topics.is_danger("safety/abuse")
    assert not topics.is_danger("faq/legal_status")
    assert not topics.is_danger(None)
