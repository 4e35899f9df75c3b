"""Masks personal data before anything is stored, logged or shown to Rasa.

Shapes only: e-mail, telephone, social security, card and date of birth, street address, "my name is …". What looks
like one of them but is not stays, because the assistant has to understand it: ZIP codes and places (a search), ages,
amounts, years, the numbers of help lines and of the clinic.
"""

from __future__ import annotations

import re

from clinicchat.content import live_words, settings

MAIL_HOSTS = r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|aol|proton|protonmail|gmx|web|mail)"
EMAIL = re.compile(
    r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|[\w.+-]{1,64}\s?@\s?[\w-]{1,63}\s?\.\s?(?:com|net|org|edu|gov|io|co|uk|de|ca|au|info|me)\b"
    rf"|[\w.+-]{{1,64}}\s?(?:@|\bat\b|\(at\)|\[at\])\s?{MAIL_HOSTS}\s?(?:\.|\bdot\b|\(dot\)|\[dot\])\s?[a-z]{{2,6}}\b",
    re.IGNORECASE,
)
SSN = re.compile(
    r"(?<![\w-])\d{3}([- .])\d{2}\1\d{4}(?![\w-])"
    r"|\b(?:ssn|social(?: security)?(?: number| no\.?)?)\b\D{0,12}?\d(?:[ -]?\d){3,8}\b",
    re.IGNORECASE,
)
CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
YEAR = r"(?:19|20)\d{2}"
DATE = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}([/.-])\d{{1,2}}\1(?:(?:19|20)?\d{{2}})|{YEAR}([/.-])\d{{1,2}}\2\d{{1,2}})(?![\w/-])"
    rf"|\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? ?{YEAR}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{MONTH},?[ -]{YEAR}\b"
    rf"|\b(?:born|dob|birth\s?day|birth\s?date|date of birth)\b[^.!?\d]{{0,20}}"
    rf"(?:{MONTH} )?\d{{1,2}}(?:st|nd|rd|th)?\b(?:[ /.-](?:of )?{MONTH})?(?:[ /.,-]+\d{{1,4}}){{0,2}}",
    re.IGNORECASE,
)
# Words that never stand between a house number and "street": "2 pills on the way" is no address.
NOT_IN_A_STREET = (
    r"(?!(?:a|an|and|any|are|as|at|away|be|because|but|by|can|do|every|few|for|from|had|has|have|he|her|his|hour|hours|how|i|if"
    r"|im|in|into|is|it|like|long|me|mg|mile|miles|milligrams|min|mins|minute|minutes|more|most|my|no|not|of|off|on|or"
    r"|other|our|out|people|per|percent|pills?|she|side|so|some|tabs?|than|that|the|their|them|then|there|these|they|this"
    r"|times?|to|took|used?|want|was|way|we|week|weeks|well|went|were|what|when|where|which|who|why|will|with|would|year"
    r"|years|yo|you|your|month|months|day|days|days'|friends?|doses?|hits?|grams?|g|k|lbs|kg|usd|dollars|bucks|kids"
    r"|questions?|therapists?|doctors?|sessions?|trials?|studies|block|blocks|different|bad|good|first|second|third"
    r"|guys?|women|men|girls?|drinks?|beers?|capsules?|caps|rolls?|beans?|points?|in\b)\b)"
)
STREET_WORDS = (
    r"(?:street|avenue|ave|boulevard|blvd|road|rd|highway|hwy|parkway|pkwy|lane|ln|drive|court|terrace|circle|cir"
    r"|square|trail|str|st|dr|ct|pl|place|way|close|crescent|gardens|mews|row|walk)"
)
STREET = re.compile(
    rf"\b\d{{1,6}}[a-z]?,? (?:[nsew]\.? |north |south |east |west )?(?:{NOT_IN_A_STREET}[^\W_][\w'’.-]* ){{1,3}}?"
    rf"{STREET_WORDS}\b\.?(?:,? ?(?:apt|apartment|unit|suite|ste|flat|#)\.? ?#?\w+)?"
    r"|\bp\.? ?o\.? box \d+",
    re.IGNORECASE,
)
CALL = r"\b(?:call|phone|tel|telephone|cell|mobile|number|text|whats ?app|reach|ring|contact)\b[^.!?\d]{0,25}"
UNITS = (
    r"(?:mg|milligrams?|mcg|g|grams?|ml|kg|lbs|pounds|%|percent|people|patients|times|sessions?|hours?|days?|weeks?|months?|years?"
    r"|miles|km|dollars|bucks|usd|eur|euros?|calories|words|steps)\b"
)
PHONE = re.compile(
    r"(?<![\w$£€-])(?:"
    r"\+\d(?:[ ().-]{0,2}\d){6,14}"  # international
    r"|(?:1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]?\d{4}|1?[2-9]\d{2}[2-9]\d{6}"  # North America
    r"|\(0\d{1,5}\) ?\d(?:[ .-]?\d){4,9}|(?!\d{5}-\d{4}\b)0\d(?:[ ./-]?\d){7,11}"  # a trunk zero: UK, AU, EU
    rf"|[2-9]\d{{2}}[.-]\d{{4}}(?!\s?{UNITS})"  # local
    r")(?![\w-])(?!\.\d)"
)
CALLED = re.compile(rf"({CALL})(\d(?:[ .-]?\d){{6,14}})(?![\w-])", re.IGNORECASE)
NAME = re.compile(
    r"\b((?:my|his|her|their)\s+(?:full |real |first |last |sur)?name(?:\s?['’]?s|\s+is)|(?:i am|i['’]?m) called"
    r"|me llamo|mi nombre es)\s+([^\W\d_][\w'’-]*)((?:\s+[^\W\d_][\w'’-]*){0,2})",
    re.IGNORECASE,
)
AT, DIGIT = re.compile(r"@|at", re.IGNORECASE), re.compile(r"\d")
"""What every address of e-mail, and every number, date and street address holds: most messages need no closer look."""
NOT_A_NAME = set(
    "a an the not none irrelevant private secret on in at back later now when if crazy maybe tomorrow today stupid "
    "no nothing never important because and so going something".split()
)


def mask(text: str) -> str:
    """Returns *text* with personal data replaced by [e-mail], [number], [date], [address] and [name].

    >>> mask("my name is Ann Lee, mail ann@example.org, near 78701")
    'my name is [name], mail [e-mail], near 78701'
    """
    if AT.search(text):
        text = EMAIL.sub("[e-mail]", text)
    if DIGIT.search(text):
        text = SSN.sub("[number]", text)
        text = CARD.sub("[number]", text)
        text = DATE.sub("[date]", text)
        text = STREET.sub("[address]", text)
        text = PHONE.sub(_phone, text)
        text = CALLED.sub(_called, text)
    return NAME.sub(_name, text)


def _phone(match: re.Match[str]) -> str:
    return match.group() if _is_public(match.group()) else "[number]"


def _called(match: re.Match[str]) -> str:
    return match.group() if _is_public(match.group(2)) else f"{match.group(1)}[number]"


def _is_public(number: str) -> bool:
    """Whether it is the number of a help line or of the clinic: masking it would hide that someone already called."""
    digits = _digits(number)
    return digits in _lines() or bool(re.fullmatch(r"1?8(?:00|33|44|55|66|77|88)\d{7}", digits))


def _lines() -> set[str]:
    countries = live_words.current().countries.values()
    known = {_digits(line.number) for c in countries for line in c.lines}
    return known | {_digits(settings.load().telephone)}


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isdigit())


def _name(match: re.Match[str]) -> str:
    said, first, rest = match.groups()
    if first.lower() in NOT_A_NAME:
        return match.group()
    more = rest.split()
    ends = not re.match(r"\s*[\w]", match.string[match.end() :])
    named = 0
    for word in more:
        # "my name is ann lee, …" ends there; "My name is Ann Lee and …" is in capitals.
        if not (word[:1].isupper() and word not in ("I", "I'm", "I’m")) and not (ends and len(more) == 1):
            break
        named += 1
    kept = "".join(f" {word}" for word in more[named:])
    return f"{said} [name]{kept}"
