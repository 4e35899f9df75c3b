"""The encoders in torch, without the transformers library: BERT (all-MiniLM-L6-v2) and MPNet (all-mpnet-base-v2).

Both are the same stack of layers; MPNet adds a bias for the distance of two tokens to the attention. Tensor names are
those of the published files, so that weights are loaded and saved as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

BUCKETS, FARTHEST = 32, 128
"""Of MPNet's distances between tokens."""


@dataclass(frozen=True)
class Shape:
    """Of an encoder. *distances*: whether attention has a bias for distance; *first_position*: number of the first."""

    layers: int
    hidden: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float
    distances: bool = False
    first_position: int = 0


MINILM = Shape(6, 384, 12, 1536, 30522, 512, 1e-12)
MPNET = Shape(12, 768, 12, 3072, 30527, 514, 1e-5, distances=True, first_position=2)


class Layer(nn.Module):
    """Attention and a feed-forward part, each with its residual and normalisation afterwards."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query, self.key, self.value, self.out = (nn.Linear(shape.hidden, shape.hidden) for _ in range(4))
        self.attention_norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.inner, self.outer = nn.Linear(shape.hidden, shape.inner), nn.Linear(shape.inner, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Returns *hidden* (batch, sequence, hidden) after this layer; *bias* is added to the attention scores."""
        batch, length, width = hidden.shape
        split = (batch, length, self.heads, width // self.heads)
        query, key, value = (part(hidden).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        scores = query @ key.transpose(2, 3) / math.sqrt(split[3]) + bias
        mixed = (torch.softmax(scores, dim=-1) @ value).transpose(1, 2).reshape(batch, length, width)
        hidden = self.attention_norm(hidden + self.dropout(self.out(mixed)))
        return self.norm(hidden + self.dropout(self.outer(functional.gelu(self.inner(hidden)))))


class Encoder(nn.Module):
    """Token numbers to one vector a text: the mean over the tokens that are not padding (not normalised)."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.places = nn.Embedding(shape.positions, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.distance = nn.Embedding(BUCKETS, shape.heads) if shape.distances else None
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Two int64 tensors (batch, sequence) in, float32 (batch, hidden) out."""
        return self.pooled(self.upper(self.lower(input_ids), attention_mask, 0), attention_mask)

    def lower(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Returns the embeddings of the tokens with their places, (batch, sequence, hidden)."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device) + self.shape.first_position
        return self.dropout(self.norm(self.words(input_ids) + self.places(places)))

    def upper(
        self, hidden: torch.Tensor, attention_mask: torch.Tensor, first: int, last: int | None = None
    ) -> torch.Tensor:
        """Returns *hidden* after the layers from *first* to before *last* (to the end)."""
        bias = attention_bias(attention_mask, hidden.dtype, None if self.distance is None else self.distance.weight)
        for layer in self.layers[first:last]:
            hidden = layer(hidden, bias)
        return hidden

    @staticmethod
    def pooled(hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Returns the mean of *hidden* over the tokens that count, (batch, hidden)."""
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)


def attention_bias(mask: torch.Tensor, kind: torch.dtype, distance: torch.Tensor | None) -> torch.Tensor:
    """Returns what is added to attention scores: hardly any attention to padding by *mask* (batch, sequence), and what
    the *distance* of two tokens counts, (buckets, heads), where there is such a table."""
    bias = (1.0 - mask[:, None, None, :].to(kind)) * -1e4
    return bias if distance is None else bias + distance[buckets(mask.shape[1])].permute(2, 0, 1)[None]


def buckets(length: int) -> torch.Tensor:
    """Returns MPNet's bucket for each pair of places, int64 (length, length)."""
    places = torch.arange(length)
    ahead = places[:, None] - places[None, :]
    half = BUCKETS // 2
    result = (ahead < 0).long() * half
    ahead = ahead.abs()
    exact = half // 2
    far = exact + (torch.log(ahead.float() / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    return result + torch.where(ahead < exact, ahead, far.clamp(max=half - 1))


RENAMED = {
    "embeddings.word_embeddings": "words",
    "embeddings.position_embeddings": "places",
    "embeddings.LayerNorm": "norm",
    "encoder.relative_attention_bias": "distance",
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "attention_norm",
    "attention.attn.q": "query",
    "attention.attn.k": "key",
    "attention.attn.v": "value",
    "attention.attn.o": "out",
    "attention.LayerNorm": "attention_norm",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "norm",
}


def _renamed(name: str) -> str:
    name, _, last = name.rpartition(".")
    if name.startswith("encoder.layer."):
        _, _, number, rest = name.split(".", 3)
        return f"layers.{number}.{RENAMED[rest]}.{last}"
    return f"{RENAMED[name]}.{last}"


def published(shape: Shape, tensors: dict[str, Any]) -> Encoder:
    """Returns the encoder with published *tensors*; BERT's embedding of segment 0 is added to the places."""
    tensors = {k: v.clone() for k, v in tensors.items() if "pooler" not in k and "position_ids" not in k}
    segment = tensors.pop("embeddings.token_type_embeddings.weight", None)
    if segment is not None:
        tensors["embeddings.position_embeddings.weight"] += segment[0]
    encoder = Encoder(shape)
    encoder.load_state_dict({_renamed(name): value for name, value in tensors.items()})
    return encoder.eval()
