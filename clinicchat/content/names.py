"""Names that the program shares with domain.yml and data/: slots, service intents, what a yes or no answers."""

from __future__ import annotations

from enum import StrEnum


class Slot(StrEnum):
    """What a conversation remembers (domain.yml)."""

    PLACE = "place"
    SEARCH = "search"
    SHOWN = "shown"
    LAST_TOPIC = "last_topic"
    TOLD = "told"
    DANGER = "danger"
    STANDING = "standing"
    ASKED = "asked"
    COUNTRY = "country"
    WHERE = "where"
    ABOUT = "about"
    TRAITS = "traits"
    SAID_BACK = "said_back"
    LANGUAGE = "language"
    UNCLEAR = "unclear"
    OFFERED = "offered"
    SINCE_GENERAL = "since_general"


class Search(StrEnum):
    """What a search is for: values of the slot `search`."""

    PROVIDER = "provider"
    TRIAL = "trial"


class Mark(StrEnum):
    """What the program knows a topic by: `marks` in its file."""

    USE = "use"
    """It is about use at home or with a guide."""
    TAKEN = "taken"
    """Who asks it, or reads its answer, may have taken something."""
    COURSE = "course"
    """It is about a course of treatment with MDMA."""
    OTHER_SUBJECT = "other_subject"
    """After its answer "it" is not the therapy with MDMA."""
    CONDITION = "condition"
    """It explains a condition, which who only says that they have it does not ask for."""
    ACCESS = "access"
    """It tells the lawful ways to be treated."""
    SOURCING = "sourcing"
    """It refuses to say where to get the drug."""
    DOSAGE = "dosage"
    """It refuses to say how much to take."""


class Intent(StrEnum):
    """Service intents (domain.yml). Topics that are answered or refused are data, not names."""

    AFFIRM = "affirm"
    DENY = "deny"
    UNSURE = "unsure"
    CANCEL = "cancel"
    GREET = "greet"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    HELP_MENU = "help_menu"
    TALK_TO_HUMAN = "talk_to_human"
    SPANISH = "spanish"
    FEEDBACK_POSITIVE = "feedback_positive"
    FEEDBACK_NEGATIVE = "feedback_negative"
    TELL_ME_MORE = "tell_me_more"
    MORE_RESULTS = "more_results"
    FIND_PROVIDER = "find_provider"
    FIND_TRIAL = "find_trial"
    INFORM_PLACE = "inform_place"
    OUT_OF_SCOPE = "out_of_scope"
    HELP_LINES = "help_lines"


class Asked(StrEnum):
    """The question that a yes or no answers: values of the slot `asked`."""

    SAFE_NOW = "safe_now"
    UNWELL_NOW = "unwell_now"
    CALMER = "calmer"
    ABUSE_SAFE = "abuse_safe"
    AWAKE_NOW = "awake_now"
    EVERYONE_SAFE = "everyone_safe"
    CLARIFY = "clarify"
