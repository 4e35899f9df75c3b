"""The questions in one message, each by itself: "is it legal in ohio and what does it cost", a letter with four."""

from __future__ import annotations

import re

from clinicchat.text.reading import canonical, visible

MAX_QUESTIONS = 6
MAX_FRAGMENT, MAX_CONTEXT = 3, 12
"""Words: of a fragment that may be a question without a verb; of what goes before a question and is read with it."""
OPENER = (
    r"(?:(?:and|so|then|also|but|or|ok|for|if not|if so|[1-4]|first|second|third|lastly|finally|whether)[,.):]?\s+)*"
    r"(?:what|what'?s|how|how'?s|is|isn'?t|are|r|does|do|did(?! \d)|can|could|where|where'?s|who|who'?s|whose|why|when"
    r"|will|would|should|which|am|was(?! \w+ed\b)|were(?! \w+ed\b)"
    r"|ha(?:s|ve) (?:any|anyone|it|they|there|you|the|people|all)|must|may|whether|find|need|looking for|tell me|any"
    r"|if)\b"
)
BOUNDARY = re.compile(
    r"(?<=[?!;:])\s+|(?<=[a-z\d)]\.)\s+|\s*\n+\s*"
    rf"|,?\s+(?:and also|and|also|plus|but|n|&)\s+(?={OPENER})"
    rf"|,\s*(?={OPENER})"
    r"|\s+\+\s+|,?\s+also,?\s+|\s+(?=\d[.)]\s)|\s+(?=[1-5] (?:is|does|what|how|can|if|are|she|he)\b)",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.?!;])\s+|\s*\n+\s*")
SEARCH = (
    r"(?:(?:an?|the|nearest|closest|local|free) )*(?:trials?|study|studies|(?:therap|psychiatr|psycholog)ists?"
    r"|counsell?ors?)\b.*\b(?:in|near|to|around)\b"
)
ASKS = re.compile(
    rf"\W*(?:{OPENER}|{SEARCH})|.*\bwhich one\W*$|.*\b(?:ask|know|wonder(?:ing)?) (?:if|whether|about|how|what)\b",
    re.IGNORECASE,
)
LISTED = re.compile(r"^([\w' ]+?)(?: and | & | \+ )([\w' ]+?)(?: please| pls|\?)*$", re.IGNORECASE)


def questions(text: str) -> list[str]:
    """Returns the questions of *text*, each with what was said right before it; one or none is no list of questions.

    >>> questions("is it legal in texas and what does it cost")
    ['is it legal in texas', 'what does it cost']
    >>> questions("side effects and can it kill you"), questions("i was tired. is it legal?")
    (['side effects', 'can it kill you'], [])
    """
    said = visible(text.replace("\n", ". "))
    found: list[str] = []
    context: list[str] = []
    for piece in (p.strip(" ,;:") for p in BOUNDARY.split(said) if p and p.strip(" ,;:.?!")):
        if _asks(piece) or (not found and not context and _is_fragment(piece) and piece != said):
            found.append(" ".join([*" ".join(context).split()[-MAX_CONTEXT:], piece]))
            context = []
        else:
            context.append(piece)
    found = found if len(found) > 1 else _listed(said)
    return found[:MAX_QUESTIONS]


def question_beside(text: str) -> str:
    """Returns the sentence of *text* that asks, where others ask nothing; "" where none or all do.

    >>> question_beside("thanks for that. can you say once more who to call"), question_beside("thank you. bye")
    ('can you say once more who to call', '')
    """
    said = [piece.strip(" ,;:") for piece in SENTENCE.split(visible(text)) if piece.strip(" ,;:.?!")]
    asking = [piece for piece in said if _asks(piece)]
    return asking[0] if len(asking) == 1 < len(said) else ""


def _is_fragment(piece: str) -> bool:
    return len(piece.split()) <= MAX_FRAGMENT and piece[-1] not in ".!:"


def _asks(piece: str) -> bool:
    return piece.endswith("?") or bool(ASKS.match(piece))


def _listed(said: str) -> list[str]:
    """Returns two bare things asked for: "side effects and price please"."""
    found = LISTED.match(said)
    parts = [part.strip() for part in found.groups()] if found else []
    bare = all(len(p.split()) <= MAX_FRAGMENT and not _asks(p) and not canonical(p)[1] for p in parts)
    return parts if bare else []
