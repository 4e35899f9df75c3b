"""Writes clinicchat/text/wordlists/words.txt: the words that count as spelled right, the likeliest first.

    python tools/wordlists/make_words.py

How likely a word is: its share of the phrasings in data/, and its place among the whole words of the encoder's
vocabulary, which BERT's makers ordered by how common they are in English. Last come words that are merely right: used
twice in the phrasings, or among the easy words of textstat.
Staff need not run it after an edit: a word that is not listed is only mended if a listed one is a slip away.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
import textstat  # noqa: E402

from clinicchat.content import phrasings  # noqa: E402
from clinicchat.text.lexicon import WORDLISTS  # noqa: E402
from clinicchat.text.reading import plain  # noqa: E402

MIN_COUNT = 3
DOMAIN = 2.0
"""How much more the phrasings say about what a visitor means than English does."""
FIRST_PLACES = 30
"""Zipf's law, flat among the commonest."""


def vocabulary() -> list[str]:
    """Returns the encoder's whole words of two letters or more, in its order."""
    tokenizer = json.loads(
        (ROOT / "clinicchat/understanding/encoders/light/tokenizer.json").read_text(encoding="utf-8")
    )
    numbers: dict[str, int] = tokenizer["model"]["vocab"]
    return [w for w in sorted(numbers, key=numbers.__getitem__) if re.fullmatch(r"[a-z]{2,}", w)]


def used() -> Counter[str]:
    """Returns how many phrasings use each word of at least three letters."""
    texts = [phrasing.text for phrasing in phrasings.read_all()]
    return Counter(w for text in texts for w in set(plain(text).split()) if re.fullmatch(r"[a-z]{3,}", w))


def right() -> list[str]:
    """Returns words that are only known to be right."""
    easy = textstat.textstat._textstatistics__get_lang_easy_words()
    twice = [w for w, n in used().items() if n > 1]
    return sorted({*twice, *(w for w in easy if re.fullmatch(r"[a-z]{4,}", w))})


def main() -> None:
    """Writes the list of words with their frequencies."""
    words, counts = vocabulary(), used()
    english = {word: 1 / (place + FIRST_PLACES) for place, word in enumerate(words)}
    all_english, all_used = sum(english.values()), counts.total()
    domain = {word: n for word, n in counts.items() if n >= MIN_COUNT or word in english}

    def likely(word: str) -> float:
        return english.get(word, 0.0) / all_english + DOMAIN * domain.get(word, 0) / all_used

    ranked = [*sorted({*english, *domain}, key=lambda w: (-likely(w), w)), *right()]
    (WORDLISTS / "words.txt").write_text("\n".join(dict.fromkeys(ranked)) + "\n", encoding="utf-8")
    print(f"words: {len(set(ranked))}")


if __name__ == "__main__":
    main()
