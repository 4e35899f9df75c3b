"""Deletes conversations older than the clinic allows: `make purge`, at every start of the assistant, and every day."""

from __future__ import annotations

import logging
import sys
import time

import sqlalchemy as sa

from clinicchat.chat.conversations import Conversations
from clinicchat.chat.database import Unavailable
from clinicchat.content import settings

logger = logging.getLogger("clinicchat")
DAY = 24 * 3600


def purge(now: float | None = None) -> tuple[int, int]:
    """Deletes what was last used more than `retention_days` ago; returns (conversations, Rasa events)."""
    before = (now or time.time()) - settings.load().retention_days * DAY
    return Conversations().purge(before)


def purge_quietly() -> bool:
    """Like `purge`, logging a database error instead of raising it; returns whether it worked."""
    try:
        conversations, events = purge()
    except (sa.exc.SQLAlchemyError, Unavailable, ValueError, OSError) as error:
        logger.error("Old conversations could not be purged: %s.", type(error).__name__)
        return False
    if conversations or events:
        logger.info("Purged %d conversations and %d events past the retention limit.", conversations, events)
    return True


if __name__ == "__main__":
    sys.stdout.write("Purged {} conversations and {} events.\n".format(*purge()))
