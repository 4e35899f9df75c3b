"""`make release`, `make approve`, `make rollback` on a copy of the content, with the model that is trained."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import sys
import tarfile
from pathlib import Path

import msgspec
import pytest

from clinicchat import paths
from clinicchat.content import live_words, topics
from clinicchat.danger.level import Level
from clinicchat.engine import train
from clinicchat.publish import approve, gates, recall, release, rollback, store, units
from clinicchat.publish.check import registry
from clinicchat.publish.gates import RefusedError
from clinicchat.understanding.danger_scores import SUREST

pytestmark = pytest.mark.xdist_group("release")
COST, SUICIDE = "topics/faq/cost_insurance.yml", "safety/suicide.yml"
FIRST, NEW = "  utter_faq/cost_insurance:\n  - text: |-\n      ", "Prices vary."
OVERDOSE = "safety/phrases/overdose.yml"
CHECKS = ("readable", "before", "plausible")
STATEMENT = "the plimsoll of greenwich sang"


class House:
    """A clinic's folder: what staff edit, and what is live."""

    def __init__(self, root: Path) -> None:
        self.data, self.said = root / "data", list[str]()

    def edit(self, file: str, old: str, new: str) -> None:
        text = (self.data / file).read_text(encoding="utf-8")
        assert old in text
        (self.data / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    def reword(self) -> None:
        """Changes the words of the answer about the cost."""
        self.edit(COST, FIRST, f"{FIRST}{NEW} ")

    def publish(self, **how: bool) -> store.Release | None:
        self.said.clear()
        return release.make(notes="a test", tell=self.said.append, **how)

    def approve(self, unit: str, name: str = "Ann", role: str = "psychiatrist") -> None:
        live = store.newest_good()
        approve.approve(self.data, [unit], name, role, units.units(live.data) if live else {})

    def live(self, name: str) -> str:
        served = store.newest_good()
        assert served
        return live_words.Content(served.data).say(name).text


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with a first release, made once."""
    if train.latest() is None:
        train.train()
    root = tmp_path_factory.mktemp("house")
    shutil.copytree(paths.DATA, root / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(paths.ROOT / name, root / name)
    if (paths.VAR / "check").is_dir():  # with what a check keeps the next one is quick
        shutil.copytree(paths.VAR / "check", root / "var" / "check")
    with pytest.MonkeyPatch.context() as patched:
        move(patched, root)
        made = House(root).publish()
    assert made and made.number == 1
    return root


def move(patched: pytest.MonkeyPatch, root: Path) -> None:
    patched.setattr(paths, "DATA", root / "data")
    patched.setattr(paths, "VAR", root / "var")


@pytest.fixture
def house(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The house, where gates read each fortieth statement of danger and run the checks that these tests are about.

    With all of them, as for the first release, each one more takes half a minute.
    """
    shutil.copytree(first, tmp_path / "house")
    move(monkeypatch, tmp_path / "house")
    few = dict(list(recall.statements().items())[::40])
    monkeypatch.setattr(recall, "statements", lambda: few)
    checks = [one for one in registry.all_checks() if one.find.__module__.rpartition(".")[2] in CHECKS]
    monkeypatch.setattr(registry, "all_checks", lambda: checks)
    return House(tmp_path / "house")


def test_the_gate_knows_every_shipped_statement_of_danger() -> None:
    known = recall.statements()
    assert len(known) > 1_900 and {topics.SUICIDE, topics.OVERDOSE} < set(known.values()) < set(topics.DANGERS)


def test_words_are_live_with_their_approval_and_not_before(house: House) -> None:
    """The old words stay; no training is needed; taking it back brings the old words."""
    house.reword()
    assert house.publish() is None
    assert any("faq/cost_insurance needs 1 more name" in line for line in house.said)
    assert NEW not in house.live("faq/cost_insurance")
    house.approve("faq/cost_insurance", role="clinic manager")
    made = house.publish()
    assert made and made.number == 2 and not any("training" in line for line in house.said)
    assert NEW in house.live("faq/cost_insurance")
    assert rollback.back().number == 1
    assert NEW not in house.live("faq/cost_insurance")


def test_words_that_were_taken_back_go_out_again_only_when_somebody_says_so(
    house: House,
) -> None:
    """Also beside another edit, which the same content would not tell; and going back again leads past them."""
    house.reword()
    house.approve("faq/cost_insurance")
    house.publish()
    rollback.back()
    with pytest.raises(RefusedError, match=r"faq/cost_insurance: these words went out with release 2, which was taken"):
        house.publish()
    house.edit("clinic.yml", "9 am to 5 pm", "9 am to 4 pm")
    with pytest.raises(RefusedError, match=r"Mend what was wrong in data/\. Are these words right"):
        house.publish()
    made = house.publish(again=True)
    assert made and made.number == 3 and NEW in house.live("faq/cost_insurance")
    assert "(taken back)" in rollback.listed()
    assert rollback.back().number == 1, "release 2 was taken back"
    assert rollback.back(2).number == 2
    assert store.taken_back() and 2 not in {one.number for one in store.taken_back()}


def test_settings_that_were_taken_back_are_refused_while_nothing_else_changed(house: House) -> None:
    house.edit("clinic.yml", "9 am to 5 pm", "9 am to 4 pm")
    house.publish()
    rollback.back()
    with pytest.raises(RefusedError, match="data/ is still as in release 2, which was taken back"):
        house.publish()


def test_going_back_says_what_is_left_to_do(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.edit("clinic.yml", "9 am to 5 pm", "9 am to 4 pm")
    house.publish()
    assert rollback.main([]) == 0
    assert "data/ still has other words: mend them" in capsys.readouterr().out
    assert rollback.main(["--to", "2"]) == 0
    assert "data/ still" not in capsys.readouterr().out
    assert rollback.main(["--to", "77"]) == 1
    assert "there is no release 77 (to see all: make rollback ARGS=--list)" in capsys.readouterr().out


def test_each_name_is_told_what_is_still_needed(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.edit(SUICIDE, "This must be so hard.", "This is so hard.")
    said = []
    for name, role in (("Bo", "office manager"), ("Ann", "nurse")):
        for unit in ("card suicide (en)", "0aced38de9453409"):
            assert approve.main(["--name", name, "--role", role, "--units", unit]) == 0
            said.append(capsys.readouterr().out)
    assert all("It still needs 1 more name, a clinician's." in one and "then: make release" in one for one in said[:2])
    assert all("still needs" not in one and "now: make release" in one for one in said[2:])


def test_a_new_warning_is_told_before_it_goes_out(house: House) -> None:
    house.edit("clinic.yml", "555-0100", "512-867-5309")
    made = house.publish()
    assert made and made.number == 2
    (line,) = [line for line in house.said if line.startswith("look at: ")]
    assert "The clinic's telephone was 555-0100 and is now 512-867-5309. Call it before you publish." in line


def test_a_card_needs_two_names_and_urgently_one_clinicians_for_a_day(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "latest", lambda data=None: store.read(1).model)  # a card's words are trained: 30 s
    house.edit(SUICIDE, "This must be so hard.", "This is so hard.")
    house.approve("card suicide (en)", "Bo", "web editor")
    assert house.publish() is None
    assert house.publish(urgent=True) is None, "an editor is no clinician"
    house.approve("card suicide (en)", "Bo", "psychiatrist")
    made = house.publish(urgent=True)
    assert made and "This is so hard." in house.live("safety/suicide")
    made_then = made.manifest.made - datetime.timedelta(hours=25)
    late = msgspec.structs.replace(made.manifest, made=made_then)
    (made.folder / store.MANIFEST).write_bytes(msgspec.json.encode(late))
    with pytest.raises(RefusedError, match=r"card suicide \(en\) went out with one name 25 hours ago"):
        house.publish()
    house.approve("card suicide (en)", "Ann", "clinic manager")
    house.publish()


def test_a_broken_file_publishes_nothing(house: House) -> None:
    house.edit(COST, "    metadata:", "\tmetadata:")
    with pytest.raises(RefusedError, match=r"data/ has an error. data/topics/faq/cost_insurance.yml, line \d+: .*tab"):
        house.publish()
    assert release.ready(house.said.append).number == 1, "and a start serves the last good release"


def test_a_damaged_release_gives_way_to_an_older_good_one(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.reword()
    house.approve("faq/cost_insurance")
    made = house.publish()
    assert made
    with made.model.open("ab") as file:
        file.write(b"x")
    served = store.newest_good()
    assert served and served.number == 1 and "Release 2 is not served: its model is damaged" in caplog.text
    shutil.rmtree(made.data / "safety")
    assert NEW not in house.live("faq/cost_insurance")


def test_ten_releases_are_kept_and_the_live_one_always(house: House) -> None:
    base = store.read(1)
    for number in range(2, 14):
        staged = Path(shutil.copytree(base.data, store.folder() / "staged"))
        store.add(staged, base.model, msgspec.structs.replace(base.manifest, number=number))
    store.make_live(2)
    store.prune()
    assert store.numbers() == [2, *range(4, 14)]


def test_two_cannot_publish_at_once(house: House) -> None:
    with store.publishing(), pytest.raises(store.NoReleaseError, match="somebody else is publishing"):
        house.publish()


def test_words_that_were_live_before_there_were_releases_are_taken_over(house: House) -> None:
    """An update from a version without releases: what staff had changed stays, and is told."""
    shutil.rmtree(store.folder())
    house.reword()
    (paths.VAR / "conversations.db").write_bytes(b"")
    assert release.ready(house.said.append).number == 1
    assert NEW in house.live("faq/cost_insurance")
    assert any("texts that nobody approved were live before" in line for line in house.said)


def test_a_lost_statement_of_danger_stops_the_release_until_two_people_accept_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that only a danger phrase sees; the phrase is taken away, with both its names."""
    monkeypatch.setattr(recall, "statements", lambda: {STATEMENT: "safety/overdose", "i want to die": "safety/suicide"})
    house.edit(OVERDOSE, '    - "overdosed on"\n', f'    - "overdosed on"\n    - "{STATEMENT}"\n')
    for name, role in (("Ann", "psychiatrist"), ("Bo", "editor")):
        house.approve("danger phrases overdose", name, role)
    assert house.publish()
    house.edit(OVERDOSE, f'    - "{STATEMENT}"\n', "    - plimsoll of greenwich hums\n")
    for name, role in (("Cy", "nurse"), ("Bo", "editor")):
        house.approve("danger phrases overdose", name, role)
    with pytest.raises(RefusedError, match="1 statement of danger would be lost"):
        house.publish()
    (loss,) = [line for line in house.said if line.startswith("LOST")]
    assert STATEMENT in loss and "got a card; now neither a card nor a help line" in loss
    (code,) = re.findall(r"code (\w{16})", loss)
    for name, role in (("Ann", "psychiatrist"), ("Bo", "editor")):
        house.approve(code, name, role)
    made = house.publish()
    assert made and made.number == 3


@pytest.mark.parametrize("gated", [True, False], ids=["after a gate", "after the first release"])
def test_a_statement_that_only_a_new_threshold_loses_stops_the_release(
    house: House, monkeypatch: pytest.MonkeyPatch, gated: bool
) -> None:
    """No word of data/ differs; also when the new program has served the live release meanwhile (`make run`)."""
    monkeypatch.setattr(recall, "statements", lambda: {"i want to die": "safety/suicide"})
    live = store.read(1)
    if gated:
        recall.keep(live, {"i want to die": Level.CARD})
    chosen, known = recall.thresholds(), train.fingerprint
    monkeypatch.setattr(recall, "thresholds", lambda: chosen | {"phrase": SUREST})
    monkeypatch.setattr(train, "fingerprint", lambda data=None: known(data) + "new")
    monkeypatch.setattr(train, "latest", lambda data=None: live.model)
    with pytest.raises(RefusedError, match=r"1 statement of danger would be lost\. .* the threshold or the update"):
        house.publish()
    assert any("“i want to die” (safety/suicide) got a card; now a help line" in line for line in house.said)
    store.renew(live, live.model, train.fingerprint(live.data))
    house.reword()
    house.approve("faq/cost_insurance")
    with pytest.raises(RefusedError, match="1 statement of danger would be lost"):
        house.publish()


def test_a_release_of_an_older_program_is_compared_by_a_model_that_this_one_can_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an update under a supervisor: `make release` before the restart, with a live model of another shape."""
    live, texts = store.read(1), ["i want to die"]
    older = msgspec.structs.replace(live.manifest, fingerprint="of an older program")
    old = store.Release(live.folder, older)
    model = Path(shutil.copy(live.model, live.folder / "readable.tar.gz"))
    monkeypatch.setattr(train, "latest", lambda data=None: model)
    with tarfile.open(live.model, "w:gz"):
        pass  # what this program cannot read
    assert recall.kept(old, texts) == {"i want to die": Level.CARD}
    monkeypatch.setattr(train, "fingerprint", lambda data=None: sys.exit("train: failed"))
    assert recall.kept(old, [*texts, "one that is new"]) == {"i want to die": Level.CARD}, "what it was stays"


def test_the_gate_decides_by_the_limits_of_the_models_own_configuration(tmp_path: Path) -> None:
    config = {"card": None, "help": 3.5, "phrase": None, "core_fallback_threshold": 0.3}
    nodes = {
        "detector": {"uses": "clinicchat.engine.danger_detector.DangerDetector", "config": config},
        "policy": {"uses": "rasa.core.policies.rule_policy.RulePolicy", "config": {"answer": 0.9}},
    }
    (tmp_path / "metadata.json").write_text(json.dumps({"predict_schema": {"nodes": nodes}}), encoding="utf-8")
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "metadata.json", "metadata.json")
    assert recall.limits(tmp_path / "model.tar.gz") == recall.thresholds() | {"help": 3.5}


def test_every_gate_says_who_must_do_what(house: House) -> None:
    house.reword()
    house.edit(SUICIDE, "This must be so hard.", "This is so hard.")
    told = " ".join(release.held_back())
    assert "faq/cost_insurance needs 1 more name;" in told
    assert "card suicide (en) needs 2 more names, one of them a clinician's;" in told
    assert gates.URGENT_HOURS == 24


def test_old_words_that_are_no_longer_allowed_say_whose_approval_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an urgent release would be stopped by a fault that data/ does not have."""
    house.reword()
    house.edit("clinic.yml", "9 am to 5 pm", "9 am to 4 pm")
    found = gates.Finding(gates.Level.ERROR, f"data/{COST}", 7, "text", "That is forbidden.", "Delete it.")
    monkeypatch.setattr(gates, "check", lambda project, *_: ([found] if ".staged" in str(project.root) else [], []))
    with pytest.raises(RefusedError, match=r"Without the new words of faq/cost_insurance \(to approve them: make app"):
        house.publish()
