"""The words that `clinicchat.text.reading` folds or marks: text-speak, names of MDMA, other drugs, medicines.

Long lists of names (medicines, illnesses, correctly spelled words) are files in `gazetteer/`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

WORDLISTS = Path(__file__).parent / "wordlists"


@cache
def names_in(kind: str) -> frozenset[str]:
    """Returns the lower-case names of a gazetteer list: `medicines`, `illnesses` or `words`."""
    return frozenset((WORDLISTS / f"{kind}.txt").read_text(encoding="utf-8").split("\n")) - {""}


# fmt: off
EMOJI_WORDS = {
    "💊": " pill ", "😂": " lol ", "🤣": " lol ", "👍": " yes ", "👎": " no ", "🙏": " please ", "👋": " hello ",
    "😢": " sad ", "😭": " crying ", "🤔": " ? ", "❤": " love ", "💔": " sad ", "😔": " sad ", "😞": " sad ",
    "🥺": " sad ",
    "😡": " i am angry ", "😠": " i am angry ", "🤬": " i am angry ", "😮": " wow ", "😲": " wow ", "😯": " wow ",
    "🤯": " wow ", "❓": " ? ", "❔": " ? ", "👏": " great answer ", "😊": " great answer ",
    "👌": " ok ", "🤷": " not sure ", "🤰": " pregnant ", "🍷": " wine ", "🍺": " beer ",
}

TEXT_SPEAK = {
    "u": "you", "ur": "your", "r": "are", "w": "with", "w/": "with", "w/o": "without", "bc": "because",
    "cuz": "because", "coz": "because", "cos": "because", "b4": "before", "2day": "today", "rn": "right now",
    "idk": "i don't know", "pls": "please", "plz": "please", "ppl": "people", "thx": "thanks", "ty": "thank you",
    "tysm": "thank you", "tho": "though", "abt": "about", "smth": "something", "sth": "something", "bf": "boyfriend",
    "gf": "girlfriend", "hubby": "husband", "meds": "medicines", "med": "medicine", "tx": "treatment",
    "doc": "doctor", "docs": "doctors", "shrink": "psychiatrist", "govt": "government", "yrs": "years",
    "yr": "year", "mins": "minutes", "hrs": "hours", "wks": "weeks", "dont": "don't", "cant": "can't",
    "wont": "won't", "im": "i'm", "ive": "i've", "isnt": "isn't", "doesnt": "doesn't", "didnt": "didn't",
    "whats": "what's", "hows": "how's", "wheres": "where's", "whos": "who's", "thats": "that's",
    "theres": "there's", "youre": "you're", "theyre": "they're", "arent": "aren't", "wasnt": "wasn't",
    "shouldnt": "shouldn't", "wanna": "want to", "gonna": "going to", "gotta": "got to", "gimme": "give me",
    "lemme": "let me", "kinda": "kind of", "dunno": "don't know", "tbh": "", "imo": "", "btw": "", "lol": "",
    "lmao": "", "omg": "", "pregs": "pregnant", "preggo": "pregnant", "preggers": "pregnant",
    "anti-d": "antidepressant", "anti-ds": "antidepressants", "ads": "antidepressants", "k": "ok",
    "fr": "for real", "ngl": "", "rly": "really", "rlly": "really", "srsly": "seriously", "msg": "message",
    "info": "information", "yo": "year old", "y/o": "year old", "preg": "pregnant", "sux": "sucks", "wat": "what",
    "wot": "what", "wut": "what", "da": "the", "dat": "that", "dis": "this", "n": "and", "nd": "and", "&": "and",
    "thru": "through", "til": "until", "prob": "probably", "probs": "probably", "def": "definitely", "irl": "",
    "asap": "soon", "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "couldnt": "couldn't",
    "wouldnt": "wouldn't", "werent": "weren't", "hes": "he's", "shes": "she's", "ofc": "of course",
    "thnx": "thanks", "bcuz": "because", "becuz": "because", "cud": "could", "shud": "should", "wud": "would",
    "wht": "what", "hv": "have", "tmrw": "tomorrow", "nvm": "never mind", "cya": "see you", "gtg": "got to go",
    "yh": "yeah", "smh": "", "atm": "right now", "dr": "doctor", "psych": "psychiatrist", "thera": "therapy",
    "teh": "the", "adn": "and",
}

# What people call MDMA. Those that are everyday words too count only beside a word of taking ("on e", "x and zoloft").
NAMES = frozenset((
    "molly mollies molly's ecstasy extasy ecstacy exstasy xtc mdma mdma's mandy pinger pingers pingas dingers dinger "
    "googs yokes eccies eckies midomafetamine mdma-at mdma-assisted thizz 3,4-methylenedioxymethamphetamine "
    "methylenedioxymethamphetamine mdms mmda mdam mdmaa mdma-therapy ecstasy's empathogen mollie moly"
).split())
LETTERS = frozenset({"e", "x"})
EVERYDAY = frozenset("md caps cap beans bean rolls adam mandys crystal crystals biscuits skittles scooby".split())
TAKING = frozenset((
    "on took take taking taken takes drop dropped dropping do did doing done use used using mix mixed mixing and with "
    "plus + of some any the these your buy bought sell get score test testing from popped pop popping"
).split())
LOOSE = frozenset({"and", "with", "of", "the", "your"})
"""Words of taking that say too little before an everyday word."""
NOT_BEFORE_A_LETTER = frozenset({"vitamin", "vitamins", "the", "letter", "plan", "type", "class", "gen"})
ROLLING = {"roll": "take mdma", "rolling": "taking mdma", "rolled": "took mdma"}
OTHER_DRUGS = frozenset((
    "cannabis weed marijuana pot thc cbd edibles alcohol booze beer wine vodka drinks drinking coke cocaine crack "
    "meth methamphetamine speed amphetamine amphetamines heroin opioids opioid opiates kratom ketamine ket esketamine "
    "shrooms mushrooms psilocybin psychedelics lsd acid dmt ayahuasca ibogaine mescaline peyote 2cb 2c-b ghb poppers "
    "nitrous whippets salvia pcp mephedrone methylone mda mdpv spice k2 benzos benzo caffeine nicotine kava fentanyl "
    "tramadol dxm adderall vyvanse ritalin viagra"
).split())
MEDICINE_WORDS = frozenset((
    "ssri ssris snri snris maoi maois antidepressant antidepressants antipsychotic antipsychotics stimulant "
    "stimulants benzo benzos birth-control painkillers antibiotics statin statins insulin beta-blocker beta-blockers "
    "betablockers blood-thinner blood-thinners steroid steroids inhaler melatonin 5-htp 5htp prep triptan triptans "
    "hrt testosterone antihistamine antihistamines supplements magnesium vitamins opioids methadone suboxone lithium "
    "estrogen propranolol truvada descovy kaletra nyquil synthroid moclobemide zopiclone percocet vicodin norco "
    "agomelatine tianeptine mounjaro lex prozac zoloft"
).split())
# fmt: on
