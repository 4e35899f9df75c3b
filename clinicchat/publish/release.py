"""`make release`: the working files become what visitors read, once they are checked, approved, trained and gated.

    python -m clinicchat.publish.release [--notes WORDS] [--urgent] [--again] [--adopt]
    make(); ready()       # a release from the working files; the one to serve, made if there is none

Nothing of the live release is touched on the way: it is served until the next one is whole.
"""

from __future__ import annotations

import argparse
import datetime
import getpass
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from clinicchat import paths
from clinicchat.content import live_words, serving
from clinicchat.engine import content, train
from clinicchat.publish import approvals, gates, recall, shared, store, units
from clinicchat.publish.approvals import Plan
from clinicchat.publish.check import Project
from clinicchat.publish.check.kept import FOLDER, Kept
from clinicchat.publish.compose import compose
from clinicchat.publish.gates import RefusedError, Say
from clinicchat.publish.store import Manifest, NoReleaseError, Release
from clinicchat.publish.units import Unit


def say(words: str) -> None:
    """Writes one line to the screen."""
    sys.stdout.write(f"release: {words}\n")
    sys.stdout.flush()


def make(
    *, notes: str = "", urgent: bool = False, again: bool = False, adopt: bool = False, tell: Say = say
) -> Release | None:
    """Makes a release of the working files and lets it be served; None when nothing changed. Raises `RefusedError`.

    *urgent*: one clinician's name is enough for safety content, for a day. *again*: words may go out that were taken
    back. *adopt*: words that nobody approved are
    taken over, because they were live before there were releases.
    """
    with store.publishing():
        live = store.newest_good()
        tell("checking data/ …")
        errors, warnings = gates.check(Project(paths.DATA.parent), urgent)
        gates.refuse_errors(errors)
        if live:
            gates.tell_new(warnings, live, tell)
        names = approvals.Approvals.read()
        gates.refuse_overdue(live, names)
        working, old = units.units(paths.DATA), units.units(live.data) if live else {}
        plan = approvals.plan(working, old, names, urgently=urgent)
        if adopt and not live:
            tell(f"{len(plan.withheld)} texts that nobody approved were live before and stay; approve them soon.")
            plan = Plan([], [], plan.unreviewed)
        for line in gates.told(plan, old, names):
            tell(line)
        gates.refuse_without_old_words(plan, old)
        if not again:
            gates.refuse_taken_back(working, plan, old)
        staged = stage(plan.withheld, live)
        try:
            content.read(staged)
            if not again:
                gates.refuse_all_taken_back(staged)
            return _publish(staged, live, plan, [f.mark for f in warnings], notes, tell)
        finally:
            serving.forget(staged)
            shutil.rmtree(staged.parent, ignore_errors=True)


def _publish(
    staged: Path, live: Release | None, plan: Plan, warnings: list[str], notes: str, tell: Say
) -> Release | None:
    if plan.withheld:
        waiting = ", ".join(unit.name for unit in plan.withheld)
        why = f"Without the new words of {waiting} (to approve them: make approve) "
        gates.refuse_errors(gates.check(_project(staged.parent))[0], why)
    fingerprint = train.fingerprint(staged)
    if live and store.digest(staged) == live.manifest.content and fingerprint == live.manifest.fingerprint:
        rest = "what needs no name is the same" if plan.withheld else "it has these words"
        tell(f"nothing to publish: release {live.number} stays live; {rest}.")
        return None
    model = _model(staged, tell)
    limits, reading = recall.limits(model), recall.reading(staged, fingerprint)
    levels = gates.refuse_losses(live, staged, model, limits, reading, tell) if live else {}
    manifest = Manifest(
        number=shared.next_number(),
        made=datetime.datetime.now(datetime.UTC),
        by=who(),
        notes=notes,
        content=store.digest(staged),
        model=store.digest(model),
        fingerprint=fingerprint,
        withheld=[unit.name for unit in plan.withheld],
        unreviewed=plan.unreviewed,
        urgent={unit.hash: unit.name for unit in plan.urgent},
        warnings=warnings,
        reading=reading,
        limits=limits,
    )
    release = store.add(staged, model, manifest)
    recall.keep(release, levels)
    shared.send(release)
    store.make_live(release.number)
    store.prune()
    tell(f"release {release.number} is live." + (" To take it back: make rollback" if live else ""))
    return release


def held_back() -> list[str]:
    """Returns what a release of data/ would hold back, in plain words. Raises `ContentError`."""
    live = store.newest_good()
    old = units.units(live.data) if live else {}
    names = approvals.Approvals.read()
    return gates.told(approvals.plan(units.units(paths.DATA), old, names), old, names)


def stage(withheld: list[Unit], live: Release | None) -> Path:
    """Writes the content of the next release to a folder and returns it."""
    root = store.folder() / ".staged"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    compose(paths.DATA, live.data if live else None, withheld, root / store.DATA)
    return root / store.DATA


def _project(root: Path) -> Project:
    """Returns the staged content as the checks want it."""
    for name in ("domain.yml", "config.yml"):
        shutil.copy(paths.ROOT / name, root / name)
    project = Project(root)
    project.kept = Kept(paths.VAR / FOLDER)
    return project


def _model(data: Path, tell: Say) -> Path:
    if model := train.latest(data):
        return model
    tell("phrasings, cards, lines or rules changed: training (about half a minute) …")
    begun = time.monotonic()
    model = train.train(data)
    tell(f"trained in {time.monotonic() - begun:.0f} s.")
    return model


def ready(tell: Say = say) -> Release:
    """Returns the release to serve; makes the first one. Raises `RefusedError` when there is none and can be none.

    After an update of the program its model is trained anew from its own content: `make run` publishes no edits.
    """
    release = store.newest_good()
    if release is None:
        adopt = (paths.VAR / "conversations.db").is_file()
        tell("there is none yet, so the first is made from data/.")
        made = make(notes="the first", adopt=adopt, tell=tell)
        assert made
        return made
    try:
        if (fingerprint := train.fingerprint(release.data)) != release.manifest.fingerprint:
            tell(f"the program changed since release {release.number} was made.")
            release = store.renew(release, _model(release.data, tell), fingerprint)
    except (live_words.ContentError, SystemExit) as error:
        tell(f"release {release.number} does not fit this version of the program ({error}).")
        made = make(notes="for a new version of the program", tell=tell)
        if made is None:
            raise RefusedError("and data/ holds the same words. Take data/ from the program's new version.") from None
        return made
    return release


def who() -> str:
    """Returns who is publishing: NAME in the environment, git's name, else the user of this machine."""
    if given := os.environ.get("NAME"):
        return given
    try:
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)
        return done.stdout.strip() or getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def main(arguments: list[str] | None = None) -> int:
    """Returns 0 when the words of data/ are live, 1 when they were refused."""
    parser = argparse.ArgumentParser(prog="make release", description="Publishes data/, as far as it is approved.")
    parser.add_argument("--notes", default=os.environ.get("NOTES", ""), help="what changed, for the list of releases")
    parser.add_argument("--urgent", action="store_true", help="one clinician's name is enough, for 24 hours")
    parser.add_argument("--again", action="store_true", help="publish words that were taken back")
    parser.add_argument("--adopt", action="store_true", help="take over words that were live before releases")
    chosen = parser.parse_args(arguments)
    try:
        urgent, again = (
            given or os.environ.get(name) == "1" for given, name in ((chosen.urgent, "URGENT"), (chosen.again, "AGAIN"))
        )
        make(notes=chosen.notes, urgent=urgent, again=again, adopt=chosen.adopt)
    except (RefusedError, NoReleaseError, live_words.ContentError, SystemExit) as error:  # SystemExit: training failed
        say(f"refused. {error} What was live stays live.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
