"""Writes clinicchat/nlu/gazetteer/words.txt: the words that count as spelled right, the likeliest first.

    python scripts/make_words.py

First the commonest English words, then the domain's (used at least three times in data/nlu.yml), then the other whole
words of the encoder's vocabulary, which BERT's makers ordered by how common they are in English. Last come words that
are right but never what a misspelled one is taken for: used twice in data/nlu.yml, or among the easy words of textstat.
Staff need not run it after an edit: a word that is not listed is only mended if a listed one is a slip away.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
import textstat  # noqa: E402

from clinicchat.nlu.lexicon import GAZETTEER  # noqa: E402
from clinicchat.nlu.text import plain  # noqa: E402

LEAST = 3
COMMON = 2_000
"""Domain words rank after this many of the commonest English words."""


def vocabulary() -> list[str]:
    """Returns the encoder's whole words of two letters or more, in its order."""
    tokenizer = json.loads((ROOT / "clinicchat/nlu/encoder/tokenizer.json").read_text(encoding="utf-8"))
    numbers: dict[str, int] = tokenizer["model"]["vocab"]
    return [w for w in sorted(numbers, key=numbers.__getitem__) if re.fullmatch(r"[a-z]{2,}", w)]


def used() -> Counter[str]:
    """Returns how many phrasings use each word of at least four letters."""
    text = (ROOT / "data/nlu.yml").read_text(encoding="utf-8")
    lines = [line[6:] for line in text.splitlines() if line.startswith("    - ")]
    return Counter(w for line in lines for w in set(plain(line).split()) if re.fullmatch(r"[a-z]{4,}", w))


def right() -> list[str]:
    """Returns words that are only known to be right."""
    easy = textstat.textstat._textstatistics__get_lang_easy_words()
    twice = [w for w, n in used().items() if n > 1]
    return sorted({*twice, *(w for w in easy if re.fullmatch(r"[a-z]{4,}", w))})


def main() -> None:
    words, known = vocabulary(), set(vocabulary())
    domain = [w for w, n in used().most_common() if n >= LEAST or w in known]
    ranked = [*words[:COMMON], *domain, *words[COMMON:], *right()]
    (GAZETTEER / "words.txt").write_text("\n".join(dict.fromkeys(ranked)) + "\n", encoding="utf-8")
    print(f"words: {len(set(ranked))}")


if __name__ == "__main__":
    main()
