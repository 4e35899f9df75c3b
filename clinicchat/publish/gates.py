"""What keeps working files from becoming a release: errors, missing names, lost statements of danger.

Each gate raises `RefusedError`, which says who must do what.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

from clinicchat.danger.level import Level as Answered
from clinicchat.publish import recall, store, units
from clinicchat.publish.approvals import Approvals, Plan
from clinicchat.publish.check import Finding, Level, Project, run
from clinicchat.publish.store import Release
from clinicchat.publish.units import Unit

URGENT_HOURS = 24
MAX_TOLD = 5
PAST_DUE = "No review is past its date"
"""A check that does not stop an urgent release: an answer past its date is not shown anyway."""
AGAIN = (
    "which was taken back (make rollback). Mend what was wrong in data/. Are these words right? "
    "Then: make release AGAIN=1."
)
Say = Callable[[str], None]


class RefusedError(ValueError):
    """The working files do not become a release; the message says who must do what."""


def check(project: Project, urgent: bool = False) -> tuple[list[Finding], list[Finding]]:
    """Returns the errors of *project*, and its warnings."""
    found = run(project)
    errors = [f for f in found if f.level == Level.ERROR and not (urgent and f.check == PAST_DUE)]
    return errors, [f for f in found if f.level != Level.ERROR]


def tell_new(warnings: list[Finding], live: Release, tell: Say) -> None:
    """Tells the *warnings* that came since the release *live*, such as a telephone that somebody should call."""
    new = [f for f in warnings if f.mark not in live.manifest.warnings]
    for finding in new[:MAX_TOLD]:
        tell(f"look at: {finding.message}")
    if len(new) > MAX_TOLD:
        tell(f"look at: {len(new) - MAX_TOLD} more. make check tells them")


def refuse_errors(errors: list[Finding], before: str = "") -> None:
    """Raises `RefusedError` when there are *errors*."""
    if errors:
        more = f" (and {len(errors) - 1} more: make check)" if len(errors) > 1 else ""
        raise RefusedError(f"{before}data/ has an error. {errors[0].message}{more}")


def refuse_without_old_words(plan: Plan, old: dict[str, Unit]) -> None:
    """Raises `RefusedError` when safety content is held back that no live release has: nothing could take its place."""
    missing = [unit.name for unit in plan.withheld if unit.safety and unit.name not in old]
    if missing:
        cure = "Approve it (make approve), or take data/ back to the approved state."
        raise RefusedError(f"{', '.join(missing)}: not approved, and no live release has older words. {cure}")


def refuse_taken_back(working: Mapping[str, Unit], plan: Plan, old: Mapping[str, Unit]) -> None:
    """Raises `RefusedError` when words would go out again that a release had which somebody took back."""
    held = {unit.name for unit in plan.withheld}
    new = {n: unit for n, unit in working.items() if n not in held and (n not in old or old[n].hash != unit.hash)}
    for release in store.taken_back() if new else ():
        there = units.units(release.data)
        if again := [n for n, unit in new.items() if n in there and there[n].hash == unit.hash]:
            raise RefusedError(f"{', '.join(again)}: these words went out with release {release.number}, {AGAIN}")


def refuse_all_taken_back(staged: Path) -> None:
    """Raises `RefusedError` when *staged* is exactly the content of a release that somebody took back."""
    content = store.digest(staged)
    for release in store.taken_back():
        if release.manifest.content == content:
            raise RefusedError(f"data/ is still as in release {release.number}, {AGAIN}")


def refuse_overdue(live: Release | None, names: Approvals) -> None:
    """Raises `RefusedError` when words went out urgently more than a day ago and the second name is still missing."""
    if live is None or not live.manifest.urgent:
        return
    hours = (datetime.datetime.now(datetime.UTC) - live.manifest.made).total_seconds() / 3600
    there = {unit.hash: unit for unit in units.units(live.data).values()}
    late = [n for h, n in live.manifest.urgent.items() if h in there and not names.is_approved(there[h])]
    if late and hours > URGENT_HOURS:
        cure = "Let a second person approve it (make approve), or take it back (make rollback)."
        raise RefusedError(f"{late[0]} went out with one name {hours:.0f} hours ago. {cure}")


def told(plan: Plan, old: dict[str, Unit], names: Approvals) -> list[str]:
    """Returns what is held back and what goes out urgently, in plain words."""
    lines = []
    for unit in plan.withheld:
        needed = names.still_needed(unit) or "the name of its topic"
        stays = "the words of the live release stay" if unit.name in old else "it is left out, with its phrasings"
        lines.append(f"held back: {unit.name} needs {needed}; {stays}. See it: make approve")
    for unit in plan.urgent:
        lines.append(f"urgent: {unit.name} goes out with one name; the second is due within {URGENT_HOURS} hours.")
    return lines


def refuse_losses(
    live: Release, data: Path, model: Path, limits: Mapping[str, float], reading: str, tell: Say
) -> dict[str, Answered]:
    """Returns what statements of danger get in *live*'s place. Raises `RefusedError` when one is lost that nobody
    accepted. Only with the same *reading* (of content, program and limits) as *live* nothing is read."""
    if live.manifest.reading == reading:
        return recall.stored(live)
    tell("reading the statements of danger with both releases …")
    after = recall.levels(data, model, limits, list(recall.statements()))
    lost = list(recall.losses(live, after))
    if unknown := len(after.keys() - recall.stored(live).keys()):
        tell(f"{unknown} of them cannot be compared: this program cannot read release {live.number} any more.")
    names = Approvals.read()
    open_ = [loss for loss in lost if not names.accepts(loss.id)]
    for loss in open_:
        tell(f"LOST: {loss.told}")
    if open_:
        cure = (
            "Take back the phrasings, the danger phrase, the threshold or the update of the program that did it, "
            "or let two named people, one a clinician, accept each: make approve NAME=… ROLE=… UNITS=<its code>."
        )
        counted = "1 statement" if len(open_) == 1 else f"{len(open_)} statements"
        raise RefusedError(f"{counted} of danger would be lost. {cure}")
    tell(f"{len(lost)} lost, as two people accepted." if lost else "none is lost.")
    return after
