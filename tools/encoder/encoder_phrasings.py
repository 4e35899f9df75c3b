"""Reading labelled phrasings for finetune_encoder.py, and dealing them out in batches."""

import random
import sys
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from clinicchat.content import phrasings
from clinicchat.text.reading import canonical

Phrasing = tuple[str, str]  # text, label


def read_phrasings(paths: list[Path], exclude: list[str]) -> list[Phrasing]:
    """Phrasings of all files, sorted, without repeats and without labels that match a pattern of `exclude`.

    Texts are in the form that the encoder reads at run time (`clinicchat.text.reading.canonical`). One that stands
    under two labels is left out: it would be drawn to both. Raises SystemExit, naming the file, when a file is of
    neither format.
    """
    labels: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for text, label in parse(path):
            if not any(fnmatchcase(label, pattern) for pattern in exclude):
                labels[canonical(text)[0]].add(label)
    return sorted((text, min(found)) for text, found in labels.items() if text and len(found) == 1)


def parse(path: Path) -> list[Phrasing]:
    """Phrasings of one file, Rasa's `nlu:` list or a mapping of label to a list of texts; or of a folder like data/."""
    if path.is_dir():
        return [(text, label) for text, label in phrasings.read_all(path)]
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if isinstance(content, dict) and "nlu" in content:
        return [(text, label) for text, label in phrasings.of(content, path)]
    if isinstance(content, dict) and all(isinstance(texts, list) for texts in content.values()):
        return [(str(text).strip(), label) for label, texts in content.items() for text in texts]
    raise SystemExit(f"{path}: expected a key `nlu:` (Rasa) or a mapping of label to a list of phrasings.")


def deal(labelled: list[Phrasing], batch: int, group: int, chance: random.Random) -> list[list[Phrasing]]:
    """Every phrasing once, in batches made of groups of one label, so that each has a like one beside it."""
    by_label: dict[str, list[Phrasing]] = defaultdict(list)
    for phrasing in labelled:
        by_label[phrasing[1]].append(phrasing)
    groups = []
    for items in by_label.values():
        chance.shuffle(items)
        groups += [items[start : start + group] for start in range(0, len(items), group)]
    chance.shuffle(groups)
    dealt = [phrasing for items in groups for phrasing in items]
    return [dealt[start : start + batch] for start in range(0, len(dealt), batch)]
