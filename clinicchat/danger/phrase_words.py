"""What people do to words, and how it is undone: hidden characters, accents, contractions, text-speak."""

from __future__ import annotations

import re
import unicodedata

from clinicchat.text.reading import TEXT_SPEAK

MAX_LENGTH = 4000
"""Characters read; the channel allows 1,000."""
HIDDEN = {"Cf", "Cs", "Co", "Cn", "Mn", "Me"}
APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ＇′‛ʹˈ", "'"))
LOOKALIKE_LETTERS = str.maketrans("аеорсухіѕкмтнвԁɡαοενικτ", "aeopcyxiskmthbdgaoevikt")
SHORT_FORMS = [
    (re.compile(r"\bo\.?\s?d\.?\s?'\s?(?:e?d)\b|\bo\.d\.e?d\b"), " overdosed "),
    (re.compile(r"\bo\.?d\.?\s?'?\s?ing\b"), " overdosing "),
    (re.compile(r"\bo\.\s?d\b\.?"), " od "),
    (re.compile(r"\bs\.?h\.?\s?'\s?(?:e?d)\b"), " selfharmed "),
    (re.compile(r"\bw/o(?:ut)?\b"), " without "),
    (re.compile(r"\bw/"), " with "),
    (re.compile(r"(?<=n)\s?['\";]\s?t\b"), "t"),
    (re.compile(r"\b(won|don|can|isn|doesn|didn|wouldn|couldn|aren|wasn|haven) t\b"), r"\1t"),
    (re.compile(r"(?<!\b\w )\bi m(?= \w\w)"), "i am"),
    (re.compile(r"\b(want|going|need|ready|wanna|gonna|trying) 2 (?=[a-z])"), r"\1 to "),
    (re.compile(r"(?<=[a-z])'(?=[a-z]{3})"), ""),
    (re.compile(r"(?<=[a-z])\s?['\";]\s?(?=(?:m|s|ll|re|ve|d)\b)"), "'"),
]
CLITICS = {"m": "am", "s": "is", "ll": "will", "re": "are", "ve": "have", "d": "would"}
SPELLED_OUT = re.compile(r"(?<![^\W_])(?:[^\W_]|[$@!](?=[ .\-_*/]))(?:[\s.\-_*/]{1,3}[^\W_]){2,}(?![^\W_])")
TOKEN = re.compile(r"\.{2,}|[.?!;\n]|,|[$@]?[a-z0-9]+(?:[!@$*|#][a-z0-9]+|'(?:m|s|ll|re|ve|d)\b)*")
DRAWN_OUT = re.compile(r"(.)\1\1")
LEET = str.maketrans("013457$@!|", "oieastsaii")
CONTRACTIONS = {
    "im": "i am", "ima": "i am going to", "imma": "i am going to", "ive": "i have", "youre": "you are",
    "hes": "he is", "shes": "she is", "theyre": "they are", "theyve": "they have", "theyll": "they will",
    "weve": "we have", "itll": "it will", "its": "it is", "thats": "that is", "theres": "there is",
    "whats": "what is", "hows": "how is", "whos": "who is", "dont": "do not", "doesnt": "does not",
    "didnt": "did not", "cant": "can not", "cannot": "can not", "wont": "will not", "wouldnt": "would not",
    "couldnt": "could not", "shouldnt": "should not", "isnt": "is not", "arent": "are not", "wasnt": "was not",
    "werent": "were not", "hasnt": "has not", "havent": "have not", "hadnt": "had not", "aint": "is not",
    "gonna": "going to", "gunna": "going to", "gona": "going to", "gna": "going to", "wanna": "want to",
    "wana": "want to", "gotta": "got to", "tryna": "trying to", "shouldve": "should have", "couldve": "could have",
    "wouldve": "would have", "thru": "through",
}  # fmt: skip
AFTER_WILL = {
    "be", "kill", "end", "do", "never", "die", "just", "not", "hurt", "take", "regret", "probably", "soon", "go",
    "have", "jump", "shoot",
}  # fmt: skip
AFTER_WOULD = {"rather", "be", "kill", "die", "do", "end", "like", "prefer", "never", "lose", "hurt", "just"}
"""What makes "ill" and "id" mean "I will" and "I would"."""
FEVERS = {*range(40, 44), *range(104, 110)}
"""Degrees, Celsius or Fahrenheit, of a body that is far too hot."""
SHORT_PARTS = {
    "i", "to", "my", "me", "be", "is", "am", "it", "do", "a", "in", "no", "wanna", "gonna", "dont", "cant", "wont",
    "im",
}  # fmt: skip
"""Short or spoken words that may be part of words written without spaces."""
KEPT = {
    "k",
    "kinda",
    "da",
    "n",
    "ads",
    "def",
    "med",
    "meds",
    "tx",
    "doc",
    "docs",
    "info",
    "msg",
    "prob",
    "til",
    "yo",
}
"""Entries of TEXT_SPEAK that would hide or lengthen words of danger."""


def fold(text: str) -> str:
    """Returns *text* in small plain letters: no marks, hidden characters, full-width or look-alike letters, no emoji.

    >>> fold("Ｋｉ\\u200bｌｌ mysélf 🔪 now")
    'kill myself . now'
    """
    text = text[:MAX_LENGTH].translate(APOSTROPHES)
    if text.isascii() and text.isprintable():  # nearly all: nothing to fold, nothing to hide
        return text.lower()
    text = unicodedata.normalize("NFKD", text).casefold().translate(LOOKALIKE_LETTERS)
    return "".join(_folded(c) for c in text)


def _folded(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() or char == "\n" else (" " if char.isspace() else "")
    category = unicodedata.category(char)
    return "" if category in HIDDEN else "." if category == "So" else " " if category[0] in "ZSPC" else char


def simple_words(token: str) -> list[str]:
    """Returns the words that *token* stands for, contractions and text-speak written out.

    >>> simple_words("dont"), simple_words("tmrw"), simple_words("2011"), simple_words("41")
    (['do', 'not'], ['tomorrow'], ['YEAR'], ['FEVER'])
    """
    if token.isdigit():
        year = len(token) == 4 and token[:2] in ("19", "20")
        return ["YEAR" if year else "FEVER" if int(token) in FEVERS and len(token) < 4 else "NUMBER"]
    spoken = token if token in KEPT else TEXT_SPEAK.get(token, token).replace("'", "")
    return [w for part in spoken.split() for w in CONTRACTIONS.get(part, part).split()]
