"""data/safety/phrases/ as shipped: each group and counter-phrase earns its place, ordinary people are left in peace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clinicchat import paths
from clinicchat.content import topics
from clinicchat.danger import phrases
from clinicchat.danger.phrase_file import FOLDER, Counter, Group, PhraseFiles
from clinicchat.danger.phrase_model import CounterPhrase

SHIPPED = phrases.current()
DOUBTS = PhraseFiles(paths.DATA / FOLDER).doubts
groups = pytest.mark.parametrize("group", SHIPPED.groups, ids=lambda g: g.name)


@groups
def test_a_group_has_two_examples(group: Group) -> None:
    assert len(group.examples) >= 2


@groups
def test_an_example_is_caught_by_its_group(group: Group) -> None:
    assert [e for e in group.examples if group.name not in [a.group for a in SHIPPED.find_all(e)]] == []


@groups
def test_an_example_shows_the_card_of_its_danger(group: Group) -> None:
    shown = {example: SHIPPED.find(example) for example in group.examples}
    wanted = dict.fromkeys(group.examples, (group.topic, group.language))
    assert {example: alarm and (alarm.topic, alarm.language) for example, alarm in shown.items()} == wanted


@groups
def test_a_group_sees_something_that_no_other_sees(group: Group) -> None:
    rest = SHIPPED.without(group.name)
    assert [e for e in group.examples if rest.find(e) is None], "removing this group would go unnoticed"


@pytest.mark.parametrize("counter", SHIPPED.counters, ids=lambda c: c.example)
def test_a_counter_phrase_keeps_a_harmless_sentence_from_alarming(counter: Counter) -> None:
    assert SHIPPED.find(counter.example) is None
    assert SHIPPED.without(counter.phrase).find(counter.example) is not None, "removing it would go unnoticed"


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda d: d.example)
def test_words_that_make_scores_doubtful_stand_in_their_example_which_is_no_alarm(doubt: CounterPhrase) -> None:
    assert SHIPPED.find(doubt.example) is None
    rest = SHIPPED.without(doubt.phrase).doubted(doubt.example)
    assert SHIPPED.doubted(doubt.example) - rest, "removing it would go unnoticed"


def test_every_danger_has_groups_in_both_languages() -> None:
    assert {(g.topic, g.language) for g in SHIPPED.groups} == {(t, k) for t in topics.DANGERS for k in ("en", "es")}


ORDINARY = [
    # information, with words of death
    "can mdma kill you", "how many people die from ecstasy each year", "what happens if you overdose on mdma",
    "signs of an overdose to look for at a festival", "does molly kill brain cells",
    "will mixing molly with prozac kill me",
    "does mdma raise the risk of suicide", "did suicidal thoughts go up in the placebo group",
    "is chest pain a side effect",
    "can it cause a seizure", "do people throw up in the session", "what is the suicide rate of veterans",
    # the past, with a stable present
    "i attempted suicide in 2014, stable since. am i eligible", "i used to be suicidal in my twenties, am i excluded",
    "i overdosed years ago, can i still take part", "i was raped back in college, would this help",
    "my father beat me all through school. is this for people like me",
    # the rules of a trial
    "does a past suicide attempt exclude you", "do trials take people with a history of self harm",
    "is current suicidal ideation an exclusion criterion",
    # bereavement
    "my brother died by suicide in 2019, could it help with grief", "lost my husband to an overdose three years ago",
    "my mother died last spring and i have trouble sleeping",
    # idioms, films, ego death, other things that die
    "these prices are killing me", "im dying to try this", "omg im dead lol", "could murder a curry",
    "my phone died, brb",
    "have you seen suicide squad", "is suicide tuesday a myth", "do you get ego death on mdma",
    "killing time before my appointment",
    "my laptop wont wake up", "gotta jump, ttyl", "ok im done here, thanks",
    "this is goodbye for now, you were helpful",
    "you are killing it, thanks",
    # services and rules
    "does therapy help abuse survivors", "are therapists allowed to touch you", "how are patients protected from abuse",
    "what does 988 do", "is a doctor there in case someones heart stops",
    "no im not suicidal, just asking about the rules",
    "is domestic violence ptsd treated with it", "can the therapist be sued for misconduct",
    # Spanish
    "puede matar el extasis", "cuantas personas mueren al ano", "la terapia sirve para sobrevivientes de abuso",
    "sirve para la ansiedad", "cuales son los sintomas de una sobredosis",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_message_does_not_alarm(text: str) -> None:
    assert SHIPPED.find(text) is None


IN_DANGER = [
    (topics.SUICIDE, "i self harmed at school"),
    (topics.SUICIDE, "i self harmed at 15 and i am doing it now"),
    (topics.SUICIDE, "i tried to end it years ago and i tried again last night"),
    (topics.SUICIDE, "who gets my cats after"),
    (topics.OVERDOSE, "what do you do if my friend collapsed"),
    (topics.OVERDOSE, "what do you do if he stopped breathing"),
    (topics.OVERDOSE, "had a whole pizza and a whole bottle of pills"),
    (topics.ABUSE, "my teacher will kill me if i tell"),
    (topics.DISTRESS, "people scare me and i cant cope"),
    (topics.DISTRESS, "i used to hit rock bottom but this is worse, i am at rock bottom"),
    (topics.SUICIDE, "i am suicidal. i was in iraq in 2004"),
    (topics.SUICIDE, "read your article and i want to die"),
    (topics.SUICIDE, "i have been suicidal since i was a kid"),
    (topics.SUICIDE, "after that movie i want to kill myself"),
    (topics.SUICIDE, "i dont want to die but i cant stop thinking about killing myself"),
    (topics.SUICIDE, "my brother died by suicide in 2019 and i want to join him"),
    (topics.SUICIDE, "i used to be happy, i want to die"),
    (topics.SUICIDE, "the only thing that stopped me from killing myself is my cat"),
    (topics.OVERDOSE, "what do i do, my friend overdosed"),
    (topics.OVERDOSE, "i took ecstasy for the first time and i cant breathe"),
    (topics.OVERDOSE, "in the past hour he took 5 pills and is shaking"),
    (topics.ABUSE, "he hit me when i was sleeping"),
    (topics.ABUSE, "he raped me when i was high"),
    (topics.ABUSE, "he is going to hurt me"),
    (topics.ABUSE, "my mom says she will kill me she has a knife"),
]


def assert_alarms(topic: str, text: str) -> None:
    alarm = SHIPPED.find(text)
    assert alarm is not None
    assert alarm.topic == topic


@pytest.mark.parametrize(("topic", "text"), IN_DANGER)
def test_a_counter_phrase_does_not_hide_a_person_in_danger(topic: str, text: str) -> None:
    assert_alarms(topic, text)


SEEN = [
    (topics.OVERDOSE, "should you wait between nardil and molly? i didnt wait"),
    (topics.SUICIDE, "it was nice knowing everyone here"),
    (topics.ABUSE, "at home i have to ask before i shower"),
    (topics.DISTRESS, "worst panic of my life"),
    (topics.OVERDOSE, "burning up, heart pounding out of control"),
    (topics.OVERDOSE, "so hot and throwing up over and over"),
    (topics.OVERDOSE, "my 3 year old put one of my tablets in his mouth"),
    (topics.OVERDOSE, "i think the molly was laced"),
    (topics.OVERDOSE, "we got poisoned at the party"),
    (topics.OVERDOSE, "mi amigo tomó éxtasis y no puede moverse"),
    (topics.OVERDOSE, "mi hija se metió algo y está vomitando"),
    (topics.OVERDOSE, "mi hermano no respira"),
    (topics.OVERDOSE, "se tomó demasiadas pastillas"),
    (topics.OVERDOSE, "is it bad to mix molly and my prozac, i already did"),
    (topics.OVERDOSE, "my cousin is unresponsive on the couch"),
    (topics.OVERDOSE, "he took something an hour ago and his chest hurts"),
    (topics.OVERDOSE, "he swallowed some pills and his pulse is all over the place"),
    (topics.OVERDOSE, "i took way too many tablets"),
    (topics.OVERDOSE, "can we let him sleep it off"),
    (topics.SUICIDE, "theres nothing left for me to live for"),
    (topics.SUICIDE, "i picked a day and wrote the letters"),
    (topics.SUICIDE, "my family would be better off without me"),
    (topics.SUICIDE, "i hope that i dont wake up tomorrow"),
    (topics.SUICIDE, "i keep thinking of driving into traffic"),
    (topics.SUICIDE, "i can not keep myself safe tonight"),
    (topics.SUICIDE, "i cut myself again this morning"),
    (topics.SUICIDE, "i attempted on sunday night"),
    (topics.SUICIDE, "my neighbour says he wants to kill himself"),
    (topics.SUICIDE, "it should have been me who died"),
    (topics.SUICIDE, "ya no quiero vivir más"),
    (topics.ABUSE, "i was raped by a man from work"),
    (topics.ABUSE, "my counselor kissed me"),
    (topics.ABUSE, "our guide asked her to undress for the session"),
    (topics.ABUSE, "my therapist says our secret must stay between us"),
    (topics.ABUSE, "i am afraid of my husband"),
    (topics.ABUSE, "mi marido me pega"),
    (topics.DISTRESS, "im having a panic attack at work"),
    (topics.DISTRESS, "i cant stop crying since monday"),
    (topics.DISTRESS, "bad trip, please help"),
    (topics.DISTRESS, "i feel hopeless tonight"),
    (topics.DISTRESS, "my sister is having a panic attack"),
    (topics.DISTRESS, "how can i calm my son down"),
    (topics.DISTRESS, "no puedo parar de llorar"),
]


@pytest.mark.parametrize(("topic", "text"), SEEN)
def test_it_is_seen_by_a_sentence_that_is_not_in_the_file(topic: str, text: str) -> None:
    """A group goes with its examples: these stay when it is deleted (`make mutation` found that they were needed)."""
    assert_alarms(topic, text)


def english_words() -> list[str]:
    """The whole words of the sentence encoder's vocabulary: some 21,000 common English words and names."""
    file = Path(phrases.__file__).parents[1] / "understanding" / "encoders" / "light" / "tokenizer.json"
    vocabulary = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    return [w for w in vocabulary if w.isascii() and w.isalpha() and len(w) > 2]


SAME_WORD = {
    "girlfriends",
    "partners",
    "boyfriends",
    "husbands",
    "disappears",
    "somethin",
    "attacker",
    "seizures",
    "collapses",
}


@pytest.mark.thorough
def test_no_common_english_word_is_taken_for_a_misspelled_keyword() -> None:
    keywords = set(SHIPPED.spelling.keywords)
    taken = {w: SHIPPED.spelling.words(w)[1:-1] for w in english_words() if w not in SAME_WORD}
    wrong = {w: r for w, r in taken.items() if len(r) == 1 and r[0] in keywords and r[0] != w}
    assert not wrong, f"add to real_words in data/safety/phrases/language.yml: {' '.join(sorted(wrong))}"


ALONE = set(
    """
    assaulted collapsed crushed convulsing devastated fitting flashback flashbacks foaming gutted hopeless
    hyperventilating lonely molested numb od overdose overdosed overwhelmed panicking poisoned raped seizing
    shattered sobbing spiraling struggling suicidal suicide unconscious unresponsive crying spiralling weepy kms
    wrecked bawling
    """.split()
)
"""What a message of this one word may alarm for."""


@pytest.mark.thorough
def test_no_common_english_word_alarms_by_itself() -> None:
    assert {w for w in english_words() if SHIPPED.find(w)} - ALONE == set()
