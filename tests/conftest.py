"""What all tests share: their groups (tests/groups.py), and the product, started once for the whole run."""

from __future__ import annotations

import gc
import logging
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings

from tests.groups import GROUPS, GroupError, group_of, left_out
from workbench import running
from workbench.running import Chat, Product

settings.register_profile("house", deadline=None)  # how long one case takes says how busy the machine is
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Names the groups; a run that is stopped (`timeout`, CI) ends what it started, like one that is interrupted."""
    for group in GROUPS:
        config.addinivalue_line("markers", f"{group}: see tests/groups.py")
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out folders and files that have no test of the chosen group."""
    return True if left_out(collection_path, config.rootpath, config.option.markexpr) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives each test its group, before `-m` chooses, and puts the tests of an xdist group first."""
    for item in items:
        marks = [mark.name for mark in item.iter_markers()]
        try:
            group = group_of(item.nodeid, marks, getattr(item, "fixturenames", ()))
        except GroupError as error:
            raise pytest.UsageError(str(error)) from error
        if group not in marks:
            item.add_marker(group)
    # What one worker must run alone comes first: begun late, it would keep the other waiting at the end.
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_collection_finish() -> None:
    """What was imported stays: without this the garbage collector looks through all of it again and again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test that starts the product without saying so fails: it would make `make quick` slow, and start it twice."""
    if not {"fast", "thorough"} & {mark.name for mark in item.iter_markers()}:
        return (yield)
    unmarked = AssertionError(f"{item.nodeid} starts the product: mark it `product` (tests/groups.py)")
    with mock.patch.object(running.Product, "__init__", side_effect=unmarked):
        return (yield)


@pytest.fixture(autouse=True)
def our_log_speaks() -> None:
    """Rasa's own logging set-up, which some tests run, switches off loggers that exist already; `caplog` needs ours.

    A level is set only where it changes: setting one makes every logger forget what it knows, before each test.
    """
    if logging.root.manager.disable:
        logging.disable(logging.NOTSET)
    for name, logger in logging.root.manager.loggerDict.items():
        if name.partition(".")[0] in ("clinicchat", "actions") and isinstance(logger, logging.Logger):
            logger.disabled, logger.propagate = False, True
            if logger.level:
                logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The real product, started once; a test that breaks it starts one of its own."""
    started = running.start()
    yield started
    started.stop()


@pytest.fixture
def chat(product: Product) -> Chat:
    """A new visitor of the shared product."""
    return product.chat()
