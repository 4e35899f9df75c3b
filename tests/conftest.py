"""What all tests share: the product, started once for the whole run."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from workbench import running
from workbench.running import Chat, Product


def pytest_configure() -> None:
    """A run that is stopped (`timeout`, CI) ends like one that is interrupted: what it started is stopped too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


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
