"""python -m clinicchat.publish.check [--json] [--near] [--errors] [--all] [--root FOLDER]"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from clinicchat import paths
from clinicchat.publish import store
from clinicchat.publish.check import Level, Project, report, run
from clinicchat.publish.check.registry import all_checks


def main(arguments: list[str] | None = None) -> int:
    """Prints what is wrong in data/; returns 1 if there is an error."""
    parser = argparse.ArgumentParser(
        prog="make check", description="Checks the content in data/: file, line, key and cure."
    )
    parser.add_argument("--json", action="store_true", help="print JSON for machines")
    parser.add_argument(
        "--near",
        action="store_true",
        help="also compare questions by meaning before the first training, too (half a minute, then kept)",
    )
    parser.add_argument("--errors", action="store_true", help="leave warnings out")
    parser.add_argument("--all", action="store_true", help="show every warning with its cure, not only each kind")
    parser.add_argument("--root", type=Path, default=paths.ROOT, help="the project's folder")
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    findings = run(Project(chosen.root, near=chosen.near))
    if chosen.errors:
        findings = [f for f in findings if f.level == Level.ERROR]
    seconds, checks = time.monotonic() - began, len(all_checks())
    if chosen.json:
        shown = report.as_json(findings, seconds, checks)
    else:
        shown = report.as_text(findings, seconds, checks, everything=chosen.all, known=_known(chosen.root))
    sys.stdout.write(shown + "\n")
    return int(any(f.level == Level.ERROR for f in findings))


def _known(root: Path) -> list[str]:
    """Returns the warnings that the live release had."""
    release = store.newest_good() if root == paths.ROOT else None
    return release.manifest.warnings if release else []


if __name__ == "__main__":
    sys.exit(main())
