"""`make rollback`: the release before is served again, within seconds; `--to 7`: that one; `--list`: what there is."""

from __future__ import annotations

import argparse
import sys

from clinicchat import paths
from clinicchat.engine import train
from clinicchat.publish import shared, store
from clinicchat.publish.store import NoReleaseError, Release


def target(to: int | None = None) -> Release:
    """Returns the release to go back to: *to*, else the newest good one before the live that nobody took back.

    Raises `NoReleaseError`.
    """
    live = store.live_number()
    older = [n for n in reversed(store.numbers()) if not store.is_taken_back(n) and (live is None or n < live)]
    wanted = [to] if to is not None else older
    why = "there is no older release"
    for number in wanted:
        try:
            release = store.read(number)
        except NoReleaseError as error:
            why = str(error)
            continue
        if not (damage := store.fault(release)):
            return release
        why = f"release {number} cannot be used: {damage}"
    raise NoReleaseError(why)


def back(to: int | None = None) -> Release:
    """Lets the release be served to which is gone back. Raises `NoReleaseError`.

    One that an older program made is trained anew first.
    """
    release = target(to)
    if (fingerprint := train.fingerprint(release.data)) != release.manifest.fingerprint:
        sys.stdout.write("rollback: the program changed since, so its model is trained anew …\n")
        model = train.latest(release.data) or train.train(release.data)
        release = store.renew(release, model, fingerprint)
    now = store.live_number()
    shared.point(release.number)
    store.make_live(release.number)
    store.mark_taken_back(now, release.number)
    return release


def listed() -> str:
    """Returns a line for each release, newest first."""
    live, lines = store.live_number(), []
    for number in reversed(store.numbers()):
        try:
            known = store.read(number).manifest
        except NoReleaseError as error:
            lines.append(str(error))
            continue
        mark = "  <- live" if number == live else "  (taken back)" if store.is_taken_back(number) else ""
        held = f", {len(known.withheld)} held back" if known.withheld else ""
        lines.append(f"{number:4}  {known.made:%Y-%m-%d %H:%M}  {known.by}  {known.notes}{held}{mark}")
    return "\n".join(lines) or "There is no release yet: make release"


def main(arguments: list[str] | None = None) -> int:
    """Returns 0 when the older release is live, 1 when there is none to go back to."""
    parser = argparse.ArgumentParser(prog="make rollback", description="Serves an older release again.")
    parser.add_argument("--to", type=int, help="the number of the release (default: the one before)")
    parser.add_argument("--list", action="store_true", help="only list the releases")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        sys.stdout.write(listed() + "\n")
        return 0
    try:
        release = back(chosen.to)
    except (NoReleaseError, ValueError) as error:
        sys.stdout.write(f"rollback: {error}. What was live stays live.\n")
        return 1
    mend = " data/ still has other words: mend them there before the next make release."
    same = store.digest(paths.DATA) == release.manifest.content
    sys.stdout.write(f"rollback: release {release.number} is live again.{'' if same else mend}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
