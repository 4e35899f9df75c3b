"""Questions that need more to be danger: in which nobody occurs, or that are plainly put with a question mark.

Who is in danger, or sees somebody in danger, speaks of a person: "I", "my friend", "he". A question without one that
the classifier finds a little like danger is nearly always asked for information. On the development set a higher
threshold for such questions lost no statement of danger and kept false alarms away; the staff's danger phrases are read
before and do not depend on it.

The same holds for one sentence that ends in a question mark ("can you see things on ecstasy?"): of the statements of
danger in the development set and in evaluation/real/study.jsonl few are put so, of the harmless messages that the
score takes for danger many. Longer messages that end so ("He fell. What do I do?") are left as
they are, and so is Spanish ("¿…?").
"""

from __future__ import annotations

import re

ODDS = 8.0
"""How many times the usual odds of danger such a question needs."""
_PERSON = re.compile(
    r"\b(i|im|ive|id|ill|me|my|mine|myself|mi|we|us|our|ours|u|ur|you|your|yo|he|hes|him|his|himself|she|shes|her|hers|"
    r"they|theyre|them|their|someone|somebody|one of us|friends?|buddy|mates?|guy|guys|girl|girls|boy|boys|dude|man|"
    r"woman|baby|toddler|child|kids?|teen|teenager|son|daughter|mom|mum|mother|dad|father|parents?|brother|sister|"
    r"cousin|uncle|aunt|nephew|niece|grand\w+|husband|wife|spouse|partner|boyfriend|girlfriend|bf|gf|ex|roommate|"
    r"flatmate|neighbou?r|coworker|colleague|patient|client|student|\d+ ?(yo|yr|year)s?)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:so|and|but|also|ok|okay|hi|hello|hey|just|curious|quick|question|um|well|like|wait)\W+){0,3}(?:what|whats|how|hows|is|are|does|do|did|has|have|can|could|would|will|why|which|when|who|"
    r"where|was|were)\b",
    re.IGNORECASE,
)


def is_impersonal_question(text: str) -> bool:
    """Returns whether *text* asks (a question word comes first, or after a filler) and names no person.

    >>> is_impersonal_question("so how many people die of ecstasy"), is_impersonal_question("what do i do he fell down")
    (True, False)
    """
    return bool(_QUESTION.search(text)) and not _PERSON.search(text)


_ONE_SENTENCE = re.compile(r"[^.!?;¿\n]*\?[\s?\"')]*")


def is_single_question(text: str) -> bool:
    """Returns whether *text* is one sentence with a question mark at its end.

    >>> is_single_question("muscles stiff on it?"), is_single_question("He fell. What do I do?")
    (True, False)
    """
    return _ONE_SENTENCE.fullmatch(text.strip()) is not None


def threshold(text: str, usual: float) -> float:
    """Returns the probability of danger from which *text* alarms, where *usual* is that of other texts.

    >>> threshold("he is ill", 0.2), round(threshold("how many die of it", 0.2), 2)
    (0.2, 0.67)
    """
    if usual >= 1 or not (is_impersonal_question(text) or is_single_question(text)):
        return usual
    odds = ODDS * usual / (1 - usual)
    return odds / (1 + odds)
