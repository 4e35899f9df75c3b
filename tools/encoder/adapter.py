"""Low-rank adapters for the upper layers of the shipped heavy encoder, so that its vector tells labels apart.

The encoder itself stays as it is, to the bit: what it says of topics and dangers does not change. Above `first`, each
layer is run a second time with small matrices added to its own (LoRA, Hu et al. 2021); only those are fitted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

from tools.encoder.network import MPNET, Encoder, Layer, attention_bias

MATRICES = ("query", "key", "value", "out", "inner", "outer")
RANK = 16
SCALE = 20.0
"""By which cosines to a label's direction are multiplied before the softmax."""


class Added(nn.Module):
    """A matrix of the encoder, which stays, and a small one of rank `RANK` that is added to it."""

    def __init__(self, own: nn.Linear) -> None:
        super().__init__()
        self.own = own.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(own.in_features, RANK) / math.sqrt(own.in_features))
        self.up = nn.Parameter(torch.zeros(RANK, own.out_features))

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """Returns what both make of *hidden* (…, in)."""
        said: torch.Tensor = self.own(hidden) + hidden @ self.down @ self.up
        return said


class Branch(nn.Module):
    """The layers from *first* on with adapters, and a direction for each label."""

    def __init__(self, layers: Mapping[int, Layer], distance: torch.Tensor, labels: int) -> None:
        super().__init__()
        self.layers = nn.ModuleDict({str(n): adapted(layer) for n, layer in layers.items()})
        self.register_buffer("distance", distance)
        self.directions = nn.Parameter(torch.randn(labels, MPNET.hidden) * 0.02)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Returns vectors of length 1, (batch, hidden), of *hidden* (batch, sequence, hidden) below the branch."""
        bias = attention_bias(mask, hidden.dtype, self.distance)
        for layer in self.layers.values():
            hidden = layer(hidden, bias)
        return functional.normalize(Encoder.pooled(hidden, mask), dim=1)

    def scores(self, vectors: torch.Tensor) -> torch.Tensor:
        """Returns the scores of all labels, before the softmax."""
        return SCALE * vectors @ functional.normalize(self.directions, dim=1).T

    def fitted(self) -> dict[str, torch.Tensor]:
        """Returns what is fitted and goes into the file, by name: `8.query.down`."""
        named = self.layers.named_parameters()
        return {name: value.detach() for name, value in named if name.endswith((".down", ".up"))}


def adapted(layer: Layer) -> Layer:
    """Returns *layer*, which stays, with an adapter on each matrix."""
    layer.requires_grad_(False)
    for name in MATRICES:
        setattr(layer, name, Added(getattr(layer, name)))
    return layer


def of_file(model: onnx.ModelProto, first: int, labels: int) -> Branch:
    """Returns the branch above layer *first* of the shipped *model*, its 4-bit matrices made float again."""
    arrays = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    prefix = next(n.split("layers.")[0] for n in arrays if "layers.0.query.bias" in n)
    made = {n.output[0]: n for n in model.graph.node}
    layers = {}
    for number in range(first, MPNET.layers):
        layer = Layer(MPNET, dropout=0.1)
        for name in MATRICES:
            bias = f"{prefix}layers.{number}.{name}.bias"
            added = next(node for node in model.graph.node if bias in node.input)
            product = made[next(value for value in added.input if value != bias)]
            linear = getattr(layer, name)
            linear.weight.data = torch.from_numpy(dequantised(product, arrays))
            linear.bias.data = torch.from_numpy(arrays[bias].copy())
        for name in ("attention_norm", "norm"):
            for part in ("weight", "bias"):
                getattr(getattr(layer, name), part).data = torch.from_numpy(
                    arrays[f"{prefix}layers.{number}.{name}.{part}"].copy()
                )
        layers[number] = layer
    table = next(value for name, value in arrays.items() if "distance" in name and value.ndim == 2)
    return Branch(layers, torch.from_numpy(table.astype(np.float32)), labels)


def dequantised(node: onnx.NodeProto, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """Returns the float32 matrix (out, in) of a 4-bit product *node*."""
    packed, scales, points = (arrays[name] for name in node.input[1:4])
    count, blocks, half = packed.shape
    values = np.empty((count, blocks, half * 2), np.float32)
    values[..., 0::2], values[..., 1::2] = packed & 15, packed >> 4
    points = points.reshape(count, -1)
    zero = np.empty((count, points.shape[1] * 2), np.float32)
    zero[:, 0::2], zero[:, 1::2] = points & 15, points >> 4
    found: np.ndarray = ((values - zero[:, :blocks, None]) * scales.reshape(count, blocks, 1)).reshape(count, -1)
    return found
