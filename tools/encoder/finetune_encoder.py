"""Fit the sentence encoder to labelled phrasings, then write its int8 file like make_encoder.py does.

    python tools/encoder/finetune_encoder.py --data data --out var/encoder
    python tools/encoder/finetune_encoder.py --data a.yml --data b.yml --epochs 2 --alpha 0.3 --out var/encoder

The environment is make_encoder.py's. Phrasings of one label are drawn together and those of different labels
apart (supervised contrastive loss, Khosla et al. 2020, within a batch); then the new weights are mixed with
the old ones, `alpha` new to `1 - alpha` old (Wortsman et al. 2022), which keeps what the encoder knew of
other texts. It uses two threads. The same data, seed and kind of processor give the same bytes.

A classifier trained on the same phrasings sees them closer together than it will see new ones: judge it, and
set its thresholds, on phrasings that stand in no --data file.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

import encoder_export as export
import encoder_report as report
import numpy as np
import torch
from encoder_phrasings import Phrasing, deal, read_phrasings
from safetensors.torch import save_file
from tokenizers import Tokenizer

SEED = 20
BATCH = 64  # phrasings
CHUNK = 16  # phrasings that pass through the encoder side by side
GROUP = 4  # phrasings of one label dealt out together
TEMPERATURE = 0.1
WARM_UP = 0.1  # share of all steps


def contrastive_loss(vectors: torch.Tensor, labels: torch.Tensor, spread: torch.Tensor) -> torch.Tensor:
    """Supervised contrastive loss of (batch, 384) vectors of length 1, a scalar.

    `labels` are numbers (batch,). `spread` (batch,) marks phrasings that share no meaning, as those out of
    scope: the others are pushed away from them, but they are neither drawn together nor pushed apart.
    """
    similarity = vectors @ vectors.T / TEMPERATURE
    similarity = similarity.masked_fill(torch.eye(len(labels), dtype=torch.bool), -1e9)
    alike = (labels[:, None] == labels[None, :]).fill_diagonal_(False) & ~spread[:, None]
    anchors = alike.any(dim=1)
    if not anchors.any():
        return vectors.sum() * 0
    log_share = similarity - similarity.logsumexp(dim=1, keepdim=True)
    by_anchor = (log_share * alike).sum(dim=1)[anchors] / alike.sum(dim=1)[anchors]
    return -by_anchor.mean()


def learning_rate_share(step: int, steps: int) -> float:
    """Share of the full learning rate at a step: linear up over the warm-up, then linear down to 0."""
    warm_up = max(1, int(steps * WARM_UP))
    return min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up))


def embed(encoder: export.SentenceEncoder, tokenizer: Tokenizer, texts: list[str]) -> torch.Tensor:
    """Vectors (batch, 384) with gradients; texts sorted by length cost the least padding."""
    vectors = []
    for start in range(0, len(texts), CHUNK):
        inputs = export.tokenize(tokenizer, texts[start : start + CHUNK])
        vectors.append(encoder(**{name: torch.from_numpy(value) for name, value in inputs.items()}))
    return torch.cat(vectors)


def train(
    encoder: export.SentenceEncoder, tokenizer: Tokenizer, phrasings: list[Phrasing],
    epochs: int, lr: float, spread: list[str],
) -> None:  # fmt: skip
    """Train in place; prints the mean loss of every epoch."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    numbers = {label: number for number, label in enumerate(sorted({label for _, label in phrasings}))}
    steps = epochs * -(-len(phrasings) // BATCH)
    optimiser = torch.optim.AdamW(encoder.parameters(), lr=lr, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: learning_rate_share(step, steps))
    encoder.train()
    for epoch in range(epochs):
        start, losses = time.monotonic(), []
        for batch in deal(phrasings, BATCH, GROUP, chance):
            batch.sort(key=lambda phrasing: len(phrasing[0]))
            vectors = embed(encoder, tokenizer, [text for text, _ in batch])
            labels = torch.tensor([numbers[label] for _, label in batch])
            loss = contrastive_loss(vectors, labels, torch.tensor([label in spread for _, label in batch]))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - start:.0f} s", flush=True)
    encoder.eval()


def mix(encoder: export.SentenceEncoder, original: dict[str, torch.Tensor], alpha: float) -> None:
    """Set every weight to alpha * new + (1 - alpha) * original, in place."""
    tuned = encoder.bert.state_dict()
    mixed = {
        name: torch.lerp(original[name], value, alpha) if value.is_floating_point() else value
        for name, value in tuned.items()
    }
    encoder.bert.load_state_dict(mixed)


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, action="append", required=True, help="phrasings, repeatable")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--lr", type=float, default=5e-5, help="highest learning rate")
    parser.add_argument("--alpha", type=float, default=0.5, help="share of the new weights, 0 to 1")
    parser.add_argument("--exclude-intents", nargs="*", default=[], help="labels or patterns to leave out")
    parser.add_argument("--spread", nargs="*", default=["out_of_scope"], help="labels without one meaning")
    parser.add_argument("--init", type=Path, help="safetensors file to start from, else the official weights")
    parser.add_argument("--save-weights", type=Path, help="also write the mixed weights, for --init")
    return parser.parse_args()


def main() -> None:
    """Train, mix and write the folder."""
    arguments = read_arguments()
    phrasings = read_phrasings(arguments.data, arguments.exclude_intents)
    print(f"{len(phrasings)} phrasings of {len({label for _, label in phrasings})} labels")
    export.prepare_torch()
    encoder = export.load_encoder(arguments.init)
    original = {name: value.clone() for name, value in encoder.bert.state_dict().items()}
    tokenizer = Tokenizer.from_str(export.tokenizer_json())
    train(encoder, tokenizer, phrasings, arguments.epochs, arguments.lr, arguments.spread)
    mix(encoder, original, arguments.alpha)
    if arguments.save_weights:
        save_file(encoder.bert.state_dict(), arguments.save_weights)
    made_by = (
        f"`tools/encoder/finetune_encoder.py` from {len(phrasings)} phrasings with `--epochs {arguments.epochs} "
        f"--lr {arguments.lr:g} --alpha {arguments.alpha:g}`"
    )
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) / "model.fp32.onnx"
        tokenizer = export.write_folder(encoder, arguments.out, fp32)
        report.write_readme(arguments.out, fp32, tokenizer, made_by)


if __name__ == "__main__":
    main()
