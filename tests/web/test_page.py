"""clinicchat/web/page.py: what a message holds is on the page."""

from __future__ import annotations

import re
from html import unescape

import pytest

from clinicchat.chat import render
from clinicchat.chat.conversation import Conversation
from clinicchat.chat.message import Link, Message, Reminder
from clinicchat.content import settings, topics
from clinicchat.content.outcomes import Outcome
from clinicchat.content.settings import COUNTRIES
from clinicchat.web import page


def shown(message: Message) -> str:
    return page.render_answer(settings.load(), [message])


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("danger", topics.DANGERS)
def test_every_number_of_a_card_is_a_link_of_its_own(danger: str, country: str) -> None:
    """Also two ways to say one number: "Call 988", and "Veterans: call 988, press 1"."""
    card = render.card(danger, Conversation("a", country=country), settings.load())
    html = shown(card)
    assert len(card.links) == html.count('rel="noopener noreferrer"') - sum(bool(s.url) for s in card.sources)
    for link in card.links:
        assert f'href="{link.url}"' in html and link.label in unescape(re.sub("<[^>]+>", "", html))


def test_a_card_shows_its_act_and_two_numbers_and_folds_the_rest() -> None:
    """The question stands right below; at most five links have weight, the others are under "more lines"."""
    card = render.card(topics.SUICIDE, Conversation("a", country="US"), settings.load())
    html = shown(card)
    before, _, rest = html.partition('<details class="rest">')
    assert "Call or text 988 now" not in rest and before.count("<a ") == 2
    weighed, _, more = rest.partition('<details class="more">')
    assert weighed.count("<a ") == 3 and more.count("<a ") >= 3
    assert html.lower().count("emergency") == len(re.findall("emergency", 'class="assistant emergency card"')) + 1


def test_a_number_is_never_broken() -> None:
    html = shown(
        Message(text="Call 13 11 14 now", outcome=Outcome.ANSWERED, links=(Link("Call 1-800-222-1222", "tel:1"),))
    )
    assert '<span class="whole">13 11 14</span>' in html and '<span class="whole">1-800-222-1222</span>' in html


def test_the_reminders_number_stands_once_beside_the_messages_own() -> None:
    call = Link("Call 988", "tel:988")
    html = shown(Message(text="x", outcome=Outcome.ANSWERED, links=(call,), reminder=Reminder("Still here.", (call,))))
    assert html.count("tel:988") == 1 and "Still here." in html


def test_the_soft_line_is_no_alert() -> None:
    html = shown(Message(text="x", outcome=Outcome.ANSWERED, help=(Link("Call 988", "tel:988"),)))
    assert 'class="soft"' in html and "tel:988" in html and "alert" not in html


def test_an_answer_of_nothing_is_our_own_page_all_the_same() -> None:
    html = page.render_answer(settings.load(), [])
    assert 'data-answer=""' in html and '<ol id="list"></ol>' in html
