"""Corrections: "no, i meant the price", "not babies. teenagers", "that's not what i asked. who pays?"."""

from __future__ import annotations

import re

from clinicchat.text.reading import visible

MAX_WORDS = 30
"""A longer message tells a story, and says "not" and "i mean" in it."""
SHORT = 7
"""Words of a message that may only say "this, not that"."""
_ME = r"\bi(?:'?m| am| was|'?d)?(?: (?:just|only|literally|really|already))*"
MEANT = re.compile(
    rf"{_ME} (?:me+a?nt|mean|asked|asking|said|telling you|wished to know|wanted to know|wondering)\b"
    r"(?! (?:this|that|it|here)\W*$)(?! (?:no|yes|yeah|yea|ok)\b)"
    r"(?: (?:to know|you|for|about|if|whether|like))*\s*[,:]?\s*",
    re.IGNORECASE,
)
"""What is meant follows; at the end of a message it went before."""
BEFORE = re.compile(
    r"(?:,? (?:is what)?\s*i (?:me+a?nt|mean)|,? is (?:what i meant|my question)|,? sorry)\W*$", re.IGNORECASE
)
REFUSED = re.compile(
    r"(?:not (?:that|this) one(?= the\b)|(?:that'?s not (?:it|right|what [^.,;?!]+)|that is not (?:it|what [^.,;?!]+)"
    r"|not (?:that|this)(?: one)?"
    r"|[\w' ]{1,40} (?:was not|wasn'?t) (?:the|my) question|wrong way around|wrong (?:one|thing|question)"
    r"|you (?:mixed (?:it|that) up|got (?:it|that) wrong)"
    r"|(?:u|you) misunderstood[^.,;?!]*|i (?:did not|didn'?t|do not|don'?t) (?:mean|ask|want)\b[^.,;?!]*"
    r"|i(?:'?m| am) not (?:asking|talking)\b[^.,;?!]*"
    r"|(?:u|you) (?:gave|told) me\b[^.,;?!]*|i expressed myself poorly|i am sorry)[.,;!?]+)\s*",
    re.IGNORECASE,
)
NO = re.compile(
    r"^\W*(?:(?:no+(?! thank| one|body)|nah|nope|wrong(?! way)|wait|oops|lol|sorry)\b[\s,.!:;]*)+", re.IGNORECASE
)
NOT_THIS = re.compile(r"^\W*(?:not|no) [^.,;?!]{1,40}[.,;!]\s*", re.IGNORECASE)
AND_NOT = re.compile(r"(?:[,.]\s*\bnot (?:an? |the |my |your )?[\w' ]{1,30}(?=$|[.,;!?])|\s+not \w+$)", re.IGNORECASE)
THIS_NOT_THAT = re.compile(
    r"^(?!(?:i|he|she|they|we|it|why|is|are|does|do|did|can|how|what|who)(?:'?m|'?s|'?re)? )(?P<this>[\w'. ]+?)"
    r"(?:[,.!;]+ *not(?: (?:the|an?|my|your))?|(?<!or) not(?: (?:the|an?|my|your|in|from|after|for|about|at))+)"
    r" [\w']+\W*$",
    re.IGNORECASE,
)
"""A short message that says no more: "study!! not therapist", "the clinic not the facts"."""
NOT_FIRST = re.compile(
    r"^\W*(?:(?!(?i:i|we|you|he|she|they|it|do|does|is|am|are) )\w+ )?not (?:(?:an?|the|my|your|for) )?\w+[\s,.;!-]+"
    r"(?=(?:the|a|an|my) \w|[A-Z]{2})"
)
"""What is not meant goes before what is: "no baby not a therapist the study", "not mississauga HAMILTON"."""
_PERSONS = r"(?:therap|psychiatr|psycholog)ists?|counsell?ors?|shrinks?|providers?"
_STUDIES = r"(?:drug |clinical )?(?:stud(?:y|ies)|trials?)|research"
_NOT = r"\b(?:not|no)\W+(?:(?:an?|the|my|some|any|looking for|want)\W+)*"
NO_PERSON = re.compile(rf"(?=.*\b(?:{_STUDIES})\b).*{_NOT}(?:{_PERSONS})\b", re.IGNORECASE)
NO_STUDY = re.compile(rf"(?=.*\b(?:{_PERSONS})\b).*{_NOT}(?:{_STUDIES})\b", re.IGNORECASE)


def other_search(text: str) -> str:
    """Returns which search *text* asks for instead of the other one, "" when it sets none against the other.

    >>> other_search("a study, not a therapist"), other_search("no trial!! a counselor"), other_search("not that one")
    ('find_trial', 'find_provider', '')
    """
    said = visible(text)
    if NO_PERSON.match(said):
        return "find_trial"
    return "find_provider" if NO_STUDY.match(said) else ""


def meant(text: str) -> str:
    """Returns what a correction says is meant; nothing when *text* corrects nothing, or says no more than no.

    >>> meant("no i meant does she stay better"), meant("not babies. teenagers"), meant("is it legal")
    ('does she stay better', 'teenagers', '')
    """
    said = visible(text)
    rest = said if len(said.split()) <= MAX_WORDS else ""
    if found := BEFORE.search(rest):
        rest = rest[: found.start()]
    rest = NO.sub("", rest)
    while (found := REFUSED.match(rest)) and found.end() < len(rest):
        rest = rest[found.end() :]
    if (parts := MEANT.split(rest)) and len(parts) > 1:
        rest = parts[-1] or parts[-2]
    rest = NOT_THIS.sub("", NOT_FIRST.sub("", rest))
    if rest != said:
        rest = AND_NOT.sub("", rest) or rest
    elif len(said.split()) <= SHORT and (found := THIS_NOT_THAT.match(said)):
        rest = found["this"]
    rest = rest.strip(" ,.;:-")
    return rest if rest != said.strip(" ,.;:-") else ""
