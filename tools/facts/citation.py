"""A row of a sheet's sources as a `Source`: citation, publisher, year, DOI and addresses taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tools.facts.model import Source
from tools.facts.tags import LEFT_OUT

ADDRESS = re.compile(r"https?://(?:[^\s;,)]|,(?=\S))+")
LAST = re.compile(rf", {ADDRESS.pattern}$")
ASIDE = re.compile(r"\([^)]*\)")
DOI = re.compile(r"doi:(10\.\d{4,}/[^\s;,)]+)")
JOURNAL = re.compile(r"\*([^*]+)\*")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SECOND = re.compile(r"; ([STU]\d+[a-z]) ")
"""Where a row holds a second source: `…; T29b patientcareonline.com 2025`."""
NOT_LINKED = re.compile(r"\bdo not (?:link|show|cite)\b")
DOMAIN = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|es|uk|co|net)\b")


def sources(rows: list[tuple[str, str]]) -> Iterator[Source]:
    """Yields the sources of *rows* of (id, citation)."""
    for name, citation in rows:
        first, *others = SECOND.split(citation)
        yield source(name, first)
        for number, text in zip(others[::2], others[1::2], strict=True):
            yield source(number, text)


def source(name: str, citation: str) -> Source:
    """Returns the source *name*. The publisher is the journal, or else the host of the first address.

    An address that the sheet says not to link, show or cite is left out: it may lead to someone who sells.
    """
    urls = tuple(url.rstrip(".") for url in ADDRESS.findall(citation))
    hidden = bool(NOT_LINKED.search(citation)) and bool(urls or DOMAIN.search(citation))
    title = ADDRESS.sub(lambda found: _host(found[0]), LAST.sub("", DOI.sub("", citation)))
    main = ASIDE.sub("", title)
    journal, year = JOURNAL.search(main), YEAR.search(main)
    host = _host(urls[0]) if urls and not hidden else ""
    return Source(
        name,
        _tidy(DOMAIN.sub(LEFT_OUT, title) if hidden else title),
        journal[1] if journal else host,
        int(year[0]) if year else 0,
        tuple(found.rstrip(".") for found in DOI.findall(citation)),
        () if hidden else urls,
        hidden,
    )


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _tidy(text: str) -> str:
    """Returns *text* without emphasis and without what a DOI leaves behind."""
    return re.sub(r"\s+(?=[;).,])", "", re.sub(r"\s+", " ", text.replace("*", ""))).strip(" ,;")
