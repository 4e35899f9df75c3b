"""The words that ship are recorded as what they are: written by the project, reviewed by no clinician."""

from __future__ import annotations

from clinicchat import paths
from clinicchat.publish import approve, units
from clinicchat.publish.approvals import Approvals


def test_every_text_that_ships_is_recorded_as_not_clinically_reviewed() -> None:
    names = Approvals.read(paths.DATA)
    unrecorded = [unit.name for unit in units.units(paths.DATA).values() if not names.is_approved(unit)]
    assert not unrecorded, (
        f"{unrecorded} changed: record them with .venv/bin/python -m clinicchat.publish.approve --as-shipped"
    )
    assert names.file.shipped.role == approve.ROLE == "not clinically reviewed"
