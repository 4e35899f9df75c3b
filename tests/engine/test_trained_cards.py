"""On every channel of Rasa a card has words, and the numbers of the country where its reader is."""

from __future__ import annotations

import asyncio
import dataclasses
import tarfile
from itertools import product

import msgspec
import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.nlg.generator import ResponseVariationFilter

from clinicchat import paths
from clinicchat.content import live_words, settings, topics
from clinicchat.engine import train, trained_cards

pytestmark = pytest.mark.product  # needs the trained model

COUNTRIES = (None, "US", "UK", "CA", "AU", "EU", "ELSEWHERE")


def clinic_in(country: str) -> settings.Settings:
    return msgspec.structs.replace(settings.load(), country=country)


def words_in(country: str, monkeypatch: pytest.MonkeyPatch) -> live_words.Content:
    monkeypatch.setattr(live_words, "_home", lambda folder: country)
    return live_words.Content()


@pytest.mark.parametrize("home", ["US", "UK", "ELSEWHERE"])
def test_for_each_country_and_language_exactly_one_card_fits_and_it_is_that_of_the_page(home, monkeypatch):
    """Rasa draws lots among those that fit."""
    words = words_in(home, monkeypatch)
    made = trained_cards.responses(words, clinic_in(home))
    chosen = ResponseVariationFilter(made)
    for name, country, language in product(made, COUNTRIES, (None, "en", "es")):
        fitting = chosen.responses_for_utter_action(name, "rest", {"country": country, "language": language})
        expected = words.say(name.removeprefix("utter_"), country=country or "", language=language or "").text
        expected = expected.replace("{clinic_phone}", settings.load().telephone)
        assert [r["text"] for r in fitting] == [expected], (name, country, language)


def test_a_changed_word_of_a_card_needs_a_training(monkeypatch):
    before, words = train.fingerprint(), live_words.Content()
    first, *others = words.words["utter_safety/suicide"]
    words.words["utter_safety/suicide"] = [dataclasses.replace(first, text=f"{first.text} Now."), *others]
    monkeypatch.setattr(live_words, "Content", lambda *_: words)
    assert train.fingerprint() != before


@pytest.fixture(scope="module")
def model() -> str:
    found = train.latest()
    assert found, "no model of the current content: run `make train`"
    return str(found)


def test_the_model_holds_the_words_of_every_card(model):
    with tarfile.open(model) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith("domain_provider/domain.yml"))
        file = archive.extractfile(member)
        assert file
        held = yaml.safe_load(file)["responses"]
    made = trained_cards.responses(live_words.Content(), settings.load())
    for name, variations in made.items():
        assert {v["text"] for v in held[name]} == {v["text"] for v in variations}, name


@pytest.fixture(scope="module")
def agent(model: str) -> Agent:
    """The assistant as `rasa run` and `rasa shell` load it, without our channel and without an action server."""
    return Agent.load(model)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("i want to kill myself", "Call or text 988"),
        ("i'm in the uk and i want to kill myself", "Call Samaritans on 116 123"),
        ("i live in australia and my friend took mdma and is not breathing", "Call 000 now"),
        ("i'm in germany, i want to die", "Call TelefonSeelsorge on 0800 111 0 111"),
        ("me voy a matar", "Llama al 988"),
    ],
)
def test_the_first_card_through_rasas_own_channels_is_that_of_the_country_that_the_message_names(agent, text, first):
    out = CollectingOutputChannel()
    asyncio.run(agent.handle_message(UserMessage(text, out, f"visitor of {text}")))
    assert str(out.messages[0]["text"]).startswith(first)


def test_a_channel_may_tell_the_country_with_the_message(agent):
    out = CollectingOutputChannel()
    told = {"country": "UK", "language": "en"}
    asyncio.run(agent.handle_message(UserMessage("i want to kill myself", out, "told", metadata=told)))
    assert "999" in str(out.messages[0]["text"])


def test_every_danger_has_a_card_in_the_model():
    assert {f"utter_{danger}" for danger in topics.DANGERS} <= set(
        trained_cards.responses(live_words.Content(), settings.load())
    )


def test_stock_training_reads_the_cards_too():
    """`rasa train` reads the files by config.yml's importer, which renders the templates."""
    from rasa.shared.importers.importer import TrainingDataImporter

    domain = TrainingDataImporter.load_from_config(
        str(paths.ROOT / "config.yml"), str(paths.ROOT / "domain.yml"), [str(paths.ROOT / "data" / "rules.yml")]
    ).get_domain()
    assert "116 123" in str(domain.responses["utter_safety/suicide"])
