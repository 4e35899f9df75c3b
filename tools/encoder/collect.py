"""Everyday public text: unlabelled lines to teach a student with, and lines kept apart for the background gate.

    .venv/bin/python -m tools.encoder.collect --mirror MIRROR --out var/text

Reads git copies of open collections, which are not part of this repository and are never committed:
umbrae/reddit-top-2.5-million (titles and sentences of posts, with the forum they stood in), clinc/oos-eval,
xliuhw/NLU-Evaluation-Data, PolyAI-LDN/task-specific-datasets (banking) and RhiM1/GoEmotions-pytorch. Writes
forums.jsonl and everyday.jsonl (unlabelled), background.jsonl (everyday lines, labelled out of scope) and gate.jsonl
(20,000 lines: other forums, other lines). Seeded.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from clinicchat.text.reading import canonical

REDDIT = "umbrae+reddit-top-2.5-million"
CLINC, HWU, BANKING = "clinc+oos-eval", "xliuhw+NLU-Evaluation-Data", "PolyAI-LDN+task-specific-datasets"
EMOTIONS = "RhiM1+GoEmotions-pytorch"
NEAR_FORUMS = set(
    """SuicideWatch depression Anxiety socialanxiety bipolar BipolarReddit ADHD aspergers autism MMFB selfhelp
    offmychest rant UnsentLetters relationships relationship_advice BreakUps DeadBedrooms needadvice Advice ihaveissues
    AsianParentStories asktransgender dating_advice confession confessions Needafriend NoStupidQuestions MDMA askdrugs
    Drugs DrugNerds LSD shrooms opiates TripSit Psychonaut saplings asktrees trees leaves stopdrinking
    cripplingalcoholism alcohol Nootropics SilkRoad Supplements stopsmoking pharmacy medicine medicalschool nursing
    diabetes Health nutrition breastfeeding Mommit legaladvice army AirForce navy USMC Military ProtectAndServe neuro
    neuroscience askscience AskWomen AskMen sex LucidDreaming Meditation Paranormal RapeSquadKillas""".split()
)
GATE_FORUMS, OTHER_FORUMS = 60, 200
NEAR_POSTS, OTHER_POSTS = 1000, 130
GATE = {"clinc150": 5000, "hwu64": 4000, "banking77": 2000, "reddit": 6000, "goemotions": 3000}
BACKGROUND = {"forums": 6000, "goemotions": 3000, "clinc150": 500, "hwu64": 500}
"""Everyday lines learned as out of scope and no danger."""
OURS = re.compile(
    r"\b(mdma|drug|ecstasy|molly|lsd|acid|shroom|psychedel|therap|ptsd|trauma|trial|vet|doctor|psych|meds?|pill|depress|"
    r"anxi|clinic|suicid|kill (my|her|him)self|want to die|overdos|raped|beat me|hits me)",
    re.IGNORECASE,
)
HWU_FILE = re.compile(r"out4RasaReal/.*/KFold_1/merged/.*\.json$")
"""Four fifths of its lines; the table of all is too large for a copy to hold."""
LENGTHS = (4, 8, 14, 25, 40)
LINK = re.compile(r"https?://\S+|\[([^\]]*)\]\([^)]*\)")
csv.field_size_limit(10**9)

Posts = dict[str, list[tuple[str, str]]]


def show(mirror: Path, name: str, path: str) -> str:
    """Returns the text of *path* in the copy of the collection *name*."""
    command = ["git", "-C", str(mirror / name / "repo"), "show", f"HEAD:{path}"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def listed(mirror: Path, name: str) -> list[str]:
    """Returns the paths in the copy of the collection *name*."""
    command = ["git", "-C", str(mirror / name / "repo"), "ls-tree", "-r", "--name-only", "HEAD"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()


def posts(mirror: Path) -> Posts:
    """Returns title and text of posts by forum; posts marked as adult only from forums near to ours."""
    found: Posts = defaultdict(list)
    for path in listed(mirror, REDDIT):
        forum = Path(path).stem
        if not path.startswith("data/") or not path.endswith(".csv"):
            continue
        try:
            table = show(mirror, REDDIT, path)
        except subprocess.CalledProcessError:  # listed, but too large for the copy to hold
            continue
        for row in csv.DictReader(io.StringIO(table)):
            if row.get("is_self") == "True" and (row.get("over_18") != "True" or forum in NEAR_FORUMS):
                found[forum].append((" ".join((row["title"] or "").split()), " ".join((row["selftext"] or "").split())))
    return found


def excerpt(text: str, chance: random.Random) -> str:
    """Returns some sentences from the beginning of a post, of the length of a message."""
    text = LINK.sub(lambda match: match[1] or "", text[:1500]).replace("&amp;", "&").replace("&gt;", "")
    sentences = [x for x in re.split(r"(?<=[.!?])\s+", text) if x]
    if not sentences:
        return ""
    place = chance.randrange(min(len(sentences), 6))
    words = sentences[place].split()
    while place + 1 < len(sentences) and len(words) < chance.choice(LENGTHS):
        place += 1
        words += sentences[place].split()
    return " ".join(words[:55])


def sentences(mirror: Path) -> dict[str, list[str]]:
    """Returns the lines of the collections that are not Reddit's posts."""
    clinc = json.loads(show(mirror, CLINC, "data/data_full.json"))
    banking = [
        r["text"] for p in ("train", "test") for r in _table(show(mirror, BANKING, f"banking_data/{p}.csv"), ",")
    ]
    hwu = json.loads(show(mirror, HWU, next(path for path in listed(mirror, HWU) if HWU_FILE.search(path))))
    told = [show(mirror, EMOTIONS, f"data/original/{p}.tsv").splitlines() for p in ("train", "dev", "test")]
    return {
        "clinc150": [text for part in clinc.values() for text, _ in part],
        "hwu64": [row["text"] for row in hwu["rasa_nlu_data"]["common_examples"]],
        "banking77": banking,
        "goemotions": [row.split("\t")[0].replace("[NAME]", "Sam") for part in told for row in part if row],
    }


def _table(text: str, delimiter: str) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def write(path: Path, rows: Iterable[tuple[str, str]], label: str | None = None) -> None:
    """Writes (collection or forum, text) as lines with `canon`, and with a *label* if there is one."""
    with path.open("w", encoding="utf-8") as out:
        for source, text in rows:
            text = " ".join(text.split())
            if 2 <= len(text) <= 400:
                row = {"text": text, "sub": source, "canon": canonical(text)[0]}
                extra: dict[str, object] = {"label": label, "also": []} if label else {}
                out.write(json.dumps({**row, **extra}, ensure_ascii=False) + "\n")


def forum_lines(found: Posts, near: list[str], others: list[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yields titles and excerpts with their forum."""
    for forum in near + others:
        rows = chance.sample(found[forum], min(len(found[forum]), NEAR_POSTS if forum in near else OTHER_POSTS))
        for title, text in rows:
            yield forum, title
            if len(text) > 20:
                yield forum, excerpt(text, chance)


def main() -> None:
    """Writes the four files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    found, told = posts(arguments.mirror), sentences(arguments.mirror)
    near = sorted(NEAR_FORUMS & set(found))
    others = sorted(name for name, rows in found.items() if len(rows) >= 400 and name not in NEAR_FORUMS)
    chance.shuffle(others)
    gate_forums, others = others[:GATE_FORUMS], others[GATE_FORUMS : GATE_FORUMS + OTHER_FORUMS]
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out / "forums.jsonl", forum_lines(found, near, others, chance))
    told["reddit"] = [x for f in gate_forums for t, s in found[f][:150] for x in (t, excerpt(s, chance)) if len(x) > 1]
    gate = {k: chance.sample(sorted(set(told[k])), GATE[k]) for k in GATE}
    write(arguments.out / "gate.jsonl", [(k, text) for k, rows in gate.items() for text in rows])
    rest = [(k, x) for k in told if k != "reddit" for x in sorted(set(told[k]) - set(gate[k]))]
    write(arguments.out / "everyday.jsonl", rest)
    plain = {k: [x for name, x in rest if name == k and not OURS.search(x)] for k in BACKGROUND}
    plain["forums"] = [x for _, x in forum_lines(found, [], others, chance) if x and not OURS.search(x)]
    background = [(k, x) for k, count in BACKGROUND.items() for x in chance.sample(plain[k], count)]
    write(arguments.out / "background.jsonl", background, label="out_of_scope")


if __name__ == "__main__":
    main()
