"""How danger stands in this conversation, and the events that change it (clinicchat/danger/standing.py)."""

from __future__ import annotations

import time

from msgspec.structs import replace
from rasa_sdk import Tracker

from actions import message
from actions.message import Events
from clinicchat.content import topics
from clinicchat.content.names import Slot
from clinicchat.danger import standing
from clinicchat.danger.heard import Heard
from clinicchat.danger.standing import Standing

of = message.standing_now


def become(tracker: Tracker, stands: Standing | None) -> Events:
    """Notes that danger stands as *stands* from now on, for the messages of this turn too; returns the events."""
    changed = {Slot.STANDING: standing.kept(stands), Slot.DANGER: stands.danger if stands and stands.open else None}
    tracker.slots.update(changed)
    return message.slots(**changed)


def rise(tracker: Tracker, danger: str, live: bool = False) -> Events:
    """Notes that *danger* was seen; returns the events."""
    heard = Heard.of(tracker.latest_message)
    first = heard.beneath if topics.group(heard.beneath) == topics.FAQ else ""
    told = {"child": standing.tells_of_child(heard.text), "other": standing.tells_of_another(heard.text)}
    return become(tracker, standing.raised(of(tracker), danger, now=time.time(), live=live, first=first, **told))


def stepped(tracker: Tracker, step: str) -> Events:
    """Notes that the words of *step* were said; returns the events."""
    stands = of(tracker)
    noted = stands and standing.after_step(stands, step)
    return become(tracker, noted) if noted != stands else []


def about_another(tracker: Tracker) -> Events:
    """Notes that it is somebody else who is in danger; returns the events."""
    return stepped(tracker, standing.FOR_ANOTHER)


def safe(tracker: Tracker, is_safe: bool) -> Events:
    """Notes what was said to "are you safe?"; returns the events."""
    stands = of(tracker)
    return become(tracker, replace(stands, unsafe=not is_safe)) if stands and stands.unsafe is is_safe else []
