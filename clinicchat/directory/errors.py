"""What can go wrong between this project and a registry.

    DirectoryError
    ├── Unavailable      no usable answer came
    │   ├── TimedOut     not within the budget
    │   ├── Refused      no connection, 5xx, or a redirect this project does not follow
    │   ├── RateLimited  429, and no retry fits the budget
    │   └── CircuitOpen  the source failed several times just now and is not asked
    ├── BadReply         an answer came that cannot be used
    │   ├── TooLarge     over the size limit
    │   ├── NotJson      HTML, cut off, compressed without being asked
    │   └── WrongShape   JSON, but not the registry's
    └── Rejected         the registry's own error: `Errors` with status 200, or a status 4xx

Nothing else leaves this package's searches. `source` names the registry ("npi", "trials"); the message is for
logs and never holds what a visitor wrote.
"""

from __future__ import annotations


class DirectoryError(Exception):
    """A source gave no result. `source` is its name, `detail` one line for the log."""

    def __init__(self, source: str, detail: str = "") -> None:
        """Keeps both parts; the message is "source: detail"."""
        super().__init__(f"{source}: {detail or type(self).__name__}")
        self.source = source
        self.detail = detail


class Unavailable(DirectoryError):
    """No usable answer came from the source."""


class TimedOut(Unavailable):
    """The answer was not complete within the budget."""


class Refused(Unavailable):
    """No connection, a status 5xx, or a redirect to another host or away from https."""


class RateLimited(Unavailable):
    """Status 429, and no retry fits the budget."""


class CircuitOpen(Unavailable):
    """The source failed several times just now; it is not asked until the pause is over."""


class BadReply(DirectoryError):
    """An answer came that cannot be used."""


class TooLarge(BadReply):
    """The answer is over the size limit; reading stopped there."""


class NotJson(BadReply):
    """The answer is no JSON: HTML, cut off, or compressed without being asked."""


class WrongShape(BadReply):
    """The answer is JSON, but not what the registry's documentation describes."""


class Rejected(DirectoryError):
    """The registry understood and refused; `code` is its own number ("07") or the HTTP status ("400")."""

    def __init__(self, source: str, detail: str = "", code: str = "") -> None:
        """Keeps the registry's own error code beside its words."""
        super().__init__(source, detail)
        self.code = code
