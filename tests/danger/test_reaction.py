"""clinicchat/danger/reaction.py: what follows a message once danger was seen."""

from __future__ import annotations

import dataclasses

import pytest

from clinicchat.content import topics
from clinicchat.danger import next_steps, phrases
from clinicchat.danger.heard import Heard
from clinicchat.danger.level import Level
from clinicchat.danger.meaning import Meaning, Meant
from clinicchat.danger.reaction import NOT_DANGER, TO_BE_SURE, Kind, Reaction, react
from clinicchat.danger.signs import AGAIN
from clinicchat.danger.standing import Standing, after_step, denied, raised

SUICIDE, OVERDOSE, ABUSE = (raised(None, d, now=0.0) for d in (topics.SUICIDE, topics.OVERDOSE, topics.ABUSE))
HARM = raised(None, topics.HARM, now=0.0)
ANOTHER = raised(None, topics.SUICIDE, now=0.0, other=True)
LIVE = raised(None, topics.OVERDOSE, now=0.0, live=True)


def after(standing: Standing | None, text: str, topic: str = topics.FALLBACK, asked: str = "", **more: object):
    """What follows *text*, read by the real phrases, when danger stands so."""
    alarm = phrases.current().find(text)
    found = Heard(
        text,
        topic=alarm.topic if alarm else str(more.pop("taken_for", topic)),
        beneath=topic,
        alarm=alarm.topic if alarm else "",
        live=alarm is not None and alarm.live,
        steps=tuple(next_steps.current().found(text)),
    )
    searching = bool(more.pop("searching", False))
    read = dataclasses.replace(found, **more)  # type: ignore[arg-type]
    return react(standing, asked, read, next_steps.current(), searching)


@pytest.mark.parametrize(
    ("standing", "text", "step"),
    [
        (SUICIDE, "i have pills here", "means_here"),
        (SUICIDE, "i called them", "on_the_line"),
        (SUICIDE, "i cant call, my roommate will hear", "cannot_talk"),
        (SUICIDE, "what will they ask me", "they_ask_crisis"),
        (SUICIDE, "it wont help", "will_not_help"),
        (SUICIDE, "no one", "alone_crisis"),
        (OVERDOSE, "911 is on the way", "waiting"),
        (OVERDOSE, "i called 911", "waiting"),
        (OVERDOSE, "he threw up", "threw_up"),
        (OVERDOSE, "hes asleep now", "asleep"),
        (OVERDOSE, "will the police come", "police"),
        (OVERDOSE, "how long till its out of his system", "how_long"),
        (OVERDOSE, "should i make him throw up", "make_vomit"),
        (OVERDOSE, "i'll drive him there", "drive"),
        (OVERDOSE, "im on hold", "on_hold"),
        (OVERDOSE, "i have no credit", "cannot_call"),
        (OVERDOSE, "what will they ask", "they_ask"),
        (OVERDOSE, "he took another one", "took_more"),
        (OVERDOSE, "hes feeling better", "better"),
        (OVERDOSE, "hes breathing weird", "not_breathing"),
        (ABUSE, "where can i go", "where_to_go"),
        (ABUSE, "i want to report her", "report"),
        (ABUSE, "will she lose her license", "report_therapist"),
        (ABUSE, "how do i clear this chat", "clear_chat"),
        (ABUSE, "should i keep evidence", "evidence"),
        (ABUSE, "he is coming up the stairs", "coming_now"),
        (ABUSE, "should i save his texts", "keep_messages"),
        (ABUSE, "he shook the baby", "baby_hurt"),
        (HARM, "i shook him", "baby_hurt"),
        (HARM, "i laid her down in the crib", "put_down"),
        (SUICIDE, "i gave them to my sister", "means_away"),
        (SUICIDE, "she has the pills now", "means_with_helper"),
        (ANOTHER, "she has the pills now", "means_with_them"),
        (ANOTHER, "he said goodbye by text", "welfare_check"),
        (ANOTHER, "i am in another state", "welfare_check"),
        (ANOTHER, "does asking make it worse", "ask_them"),
        (ANOTHER, "she picked up and she is crying", "ask_them"),
        (ANOTHER, "the police are with him", "help_here_crisis"),
        (OVERDOSE, "they're here", "help_here"),
        (OVERDOSE, "he has gone all stiff", "seizure"),
        (OVERDOSE, "her temperature is 40", "walking_hot"),
        (ABUSE, "he is out of the bath now", "coming_now"),
        (ABUSE, "is this a stroke", "sign_of_illness"),
        (OVERDOSE, "ambos on way", "waiting"),
        (OVERDOSE, "he wants water", "water"),
        (OVERDOSE, "he does not want to go to hospital", "hospital"),
        (SUICIDE, "i took them all back to the chemist", "means_away"),
        (SUICIDE, "my friend has just got here", "help_here_crisis"),
    ],
)
def test_each_next_step_has_its_words(standing: Standing, text: str, step: str) -> None:
    assert after(standing, text) == Reaction(Kind.STEP, step)


@pytest.mark.parametrize(
    ("danger", "text", "own", "of_another"),
    [
        (topics.SUICIDE, "got the gun right here on his bed", "means_here", "means_with_them"),
        (topics.SUICIDE, "he is all alone", "alone_crisis", "ask_them"),
        (topics.OVERDOSE, "she is home alone", "alone", "not_with_them"),
    ],
)
def test_who_speaks_of_another_is_not_spoken_to_as_the_one_in_danger(
    danger: str, text: str, own: str, of_another: str
) -> None:
    assert after(raised(None, danger, now=0.0), text) == Reaction(Kind.STEP, own)
    assert after(raised(None, danger, now=0.0, other=True), text) == Reaction(Kind.STEP, of_another)
    assert after(ANOTHER, "i have pills here myself") == Reaction(Kind.STEP, "means_here")


def test_signs_that_surely_grow_are_not_denied_by_another_word() -> None:
    grows = {topics.SUICIDE: Meaning({Meant.WORSENING: 0.96})}
    text = "not like that, i have a gun in the house"
    assert after(SUICIDE, text).kind is Kind.ASK
    assert after(SUICIDE, text, means=grows) == Reaction(Kind.STEP, "means_here")


def test_a_phrase_of_a_sign_is_asked_about_where_all_else_is_calm() -> None:
    calm = {topics.OVERDOSE: Meaning({Meant.HARMLESS: 0.95, Meant.WORSENING: 0.05})}
    text = "sugar. i meant the kids had too much sugar"
    assert after(OVERDOSE, text).kind is Kind.CARD
    assert after(OVERDOSE, text, means=calm, score=-3.0).kind is Kind.ASK
    assert after(OVERDOSE, text, means=calm, score=1.0).kind is Kind.CARD


def test_it_was_well_until_now_is_no_denial() -> None:
    denial = {topics.OVERDOSE: Meaning({Meant.DENIAL: 0.95, Meant.HARMLESS: 0.05})}
    assert after(OVERDOSE, "he was fine earlier", means=denial).kind is Kind.DENIED
    assert after(OVERDOSE, "he was fine til just now", means=denial).kind is Kind.ASK


def test_a_question_about_help_goes_before_a_search() -> None:
    asks = {topics.SUICIDE: Meaning({Meant.PRACTICAL: 0.8, Meant.UNRELATED: 0.2}, step="on_hold_crisis")}
    found = after(SUICIDE, "they said everyone is taken", "find_provider", means=asks)
    assert found == Reaction(Kind.STEP, "on_hold_crisis")


def test_a_shaken_baby_who_was_sick_gets_no_line_to_talk_to() -> None:
    grows = {topics.HARM: Meaning({Meant.WORSENING: 0.9})}
    assert after(HARM, "now he was sick", means=grows, score=AGAIN) == Reaction(Kind.STEP, "threw_up")


@pytest.mark.parametrize(
    "text", ["no i'm not suicidal", "it was years ago", "it's a mistake", "no, i was asking about the therapy"]
)
def test_a_plain_denial_lowers(text: str) -> None:
    found = after(SUICIDE, text, asked="safe_now")
    assert found and found.kind is Kind.DENIED


def test_a_denial_beside_danger_lowers_nothing() -> None:
    meant = after(SUICIDE, "i really mean it")
    assert meant is None or meant.kind is not Kind.DENIED
    assert after(SUICIDE, "it was years ago", score=AGAIN).kind is Kind.ASK
    assert after(ABUSE, "it was a joke he says but he hits me").kind is Kind.ASK
    assert after(SUICIDE, "i was only asking. i have pills here").kind in (Kind.ASK, Kind.STEP, Kind.CARD)
    assert after(OVERDOSE, "it was years ago but now he is turning blue").kind is not Kind.DENIED


def test_another_danger_has_its_own_card_and_distress_after_a_crisis_has_not() -> None:
    assert after(SUICIDE, "my husband hits me").kind is Kind.CARD
    assert after(SUICIDE, "i cant stop crying").kind is not Kind.CARD
    lowered = denied(SUICIDE)
    assert after(lowered, "i want to kill myself").kind is Kind.CARD, "believed once"
    assert after(lowered, "is it legal", "faq/legal_status") is None


def test_a_model_that_is_sure_of_the_same_danger_brings_the_help_again_and_one_that_doubts_does_not() -> None:
    sure = {"taken_for": topics.SUICIDE, "level": Level.CARD, "danger": topics.SUICIDE}
    assert after(SUICIDE, "i really mean it", score=AGAIN, **sure).kind is Kind.AGAIN
    doubts = after(SUICIDE, "tell me more", "faq/access", score=AGAIN - 1, **sure)
    assert doubts == Reaction(Kind.TOPIC, "faq/access")
    other = {**sure, "danger": topics.ABUSE, "taken_for": topics.ABUSE}
    assert after(SUICIDE, "something else", score=0.0, **other).kind is Kind.CARD


def test_where_danger_goes_on_answers_and_searches_wait_and_elsewhere_they_do_not() -> None:
    assert after(LIVE, "what does it cost", "faq/cost_insurance").kind in (Kind.WAIT, Kind.STEP)
    assert after(LIVE, "find a therapist", "find_provider").kind is Kind.WAIT
    assert after(SUICIDE, "is it legal", "faq/legal_status") is None
    assert after(OVERDOSE, "we're in Denver", "inform_place") == Reaction(Kind.STEP, "place")


def means(danger: str = topics.SUICIDE, **shares: float) -> dict[str, Meaning]:
    """What a reader makes of a reply, with a step for each kind."""
    told = {Meant(kind): share for kind, share in shares.items()}
    return {danger: Meaning(told, step="cannot_talk", rises="plan_now", calm="kind_words")}


def test_a_reply_is_met_as_what_it_means_and_lowers_danger_only_when_that_is_sure() -> None:
    assert after(SUICIDE, "zzz", means=means(practical=0.9)) == Reaction(Kind.STEP, "cannot_talk")
    assert after(SUICIDE, "zzz", means=means(worsening=0.9)) == Reaction(Kind.STEP, "plan_now")
    assert after(SUICIDE, "zzz", means=means(harmless=0.9)) == Reaction(Kind.STEP, "kind_words")
    assert after(SUICIDE, "zzz", means=means(denial=0.95)).kind is Kind.DENIED
    assert after(SUICIDE, "zzz", means=means(denial=0.95), score=AGAIN).kind is Kind.ASK
    assert after(SUICIDE, "zzz", means=means(denial=0.5, harmless=0.4)) == Reaction(Kind.STEP, "kind_words")
    assert after(SUICIDE, "zzz", means=means(denial=0.5, practical=0.45)).kind is Kind.ASK
    assert after(SUICIDE, "zzz", means=means(topics.ABUSE, denial=0.95)) is None, "read for another danger"


def test_in_doubt_danger_grows() -> None:
    assert after(SUICIDE, "zzz", means=means(practical=0.5, worsening=0.4)).name == "plan_now"
    assert after(SUICIDE, "zzz", means=means(harmless=0.5, worsening=0.25)).kind is Kind.ASK
    gone = {topics.SUICIDE: Meaning({Meant.WORSENING: 0.9})}
    assert after(SUICIDE, "zzz", means=gone).kind is Kind.AGAIN, "no step says what to do"


def test_a_reply_that_may_tell_of_danger_that_grows_gets_the_question_and_neither_the_alarm_nor_comfort() -> None:
    assert after(SUICIDE, "zzz", means=means(harmless=0.95, worsening=0.05)) == Reaction(Kind.STEP, "kind_words")
    assert after(SUICIDE, "zzz", means=means(harmless=0.72, worsening=0.28)).kind is Kind.ASK


@pytest.mark.parametrize(("text", "step"), [("shes 2", "tell_crew"), ("ok calling", "waiting")])
def test_words_that_tell_of_a_call_or_an_age_are_not_asked_about(text: str, step: str) -> None:
    unsure = means(topics.OVERDOSE, harmless=0.5, practical=0.3, worsening=0.2)
    assert after(OVERDOSE, text, means=unsure) == Reaction(Kind.STEP, step)
    assert after(OVERDOSE, "zzz", means=unsure).kind is Kind.ASK


def test_who_asks_what_happens_to_another_is_not_spoken_to_as_the_one_at_risk() -> None:
    assert after(SUICIDE, "can they section him") == Reaction(Kind.STEP, "hospital_other")
    assert after(ANOTHER, "will they put my brother in hospital") == Reaction(Kind.STEP, "hospital_other")
    assert after(SUICIDE, "will they section me") == Reaction(Kind.STEP, "hospital_crisis")


def test_no_meaning_silences_a_phrase_of_symptoms_means_or_a_plan() -> None:
    harmless = means(harmless=1.0)
    assert after(SUICIDE, "i have picked a day and wrote the letters", means=harmless).kind in (Kind.CARD, Kind.STEP)
    assert after(SUICIDE, "my husband hits me", means=harmless).kind is Kind.CARD, "another danger"
    assert after(SUICIDE, "i want to die", means=harmless).kind is Kind.ASK, "asked again, with the number"


def test_a_question_of_its_own_is_answered_while_danger_goes_on_and_thanks_sound_no_alarm() -> None:
    own = means(topics.OVERDOSE, unrelated=0.9)
    assert after(LIVE, "is it legal", "faq/legal_status", means=own) is None
    refused = after(ABUSE, "can i do it at home", "decline/self_treatment", means=means(topics.ABUSE, unrelated=0.9))
    assert refused == Reaction(Kind.TOPIC, "decline/self_treatment"), "and not the help of a crisis again"
    assert after(LIVE, "can i do it at home", "decline/self_treatment", means=own) is None, "the help again"
    card = {"taken_for": topics.SUICIDE, "level": Level.CARD, "danger": topics.SUICIDE, "score": AGAIN}
    assert after(SUICIDE, "zzz", means=means(harmless=0.9), **card) == Reaction(Kind.STEP, "kind_words")


def test_a_search_that_is_open_keeps_its_replies_unless_danger_grows() -> None:
    heard = Heard("boston", topic="inform_place", means=means(practical=0.9))
    assert react(SUICIDE, None, heard, next_steps.current(), searching=True) is None
    worse = dataclasses.replace(heard, means=means(worsening=0.9))
    assert react(SUICIDE, None, worse, next_steps.current(), searching=True) == Reaction(Kind.STEP, "plan_now")
    mashed = dataclasses.replace(heard, text="wvtk", means=means(worsening=0.47, harmless=0.39), score=-3.6)
    assert react(SUICIDE, None, mashed, next_steps.current(), searching=True) is None, "keys hit without sense"


def test_another_country_gets_its_numbers() -> None:
    assert after(SUICIDE, "i'm in leeds", country="UK").kind is Kind.NUMBERS
    assert after(SUICIDE, "is it legal in canada", "faq/legal_status", country="CA") is None


def test_a_reply_that_is_not_understood_is_asked_again() -> None:
    assert after(SUICIDE, "its complicated", asked="safe_now") == Reaction(Kind.ASK, "to_be_sure")
    assert after(SUICIDE, "not safe", asked="safe_now") == Reaction(Kind.ANSWER, "deny")
    assert after(SUICIDE, "help me") == Reaction(Kind.ANSWER, "deny")


def test_buttons_keep_their_meaning_without_danger() -> None:
    pressed = Heard("No", topic="deny", asked="safe_now")
    assert react(None, None, pressed, next_steps.current()) == Reaction(Kind.ANSWER, "deny")
    away = Heard("That was not about danger", topic="unsure", said=NOT_DANGER)
    assert react(SUICIDE, "safe_now", away, next_steps.current()) == Reaction(Kind.DISMISSED)
    assert react(None, None, Heard("hi", topic="greet"), next_steps.current()) is None


def test_it_reads_what_rasa_hands_over() -> None:
    told = {"beneath": "faq/access", "alarm": "safety/abuse", "live": True, "steps": ["report"],
            "means": {"safety/abuse": {"shares": {"denial": 0.9}, "step": "report"}}, "country": "UK"}  # fmt: skip
    entities = [{"entity": "asked", "value": "safe_now"}, {"entity": "said", "value": "other"}]
    found = Heard.of({"text": "x", "intent": {"name": "unsure"}, "after_card": told, "entities": entities,
                      "danger_level": "card", "danger": "safety/abuse", "danger_scores": {"card": 3.0}})  # fmt: skip
    assert (found.beneath, found.alarm, found.live, found.steps) == ("faq/access", "safety/abuse", True, ("report",))
    assert found.means == {topics.ABUSE: Meaning({Meant.DENIAL: 0.9}, "report")}
    assert (found.asked, found.said) == (
        "safe_now",
        "other",
    )
    assert (found.level, found.score, found.country) == (Level.CARD, 3.0, "UK")
    assert Heard.of(None).topic == topics.FALLBACK


def sure(kind: Meant, **more: str) -> Meaning:
    return Meaning({kind: 1.0}, **more)


def test_pills_that_are_told_after_suicide_are_means_and_no_overdose_by_scores_alone() -> None:
    means = {d: sure(Meant.WORSENING, rises="means_here") for d in topics.DANGERS}
    seen = {"level": Level.CARD, "danger": topics.OVERDOSE, "score": 4.0, "means": means}
    assert after(SUICIDE, "moms tablets are right there", **seen) == Reaction(Kind.STEP, "means_here")
    assert after(ABUSE, "moms tablets are right there", **seen) == Reaction(Kind.CARD)


def test_another_danger_needs_a_reply_that_grows_in_it_too() -> None:
    means = {topics.SUICIDE: sure(Meant.WORSENING, rises="plan_now"), topics.ABUSE: sure(Meant.HARMLESS)}
    seen = {"level": Level.CARD, "danger": topics.ABUSE, "score": 4.0, "means": means}
    assert after(SUICIDE, "the officers are with him", **seen) == Reaction(Kind.STEP, "plan_now")


def test_what_is_surely_a_question_about_help_gets_its_step_whatever_a_phrase_sounds_like() -> None:
    means = {topics.ABUSE: sure(Meant.PRACTICAL, step="evidence")}
    asks = "my dad hit me, do i keep the clothes"
    assert after(ABUSE, asks, means=means) == Reaction(Kind.STEP, "evidence")
    alarmed = {topics.SUICIDE: sure(Meant.PRACTICAL, step="they_ask_crisis")}
    assert after(SUICIDE, "i have pills here", means=alarmed, live=True) == Reaction(Kind.STEP, "means_here")


def test_danger_that_surely_grows_sounds_the_alarm_although_a_step_has_its_words() -> None:
    means = {topics.OVERDOSE: sure(Meant.WORSENING, rises="worse")}
    alarm = {"alarm": topics.OVERDOSE, "score": 6.0, "means": means}
    assert after(OVERDOSE, "hes throwing up black stuff", **alarm) == Reaction(Kind.STEP, "worse")


def test_a_question_that_is_taken_for_a_calm_word_is_answered() -> None:
    means = {topics.SUICIDE: sure(Meant.HARMLESS, calm="kind_words")}
    assert after(SUICIDE, "can i still ask what it costs", "faq/cost_insurance", means=means) is None
    assert after(SUICIDE, "cheers thats it", "faq/cost_insurance", means=means) == Reaction(Kind.STEP, "kind_words")


def test_how_long_help_takes_is_no_question_of_its_own_while_danger_goes_on() -> None:
    means = {topics.OVERDOSE: sure(Meant.UNRELATED)}
    asked = "how long til they come"
    assert after(LIVE, asked, "faq/results_duration", means=means) == Reaction(Kind.STEP, "waiting")


def test_a_no_long_after_the_question_asks_it_again_whatever_a_reader_makes_of_it() -> None:
    assert after(SUICIDE, "No", means=means(practical=0.9)) == Reaction(Kind.ASK)


def test_a_refused_question_that_may_be_one_of_its_own_gets_the_help_again_and_no_step() -> None:
    doubtful = {"practical": 0.6, "unrelated": 0.35}
    assert after(SUICIDE, "how much do i take", "decline/dosage", means=means(**doubtful)) is None
    told = after(ABUSE, "how much do i take", "decline/dosage", means=means(topics.ABUSE, **doubtful))
    assert told == Reaction(Kind.TOPIC, "decline/dosage")


@pytest.mark.parametrize(
    ("stands", "taken_for"), [(SUICIDE, topics.OVERDOSE), (SUICIDE, topics.ABUSE), (HARM, topics.ABUSE)]
)
def test_means_and_a_hurt_child_are_no_other_danger_by_scores_alone(stands: Standing, taken_for: str) -> None:
    grows = {danger: Meaning({Meant.WORSENING: 0.9}, rises="means_here") for danger in (stands.danger, taken_for)}
    found = after(stands, "zzz", level=Level.CARD, danger=taken_for, means=grows)
    assert found is not None and found.kind is not Kind.CARD


def test_a_plain_step_counts_although_the_model_reads_no_danger_and_not_where_danger_surely_grows() -> None:
    calm = {SUICIDE.danger: Meaning({Meant.HARMLESS: 0.9, Meant.DENIAL: 0.1}, calm="better_crisis")}
    grows = {SUICIDE.danger: Meaning({Meant.WORSENING: 0.9}, rises="plan_now")}
    assert after(ANOTHER, "he won't pick up", means=calm) == Reaction(Kind.STEP, "welfare_check")
    assert after(SUICIDE, "i locked it away", means=calm) == Reaction(Kind.STEP, "means_away")
    assert after(SUICIDE, "i locked it away", means=grows) == Reaction(Kind.STEP, "plan_now")


def test_scores_that_are_not_plain_bring_no_card_of_another_danger_where_the_reply_was_read() -> None:
    grows = {HARM.danger: Meaning({Meant.WORSENING: 0.7, Meant.HARMLESS: 0.3}, rises="sign_of_illness")}
    other = {"level": Level.CARD, "danger": topics.OVERDOSE, "taken_for": topics.OVERDOSE, "means": grows}
    assert after(HARM, "she looks pale", score=2.0, **other) == Reaction(Kind.STEP, "sign_of_illness")
    assert after(HARM, "she looks pale", score=6.0, **other).kind is Kind.CARD


def test_in_spanish_phrases_count_before_a_model_that_knows_little_of_it() -> None:
    calm = {SUICIDE.danger: Meaning({Meant.PRACTICAL: 0.9}, step="cannot_talk")}
    quiet = {SUICIDE.danger: Meaning({Meant.HARMLESS: 0.9}, calm="kind_words")}
    assert after(SUICIDE, "ya les escribí", means=calm) == Reaction(Kind.STEP, "on_the_line")
    assert after(SUICIDE, "tengo un cuchillo en la mano", means=quiet, alarm="") == Reaction(Kind.STEP, "means_here")


def test_words_that_name_a_line_but_tell_of_a_call_ask_for_no_number() -> None:
    assert after(SUICIDE, "will they send the police", number=True) == Reaction(Kind.STEP, "police_crisis")
    assert after(SUICIDE, "which number do i call", number=True) == Reaction(Kind.NUMBERS)


def test_who_cannot_speak_after_another_card_gets_lines_to_write_to_and_no_card_of_abuse() -> None:
    assert after(SUICIDE, "cant talk hes in the room") == Reaction(Kind.STEP, "cannot_talk")
    assert after(SUICIDE, "my husband hits me").kind is Kind.CARD


def test_a_question_about_help_that_no_step_surely_answers_is_asked_about() -> None:
    unsure = {topics.SUICIDE: Meaning({Meant.PRACTICAL: 0.9, Meant.HARMLESS: 0.1}, step="")}
    assert after(SUICIDE, "do i wear the good coat", means=unsure) == Reaction(Kind.ASK, TO_BE_SURE)


def test_a_place_alone_is_no_danger_that_grows() -> None:
    doubtful = {topics.SUICIDE: Meaning({Meant.WORSENING: 0.4, Meant.PRACTICAL: 0.6}, rises="welfare_check")}
    assert after(SUICIDE, "Austin, Texas", "inform_place", means=doubtful, score=-3.2) is None


def test_who_tells_where_they_are_gets_the_numbers_and_no_search() -> None:
    assert after(ABUSE, "vivo en houston", "inform_place") == Reaction(Kind.NUMBERS)
    assert after(SUICIDE, "im in halifax", "inform_place") == Reaction(Kind.NUMBERS)
    assert after(SUICIDE, "im in halifax", "inform_place", searching=True) is None


def test_a_sign_that_sounds_calm_is_met_as_a_sign() -> None:
    calm = {topics.OVERDOSE: Meaning({Meant.HARMLESS: 0.8, Meant.DENIAL: 0.1}, calm="better")}
    assert after(OVERDOSE, "hes gone quiet", means=calm) == Reaction(Kind.STEP, "asleep")
    assert after(OVERDOSE, "she is asleep and breathing fine", means=calm) == Reaction(Kind.STEP, "better")
    assert after(OVERDOSE, "ok calling them", means=calm) == Reaction(Kind.STEP, "waiting")


def test_a_child_who_was_hurt_and_sleeps_needs_a_doctor() -> None:
    hurt = after_step(HARM, "baby_hurt")
    calm = {topics.HARM: Meaning({Meant.HARMLESS: 0.95}, calm="better_crisis")}
    assert after(hurt, "shes asleep now", means=calm) == Reaction(Kind.STEP, "baby_hurt")
    assert after(HARM, "shes asleep now", means=calm) == Reaction(Kind.STEP, "better_harm")


def test_a_plain_step_stands_against_all_but_certainty_that_danger_grows() -> None:
    def grows(share: float) -> dict[str, Meaning]:
        return {topics.SUICIDE: Meaning({Meant.WORSENING: share})}

    assert after(ANOTHER, "he just picked up", means=grows(0.88)) == Reaction(Kind.STEP, "ask_them")
    assert after(ANOTHER, "he just picked up", means=grows(0.99)).kind is Kind.AGAIN


def test_who_is_calmer_is_warned_of_hurting_somebody_only_after_such_words() -> None:
    assert after(HARM, "i feel a bit calmer now") == Reaction(Kind.STEP, "better_harm")
    assert after(SUICIDE, "i feel a bit calmer now") == Reaction(Kind.STEP, "better_crisis")


def test_who_is_back_after_words_of_abuse_is_a_danger_whatever_a_model_makes_of_it() -> None:
    quiet = {topics.ABUSE: Meaning({Meant.HARMLESS: 0.6, Meant.DENIAL: 0.4})}
    assert after(ABUSE, "hes back", means=quiet) == Reaction(Kind.STEP, "coming_now")
