"""Fits an encoder end to end: batches of like length, bfloat16 where it is safe, the table of words left as it is.

The table stays as published so that all readers in one file share it (`export.py`). The same lines, seed and kind of
processor give nearly the same weights; not to the bit, because one or two threads are used, whichever is faster.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from tools.encoder.network import Encoder

Loss = Callable[[dict[str, torch.Tensor], np.ndarray], torch.Tensor]
"""From each head's numbers (batch, classes) and the places of the batch's lines to a scalar."""

Run = Callable[[np.ndarray], dict[str, torch.Tensor]]
"""From the places of a batch's lines to what a reader says of them."""

POOL = 40
"""Batches that are sorted by length together."""
REPORT = 100
PROBE, PROBED = 60, 3
"""Every so many steps both numbers of threads are tried for so many steps each."""


@dataclass(frozen=True)
class Settings:
    """*rate* of the highest layer, *head_rate* of the heads, *decay* from layer to layer downwards."""

    epochs: int = 2
    rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.9
    batch: int = 48
    warm_up: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    first_layer: int = 0
    seed: int = 20


class Reader(nn.Module):
    """An encoder and linear heads on its vector, by name."""

    def __init__(self, encoder: Encoder, heads: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(encoder.shape.hidden, count) for name, count in heads.items()})

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> dict[str, torch.Tensor]:
        """Returns the scores of each head, and `vector`, of length 1."""
        return self.told(self.encoder(input_ids, attention_mask))

    def above(self, hidden: torch.Tensor, attention_mask: torch.Tensor, first: int) -> dict[str, torch.Tensor]:
        """Returns the same from what the layers below *first* made of a text."""
        return self.told(self.encoder.pooled(self.encoder.upper(hidden, attention_mask, first), attention_mask))

    def told(self, vector: torch.Tensor) -> dict[str, torch.Tensor]:
        """Returns the scores of each head for the encoder's *vector*, and `vector`, of length 1."""
        dropped = self.dropout(vector)
        return {"vector": functional.normalize(vector, dim=1), **{k: head(dropped) for k, head in self.heads.items()}}


def tokenised(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Returns the token numbers of each of *texts*."""
    return [found.ids for found in tokenizer.encode_batch(list(texts))]


def padded(rows: Sequence[list[int]], fill: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns token numbers and attention mask of *rows*, int64 (batch, longest)."""
    longest = max(map(len, rows))
    ids = torch.tensor([row + [fill] * (longest - len(row)) for row in rows])
    return ids, torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])


def batches(lengths: np.ndarray, size: int, chance: np.random.Generator) -> list[np.ndarray]:
    """Returns the places of all lines in random batches of like length."""
    order = chance.permutation(len(lengths))
    pools = [order[i : i + size * POOL] for i in range(0, len(order), size * POOL)]
    found = []
    for pool in pools:
        by_length = pool[np.argsort(lengths[pool], kind="stable")]
        found += [by_length[i : i + size] for i in range(0, len(by_length), size)]
    return [found[i] for i in chance.permutation(len(found))]


def optimiser(reader: Reader, how: Settings) -> torch.optim.AdamW:
    """Returns AdamW with a rate for each layer; the words, and all below `first_layer`, stay as they are."""
    encoder, count = reader.encoder, len(reader.encoder.layers)
    encoder.requires_grad_(False)
    groups = [{"params": list(reader.heads.parameters()), "lr": how.head_rate}]
    for place, layer in enumerate(encoder.layers):
        if place >= how.first_layer:
            layer.requires_grad_(True)
            groups.append({"params": list(layer.parameters()), "lr": how.rate * how.decay ** (count - 1 - place)})
    if how.first_layer == 0:
        low = [*encoder.places.parameters(), *encoder.norm.parameters()]
        low += list(encoder.distance.parameters()) if encoder.distance is not None else []
        for parameter in low:
            parameter.requires_grad_(True)
        groups.append({"params": low, "lr": how.rate * how.decay**count})
    return torch.optim.AdamW(groups, weight_decay=how.weight_decay, fused=True)


class Threads:
    """One thread or two, by what is faster while others use the machine as well."""

    def __init__(self) -> None:
        self._rates = {1: 0.0, 2: 0.0}
        self._steps = 0
        self._used, self._since = 2, 0.0

    def start(self) -> None:
        """Sets the threads of the next step and looks at the clock."""
        place = self._steps % PROBE
        best = max(self._rates, key=lambda count: self._rates[count])
        self._used = (1 if place < PROBED else 2) if place < 2 * PROBED else best
        self._steps += 1
        torch.set_num_threads(self._used)
        self._since = time.monotonic()

    def stop(self, work: int) -> None:
        """Notes how fast *work* was done."""
        rate, before = work / (time.monotonic() - self._since), self._rates[self._used]
        self._rates[self._used] = 0.6 * before + 0.4 * rate if before else rate


def whole(reader: Reader, ids: Sequence[list[int]], fill: int = 0) -> Run:
    """Returns what *reader* says of the lines at some places."""
    return lambda rows: reader(*padded([ids[i] for i in rows], fill))


def upper(reader: Reader, below: Sequence[torch.Tensor], first: int) -> Run:
    """Returns the same where the layers below *first* are done already (`lower`)."""

    def run(rows: np.ndarray) -> dict[str, torch.Tensor]:
        return reader.above(*stacked([below[i] for i in rows]), first)

    return run


def stacked(parts: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns *parts* (tokens, hidden) as float32 (batch, longest, hidden), and their mask, int64 (batch, longest)."""
    hidden = nn.utils.rnn.pad_sequence([part.float() for part in parts], batch_first=True)
    lengths = torch.tensor([len(part) for part in parts])
    return hidden, (torch.arange(hidden.shape[1])[None] < lengths[:, None]).long()


def warmed(optim: torch.optim.Optimizer, steps: int, warm_up: int) -> torch.optim.lr_scheduler.LambdaLR:
    """Returns the schedule of *optim*: up for *warm_up* steps, then down to nothing at the last of *steps*."""
    return torch.optim.lr_scheduler.LambdaLR(optim, lambda i: min((i + 1) / warm_up, (steps - i) / (steps - warm_up)))


def lower(encoder: Encoder, ids: Sequence[list[int]], first: int, fill: int, size: int = 64) -> list[torch.Tensor]:
    """Returns what the layers below *first*, which stay as they are, make of each line, bfloat16 (tokens, hidden)."""
    order, found = np.argsort([len(row) for row in ids], kind="stable"), [torch.empty(0)] * len(ids)
    encoder.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            inputs, mask = padded([ids[i] for i in rows], fill)
            hidden = encoder.upper(encoder.lower(inputs), mask, 0, first).to(torch.bfloat16)
            for place, row in enumerate(rows):
                found[row] = hidden[place, : len(ids[row])].clone()
    return found


def fit(reader: Reader, run: Run, lengths: Sequence[int], loss: Loss, how: Settings, places: np.ndarray) -> None:
    """Fits *reader* in place: *run* reads the lines at some places, of which those at *places* (they may repeat) are
    shown in an epoch; *lengths* in tokens, of all lines. Prints the mean loss."""
    torch.manual_seed(how.seed)
    chance, threads = np.random.default_rng(how.seed), Threads()
    shown = np.array(lengths)[places]
    plan = [places[rows] for _ in range(how.epochs) for rows in batches(shown, how.batch, chance)]
    steps, warm_up = len(plan), max(1, int(how.warm_up * len(plan)))
    optim = optimiser(reader, how)
    share = warmed(optim, steps, warm_up)
    reader.train()
    losses: list[float] = []
    for step, rows in enumerate(plan, start=1):
        threads.start()
        with torch.autocast("cpu", torch.bfloat16):
            said = run(rows)
        value = loss({name: scores.float() for name, scores in said.items()}, rows)
        optim.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optim.step()
        share.step()
        threads.stop(sum(lengths[i] for i in rows))
        losses.append(value.item())
        if step % REPORT == 0 or step == steps:
            print(f"step {step} of {steps}: loss {np.mean(losses[-REPORT:]):.3f}", flush=True)
    reader.eval()


def read(reader: Reader, ids: Sequence[list[int]], fill: int = 0, size: int = 128) -> dict[str, np.ndarray]:
    """Returns what *reader* says of all lines, float32 (lines, numbers), by name."""
    order = np.argsort([len(row) for row in ids], kind="stable")
    found: dict[str, list[np.ndarray]] = {}
    reader.eval()
    with torch.inference_mode():
        for start in range(0, len(order), size):
            said = reader(*padded([ids[i] for i in order[start : start + size]], fill))
            for name, scores in said.items():
                found.setdefault(name, []).append(scores.float().numpy())
    back = np.argsort(order, kind="stable")
    return {name: np.vstack(parts)[back] for name, parts in found.items()}
