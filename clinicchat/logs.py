"""Logging that holds ids and outcomes only, never what a visitor wrote."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from types import TracebackType

import structlog

OURS = ("clinicchat", "actions", "__main__")
NOISY = (
    "rasa",
    "rasa_sdk",
    "sanic",
    "sanic.root",
    "sanic.error",
    "apscheduler",
    "matplotlib",
    "asyncio",
    "aiohttp",
)


def quiet() -> None:
    """Sends our own lines to standard error; silences everybody else's, which quote messages, requests and values.

    No setting of the environment makes it louder: what a visitor wrote is in no log at any level.
    """
    warnings.filterwarnings("ignore")
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    out.addFilter(_ours)
    logging.basicConfig(level=logging.INFO, handlers=[out], force=True)
    sys.excepthook = _say_kind
    threading.excepthook = lambda args: _say_kind(args.exc_type, args.exc_value, args.exc_traceback)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[_nothing],
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _ours(record: logging.LogRecord) -> bool:
    """Lets our own lines through, without a traceback: it ends with the exception's words, which may be a visitor's."""
    record.exc_info = record.exc_text = record.stack_info = None
    return record.name.partition(".")[0] in OURS


def _say_kind(kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody caught is told by its kind and place."""
    place = traceback.extract_tb(trace)[-1] if trace else None
    where = f" at {place.filename}:{place.lineno}" if place else ""
    logging.getLogger("clinicchat").critical("Stopped by %s%s.", kind.__name__, where)


def _nothing(_logger: object, _method: str, _event: object) -> str:
    return ""
