"""Thousands of raw requests with something wrong in them: each is answered or closed in time, and both servers live on.

A few hundred with every run, 10,000 with `make endurance`; CLINICCHAT_RAW_REQUESTS and CLINICCHAT_RAW_SEED change that.
"""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.web import raw_fuzz
from workbench.running import Product

REQUESTS = int(os.environ.get("CLINICCHAT_RAW_REQUESTS", "400"))
SEED = int(os.environ.get("CLINICCHAT_RAW_SEED", "1"))


@pytest.mark.parametrize("server", ["chat", "actions"])
def test_raw_requests_are_answered_or_closed_and_the_server_lives_on(product: Product, server: str) -> None:
    """No connection without an end, no bare 500 of the chat, and the health check is answered all the while."""
    port, live = (product.port, "/health/live") if server == "chat" else (product.actions_port, "/health")
    found = asyncio.run(raw_fuzz.throw(port, live, server, REQUESTS, SEED))
    print(f"\n{server}: {dict(found.ends.most_common())}; live {found.probes} x, {found.slowest_live:.2f} s at most")  # noqa: T201
    for end in sorted({"500", "503"} & found.examples.keys()):
        print(f"{end}, such as {found.examples[end][:600]!r}")  # noqa: T201
    assert sum(found.ends.values()) == REQUESTS
    assert not found.wronged, f"ordinary requests were not answered: {found.wronged[:3]}"
    assert not found.dead, f"the health check failed: {found.dead[:5]}"
    for end in ("silent", "not HTTP", *(["500"] if server == "chat" else [])):
        assert end not in found.ends, f"{found.ends[end]} x {end}, such as {found.examples[end][:2000]!r}"
    if server == "chat":
        assert product.chat().say("is it legal?")[0]["outcome"] == "answered"


def test_the_same_seed_makes_the_same_requests() -> None:
    """So that what was found can be found again; and another seed makes others."""
    one, again, other = ([raw_fuzz.make(seed, n, "chat") for n in range(50)] for seed in (1, 1, 2))
    assert one == again != other
