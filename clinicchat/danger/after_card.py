"""What typed words mean as a reply to the question after a card ("Are you safe right now?").

The classifier reads each message by itself, and there "not safe" is a question about risks and "ok" a yes. Here only a
plain yes is a yes, and words that say "no" in other ways are seen. A reply that is not among these is Rasa's to read.
"""

from __future__ import annotations

import re

from clinicchat.content.names import Asked, Intent
from clinicchat.text.reading import visible

OTHER, THERAPIST, TOOK = "other", "therapist", "took_something"
QUESTIONS = (Asked.SAFE_NOW, Asked.UNWELL_NOW, Asked.CALMER, Asked.ABUSE_SAFE, Asked.AWAKE_NOW, Asked.EVERYONE_SAFE)
"""What is asked after a card."""
APOSTROPHE = re.compile(r"['’‘`´]")
MAX_LENGTH = 80
"""Letters of a reply; a longer one is a message of its own."""

_AM = r"(?:i am|im|we are|were|he is|hes|she is|shes|they are|theyre|it is|its)"
_NOW = r"(?: (?:at all|here|now|right now|anymore|any more|today))*"
_TOOK_NOTHING = r"(?: (?:and )?(?:i |we )?(?:didnt|did not|havent|have not) (?:take|taken|took) anything)?"
_YES = re.compile(
    rf"(?:(?:yes+|yeah|yea|yep|yup|y|s[ií]) ?)(?:{_AM})?(?: (?:safe|ok|okay|fine))?{_NOW}{_TOOK_NOTHING}"
    r"(?: thanks| thank you)?"
    rf"|{_AM}(?: (?:totally|completely|all))? (?:safe|ok|okay|fine){_NOW}{_TOOK_NOTHING}"
    rf"|(?:i am|we are|(?:he|she|it) is)|safe{_NOW}{_TOOK_NOTHING}|(?:s[ií] )?estoy a salvo"
)
_NOT_SAFE = re.compile(
    rf"(?:(?:no|yes|yeah) )?(?:{_AM} )?(?:really )?not (?:very |really |so )?(?:safe|ok|okay|alright|all right){_NOW}"
    r"(?: (?:i dont think|i think|no|really|tbh))?"
    rf"|(?:no )?(?:(?:i|we) )?(?:dont|do not) feel (?:very |so )?(?:safe|ok|okay){_NOW}|(?:{_AM} )?unsafe"
    r"|(?:no )?(?:sorry )?(?:i )?(?:just )?(?:lied|was lying)"
    r"|(?:please |pls )?(?:help|i need help|someone help|somebody help)(?: please| pls| now| me| us)*"
    r"|what (?:do|should|can) (?:i|we) do(?: now)?"
    r"|(?:no )?no estoy a salvo|ayuda(?:me|nos)?|ayúdame|(?:estoy|me siento) en peligro"
)
_NO = re.compile(r"(?:no|nope|nah|n)+|no no|not really|not at all|not right now|not yet|no not (?:really|at all)")
_PERSON = (
    r"(?:best )?(?:friend|sister|brother|mom|mum|mother|dad|father|son|daughter|kid|child|wife|husband|partner|"
    r"boyfriend|girlfriend|roommate|cousin|aunt|uncle|niece|nephew|grandma|grandpa|student|patient|client|colleague)"
)
_SOMEONE_ELSE = re.compile(
    r"(?:no )?(?:(?:its|it is|this is|thats|im asking|asking) )?(?:about |for )?"
    rf"(?:(?:my|a) {_PERSON}|some(?:one|body) else)"
    r"|(?:no )?(?:its )?not me|es (?:por |para )?(?:otra persona|mi (?:amig|herman|hij|espos)[oa]|mi (?:mamá|papá))"
)
_BY_THERAPIST = re.compile(
    r"(?:(?:yes|no) )?(?:(?:it was|its|was) )?(?:my|the|a) (?:therapist|guide|facilitator|sitter|psychologist|"
    r"psychiatrist|counsell?or|doctor|shaman|practitioner)(?: (?:did it|did this|did))?"
)
_TOOK = re.compile(
    r"(?:(?:yes|yeah) )?(?:i )?(?:(?:took|had|did|drank|smoked|used) )?(?:(?:just|only|some|a|an|few|bit|of|\d+) )*"
    r"(?:something|mdma|molly|ecstasy|acid|lsd|weed|pot|edibles?|alcohol|drinks?|beers?|wine|shrooms?|mushrooms?|coke|"
    r"cocaine|pills?|ketamine|ket|meth|speed|xanax|opioids?|psilocybin|ghb|ayahuasca)|tomé algo"
)
_NOTHING = r"(?:no )?(?:i )?(?:didnt|did not|havent|have not) (?:take|taken|took) anything"
_TOOK_NOTHING_SAID = re.compile(_NOTHING)
_NO_YES = re.compile(
    rf"{_NOTHING}"
    r"|please|pls|plz|sure|(?:yeah )?i (?:think|guess|hope) so"
)
"""Short words that are a yes elsewhere, but do not tell that somebody is safe."""


def reads_as(text: str, asked: str | None) -> str | None:
    """Returns what *text* answers to the question *asked*: a value of `ANSWERS` in actions/safety.py, or None.

    >>> [str(reads_as(text, "safe_now")) for text in ("Not safe!", "I'm safe", "sure")]
    ['deny', 'affirm', 'unsure']
    >>> reads_as("for a friend", "safe_now"), reads_as("is it legal?", "safe_now")
    ('other', None)
    """
    words = _words(text)
    if asked not in QUESTIONS or not words:
        return None
    if _says(_NOT_SAFE, words) or _says(_NO, words):
        return Intent.DENY
    if asked == Asked.SAFE_NOW and _says(_SOMEONE_ELSE, words):
        return OTHER
    if asked == Asked.ABUSE_SAFE and _says(_BY_THERAPIST, words):
        return THERAPIST
    if asked == Asked.CALMER and _says(_TOOK, words):
        return TOOK
    if _says(_YES, words):
        return Intent.AFFIRM
    if asked == Asked.CALMER and _says(_TOOK_NOTHING_SAID, words):
        return None  # no danger is told by it
    return Intent.UNSURE if _says(_NO_YES, words) else None


def asks_for_help(text: str) -> bool:
    """Whether *text* says, also long after the question, that its writer is not safe: "help me", "i lied"."""
    return _says(_NOT_SAFE, _words(text))


def is_no(text: str) -> bool:
    """Whether *text* is no more than "no".

    >>> is_no("No."), is_no("no, i'm fine")
    (True, False)
    """
    return _says(_NO, _words(text))


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", APOSTROPHE.sub("", visible(text).lower())))


def _says(pattern: re.Pattern[str], words: str) -> bool:
    return len(words) <= MAX_LENGTH and pattern.fullmatch(words) is not None
