"""Logging that holds ids and outcomes only, never what a visitor wrote."""

from __future__ import annotations

import logging
import sys
import warnings
from typing import Any

import structlog

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
    """Sends our own lines to standard error; silences Rasa's and Sanic's, which quote messages and requests."""
    warnings.filterwarnings("ignore")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[_nothing],
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.ReturnLoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _nothing(_logger: Any, _method: str, _event: Any) -> str:
    return ""
