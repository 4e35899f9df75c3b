"""Teaches the shipped heavy encoder's vector to tell labels apart, by adapters in its upper layers.

    python -m tools.encoder.adapt --lines var/lines/labels.jsonl --out clinicchat/understanding/encoders/heavy

*lines*: `text` as the encoder reads it (visible) and `label`, the topic or part that answers. What the encoder says of
topics and dangers stays as it is. Seeded; an hour of one core for 23,000 lines. Afterwards: `evaluation.heavy_labels`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from onnxruntime import InferenceSession, RunOptions, SessionOptions
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from tools.encoder import adapter, export, graft
from tools.encoder.export import MODEL, TOKENIZER
from tools.encoder.training import batches, stacked, warmed

FIRST = 8
EPOCHS, BATCH, WARM_UP = 3, 64, 100
RATE, DIRECTION_RATE = 1.5e-3, 2e-3
SMOOTHING, SEED, REPORT = 0.1, 1, 100


def below(folder: Path, texts: Sequence[str], first: int = FIRST) -> list[np.ndarray]:
    """Returns what the layers below *first* of the encoder in *folder* make of each text, float16 (tokens, 768)."""
    model, name = onnx.load(folder / MODEL), f"layer_norm_{2 * first}"
    model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    options, how = SessionOptions(), RunOptions()
    options.intra_op_num_threads, how.only_execute_path_to_fetches = 1, True
    session = InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    found = []
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        said = session.run([name], {"input_ids": ids, "attention_mask": np.ones_like(ids)}, how)
        found.append(np.asarray(said[0])[0].astype(np.float16))
    return found


def fit(branch: adapter.Branch, rows: Sequence[np.ndarray], labels: np.ndarray) -> None:
    """Fits *branch* in place to *rows*, what is below it, and the numbers of their *labels*. Prints the mean loss."""
    torch.manual_seed(SEED)
    chance, right = np.random.default_rng(SEED), torch.from_numpy(labels)
    lengths = np.array([len(row) for row in rows])
    plan = [places for _ in range(EPOCHS) for places in batches(lengths, BATCH, chance)]
    small = [value for name, value in branch.named_parameters() if value.requires_grad and name != "directions"]
    groups = [{"params": small, "lr": RATE}, {"params": [branch.directions], "lr": DIRECTION_RATE}]
    optim = torch.optim.AdamW(groups, weight_decay=0.01)
    share = warmed(optim, len(plan), WARM_UP)
    branch.train()
    losses: list[float] = []
    for step, places in enumerate(plan, start=1):
        with torch.autocast("cpu", torch.bfloat16):
            vectors = branch(*stacked([torch.from_numpy(rows[i]) for i in places]))
        scores = branch.scores(vectors.float())
        loss = functional.cross_entropy(scores, right[torch.from_numpy(places)], label_smoothing=SMOOTHING)
        optim.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([*small, branch.directions], 1.0)
        optim.step()
        share.step()
        losses.append(loss.item())
        if step % REPORT == 0 or step == len(plan):
            print(f"step {step} of {len(plan)}: loss {np.mean(losses[-REPORT:]):.3f}", flush=True)
    branch.eval()


def write(branch: adapter.Branch, folder: Path, first: int = FIRST) -> None:
    """Grafts the fitted *branch* into the encoder in *folder* and writes its checksums anew."""
    small = {name: value.numpy() for name, value in branch.fitted().items()}
    onnx.save(graft.grafted(onnx.load(folder / MODEL), small, first), folder / MODEL)
    export.seal(folder)


def main() -> None:
    """Fits and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the shipped encoder, rewritten")
    arguments = parser.parse_args()
    lines = [json.loads(row) for row in arguments.lines.read_text("utf-8").splitlines()]
    names = sorted({line["label"] for line in lines})
    numbers = np.array([names.index(line["label"]) for line in lines])
    branch = adapter.of_file(onnx.load(arguments.out / MODEL), FIRST, len(names))
    fit(branch, below(arguments.out, [line["text"] for line in lines]), numbers)
    write(branch, arguments.out)
    print(f"{arguments.out}: {(arguments.out / MODEL).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
