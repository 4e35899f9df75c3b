"""The danger phrases' engine: what people do to words, what staff may write, and what it costs."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinicchat import paths
from clinicchat.content import topics
from clinicchat.content.yaml_file import ContentError
from clinicchat.danger import phrase_words, phrases
from clinicchat.danger.phrase_automaton import Automaton
from clinicchat.danger.phrase_file import FILES, FOLDER
from clinicchat.danger.phrase_language import BREAK, GAP, PAUSE, PhraseError, read_phrase
from clinicchat.danger.phrase_words import fold, simple_words
from clinicchat.danger.phrases import DangerPhrases

SHIPPED = phrases.current()
CALM = "How long does a session take, and who is in the room with me? My sister in Ohio would like to know. "
DANGER = "i want to kill myself"


def finds(text: str) -> str | None:
    alarm = SHIPPED.find(text)
    return alarm.topic if alarm else None


# ------------------------------------------------------------------------------------------ what people do to words

DISGUISES = {
    "capitals": "I WANT TO KILL MYSELF",
    "letters with spaces": "i want to k i l l myself",
    "letters with spaces after a short word": "should i k i l l myself",
    "letters with points": "k.i.l.l. myself",
    "letters with hyphens": "k-i-l-l myself",
    "all letters with spaces": "w a n t  t o  d i e",
    "all letters with single spaces": "d o n e w i t h l i f e",
    "digits for letters": "gonna k1ll mys3lf",
    "1 for l": "ki11 myself",
    "dollar for s": "im $uicidal",
    "exclamation mark for i": "i wanna d!e",
    "a star for a letter": "k*ll myself",
    "drawn-out letters": "kiiilll myself",
    "one letter doubled": "killl myself",
    "a missing double letter": "kil myself",
    "no apostrophe": "i dont want to live anymore",
    "a typographer's apostrophe": "i don’t want to live anymore",
    "a grave accent as apostrophe": "i don`t want to live anymore",
    "a semicolon as apostrophe": "i don;t want to live anymore",
    "a space as apostrophe": "i don t want to live anymore",
    "zero-width characters": "i want to ki\u200bll my\u200dself",
    "a soft hyphen": "i want to ki\u00adll myself",
    "struck through": "k\u0336i\u0336l\u0336l\u0336 myself",
    "accents": "i wánt to kïll mysélf",
    "full-width letters": "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
    "circled letters": "ⓚⓘⓛⓛ myself",
    "mathematical letters": "𝓴𝓲𝓵𝓵 myself",
    "Cyrillic look-alikes": "kіll mуself",
    "emoji between words": "i 💀 want 💀 to 💀 die",
    "emoji without spaces": "want👏to👏die",
    "underscores": "i_want_to_die",
    "hyphens": "i-want-to-die",
    "a full stop after each word": "I. WANT. TO. DIE.",
    "dots of hesitation": "i want to... die",
    "a line break": "kill\nmyself",
    "no spaces": "killmyself",
    "no spaces, longer": "iwanttodie",
    "no spaces and an apostrophe": "i'mgonnakillmyself",
    "no spaces within a sentence": "going to killmyself after work",
    "a hashtag": "#killmyself",
    "a word cut in two": "kill my self",
    "text-speak": "kms",
    "more text-speak": "gonna unalive myself",
    "self-harm in short": "i sh'd again",
    "a letter missing": "im suicdal",
    "two letters swapped": "kill myslef",
    "a wrong letter": "i am suicidel",
    "two wrong letters in a long word": "i am sooicidal",
    "fillers": "i just really fucking want to honestly die",
}


@pytest.mark.parametrize("text", ["our bsby chewed one of my gummies", "burning up and talking nonsene"])
def test_a_slip_in_a_word_that_is_no_keyword_is_seen_through(text: str) -> None:
    assert finds(text) is not None


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES.keys())
def test_a_disguised_word_is_seen(text: str) -> None:
    assert finds(text) == topics.SUICIDE


@pytest.mark.parametrize(
    "text",
    [
        "she od'd help",
        "friend od'ing rn",
        "OD'd help",
        "he O.D. help",
        "i 0verd0sed",
        "she over dosed",
        "my friend is unconcious",
    ],
)
def test_an_overdose_in_short_or_misspelled_is_seen(text: str) -> None:
    assert finds(text) == topics.OVERDOSE


@pytest.mark.parametrize("text", ["my boyfreind beats me", "he raepd me", "my husbend hits me", "he r4ped me"])
def test_abuse_misspelled_is_seen(text: str) -> None:
    assert finds(text) == topics.ABUSE


@pytest.mark.parametrize(
    "text",
    [
        "therapist", "i need a therapist", "the therapists here", "psychotherapists", "skillful", "painkillers",
        "Killeen, Texas",
        "methods of the study", "diet before a session", "the study audience", "overcome fear", "breathwork",
        "grape juice",
        "my raped-seed oil", "i.e. the U.S. at 9 a.m.", "scrape", "is a drapery shop nearby", "suite 12", "k",
        "a b c", "1 2 3 4",
    ],
)  # fmt: skip
def test_an_ordinary_word_is_not_turned_into_danger(text: str) -> None:
    assert finds(text) is None


@pytest.mark.parametrize("before", [0, 3, 9])
def test_danger_is_seen_anywhere_in_a_thousand_characters(before: int) -> None:
    text = CALM * before + DANGER + ". " + CALM * (9 - before)
    assert 900 < len(text) < 1100
    assert finds(text) == topics.SUICIDE


@pytest.mark.parametrize(
    "text",
    [
        "is it legal? because if not i am going to kill myself",
        "how much does it cost, i will end my life if i cant pay",
        "my brother says he'll end it tonight, do you take walk-ins?",
        "thanks! i want to die. how long is the wait",
    ],
)
def test_a_question_around_it_hides_nothing(text: str) -> None:
    assert finds(text) == topics.SUICIDE


def test_the_most_urgent_danger_comes_first() -> None:
    """Who has swallowed pills to die needs the overdose card first."""
    seen = [a.topic for a in SHIPPED.find_all("i took a bunch of pills to end my life and cant stop crying")]
    assert seen == sorted(seen, key=topics.DANGERS.index)
    assert {topics.OVERDOSE, topics.SUICIDE} <= set(seen)


def test_spanish_phrases_say_so() -> None:
    alarm = SHIPPED.find("ya no quiero vivir")
    assert alarm is not None
    assert (alarm.topic, alarm.language) == (topics.SUICIDE, "es")


def test_an_alarm_names_group_and_words() -> None:
    alarm = SHIPPED.find("hello, im gonna k1ll mys3lf!!")
    assert alarm is not None
    assert (alarm.words, alarm.language) == ("kill myself", "en")
    assert alarm.group in {g.name for g in SHIPPED.groups}


# -------------------------------------------------------------------------------------------------- counter-phrases


def test_a_counter_phrase_hides_only_its_own_words() -> None:
    assert finds("i tried to kill myself in 2011, could i take part") is None
    assert finds("i tried to kill myself in 2011, could i take part? i want to die") == topics.SUICIDE


def test_what_was_past_and_happens_again_is_danger() -> None:
    assert finds("i tried to kill myself in 2011") is None
    assert finds("i tried to kill myself in 2011 and again today") == topics.SUICIDE


@pytest.mark.parametrize("bridge", [". ", " but now ", " and now ", " and still "])
def test_a_counter_phrase_does_not_reach_across(bridge: str) -> None:
    assert finds(f"back in college i was fine{bridge}i am going to kill myself") == topics.SUICIDE


# ------------------------------------------------------------------------------------------ what staff may write


def lines(phrase: str, lists: dict[str, list[str]] | None = None) -> list[str]:
    found = read_phrase(phrase, lists or {}, simple_words)
    return [
        " ".join(("... " if s.gap else "") + "|".join(sorted(s.words)) + "?" * s.optional for s in one) for one in found
    ]


def test_the_phrase_language() -> None:
    assert lines("(kill|hurt) myself") == ["hurt|kill myself"]
    assert lines("end my [own] life") == ["end my own? life"]
    assert lines("wrote ... letters") == ["wrote ... letters"]
    assert lines("dont (go|stop now)") == ["do not go", "do not stop now"]
    assert lines("{who} left", {"who": ["he", "my dad"]}) == ["he left", "my dad left"]
    assert lines("a ... [b] c") == ["a ... b c", "a ... c"]
    assert lines("end [it]") == ["end"]


@pytest.mark.parametrize(
    ("phrase", "cure"),
    [
        ("(kill myself", "Close every bracket"),
        ("kill) myself", "Write one `(` for each `)`"),
        ("don't go", "without apostrophes"),
        ("Kill myself", "small letters"),
        ("{nobody} left", "Add it under `lists:`"),
        ("he left ...", "Write a word after it"),
        ("[maybe]", "outside of [ ]"),
        ("", "outside of [ ]"),
        ("{loop} x", "names itself"),
        (" ".join(["(a b|c d|e f|g h|i j|k l|m n|o p)"] * 6), "Split it into shorter phrases"),
    ],
)
def test_a_phrase_that_cannot_be_read_names_the_cure(phrase: str, cure: str) -> None:
    with pytest.raises(PhraseError) as fault:
        read_phrase(phrase, {"loop": ["{loop}"]}, simple_words)
    assert cure in str(fault.value)


def runs(phrase: str, words: str, fillers: tuple[str, ...] = ()) -> bool:
    return bool(Automaton(read_phrase(phrase, {}, lambda w: [w]), fillers).run(words.split()))


def test_a_gap_is_up_to_five_words() -> None:
    assert runs("a ... b", "a b")
    assert runs("a ... b", "a " + "x " * GAP + "b")
    assert not runs("a ... b", "a " + "x " * (GAP + 1) + "b")


def test_two_gaps_are_up_to_eleven_words() -> None:
    assert runs("a ... ... b", "a " + "x " * (2 * GAP + 1) + "b")
    assert not runs("a ... ... b", "a " + "x " * (2 * GAP + 2) + "b")


def test_optional_words_may_be_missing_anywhere() -> None:
    for text in ("b", "a b", "a b d", "b c d", "a b c d"):
        assert runs("[a] b [c] [d]", text)
    assert runs("x [a] ... b", "x y b")
    assert runs("x ... [a] b", "x y b")
    assert not runs("x [a] b", "x y b")


def test_fillers_count_for_nothing_and_may_still_be_asked_for() -> None:
    assert runs("want to die", "want to really die", ("really",))
    assert runs("really bad", "really bad", ("really",))
    assert not runs("want to die", "want to not die", ("really",))


def test_a_word_ending_stands_for_all() -> None:
    assert runs("suicid*", "suicidality")
    assert not runs("suicid*", "pesticide")


# ------------------------------------------------------------------------------------------------------ never fails


@given(st.text(max_size=1200))
@settings(max_examples=300)
def test_no_text_makes_it_fail(text: str) -> None:
    SHIPPED.find(text)


@pytest.mark.parametrize("filler", ["0mg", "0MG", "l0l", "1ol", "1mao", "tb#", "n9l"])
def test_text_speak_that_stands_for_nothing_may_be_disguised(filler: str) -> None:
    """ "omg" becomes no word at all; written as "0mg" it made the reading of the whole message fail."""
    alarm = SHIPPED.find(f"{filler} i want to die")
    assert alarm and alarm.topic == "safety/suicide"


@pytest.mark.parametrize(
    ("text", "seen"),
    [("i'd've", ["i", "would", "have"]), ("y'all'd've", ["yall", "would", "have"]), ("i'm@home", ["i", "m", "home"])],
)
def test_short_forms_may_follow_each_other(text: str, seen: list[str]) -> None:
    assert [w for w in SHIPPED.spelling.words(text) if w not in (BREAK, PAUSE)] == seen
    assert SHIPPED.find(f"{text} i want to die")


WORDS = sorted(w for w in SHIPPED.automaton.words if w.isalpha())


@given(st.lists(st.sampled_from([*WORDS, ".", ",", "k i l l", "1", "!", "'s", "…"]), max_size=80))
@settings(max_examples=200)
def test_no_mixture_of_its_own_words_makes_it_fail(words: list[str]) -> None:
    for alarm in SHIPPED.find_all(" ".join(words)):
        assert alarm.topic in topics.DANGERS
        assert alarm.words


@given(st.integers(0, len(DANGER)), st.sampled_from(["\u200b", "\u200d", "\ufeff", "\u00ad", "\u0301", "\u2060"]))
def test_a_hidden_character_changes_nothing(place: int, hidden: str) -> None:
    assert finds(DANGER[:place] + hidden + DANGER[place:]) == topics.SUICIDE


@given(st.lists(st.booleans(), min_size=len(DANGER), max_size=len(DANGER)))
def test_casing_changes_nothing(upper: list[bool]) -> None:
    assert finds("".join(c.upper() if up else c for c, up in zip(DANGER, upper, strict=True))) == topics.SUICIDE


@given(st.text(max_size=300))
def test_folding_leaves_nothing_invisible(text: str) -> None:
    assert all(c == "\n" or c.isprintable() for c in fold(text))


# ------------------------------------------------------------------------------------------------------- what it costs

ADVERSARIAL = {
    "starts of phrases": "i want to " * 100,
    "one word": "i " * 500,
    "one letter": "a" * 1000,
    "letters and digits": "1a" * 500,
    "dotted letters": "k." * 500,
    "spaced letters": "k " * 500,
    "gaps": "he will not stop " * 60,
    "everything at once": "took pill heart he hits me want to die panic in 2011 " * 19,
    "counters": "years ago i tried to kill myself as a kid in 2011 " * 20,
    "brackets": "([{" * 330,
    "stars": "k*l " * 250,
    "to be cut": "iwanttodieiwanttodieiwanttodie " * 30,
    "apostrophes": "i'" * 500,
}


@pytest.mark.parametrize("text", ADVERSARIAL.values(), ids=ADVERSARIAL.keys())
def test_the_work_is_bounded_by_the_number_of_words(text: str) -> None:
    """One pass over the words, and one more for each group that counter-phrases touch: nothing backtracks."""
    words = SHIPPED.spelling.words(text)
    assert len(words) <= 2 * len(text) + 2
    before = SHIPPED.automaton.steps_run
    SHIPPED.find(text)
    assert SHIPPED.automaton.steps_run - before <= len(words) * (1 + len(SHIPPED.groups))


def test_an_ordinary_message_takes_one_pass() -> None:
    before = SHIPPED.automaton.steps_run
    assert SHIPPED.find(CALM) is None
    assert SHIPPED.automaton.steps_run - before == len(SHIPPED.spelling.words(CALM))


def test_only_the_first_part_of_an_endless_text_is_read() -> None:
    assert len(SHIPPED.spelling.words("word " * 100_000)) <= phrase_words.MAX_LENGTH


def test_a_word_is_corrected_once() -> None:
    SHIPPED.spelling.resolve.cache_clear()
    SHIPPED.spelling.words("zzyzx " * 50)
    assert SHIPPED.spelling.resolve.cache_info().misses == 1


# ------------------------------------------------------------------------------------------------------------- the file

GOOD = """
fillers: just
keywords: suicide
real_words: suite
safety/overdose: {groups: []}
safety/suicide:
  groups:
  - name: Wants to die
    phrases: ["want to die"]
    examples: [i want to die, we want to die]
safety/abuse: {groups: []}
safety/distress: {groups: []}
safety/medical_emergency: {groups: []}
safety/harm_to_others: {groups: []}
"""


def written(folder: Path, text: str) -> Path:
    """Writes *text* as the files of phrases: what begins with a danger's name goes into its own."""
    path = folder / FOLDER
    path.mkdir(parents=True, exist_ok=True)
    parts = dict.fromkeys(FILES, "" if not text.strip() else "{}\n")
    for part in re.split(r"^(?=safety/)", text, flags=re.MULTILINE):
        stem = match[1] if (match := re.match(r"safety/(\w+):", part)) else "language"
        parts[f"{stem}.yml"] = part if re.sub(r"(?m)^#.*", "", part).strip() else parts[f"{stem}.yml"]
    for name, words in parts.items():
        (path / name).write_text(words, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"want to die"', '"want to (die"', ['Wants to die: "want to (die"', "Close every bracket"]),
        ("name: Wants to die", "nam: Wants to die", ["safety/suicide > groups > 1 > nam", "Did you mean `name`"]),
        ("phrases:", "phrase:", ["groups > 1 > phrase", "Did you mean `phrases`"]),
        ('["want to die"]', "[]", ["groups > 1 > phrases", "has 0 entries"]),
        ('["want to die"]', "[yes]", ["groups > 1 > phrases > 1", "in quotes"]),
        ("safety/abuse: {groups: []}", "", ["safety/abuse", "is missing. Add"]),
        ("safety/abuse: {groups: []}", "safety/abuse: [", ["line 1", "bracket"]),
        (
            "  - name: Wants to die",
            "  - name: Wants to die\n    not: [{phrase: x}]",
            ["groups > 1 > not > 1 > example", "`example` is missing"],
        ),
    ],
)
def test_a_broken_file_is_named_with_place_and_cure(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    with pytest.raises(ContentError) as fault:
        DangerPhrases.load(written(tmp_path / "data", GOOD.replace(old, new)))
    assert str(fault.value).startswith("data/safety/phrases/")
    assert all(part in str(fault.value) for part in named)


def test_the_same_name_twice_is_refused(tmp_path: Path) -> None:
    group = '  - name: Wants to die\n    phrases: ["x"]\n    examples: [x, y]\n'
    with pytest.raises(ContentError, match="is listed twice"):
        DangerPhrases.load(written(tmp_path, GOOD.replace("safety/abuse:", group + "safety/abuse:")))


@pytest.mark.parametrize("text", ["", "safety/suicide", "- a"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError):
        DangerPhrases.load(written(tmp_path, text))


def test_a_file_without_groups_is_refused(tmp_path: Path) -> None:
    empty = "".join(f"{t}: {{groups: []}}\n" for t in topics.DANGERS)
    with pytest.raises(ContentError, match="there is no group"):
        DangerPhrases.load(written(tmp_path, empty))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "DATA", tmp_path)
    monkeypatch.setattr(phrases._kept, "recheck", 0)
    return tmp_path


def edit(folder: Path, text: str) -> None:
    path = folder / FOLDER / FILES[0]
    later = path.stat().st_mtime_ns + 1_000_000_000 if path.exists() else None
    written(folder, text)
    for name in FILES if later else ():
        os.utime(folder / FOLDER / name, ns=(later, later))


def test_an_edit_is_in_use_without_a_restart(home: Path) -> None:
    edit(home, GOOD)
    assert phrases.current().find("i hope to vanish") is None
    edit(home, GOOD.replace('"want to die"', '"hope to vanish"'))
    assert phrases.current().find("i hope to vanish") is not None


@pytest.mark.parametrize("broken", ["safety/suicide: [", "", GOOD.replace("want to die", "want (to die")])
def test_a_broken_edit_keeps_the_last_good_phrases(home: Path, broken: str) -> None:
    edit(home, GOOD)
    phrases.current()
    edit(home, broken)
    assert phrases.current().find("i want to die") is not None
    edit(home, GOOD)
    assert phrases.current().find("i want to die") is not None


def test_a_deleted_file_keeps_the_last_good_phrases(home: Path) -> None:
    edit(home, GOOD)
    phrases.current()
    (home / FOLDER / "suicide.yml").unlink()
    assert phrases.current().find("i want to die") is not None


def test_without_any_good_phrases_it_says_so_at_once(home: Path) -> None:
    """Starting without eyes is worse than not starting: the caller must know."""
    with pytest.raises(ContentError, match=r"missing\. Take it back"):
        phrases.current()
    edit(home, "safety/suicide: [")
    with pytest.raises(ContentError):
        phrases.current()


def test_it_needs_neither_rasa_nor_a_model() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from clinicchat.danger import phrases; "
        "assert phrases.current().find('i want to die'); "
        "heavy = {'rasa', 'tensorflow', 'onnxruntime', 'sklearn', 'numpy'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=paths.ROOT)


def test_what_stands_in_the_file_of_another_danger_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    (folder / "abuse.yml").write_text("safety/suicide: {groups: []}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"abuse\.yml, line 1: safety/suicide: .* is not a key that is used here"):
        DangerPhrases.load(folder)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("my wife is throwing up blood", topics.MEDICAL),
        ("she took molly and is throwing up blood", topics.OVERDOSE),
        ("my wife is unresponsive", topics.OVERDOSE),
    ],
)
def test_grave_signs_without_a_drug_are_a_medical_emergency(text: str, topic: str) -> None:
    """With a drug named they are an overdose, and so are signs that only overdose.yml knows."""
    assert finds(text) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("my son says he will kill her", topics.HARM),
        ("my son says he will kill himself", topics.SUICIDE),
        ("my husband says he will kill me", topics.ABUSE),
        ("this headache is killing me, i could murder a coffee", None),
        ("in the film the man says he will stab her", None),
    ],
)
def test_who_is_threatened_decides_which_card_it_is(text: str, topic: str | None) -> None:
    assert finds(text) == topic


@pytest.mark.parametrize("text", ["me voy a matar", "i am going to kill myself", "im scared of what i might do"])
def test_words_about_oneself_are_no_harm_to_others(text: str) -> None:
    assert topics.HARM not in [alarm.topic for alarm in SHIPPED.find_all(text)]
