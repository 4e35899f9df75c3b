"""Releases are swapped while visitors chat: no request fails, no turn is lost, the one before is back in seconds."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinicchat.publish import store
from workbench import running
from workbench.running import Product
from workbench.visitor import Chat, Visitors

pytestmark = pytest.mark.product
VISITORS = 10
NEW = "Prices vary."
BACK_SECONDS = 5
BUSY = 0.3
"""The share of one processor that other processes must have had for the machine to count as busy."""
PATIENCE = 120.0
"""Seconds that an answer may take on a machine that does other work: what is late then is no fault of the swap."""
COST, OFFERS = "how much does it cost", "how does mdma work in the brain"


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content with another word in an answer, and without the topic of oxytocin."""
    data = Path(shutil.copytree(running.ROOT / "data", tmp_path_factory.mktemp("second") / "data"))
    cost = data / "topics/faq/cost_insurance.yml"
    cost.write_text(cost.read_text("utf-8").replace("  - text: |-\n      ", f"  - text: |-\n      {NEW} "), "utf-8")
    (data / "topics/faq/oxytocin.yml").unlink()
    return data


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with running.start(serve="tests.engine.serve_counted") as started:
        yield started


def work_of_others(product: Product) -> float:
    """Returns the seconds of processor time that all other processes had since the machine started."""
    user, nice, system, _, _, *rest = map(int, Path("/proc/stat").read_text("ascii").split()[1:8])
    own = 0
    for one in (os.getpid(), *(p.pid for p in (product.actions, product.assistant) if p)):
        own += sum(map(int, Path(f"/proc/{one}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]))
    return (user + nice + system + sum(rest) - own) / os.sysconf("SC_CLK_TCK")


def until_it_says(product: Product, words: str, seconds: float) -> float:
    """Returns after how many seconds a new visitor reads *words* in the answer about the cost (none: no new words)."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        said = Chat(product.url, timeout=PATIENCE).say(COST)[0]["text"]
        if words in said and (words or NEW not in said):
            return time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(f"{words!r} was not said within {seconds} s: {product.log_text()[-1500:]}")


def test_publishing_under_load_fails_nobody_and_is_taken_back_in_seconds(product: Product, second: Path) -> None:
    visitors = Visitors(product.url, VISITORS, PATIENCE)
    begun, others = time.monotonic(), work_of_others(product)
    try:
        until_it_says(product, "", 60)
        product.add_release(second, 2)
        until_it_says(product, NEW, 180)
        time.sleep(2)
        store.make_live(1, product.var / "releases")
        back = until_it_says(product, "", 120)
        time.sleep(1)
        # On a machine that does other work an answer may be late; none may fail or be lost there either.
        busy = work_of_others(product) - others > BUSY * (time.monotonic() - begun)
    finally:
        visitors.stop()
    assert not visitors.failed and not visitors.lost and visitors.answered > 30
    assert busy or visitors.late <= visitors.answered // 100
    assert busy or back < BACK_SECONDS


def test_a_button_of_a_topic_that_was_retired_leads_to_the_menu(product: Product, second: Path) -> None:
    """And so does a question about it: nothing of the older release is said, nothing fails."""
    chat = product.chat()
    offers = chat.say(OFFERS)[-1]["choices"]
    (button,) = [choice["label"] for choice in offers if choice.get("topic") == "faq/oxytocin"]
    product.add_release(second, 3)
    until_it_says(product, NEW, 120)
    (menu, *_) = chat.press(button)
    assert menu["outcome"] == "small_talk" and menu["choices"]
    assert product.chat().say("what does oxytocin do in this therapy")[0].get("topic") != "faq/oxytocin"


def test_a_release_that_cannot_be_loaded_is_not_served(product: Product) -> None:
    """The one that is served goes on; the log says which is broken."""
    broken = product.add_release(number=4)
    broken.model.write_bytes(b"not a model")
    until = time.monotonic() + 30
    while "Release 4 is not served: its model is damaged" not in product.log_text():
        assert time.monotonic() < until, product.log_text()[-1500:]
        time.sleep(0.2)
    assert NEW in product.chat().say(COST)[0]["text"]


def test_a_start_with_a_damaged_newest_release_serves_the_one_before(product: Product) -> None:
    product.stop_assistant()
    product.start_assistant()
    product.wait()
    assert NEW in product.chat().say(COST)[0]["text"]


def test_what_is_not_served_any_more_leaves_the_memory(product: Product, second: Path) -> None:
    """After two swaps there is one agent, one understanding, one model: memory is flat, however often one publishes."""
    for number in (5, 6):
        product.add_release(second, number)
        until = time.monotonic() + PATIENCE
        while f"with release {number}." not in product.log_text():
            assert time.monotonic() < until, product.log_text()[-1500:]
            time.sleep(0.2)
        product.chat().say(COST)
    found, until = "", time.monotonic() + PATIENCE
    while found != "Served:1 Understanding:1 TopicModel:1":
        assert time.monotonic() < until, found
        (product.var / "count").touch()
        time.sleep(2)
        found = (product.var / "alive").read_text("utf-8") if (product.var / "alive").is_file() else ""
