"""Names that the actions share with domain.yml: slots, intents, what was asked, responses."""

from __future__ import annotations

from clinicchat.danger import after_card

# Slots (domain.yml).
PLACE = "place"
SEARCH = "search"
SHOWN = "shown"
LAST_TOPIC = "last_topic"
DANGER = "danger"
ASKED = "asked"
COUNTRY = "country"
LANGUAGE = "language"
UNCLEAR = "unclear"
SINCE_GENERAL = "since_general"

# What a search is for.
PROVIDER = "provider"
TRIAL = "trial"

# Service intents (domain.yml).
AFFIRM = after_card.AFFIRM
DENY = after_card.DENY
UNSURE = after_card.UNSURE
CANCEL = "cancel"
GREET = "greet"
GOODBYE = "goodbye"
THANKS = "thanks"
HELP_MENU = "help_menu"
TALK_TO_HUMAN = "talk_to_human"
FEEDBACK_POSITIVE = "feedback_positive"
FEEDBACK_NEGATIVE = "feedback_negative"
TELL_ME_MORE = "tell_me_more"
MORE_RESULTS = "more_results"
FIND_PROVIDER = "find_provider"
FIND_TRIAL = "find_trial"
INFORM_PLACE = "inform_place"
OUT_OF_SCOPE = "out_of_scope"
HELP_LINES = "help_lines"

# Values of the slot `asked`: the question that a yes or no answers.
SAFE_NOW = after_card.SAFE_NOW
UNWELL_NOW = after_card.UNWELL_NOW
CALMER = after_card.CALMER
ABUSE_SAFE = after_card.ABUSE_SAFE
AWAKE_NOW = after_card.AWAKE_NOW
EVERYONE_SAFE = after_card.EVERYONE_SAFE
CLARIFY = "clarify"
MORE = "more"
