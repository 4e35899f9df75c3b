"""Whether a text is Spanish, by the share of its everyday words."""

from __future__ import annotations

import re

EVERYDAY = frozenset(
    "de la que el en los se del las un por con una su para es al lo como más pero sus le ya sí porque esta "
    "entre cuando muy sobre también hasta hay donde quien desde todo nos todos uno les ni eso esto antes qué "
    "yo otro otra él esa mucho nada mi mis tu te si fue está estoy tengo tiene hace años cómo cuánto puedo "
    "puede quiero voy era ella hijo hija mamá papá esposo esposa mañana noche día ayer hoy anoche todavía "
    "gracias hola usted ustedes aquí eres soy estaba estan quiere tomo tome muero mata matar sirve siento "
    "despierta cuesta".split()
)
BARE = str.maketrans("áéíóúü", "aeiouu")
PLAIN = frozenset(word.translate(BARE) for word in EVERYDAY) - {"hay", "era", "come", "dia"}
BOTH = frozenset("a no me he ha y o en de la el si te un todo nada una".split())
"""Words that English texts hold too: they count, but do not make a text Spanish."""
ACCENT = re.compile(r"[áéíóúñ]")
SHARE = 0.3


def is_spanish(text: str) -> bool:
    """Whether a word of *text* is Spanish only, and 30 % of all are everyday Spanish words or hold its accents.

    >>> is_spanish("mi jefe me quiere matar por llegar tarde"), is_spanish("i am in la, no idea")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    plain = [word.translate(BARE) for word in words]
    own = [word for word, bare in zip(words, plain, strict=True) if (bare in PLAIN - BOTH) or ACCENT.search(word)]
    return bool(own) and len(own) + sum(bare in BOTH for bare in plain) >= SHARE * len(words)
