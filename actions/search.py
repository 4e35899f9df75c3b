"""Searching: what for, where, and the results."""

from __future__ import annotations

import asyncio

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import answers, lines, message, results, safety
from actions.message import Events
from clinicchat.chat.message import Button, Message, Result, links
from clinicchat.content import live_words, named_things
from clinicchat.content import turns as short_turns
from clinicchat.content.names import Intent, Search, Slot
from clinicchat.content.outcomes import Outcome
from clinicchat.places import countries
from clinicchat.places.place import Abroad, Ambiguous, Place, Unknown
from clinicchat.places.places import find_place

FORM = "place_form"
MAX_STATES = 6
"""Buttons offered for a name that several towns have."""
INTENT_OF = {Search.PROVIDER: Intent.FIND_PROVIDER, Search.TRIAL: Intent.FIND_TRIAL}
SEARCHES: dict[str, Search] = {intent: kind for kind, intent in INTENT_OF.items()}
DETAILS = {Search.PROVIDER: "search_detail_provider", Search.TRIAL: "search_detail_trial"}
"""What the lists do not tell."""
ONE = ("one", "phone")
"""Short turns that may mean one of the results."""
OTHER_SEARCH = {Search.PROVIDER: Intent.FIND_TRIAL, Search.TRIAL: Intent.FIND_PROVIDER}


class ActionBeginSearch(Action):
    """Notes what is searched for; goes straight to the results when the message or the last search names the place."""

    def name(self) -> str:
        return "action_begin_search"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        intent = message.current_topic(tracker)
        said = tracker.latest_message or {}
        if said.get("turn") or (said.get("leans") and tracker.get_slot(Slot.SHOWN)):
            return await _detail(dispatcher, tracker, SEARCHES.get(intent or "", Search.PROVIDER))
        others = [label for label in message.other_questions(tracker, intent or "") if label not in SEARCHES]
        answered = answers.say_answers(dispatcher, tracker, others) if others else []
        before = tracker.get_slot(Slot.SEARCH)
        kind = (
            SEARCHES.get(intent or "") or before or (Search.TRIAL if lines.told_of_trials(tracker) else Search.PROVIDER)
        )
        found = await asyncio.to_thread(
            find_place, message.entity(tracker, Slot.PLACE) or message.words_of_question(tracker, intent or "")
        )
        place = found.label if isinstance(found, Place | Abroad) else None
        other = before and (before != kind or said.get("corrects"))
        if place is None and isinstance(found, Unknown) and other:
            place = tracker.get_slot(Slot.PLACE)  # "and trials?" after a search for therapists is about the same place
        events = [*answered, *message.understood(search=kind, place=place, shown=0.0)]
        return [*events, FollowupAction("action_show_results")] if place else events


class ActionAskPlace(Action):
    """Asks where; says why when the words named no place, or several."""

    def name(self) -> str:
        return "action_ask_place"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        kind = tracker.get_slot(Slot.SEARCH) or Search.PROVIDER
        topic = INTENT_OF[kind]
        found = await asyncio.to_thread(find_place, message.message_text(tracker))
        cancel = message.reply_choice("cancel", Intent.CANCEL)
        if isinstance(found, Ambiguous):
            labels = [c.label for c in found.candidates[:MAX_STATES]]
            choices = [Button(label, Intent.INFORM_PLACE) for label in labels]
            text = message.words(tracker, "place_ambiguous")
            asked = Message(text=text, outcome=Outcome.ASKED, topic=topic)
            message.send(dispatcher, tracker, asked, [*choices, cancel])
            return []
        said_a_place = tracker.active_loop.get("name") == FORM and message.current_topic(tracker) in (
            Intent.INFORM_PLACE,
            Intent.OUT_OF_SCOPE,
            "nlu_fallback",
        )
        text = message.words(tracker, "place_unknown" if said_a_place else f"ask_place_{kind}")
        turn = short_turns.current().get(message.turn(tracker))
        if (
            turn and turn.topic == short_turns.SEARCH and message.turn(tracker) not in ONE
        ):  # "any women?", before a list
            text = f"{message.words(tracker, turn.trial_words if kind == Search.TRIAL else turn.words)}\n\n{text}"
        message.send(dispatcher, tracker, Message(text=text, outcome=Outcome.ASKED, topic=topic), [cancel])
        return []


class ValidatePlaceForm(FormValidationAction):
    """Understands the place; what names none, or several, is asked about again."""

    def name(self) -> str:
        return "validate_place_form"

    async def validate_place(
        self, value: object, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, str | None]:
        """Returns the place's label, or None to ask again."""
        found = await asyncio.to_thread(find_place, str(value or ""))
        return {Slot.PLACE: found.label if isinstance(found, Place | Abroad) else None}


class ActionShowResults(Action):
    """Shows the first results of the search."""

    def name(self) -> str:
        return "action_show_results"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        return await _show(dispatcher, tracker, 0)


class ActionMoreResults(Action):
    """Shows the next results of the last search."""

    def name(self) -> str:
        return "action_more_results"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if not tracker.get_slot(Slot.PLACE) or not tracker.get_slot(Slot.SEARCH):
            if tracker.get_slot(Slot.LAST_TOPIC):  # "next" where nothing was searched: of what was answered
                return answers.ActionMore().run(dispatcher, tracker, domain)
            text = message.words(tracker, "no_search_yet")
            asked = Message(text=text, outcome=Outcome.ASKED)
            message.send(dispatcher, tracker, asked, message.choices_under("no_search_yet"))
            return message.understood()
        return await _show(dispatcher, tracker, int(tracker.get_slot(Slot.SHOWN) or 0))


class ActionCancel(Action):
    """Leaves a search, or says that there is none to leave."""

    def name(self) -> str:
        return "action_cancel"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        return safety.leave_search(dispatcher, tracker)


async def _detail(dispatcher: CollectingDispatcher, tracker: Tracker, kind: Search) -> Events:
    """Says what a short turn ("any women?", "how far is that", "the second one") asks of a search."""
    turn, shown = short_turns.current().get(message.turn(tracker)), int(tracker.get_slot(Slot.SHOWN) or 0)
    name = (turn.trial_words if kind == Search.TRIAL else turn.words) if turn else DETAILS[kind]
    one = await _one_of(tracker, kind, shown) if shown and message.turn(tracker) in ONE else ()
    text = message.words(tracker, "search_one" if one else DETAILS[kind] if name == "search_one" else name)
    made = Message(text=text, outcome=Outcome.RESULTS if one else Outcome.ASKED, topic=INTENT_OF[kind], results=one)
    more = [message.reply_choice("more_results", Intent.MORE_RESULTS)] if shown else []
    message.send(dispatcher, tracker, made, more)
    return [*message.understood(), *([FollowupAction("action_listen")] if shown else [])]


async def _one_of(tracker: Tracker, kind: str, shown: int) -> tuple[Result, ...]:
    """Returns the result of the last page that the message counts to ("the second one"), if it counts to one."""
    place = await asyncio.to_thread(find_place, str(tracker.get_slot(Slot.PLACE) or ""))
    which = short_turns.counted(message.message_text(tracker))
    if which is None or not isinstance(place, Place):
        return ()
    look_up = results.trials if kind == Search.TRIAL else results.providers
    page = await asyncio.to_thread(look_up, tracker, place, (shown - 1) // results.PAGE * results.PAGE)
    return page.results[which:][:1]


async def _show(dispatcher: CollectingDispatcher, tracker: Tracker, start: int) -> Events:
    label = str(tracker.get_slot(Slot.PLACE) or "")
    kind = tracker.get_slot(Slot.SEARCH) or Search.PROVIDER
    place = await asyncio.to_thread(find_place, label)
    if isinstance(place, Abroad):
        return _abroad(dispatcher, tracker, place)
    if not isinstance(place, Place):
        unknown = Message(text=message.words(tracker, "place_unknown"), outcome=Outcome.NO_RESULTS)
        message.send(dispatcher, tracker, unknown, [message.search_choice(Intent.FIND_PROVIDER)])
        return [*message.understood(place=None), FollowupAction("action_listen")]
    look_up = results.trials if kind == Search.TRIAL else results.providers
    page = await asyncio.to_thread(look_up, tracker, place, start)
    choices = [message.reply_choice("more_results", Intent.MORE_RESULTS)] if page.more else []
    other = OTHER_SEARCH[kind]
    choices.append(message.reply_choice(other, other, place=place.label))
    made = Message(
        text=page.text,
        outcome=Outcome.RESULTS if page.results else Outcome.NO_RESULTS,
        topic=INTENT_OF[kind],
        results=page.results,
        links=page.links,
        disclaimers=tuple(live_words.current().disclaimers(["not_endorsement"])),
    )
    message.send(dispatcher, tracker, made, choices)
    # Reached without the form's rule when the place was in the first message, so it says itself that the turn is over.
    return [*message.understood(shown=float(start + len(page.results))), FollowupAction("action_listen")]


def _abroad(dispatcher: CollectingDispatcher, tracker: Tracker, place: Abroad) -> Events:
    kind = tracker.get_slot(Slot.SEARCH) or Search.PROVIDER
    code = countries.card_country(place.country_code) or ""
    there = live_words.current().say("place_abroad", country=code)
    texts = [there.fill({"place": place.label})]
    known = named_things.current()[named_things.COUNTRIES]
    country = countries.as_listed(place.country_code)
    if kind == Search.TRIAL or not there.conditions:
        texts += [known.line(country)] if country in known.things else []
    found = Message(
        text="\n\n".join(texts),
        outcome=Outcome.NO_RESULTS,
        topic=INTENT_OF[kind],
        links=links([results.link(tracker, "trials")]),
    )
    message.send(dispatcher, tracker, found, message.choices_under("place_abroad"))
    new = country in known.things and not tracker.get_slot(Slot.WHERE)
    stays = message.slots(where=f"{named_things.COUNTRIES} {country}") if new else []
    return [*message.understood(place=None), *stays, FollowupAction("action_listen")]
