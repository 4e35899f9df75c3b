"""The cards as a trained model holds them, with conditions of which never two hold at once: Rasa would draw lots.

Rasa itself utters cards, on every channel, so the model carries their words: in `rasa shell`, or through Rasa's REST
channel, somebody in danger reads a number of their country. Our own page takes its cards from data/ (chat/render.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from clinicchat.content import live_words
from clinicchat.content.settings import Settings

COUNTRY, LANGUAGE = "country", "language"
CARD = "utter_safety/"
NAMES_ONLY = "CLINICCHAT_TRAIN_NAMES_ONLY"
"""Set by `make train`: of other words the model then holds the names, for whoever says them takes the live ones."""
Variation = dict[str, object]


def responses(words: live_words.Content, clinic: Settings) -> dict[str, list[Variation]]:
    """Returns Rasa's `responses:` of all cards, the texts filled in; what follows a card is said by the actions.

    (Rasa reads its domain slowly: a second for each few hundred texts.)
    """
    cards = [name for name in words.safety.templates if name.startswith(CARD)]
    return {name: list(_variations(words.words[name], clinic)) for name in cards}


def _variations(of_one: list[live_words.Words], clinic: Settings) -> Iterator[Variation]:
    """Yields the variations of one name; the first is for whoever named neither country nor language.

    A text that is the first one's again needs no variation of its own: what no condition fits gets the first.
    """
    first, *others = of_one
    home = first.conditions[COUNTRY]
    yield {"text": _text(first, clinic)}
    for one in others:
        country, language = one.conditions[COUNTRY], one.conditions[LANGUAGE]
        languages = {o.conditions[LANGUAGE] for o in of_one if o.conditions[COUNTRY] == country}
        if language != live_words.ENGLISH:
            for where in (country, *([None] if country == home else [])):
                yield _when(_text(one, clinic), **{COUNTRY: where, LANGUAGE: language})
        elif one.text != first.text:
            for spoken in (None, live_words.ENGLISH) if len(languages) > 1 else ():
                yield _when(_text(one, clinic), **{COUNTRY: country, LANGUAGE: spoken})
            if len(languages) == 1:
                yield _when(_text(one, clinic), **{COUNTRY: country})


def _when(text: str, **slots: str | None) -> Variation:
    condition = [{"type": "slot", "name": name, "value": value} for name, value in slots.items()]
    return {"text": text, "condition": condition}


def _text(card: live_words.Words, clinic: Settings) -> str:
    return card.fill({"clinic_name": clinic.name, "clinic_phone": clinic.telephone, "clinic_hours": clinic.hours})
