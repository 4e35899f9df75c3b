"""The preview shows changed words and messages, and stops an edit that lowers safety."""

from __future__ import annotations

import dataclasses
import datetime
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from clinicchat import paths
from clinicchat.content import live_words, topics
from clinicchat.content.outcomes import Outcome
from clinicchat.danger.phrase_file import FOLDER
from clinicchat.danger.phrases import Alarm, DangerPhrases
from clinicchat.engine import train
from clinicchat.publish import store
from clinicchat.understanding.danger_scores import DangerScores
from evaluation.pipeline import Reading, Understood, limits, resolve
from workbench import preview, preview_page
from workbench.preview_page import BETTER, OTHER, WORSE, Change, Message, Phrasing, Preview, Recall
from workbench.word_changes import word_changes

pytestmark = pytest.mark.thorough  # it trains


def made(seen: int) -> Preview:
    message = Message("what does it cost", "faq/cost_insurance", "heldout.yml")
    change = Change(message, "faq/access", "faq/cost_insurance", BETTER)
    return Preview(
        "HEAD",
        1,
        [change],
        [],
        [Recall("safety-heldout.yml", "safety/suicide", 10, 10, seen)],
        [Phrasing("faq/music", "is there music", True, "not understood", "faq/music")],
        ["faq/music"],
    )


def test_changed_words_are_shown_word_by_word(tmp_path: Path) -> None:
    shutil.copytree(paths.DATA, tmp_path / "data")
    file = tmp_path / "data" / "topics/faq/what_is_mdma.yml"
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("a lab-made drug", "a synthetic drug"), encoding="utf-8")
    found = word_changes(live_words.Content(paths.DATA), live_words.Content(tmp_path / "data"))
    assert [w.name for w in found] == ["faq/what_is_mdma"]
    assert "[-lab-made-] {+synthetic+}" in found[0].plain


def test_a_state_reads_danger_with_its_own_phrases_and_the_models_score() -> None:
    """Without a model: what the model says is given."""
    said = {"is it legal": -9.0, "i want to die": -1.0, "words of danger that no phrase knows": 4.0}
    ranking = [("faq/legal_status", 0.9)]
    side = object.__new__(preview.Side)
    side._phrases = DangerPhrases.load(paths.DATA / FOLDER)
    limits = {"answer": 0.5, "offer": 0.2, "beside": 0.1, "card": 1.0, "help": -0.9, "phrase": -2.0}

    def read(texts: list[str]) -> list[Reading]:
        return [Reading(t, ranking, DangerScores(said[t], said[t], [("safety/suicide", 0.9)])) for t in texts]

    side._pipeline = SimpleNamespace(read=read, limits=limits)
    outcomes = [u.outcome for u in side.understand(list(said))]
    assert outcomes == [Outcome.ANSWERED, Outcome.CRISIS, Outcome.CRISIS]


def test_what_the_live_release_was_trained_from_is_read_with_its_own_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also edited content whose phrasings are the same. Nothing is trained for it."""
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    words = Path(shutil.copytree(paths.DATA, tmp_path / "data"))
    shutil.copytree(paths.DATA, tmp_path / "7" / "data")
    known = dict.fromkeys(("by", "notes", "content", "model"), "")
    made = datetime.datetime.now(datetime.UTC)
    live = store.Release(tmp_path / "7", store.Manifest(number=7, made=made, fingerprint=train.fingerprint(), **known))
    answer = words / "topics/faq/what_is_mdma.yml"
    answer.write_text(answer.read_text(encoding="utf-8").replace("a lab-made drug", "a synthetic drug"), "utf-8")
    assert preview.known_model(live.data, live) == preview.known_model(words, live) == live.model
    answer.write_text(answer.read_text(encoding="utf-8") + "    - is it lab made\n", encoding="utf-8")
    assert preview.known_model(words, live) is None


def test_the_same_content_changes_nothing() -> None:
    assert word_changes(live_words.Content(paths.DATA), live_words.Content(paths.DATA)) == []


@pytest.mark.parametrize(("seen", "status"), [(10, 0), (9, 2)])
def test_a_lower_safety_recall_is_a_hard_stop(
    seen: int, status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preview, "compare", lambda base, revision: made(seen))
    monkeypatch.setattr(preview, "export", lambda revision, folder: folder)
    monkeypatch.setattr(preview.store, "newest_good", lambda: None)
    monkeypatch.setattr(preview_page.write, "__defaults__", (tmp_path,))
    assert preview.main([]) == status
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert ("must not go live" in page) == ("STOP" in capsys.readouterr().out) == bool(status)
    assert "what does it cost" in page
    assert "New topics: faq/music." in page
    assert "is there music" in page


def test_it_begins_with_what_to_do_in_one_sentence() -> None:
    def with_phrasings(*phrasings: Phrasing) -> Preview:
        return dataclasses.replace(made(10), phrasings=list(phrasings))

    helps = Phrasing("Is there music?", "any tunes", True, "not understood", "Is there music?", helps=True)
    idle = Phrasing("Is there music?", "is there music", True, "Is there music?", "Is there music?")
    harms = dataclasses.replace(helps, text="what is there", harms=("what does it cost",))
    assert with_phrasings(helps, idle).sentence == "Safe to publish: 1 of 2 phrasings help, nothing gets worse."
    assert preview_page.text(made(9)).startswith("Do not publish: 1 statements of danger would not be seen any more")
    worse = dataclasses.replace(made(10), changes=[dataclasses.replace(made(10).changes[0], verdict=WORSE)])
    assert worse.sentence.startswith("Look before you publish:") and "1 of 1 other messages" in worse.sentence
    assert with_phrasings(helps, idle, harms).to_leave_out == [
        "“what is there” (Is there music?): then “what does it cost” would be taken for it",
        "“is there music” (Is there music?): it is understood already",
    ]


def test_topics_are_told_by_their_titles() -> None:
    titles = {"faq/access": "How can I get it?", "faq/privacy": "What is kept?"}
    offer = got(topics.FALLBACK, "faq/access", "faq/privacy", outcome=Outcome.CLARIFY)
    assert preview.told(offer, titles.__getitem__) == "did you mean How can I get it or What is kept?"


def got(topic: str, *offered: str, outcome: Outcome = Outcome.ANSWERED) -> Understood:
    return Understood("words", outcome, topic, 1.0, list(offered))


@pytest.mark.parametrize(
    ("meant", "before", "after", "verdict"),
    [
        ("faq/access", got("faq/privacy"), got("faq/access"), BETTER),
        ("faq/access", got("faq/access"), got("nlu_fallback", "faq/access", outcome=Outcome.CLARIFY), WORSE),
        ("faq/access", got("faq/privacy"), got("faq/sources"), OTHER),
        ("out_of_scope", got("faq/privacy"), got("safety/suicide"), WORSE),
        ("safety/suicide", got("safety/overdose"), got("safety/suicide"), BETTER),
        ("safety/suicide", got("safety/overdose"), got("faq/access"), WORSE),
    ],
)
def test_false_alarms_and_danger_unseen_are_worse(
    meant: str, before: Understood, after: Understood, verdict: str
) -> None:
    assert preview._verdict(Message("words", meant, "heldout.yml"), before, after) == verdict


def test_what_a_message_reaches_is_told_in_words() -> None:
    offer = got(topics.FALLBACK, "faq/access", "faq/privacy", outcome=Outcome.CLARIFY)
    assert preview.told(offer) == "did you mean faq/access or faq/privacy?"
    assert preview.told(got(topics.FALLBACK, outcome=Outcome.NOT_UNDERSTOOD)) == "not understood"
    assert preview.told(got("faq/access")) == "faq/access"
    beside = got("faq/access", "faq/privacy")
    assert preview.told(beside) == "faq/access"


def test_what_raised_a_card_is_told_too() -> None:
    scores = DangerScores(0.4, 2.1, [("safety/suicide", 0.9)])
    read = Reading("x", [("faq/access", 0.9)], scores, Alarm("safety/suicide", "Tried just now", "tried to end it"))
    found = preview.told(resolve(read, limits()))
    phrase = "phrase “Tried just now: tried to end it”"
    assert found == f"safety/suicide (card; {phrase}; scores: card 0.4, help 2.1)"


def test_lines_for_countries_and_review_dates_are_shown(tmp_path: Path) -> None:
    shutil.copytree(paths.DATA, tmp_path / "data")
    file = tmp_path / "data" / "topics/faq/cost_insurance.yml"
    words = file.read_text(encoding="utf-8")
    edited = words.replace("In Australia, most", "In Australia, many", 1).replace('due: "20', 'due: "30', 1)
    file.write_text(edited, encoding="utf-8")
    found = {
        w.name: w.plain for w in word_changes(live_words.Content(paths.DATA), live_words.Content(tmp_path / "data"))
    }
    assert set(found) == {"faq/cost_insurance, reviewed", "faq/cost_insurance, countries AU"}
    assert "[-most-] {+many+}" in found["faq/cost_insurance, countries AU"]


def test_the_base_is_exported_with_its_folders(tmp_path: Path) -> None:
    folder = preview.export("HEAD", tmp_path)
    assert (folder / "nlu.yml").is_file() and (folder / FOLDER / "suicide.yml").is_file()


def test_a_phrasing_that_reached_another_answer_of_its_topic_is_no_idle_one() -> None:
    """“is it pricey” got “someone quoted me a price”; it was said to be understood already."""
    whole = "faq/cost_insurance"

    def side(phrasings: list[tuple[str, str]], reached: Understood) -> SimpleNamespace:
        return SimpleNamespace(phrasings=phrasings, title=str, understand=lambda texts: [reached] * len(texts))

    other = dataclasses.replace(got(whole), part="quoted_price")
    for before, helps in ((other, True), (got(whole), False)):
        sides = side([], before), side([(whole, "is it pricey")], got(whole))
        (told,) = preview._phrasings(*sides, [], SimpleNamespace())  # type: ignore[arg-type]
        assert told.helps is helps
