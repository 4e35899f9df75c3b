"""Danger wins in every state of the conversation, wherever in the message it stands."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from clinicchat import paths
from tests.web.contract import check
from workbench.running import Chat, Product

DANGER = "i want to kill myself"
FILLER = "i read your page about therapy and trust and it was long. "


def saw(messages: list[dict[str, Any]]) -> bool:
    return messages[0]["outcome"] == "crisis" and messages[0]["topic"] == "safety/suicide"


@pytest.mark.parametrize(
    "text",
    [
        DANGER, f"/{DANGER}", f"/greet {DANGER}", f"\u200b/{DANGER}", f"is it legal? {DANGER}",
        f"{DANGER}. what does it cost?", (FILLER * 30)[:500] + DANGER + (FILLER * 30)[:479],
        (FILLER * 30)[:978] + " " + DANGER, "I WANT TO KILL MYSELF", "i want to k i l l myself",
        "my number is 512-555-0199 and i want to kill myself",
    ],
    ids=["first turn", "slash", "intent", "hidden slash", "after a question", "before one", "middle of 1,000",
         "end of 1,000", "capitals", "spaced", "with personal data"],
)  # fmt: skip
def test_danger_anywhere_in_the_first_message(chat: Chat, text: str) -> None:
    assert len(text) <= 1000
    assert saw(chat.say(text))
    check(chat.last)


def test_danger_inside_the_form_closes_it(chat: Chat) -> None:
    """It is not searched as a place, and neither is what comes next."""
    chat.say("find a therapist")
    assert saw(chat.say(DANGER))
    (message, *_) = chat.say("my cat is orange and very fluffy")
    assert message["outcome"] not in ("asked", "results", "no_results")
    assert "tel:988" in [link["url"] for link in message["links"]]


def test_danger_inside_did_you_mean(chat: Chat) -> None:
    for text in ("brain stuff", "therapy thing money", "molly law safe"):
        if chat.say(text)[0]["outcome"] == "clarify":
            break
    assert saw(chat.say(DANGER))


def test_danger_twice_in_a_row(chat: Chat) -> None:
    assert saw(chat.say(DANGER)) and saw(chat.say(DANGER)) and saw(chat.say("i really want to die"))


def test_the_help_line_stays_after_a_crisis(chat: Chat) -> None:
    chat.say(DANGER)
    for text in ("is it legal?", "hello", "find a therapist", "Austin, Texas", "thanks"):
        for message in chat.say(text):
            assert "988" in str(message["reminder"]["links"]), (text, message)


@pytest.mark.parametrize(("said", "url"), [("en-GB,en;q=0.9", "tel:999"), ("en-US", "tel:911"), ("de-DE", "tel:112")])
def test_the_browsers_region_chooses_the_card(product: Product, said: str, url: str) -> None:
    """Unless the visitor says where they are; the clinic's own country is offered too."""
    chat = product.chat(**{"Accept-Language": said})
    links = [link["url"] for link in chat.say(DANGER)[0]["links"]]
    assert url in links and "tel:911" in links
    assert "tel:000" in [link["url"] for link in chat.say(f"i live in australia and {DANGER}")[0]["links"]]


def test_every_free_text_slot_lets_danger_through() -> None:
    """domain.yml: a from_text mapping lists safety, or a visitor's last words would be searched as a place."""
    domain = yaml.safe_load((paths.ROOT / "domain.yml").read_text(encoding="utf-8"))
    found = 0
    for name, slot in domain["slots"].items():
        for mapping in slot["mappings"]:
            if mapping["type"] == "from_text":
                found += 1
                assert "safety" in mapping.get("not_intent", []), f"domain.yml: {name}: add safety to not_intent"
                assert mapping.get("conditions"), f"domain.yml: {name}: would be filled outside its form"
    assert found, "domain.yml has no free-text slot any more: this test looks at nothing"
