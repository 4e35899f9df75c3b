"""Whether the action server answers, asked at most once a second. Without it a message has no answer, only cards."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urljoin

from rasa.utils.endpoints import EndpointConfig

KEPT_SECONDS = 1.0
"""How long what was found holds, however many ask."""
WAIT_SECONDS = 1.0
"""How long it may take to answer. One that is slower has no time left for a visitor either."""


class ActionServer:
    """The action server as the readiness check sees it: `GET /health` on the host of Rasa's `action_endpoint`."""

    def __init__(self) -> None:
        self._answers = False
        self._until = 0.0
        self._asking: asyncio.Task[None] | None = None

    async def answers(self, endpoint: EndpointConfig | None) -> bool:
        """Returns whether it said within WAIT_SECONDS, or a moment ago, that it is well. Never raises."""
        if endpoint is None or not endpoint.url:
            return False
        if time.monotonic() >= self._until:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.ensure_future(self._ask(endpoint))
            await asyncio.shield(self._asking)  # who asked first may leave, the others still want to know
        return self._answers

    async def _ask(self, endpoint: EndpointConfig) -> None:
        try:
            self._answers = await asyncio.wait_for(is_well(endpoint), WAIT_SECONDS)
        except Exception:  # away, slow, or something else that listens there
            self._answers = False
        self._until = time.monotonic() + KEPT_SECONDS


async def is_well(endpoint: EndpointConfig) -> bool:
    """Returns whether the action server at *endpoint* says that it is well. Raises what keeps it from saying so."""
    asked = EndpointConfig(
        urljoin(endpoint.url, "/health"),
        params=endpoint.params,
        headers=endpoint.headers,
        basic_auth=endpoint.basic_auth,
        token=endpoint.token,
        token_name=endpoint.token_name,
        cafile=endpoint.cafile,
    )
    # A redirect would lead the question, and the credentials in it, to another host.
    said = await asked.request("get", content_type=None, allow_redirects=False)
    return isinstance(said, dict) and said.get("status") == "ok"
