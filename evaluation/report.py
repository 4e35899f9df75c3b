"""The report: `make evaluate` writes var/evaluation/report.json, index.html and safety.html.

python -m evaluation.report [--summary] [--cross-validate] [--diet]
"""

from __future__ import annotations

import argparse
import datetime
import json
import time
from dataclasses import replace
from typing import Any

from evaluation import (
    after_card_sets,
    baselines,
    conversation,
    datasets,
    diet,
    measures,
    page,
    real,
    relevance,
    summary,
    understanding,
)
from evaluation.danger import Safety, pressed
from evaluation.datasets import RESULTS
from evaluation.pipeline import Pipeline, fingerprint, settings

JSON = RESULTS / "report.json"


def made(options: argparse.Namespace) -> dict[str, Any]:
    """Returns the whole report."""
    begun = time.monotonic()
    pipeline, known = Pipeline.current(), datasets.training()
    heldout, development = datasets.lines("heldout"), datasets.lines("development")
    told, tried = datasets.safety("heldout"), replace(datasets.safety("development"), ordinary=development)
    report = {
        "made": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "model": fingerprint(known, settings()),
        "settings": settings(),
        "training": {"phrasings": len(known), "topics": len({x.topic for x in known})},
        "thresholds": dict(pipeline.limits),
        "real": real.figures(pipeline),
        "relevance": relevance.figures(pipeline),
        "conversations": conversation.figures(conversation.product()),
        "after_card": {
            **after_card_sets.of_folders(pipeline),
            **(after_card_sets.left_out(pipeline) if options.left_out else {}),
        },
        "heldout": understanding.figures(pipeline, heldout),
        "authors": {author: by_author(pipeline, author) for author in datasets.authors("heldout")},
        "development": {"headline": measures.headline(understanding.pairs_of(pipeline, development))},
        "two_questions": understanding.two_questions(pipeline, heldout),
        "noise": understanding.noise(pipeline, heldout, told),
        "safety": Safety(pipeline, told).figures(),
        "safety_development": Safety(pipeline, tried).figures()["detectors"],
        "refusals": pressed(pipeline, datasets.refusals()),
        "baselines": {
            "ngrams": baselines.ngrams(heldout),
            "stock": baselines.stock(heldout, options.diet, options.epochs),
        },
        "cross_validation": baselines.cross_validation(options.cross_validate),
    }
    shown = {
        "summary": summary.rows(report),
        "real_summary": summary.real_rows(report),
        "talk_summary": summary.talk_rows(report),
        "card_summary": summary.card_rows(report),
    }
    return {**report, **shown, "seconds": round(time.monotonic() - begun, 1)}


def by_author(pipeline: Pipeline, author: str) -> dict[str, Any]:
    """Returns the headline figures of one author's held-out set."""
    headline = measures.headline(understanding.pairs_of(pipeline, datasets.lines_of(author)))
    return headline | summary.levels(Safety(pipeline, datasets.safety_of(author)).figures()["detectors"])


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Returns the command line's options."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.report", description="The held-out report.")
    parser.add_argument("--summary", action="store_true", help="also write evaluation/figures.json and README's table")
    parser.add_argument("--cross-validate", action="store_true", help="also cross-validate on the training phrasings")
    parser.add_argument("--left-out", action="store_true", help="also read each training writer's replies after a card")
    parser.add_argument("--diet", action="store_true", help=f"also train and judge stock Rasa. {diet.HOW}")
    parser.add_argument("--epochs", type=int, default=diet.EPOCHS, help="of stock Rasa's networks")
    return parser.parse_args(arguments)


def main() -> None:
    """Makes the report, writes it, prints the summary and where the pages are."""
    wanted = options()
    report = made(wanted)
    RESULTS.mkdir(parents=True, exist_ok=True)
    JSON.write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    page.write(report)
    if wanted.summary:
        summary.write(report)
    print("Real manner (evaluation/real/):\n" + summary.printed(report["real_summary"]))
    print("Parts, lines and not known (evaluation/relevance/):\n" + relevance.printed(report["relevance"]))
    print("Conversations (evaluation/real/conversations/):\n" + summary.printed(report["talk_summary"]))
    print(
        "After a card (evaluation/real/after-card/, data/safety/replies/):\n" + summary.printed(report["card_summary"])
    )
    print("Same kind of author (held-out):\n" + summary.printed(report["summary"]))
    print(f"evaluate: {report['seconds']:.0f} s; {RESULTS / 'index.html'} and {RESULTS / 'safety.html'}")


if __name__ == "__main__":
    main()
