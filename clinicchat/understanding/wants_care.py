"""Whether a message that seems to ask for the drug itself asks for care: "which ones have it, I'm near Knoxville", and
one that seems to ask for an amount for something else: "is there an upper limit", of age.

    care_rather(reading, "faq/veterans")        # as `reading`, about a search for trials

After an answer, words that name no drug and no way to get it, or nothing of an amount, are about what was answered.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from clinicchat.content import topics
from clinicchat.content.marks import is_marked, marked
from clinicchat.content.names import Intent, Mark
from clinicchat.understanding.label_shares import shares

if TYPE_CHECKING:
    from clinicchat.understanding.reading import Reading

THE_DRUG = re.compile(
    r"\b(?:mdma|molly|mandy|ecstasy|extasy|xtc|e|x|pills?|caps?|capsules?|powder|crystals?|tablets?|grams?|drugs?|stuff"
    r"|buy|bought|sell\w*|score|dealers?|plug|order|street|dark ?(?:web|net)|deliver\w*|guy|friend|shrooms|lsd|got any"
    r"|get (?:some|it))\b",
    re.IGNORECASE,
)
"""Words of who wants the drug itself, or to get it somewhere."""
AN_AMOUNT = re.compile(
    r"\b(?:mdma|molly|mandy|ecstasy|extasy|xtc|e|x|pills?|caps?|capsules?|powder|crystals?|tablets?|grams?|g|mgs?|milli\w*"
    r"|drugs?|stuff|tak(?:e|es|en|ing)|took|drop\w*|roll\w*|dos(?:e|es|age|ing)|redos\w*|boost\w*|amounts?|half|halves"
    r"|quarter|points?|much|many|strong\w*|strength|weigh\w*|kg|kilos?|lbs?|pounds?|safe\w*|max\w*|enough|more"
    r"|first time|standard|normal|usual|typical|average|minimum|least|most|a lot|too)\b|\d",
    re.IGNORECASE,
)
"""Words of who asks for an amount, or for the drug."""
WORDS = {Mark.SOURCING: THE_DRUG, Mark.DOSAGE: AN_AMOUNT}
"""What must stand in a message of a topic with such a mark after an answer."""
WHERE = re.compile(r"\b(?:where|near\w*|closest|which ones?|any ones?|none|in [A-Za-z]+)\b", re.IGNORECASE)
"""Words of who looks for a place."""


def care_rather(reading: Reading, last: str) -> Reading:
    """Returns *reading* as a search for trials, or for lawful access, where it seems to ask for the drug, but names
    none and follows an answer of the topic *last*; as of any other topic where it seems to ask for an amount and says
    nothing of one; else as it is.
    """
    shares_of = dict(reading.ranking)
    topic = reading.ranking[0][0]
    mark = next((mark for mark in WORDS if is_marked(topic, mark)), None)
    if not mark or topics.group(last) != topics.FAQ or WORDS[mark].search(reading.text):
        return reading
    taken = shares_of.pop(topic)
    if mark == Mark.SOURCING:
        meant = Intent.FIND_TRIAL if WHERE.search(reading.text) else min(marked(Mark.ACCESS), default=topic)
        shares_of[meant] = shares_of.get(meant, 0.0) + taken
    whole = sum(shares_of.values()) or 1.0
    ranking = sorted(((topic, share / whole) for topic, share in shares_of.items()), key=lambda pair: -pair[1])
    return replace(reading, ranking=ranking, labels=shares(reading.fits, ranking))
