"""Writes readers as one ONNX file of small whole numbers: one table of words, and above it the published encoder and
the fitted ones.

Matrices are stored in blocks of 32 numbers as int8 with a scale each, and activations are rounded by blocks too at run
time (accuracy level 4), so that a text's numbers hardly depend on the other texts of its batch.
"""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession, SessionOptions
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from tools.encoder.network import Encoder
from tools.encoder.training import Reader

MODEL, TOKENIZER, CLASSES, SUMS = "model.onnx", "tokenizer.json", "classes.json", "checksums.json"
GENERAL = "sentence_embedding"
BLOCK, BITS = 32, 8
OPSET, IR_VERSION = 18, 10
LARGE_TABLE = 100_000
CLOSE = 1e-3


class Readers(nn.Module):
    """The published encoder, if it is to be in the file, and fitted readers; outputs in the order of `names`."""

    def __init__(self, general: Encoder | None, fitted: dict[str, Reader]) -> None:
        super().__init__()
        self.general = general
        self.fitted = nn.ModuleDict(fitted)
        self._named = dict(fitted)
        if general is not None:
            for reader in fitted.values():
                if not torch.equal(reader.encoder.words.weight, general.words.weight):
                    raise ValueError("A fitted reader has another table of words.")
                reader.encoder.words = general.words

    def names(self) -> list[str]:
        """`sentence_embedding`, then for each reader its vector and the scores of its heads."""
        rest = [f"{name}_{part}" for name, reader in self._named.items() for part in ("vector", *reader.heads)]
        return [GENERAL, *rest] if self.general is not None else rest

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Returns what `names` lists, of two int64 tensors (batch, sequence)."""
        found = []
        if self.general is not None:
            found.append(functional.normalize(self.general(input_ids, attention_mask), dim=1))
        for reader in self._named.values():
            found += reader(input_ids, attention_mask).values()
        return tuple(found)


def export(readers: Readers, path: Path) -> None:
    """Writes the float32 graph: input_ids, attention_mask (batch, sequence) to the outputs of `names`."""
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore")
    example = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: torch.export.Dim("batch", max=4096), 1: torch.export.Dim("sequence", min=2, max=512)}
    program = torch.onnx.export(
        readers.eval(), (example, example.clone()), dynamo=True, verbose=False, opset_version=OPSET,
        dynamic_shapes={"input_ids": axes, "attention_mask": axes},
        input_names=["input_ids", "attention_mask"], output_names=readers.names(),
    )  # fmt: skip
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program.")
    model = program.model_proto
    _strip(model)
    onnx.save(model, path)


def _strip(model: onnx.ModelProto) -> None:
    """Removes what the exporter notes for debugging: its stack traces name folders of this machine."""
    graph = model.graph
    model.ir_version = IR_VERSION
    values = (*graph.value_info, *graph.initializer, *graph.input, *graph.output)
    for item in (model, graph, *graph.node, *values):
        item.doc_string = ""
        del item.metadata_props[:]


def quantise(source: Path, target: Path, bits: int = BITS, block: int = BLOCK) -> None:
    """Writes the graph with tables by row as int8 and matrices by block; 4 bits need a zero point of their own."""
    model = onnx.load(source)
    _quantise_tables(model)
    quantiser = MatMulNBitsQuantizer(model, bits=bits, block_size=block, is_symmetric=bits == BITS, accuracy_level=4)
    quantiser.process()
    quantiser.model.save_model_to_file(str(target))


def _quantise_tables(model: onnx.ModelProto) -> None:
    graph = model.graph
    tables = {item.name: item for item in graph.initializer if np.prod(item.dims) >= LARGE_TABLE}
    users = [node for node in graph.node if node.op_type == "Gather" and node.input[0] in tables]
    for name in dict.fromkeys(node.input[0] for node in users):
        rows = numpy_helper.to_array(tables[name])
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12) / 127
        graph.initializer.remove(tables[name])
        graph.initializer.append(numpy_helper.from_array(np.rint(rows / scale).astype(np.int8), f"{name}.int8"))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}.scale"))
    for node in users:
        name, index, out = node.input[0], node.input[1], node.output[0]
        place = list(graph.node).index(node)
        graph.node.remove(node)
        new = [
            helper.make_node("Gather", [f"{name}.int8", index], [f"{out}.row"], axis=0),
            helper.make_node("Cast", [f"{out}.row"], [f"{out}.float"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [f"{name}.scale", index], [f"{out}.row_scale"], axis=0),
            helper.make_node("Mul", [f"{out}.float", f"{out}.row_scale"], [out]),
        ]
        for offset, item in enumerate(new):
            graph.node.insert(place + offset, item)


def session(path: Path, threads: int = 1) -> InferenceSession:
    """Returns a session on the CPU with a fixed number of threads."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    return InferenceSession(str(path), options, ["CPUExecutionProvider"])


def run(opened: InferenceSession, tokenizer: Tokenizer, text: str) -> dict[str, np.ndarray]:
    """Returns the outputs for one text, by name."""
    ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
    outputs = [item.name for item in opened.get_outputs()]
    said = opened.run(outputs, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    return {name: value[0] for name, value in zip(outputs, list(said), strict=True)}


def check(readers: Readers, path: Path, tokenizer: Tokenizer, texts: list[str]) -> None:
    """Raises `ValueError` where the float32 graph in *path* differs from torch."""
    opened = session(path)
    for text in texts:
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.inference_mode():
            expected = readers(ids, torch.ones_like(ids))
        found = run(opened, tokenizer, text)
        for name, value in zip(readers.names(), expected, strict=True):
            difference = float(np.abs(found[name] - value[0].numpy()).max())
            if difference >= CLOSE:
                raise ValueError(f"{name}: the exported graph differs from torch by {difference:.1e}.")


def write(
    readers: Readers, folder: Path, tokenizer_text: str, classes: dict[str, list[str]], fp32: Path, bits: int = BITS
) -> None:
    """Writes model, tokenizer, classes and checksums to *folder*, and the float32 graph to *fp32*."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER).write_text(tokenizer_text, encoding="utf-8")
    (folder / CLASSES).write_text(json.dumps(classes, indent=1) + "\n", encoding="utf-8")
    export(readers, fp32)
    check(readers, fp32, Tokenizer.from_str(tokenizer_text), ["why?", "my husband came back from iraq " * 12])
    quantise(fp32, folder / MODEL, bits)
    seal(folder)


def seal(folder: Path) -> None:
    """Writes the checksums of the files in *folder*."""
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER, CLASSES)}
    (folder / SUMS).write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")
