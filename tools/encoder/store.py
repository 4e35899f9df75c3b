"""Keeps fitted readers in files: safetensors with the class lists of the heads; and averages readers of one origin."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from tools.encoder.network import MINILM, Encoder, Shape
from tools.encoder.training import Reader

Classes = dict[str, list[str]]


def save(reader: Reader, classes: Classes, path: Path) -> None:
    """Writes *reader* and the *classes* of its heads to *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.contiguous() for name, value in reader.state_dict().items()}
    save_file(tensors, path, metadata={"classes": json.dumps(classes)})


def load(path: Path, shape: Shape = MINILM) -> tuple[Reader, Classes]:
    """Returns a reader and the classes of its heads."""
    with safe_open(path, framework="pt") as file:
        classes: Classes = json.loads(file.metadata()["classes"])
    reader = Reader(Encoder(shape), {name: len(names) for name, names in classes.items()})
    reader.load_state_dict(load_file(path))
    return reader.eval(), classes


def average(readers: Sequence[Reader]) -> Reader:
    """Returns the mean of readers that were fitted from the same weights (a "soup"), in the first one's place."""
    states = [reader.state_dict() for reader in readers]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(dim=0) if value.is_floating_point() else value
        for name, value in states[0].items()
    }
    readers[0].load_state_dict(mean)
    return readers[0]
