"""Collects each conversation of tests/conversations/*.yml as a test with its name, played on the real assistant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.conversations import coverage
from workbench.conversations.conversation import Conversation, in_order
from workbench.conversations.playing import Played, play
from workbench.conversations.products import Products
from workbench.conversations.reading import ConversationFileError, misplaced, read

HERE = Path(__file__).parent
SESSION = pytest.StashKey["Session"]()


class Session:
    """What the conversations of one pytest run share: the products, and what was played for the coverage."""

    def __init__(self, conversations: list[Conversation]) -> None:
        self.played: list[Played] = []
        self.products = Products(conversations)

    def all_turns(self) -> list[coverage.Turn]:
        """Returns every turn that Rasa kept; the products are stopped for it."""
        return self.products.close()

    def play(self, conversation: Conversation) -> Played:
        """Plays it and remembers how it went."""
        played = play(conversation, self.products.chat)
        self.played.append(played)
        return played


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Takes the YAML files of this folder; one that would not be played is an error."""
    if file_path.suffix in (".yml", ".yaml") or (file_path.parent == HERE and misplaced(file_path)):
        return ConversationFile.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Lets conversations that share a product follow each other, and the coverage come after them."""
    mine = [item for item in items if isinstance(item, ConversationItem)]
    ordered = in_order([item.conversation for item in mine])
    by_conversation = {id(item.conversation): item for item in mine}
    rest = [item for item in items if not isinstance(item, ConversationItem)]
    last = [item for item in rest if item.path.parent == HERE and "coverage" in item.name]
    items[:] = [*(i for i in rest if i not in last), *(by_conversation[id(c)] for c in ordered), *last]
    config.stash[SESSION] = Session(ordered)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stops every product."""
    if found := session.config.stash.get(SESSION, None):
        found.products.close()


@pytest.fixture
def conversations(request: pytest.FixtureRequest) -> Session:
    """What this run has played so far."""
    return request.config.stash[SESSION]


class ConversationFile(pytest.File):
    """One YAML file."""

    def collect(self) -> Iterator[pytest.Item]:
        if wrong := misplaced(self.path) or (self.path.parent != HERE and misplaced(self.path.parent)):
            raise ConversationFileError(wrong)
        for conversation in read(self.path):
            yield ConversationItem.from_parent(self, name=conversation.name, conversation=conversation)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A fault in the file is told in its own words, without a stack trace."""
        if isinstance(excinfo.value, ConversationFileError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class ConversationItem(pytest.Item):
    """One conversation."""

    def __init__(self, *, conversation: Conversation, **rest: Any) -> None:
        super().__init__(**rest)
        self.conversation = conversation
        if conversation.known_problem:
            self.add_marker(pytest.mark.xfail(reason=conversation.known_problem, strict=True, raises=Failed))

    def runtest(self) -> None:
        played = self.config.stash[SESSION].play(self.conversation)
        if played.failure:
            raise Failed(played)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The cause first, then the conversation up to there."""
        if isinstance(excinfo.value, Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.conversation.line - 1, self.name


class Failed(Exception):
    """A conversation that went otherwise than expected."""

    def __init__(self, played: Played) -> None:
        failure = played.failure
        line = failure.turn.line if failure else 0
        where = f"{played.conversation.file.name}, line {line}"
        super().__init__(f"{failure}\n{where}; settings: {played.conversation.settings}\n{played}")
