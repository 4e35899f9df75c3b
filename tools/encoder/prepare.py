"""Adds the canonical form to labelled lines, in the product's environment; the rest of these tools needs only torch's.

    .venv/bin/python -m tools.encoder.prepare --out var/lines data/nlu.yml sets/train-1.jsonl …

A file of phrasings (.yml) or of lines (.jsonl, see `lines.py`) becomes var/lines/<name>.jsonl.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from clinicchat.text.reading import canonical


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yields the lines of *path*: `text`, `label`, and what else the file says of them."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        yield from (json.loads(row) for row in content.splitlines() if row.strip())
        return
    for entry in yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["nlu"]:
        examples = [row[2:].strip() for row in entry.get("examples", "").splitlines() if row.startswith("- ")]
        yield from ({"text": text, "label": entry["intent"], "also": []} for text in dict.fromkeys(examples))


def prepare(path: Path, folder: Path) -> int:
    """Writes the lines of *path* with `canon` to *folder* and returns how many there are."""
    found = [{**row, "canon": canonical(row["text"])[0]} for row in rows(path)]
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    (folder / f"{path.stem}.jsonl").write_text(text, encoding="utf-8")
    return len(found)


def main() -> None:
    """Prepares every file of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    for path in arguments.files:
        print(f"{path.name}: {prepare(path, arguments.out)} lines")


if __name__ == "__main__":
    main()
