"""Visitors of a running chat, for tests and measurements: each one conversation over the public API, with cookies."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

import requests


class Chat:
    """A visitor: cookies like a browser's, one conversation."""

    def __init__(self, url: str, timeout: float = 20.0, headers: Mapping[str, str] | None = None) -> None:
        self.url = url.rstrip("/")
        self.timeout = timeout
        self.http = requests.Session()
        self.http.headers.update(headers or {})
        self.last: requests.Response | None = None
        self.choices: list[dict[str, Any]] = []
        self.seconds = 0.0
        self.http.get(f"{self.url}/", timeout=timeout)

    def post(self, path: str = "/chat/messages", **options: Any) -> requests.Response:
        """Posts as told and returns the answer, whatever its status."""
        begun = time.monotonic()
        self.last = self.http.post(self.url + path, timeout=self.timeout, **options)
        self.seconds = time.monotonic() - begun
        return self.last

    def say(self, text: str) -> list[dict[str, Any]]:
        """Types *text*; returns the messages of the answer. Fails unless the status is 200."""
        return self._messages({"text": text})

    def press(self, which: str | int) -> list[dict[str, Any]]:
        """Presses a button of the last answer, by its label or topic or its place (0, 1, …, -1)."""
        if isinstance(which, int):
            return self._messages({"choice": self.choices[which]["id"]})
        for choice in self.choices:
            if which in (choice["label"], choice["topic"]):
                return self._messages({"choice": choice["id"]})
        raise AssertionError(f"no button {which!r} among {[c['label'] for c in self.choices]}")

    def messages(self) -> list[dict[str, Any]]:
        """Returns the whole conversation as the server has it."""
        return list(self.http.get(f"{self.url}/chat/messages", timeout=self.timeout).json()["messages"])

    def feedback(self, message: str, helpful: bool, **more: Any) -> requests.Response:
        """Gives a thumb to a message."""
        return self.post("/chat/feedback", json={"message": message, "helpful": helpful, **more})

    def delete(self) -> requests.Response:
        """Deletes the conversation."""
        return self.http.delete(f"{self.url}/chat/messages", timeout=self.timeout)

    @property
    def cookie(self) -> str:
        """The session's cookie as the browser holds it."""
        return str(self.http.cookies.get("clinicchat", ""))

    @property
    def id(self) -> str:
        """The conversation's id, which the page never shows."""
        return self.cookie.partition(".")[0]

    def _messages(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post(json=body)
        assert answer.status_code == 200, f"{answer.status_code} for {body}: {answer.text[:300]}"
        found = list(answer.json()["messages"])
        self.choices = [c for m in found for c in m.get("choices", [])]
        return found


class Visitors:
    """People who ask, read for a second and ask again until they are stopped; what they got is counted.

    `answered`: requests that were; `late`: those of them that said “unavailable”; `failed`, `lost`: in words, the
    requests that were not answered, and the visitors whose conversation does not hold each of their turns once.
    """

    QUESTIONS = (
        "is it legal",
        "what are the risks",
        "how much does it cost",
        "hello",
        "i want to kill myself",
        "thanks",
    )
    READING = 1.0
    """Seconds."""

    def __init__(self, url: str, count: int, timeout: float) -> None:
        self.answered, self.late, self.failed, self.lost = 0, 0, list[str](), list[str]()
        self._url, self._timeout, self._counting, self._stop = url, timeout, threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(count)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Lets each read the answer it waits for, and compares what the server keeps with what was said."""
        self._stop.set()
        for thread in self._threads:
            thread.join(self._timeout)

    def _visit(self, number: int) -> None:
        chat, said = Chat(self._url, self._timeout), list[str]()
        while not self._stop.wait(self.READING):
            said.append(self.QUESTIONS[(number + len(said)) % len(self.QUESTIONS)])
            try:
                outcomes = [message["outcome"] for message in chat.say(said[-1])]
            except Exception as fault:  # whatever it is, the visitor has no answer
                outcomes = []
                self._tell(self.failed, f"{said[-1]}: {fault!r}")
            else:
                if not outcomes:
                    self._tell(self.failed, f"{said[-1]}: no answer")
            with self._counting:
                self.answered += bool(outcomes)
                self.late += "unavailable" in outcomes
        try:
            kept = [message["text"] for message in chat.messages() if message["from"] == "visitor"]
        except Exception as fault:
            self._tell(self.lost, f"{len(said)} turns, which cannot be read: {fault!r}")
        else:
            if kept != said:
                self._tell(self.lost, f"{len(said)} turns, {len(kept)} of them kept")

    def _tell(self, where: list[str], what: str) -> None:
        with self._counting:
            where.append(what)
