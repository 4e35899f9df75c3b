"""Cleans a visitor's text: what every part of understanding reads instead of the raw characters.

`visible` keeps the words and drops what cannot be seen; `plain` also folds case, apostrophes, drawn-out letters and
text-speak; `canonical` further names the drug "mdma" whatever people call it, and marks medicines, illnesses and other
drugs, so that "lamotrigine and molly?" and "zoloft + e" look alike to the classifier.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

GAZETTEER = Path(__file__).parent / "gazetteer"
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"'})
EMOJI_WORDS = {"💊": " pill ", "😂": " lol ", "🤣": " lol ", "👍": " yes ", "👎": " no ", "🙏": " please "}
DRAWN_OUT = re.compile(r"(\w)\1{2,}")
TOKEN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[?!$+&]")

TEXT_SPEAK = {
    "u": "you", "ur": "your", "r": "are", "w": "with", "w/": "with", "w/o": "without", "bc": "because", "cuz": "because",
    "coz": "because", "cos": "because", "b4": "before", "2day": "today", "rn": "right now", "idk": "i don't know", "pls": "please",
    "plz": "please", "ppl": "people", "thx": "thanks", "ty": "thank you", "tysm": "thank you", "tho": "though",
    "abt": "about", "smth": "something", "sth": "something", "bf": "boyfriend", "gf": "girlfriend", "hubby": "husband",
    "meds": "medicines", "med": "medicine", "tx": "treatment", "doc": "doctor", "docs": "doctors", "shrink": "psychiatrist",
    "govt": "government", "yrs": "years", "yr": "year", "mins": "minutes", "hrs": "hours", "wks": "weeks", "dont": "don't",
    "cant": "can't", "wont": "won't", "im": "i'm", "ive": "i've", "isnt": "isn't", "doesnt": "doesn't", "didnt": "didn't",
    "whats": "what's", "hows": "how's", "wheres": "where's", "whos": "who's", "thats": "that's", "theres": "there's",
    "youre": "you're", "theyre": "they're", "arent": "aren't", "wasnt": "wasn't", "shouldnt": "shouldn't",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "gimme": "give me", "lemme": "let me", "kinda": "kind of",
    "dunno": "don't know", "tbh": "", "imo": "", "btw": "", "lol": "", "lmao": "", "omg": "", "pregs": "pregnant",
    "preggo": "pregnant", "preggers": "pregnant", "anti-d": "antidepressant", "anti-ds": "antidepressants",
    "ads": "antidepressants", "k": "ok", "fr": "for real", "ngl": "", "rly": "really", "rlly": "really", "srsly": "seriously",
    "msg": "message", "info": "information", "yo": "year old", "y/o": "year old", "preg": "pregnant", "sux": "sucks",
    "wat": "what", "wot": "what", "wut": "what", "da": "the", "dat": "that", "dis": "this", "n": "and", "nd": "and", "&": "and",
    "thru": "through", "til": "until", "prob": "probably", "probs": "probably", "def": "definitely", "irl": "", "asap": "soon",
}  # fmt: skip

# What people call MDMA. Those that are everyday words too count only beside a word of taking ("on e", "x and zoloft").
NAMES = {
    "molly", "mollies", "molly's", "ecstasy", "extasy", "ecstacy", "exstasy", "xtc", "mdma", "mdma's", "mandy", "pinger",
    "pingers", "pingas", "dingers", "dinger", "googs", "biscuits", "yokes", "eccies", "eckies", "midomafetamine", "mdma-at",
    "mdma-assisted", "thizz", "skittles", "scooby", "3,4-methylenedioxymethamphetamine", "methylenedioxymethamphetamine",
    "mdms", "mmda", "mdam", "mdma-therapy", "ecstasy's", "empathogen", "mollie", "moly", "mali",
}  # fmt: skip
AMBIGUOUS = {
    "e",
    "x",
    "md",
    "m",
    "caps",
    "cap",
    "beans",
    "bean",
    "rolls",
    "adam",
    "mandys",
    "pills",
    "pill",
    "crystal",
    "crystals",
}
TAKING = set(
    "on took take taking taken takes drop dropped dropping do did doing done use used using mix mixed "
    "mixing and with plus + of some any the these your buy bought sell get score test testing from popped "
    "pop popping".split()
)
ROLLING = {"roll": "take mdma", "rolling": "taking mdma", "rolled": "took mdma"}
OTHER_DRUGS = set(
    "cannabis weed marijuana pot thc cbd edibles alcohol booze beer wine vodka drinks drinking coke "
    "cocaine crack meth methamphetamine speed amphetamine amphetamines heroin opioids opioid opiates "
    "kratom ketamine ket esketamine shrooms mushrooms psilocybin psychedelics lsd acid dmt ayahuasca "
    "ibogaine mescaline peyote 2cb 2c-b ghb poppers nitrous whippets salvia pcp mephedrone methylone mda "
    "mdpv spice k2 benzos benzo caffeine nicotine kava fentanyl tramadol dxm adderall vyvanse ritalin "
    "viagra".split()
)
MEDICINE_WORDS = set(
    "ssri ssris snri snris maoi maois antidepressant antidepressants antipsychotic antipsychotics "
    "stimulant stimulants benzo benzos birth-control painkillers antibiotics statin statins insulin "
    "beta-blocker beta-blockers betablockers blood-thinner blood-thinners steroid steroids inhaler "
    "melatonin 5-htp 5htp prep triptan triptans hrt testosterone antihistamine antihistamines supplements "
    "magnesium vitamins opioids methadone suboxone lithium estrogen".split()
)


@cache
def names_in(kind: str) -> frozenset[str]:
    """Returns the lower-case names of a gazetteer list, `medicines` or `illnesses`."""
    return frozenset((GAZETTEER / f"{kind}.txt").read_text(encoding="utf-8").split("\n")) - {""}


def visible(text: str) -> str:
    """Returns *text* in NFKC without control, format and surrogate characters; new lines become spaces."""
    folded = unicodedata.normalize("NFKC", text.replace("\n", " ").replace("\t", " "))
    return re.sub(r"\s+", " ", "".join(c for c in folded if unicodedata.category(c) not in HIDDEN)).strip()


def plain(text: str) -> str:
    """Returns *text* lower-cased, apostrophes unified, drawn-out letters and text-speak folded, a few emoji as words."""
    text = visible(text).translate(APOSTROPHES).lower()
    for sign, word in EMOJI_WORDS.items():
        text = text.replace(sign, word)
    text = DRAWN_OUT.sub(r"\1\1", text).replace("w/o", "without").replace("w/", "with ")
    return re.sub(r"\s+", " ", " ".join(TEXT_SPEAK.get(t, t) for t in tokens(text))).strip()


def tokens(text: str) -> list[str]:
    """Splits lower-case *text* into words and the signs that carry meaning (? ! $ + &)."""
    return TOKEN.findall(text)


def canonical(text: str) -> tuple[str, list[str]]:
    """Returns the plain text with the drug named "mdma", and markers of what else is named.

    Markers: `_mdma`, `_medicine`, `_illness`, `_drug`.
    """
    words = plain(text).split()
    named = [_name(words, i) for i in range(len(words))]
    found = {"_mdma"} if "mdma" in " ".join(named).split() else set()
    for first, second in pairwise([*named, ""]):
        found |= _markers(first, f"{first} {second}")
    return re.sub(r"\bmdma( mdma)+\b", "mdma", " ".join(named)), sorted(found)


def _name(words: list[str], i: int) -> str:
    word = words[i]
    if word in NAMES:
        return "mdma"
    before = words[i - 1] if i else ""
    after = words[i + 1] if i + 1 < len(words) else ""
    if (
        word in ROLLING
        and after not in ("over", "out", "in", "my", "the", "eyes")
        and before not in ("on", "a", "the")
    ):
        return ROLLING[word]
    if word in ("e", "x") and (
        before in TAKING or after in ("and", "+", "with", "pills", "?") or len(words) <= 3
    ):
        return "mdma"
    if word in AMBIGUOUS - {"e", "x", "m", "pill", "pills"} and before in TAKING - {
        "and",
        "with",
        "of",
        "the",
        "your",
    }:
        return "mdma"
    return word


def _markers(word: str, pair: str) -> set[str]:
    found = set()
    if word in names_in("medicines") or word in MEDICINE_WORDS or word.rstrip("s") in names_in("medicines"):
        found.add("_medicine")
    if word in OTHER_DRUGS:
        found.add("_drug")
    if len(word) > 2 and (word in names_in("illnesses") or pair in names_in("illnesses")):
        found.add("_illness")
    return found
