"""The products that conversations are played on: one with a model and one without, started when first needed.

What else a conversation's settings ask for is changed while they run: the clinic's country in a copy of data/, the
action server stopped, hung or restarted with registries that misbehave. So hundreds of conversations need two starts.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from evaluation.ports import free_port
from workbench import running
from workbench.conversations import coverage
from workbench.conversations.conversation import Conversation, Settings
from workbench.conversations.playing import Chat

WARM_UP, HELLO = "Find a therapist in Toronto, Canada", "hello"
MISBEHAVIOUR = {"working": "", "slow": "hang", "errors": "broken"}
LINKED = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml")
USUAL_COUNTRY = "country: US"
SETTLES = 0.3
"""Seconds that a changed setting is given to be read."""


class Products:
    """Opens sessions; `close` stops what was started and returns the turns that Rasa kept."""

    def __init__(self, conversations: Iterable[Conversation] = ()) -> None:
        self._models = list(dict.fromkeys(c.settings.model for c in conversations))
        self._started: dict[str, Future[Adjustable]] = {}
        self._workers = ThreadPoolExecutor(max_workers=2)
        self.turns: list[coverage.Turn] = []

    def chat(self, conversation: Conversation) -> Chat:
        """Returns a new visitor's session on a product with the conversation's settings."""
        settings = conversation.settings
        for model in (settings.model, *self._models):
            if model not in self._started:
                self._started[model] = self._workers.submit(Adjustable, with_model=model == "trained")
        adjusted = self._started[settings.model].result()
        adjusted.adjust(settings)
        chat: Chat = adjusted.product.chat(**{"Accept-Language": settings.language or "en"})
        return chat

    def close(self) -> list[coverage.Turn]:
        """Stops every product; returns the turns of all conversations."""
        self._workers.shutdown()
        for future in self._started.values():
            if not future.exception():
                self.turns += future.result().stop()
        self._started = {}
        return self.turns


class Adjustable:
    """A running product whose clinic, registries and action server follow a conversation's settings."""

    def __init__(self, with_model: bool = True) -> None:
        self.home = _own_home()
        self.now = Settings(model="trained" if with_model else "none")
        environment = {"CLINICCHAT_HOME": str(self.home), "CLINICCHAT_DIRECTORY_CACHE_TTL": "0"}
        self.environment = environment
        self.product = running.start(
            with_model=with_model, with_actions=with_model, ready=with_model, environment=environment
        )
        self._warm_up()

    def adjust(self, settings: Settings) -> None:
        """Makes the product as *settings* want it."""
        if settings.country != self.now.country:
            self._set_country(settings.country)
        if settings.model == "trained":
            self._set_registry(settings.registry)
            self._set_actions(settings.action_server)
        self.now = settings

    def stop(self) -> list[coverage.Turn]:
        """Stops the product; returns the turns that Rasa kept."""
        self.product.stop_assistant()
        database = self.product.var / "conversations.db"
        turns = coverage.turns_of(database) if database.is_file() else []
        self.product.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        return turns

    def _warm_up(self) -> None:
        """Searches once, so that no conversation pays for reading the gazetteer."""
        self.product.chat().say(WARM_UP)

    def _set_country(self, country: str) -> None:
        file = next((self.product.var / "releases").glob("*/data/clinic.yml"))  # of the release that is served
        usual = (running.ROOT / "data" / "clinic.yml").read_text(encoding="utf-8")
        assert USUAL_COUNTRY in usual, f"data/clinic.yml: the tests replace {USUAL_COUNTRY!r} in it"
        file.write_text(usual.replace(USUAL_COUNTRY, f"country: {country or 'US'}"), encoding="utf-8")
        for _ in range(3):  # a turn begins the reading beside the loop, and is itself still of the country before
            self.product.chat().say(HELLO)
            time.sleep(SETTLES)

    def _set_registry(self, registry: str) -> None:
        if registry == self.now.registry:
            return
        product = self.product
        mode = MISBEHAVIOUR.get(registry, "")
        urls = (product.registry.npi_url(mode), product.registry.trials_url(mode))
        if registry == "down":
            nobody = f"http://127.0.0.1:{free_port()}"
            urls = (f"{nobody}/api/", f"{nobody}/api/v2/studies")
        self._restart_actions({"CLINICCHAT_NPI_URL": urls[0], "CLINICCHAT_TRIALS_URL": urls[1]})

    def _restart_actions(self, environment: dict[str, str]) -> None:
        product = self.product
        product.stop_actions()
        product._given = {**self.environment, **environment}
        product.start_actions()
        product.wait()
        product.chat().say(HELLO)  # a search would wait for the registry that misbehaves
        self.now = replace(self.now, action_server="running")

    def _set_actions(self, wanted: str) -> None:
        if wanted == self.now.action_server:
            return
        if self.now.action_server == "hanging":
            self.product.wake_actions()
        if self.now.action_server == "stopped":
            self.product.start_actions()
            self.product.wait()
            self._warm_up()
        if wanted == "hanging":
            self.product.hang_actions()
        if wanted == "stopped":
            self.product.stop_actions()


def _own_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="clinicchat-conversations-"))
    shutil.copytree(running.ROOT / "data", home / "data")
    for name in LINKED:
        (home / name).symlink_to(running.ROOT / name)
    return home
