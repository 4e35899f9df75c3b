"""Puts fitted adapters into the shipped heavy encoder: its vector then comes from a branch of its upper layers.

The branch shares the 4-bit matrices of the trunk and adds the small ones, in halves; topics and dangers still come from
the trunk alone, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BRANCH, VECTOR = ".label", "heavy_vector"


def grafted(model: onnx.ModelProto, small: Mapping[str, np.ndarray], first: int) -> onnx.ModelProto:
    """Returns *model* with a branch from layer *first* on; *small*: the adapters by name (`8.query.down`, (in, rank);
    `8.query.up`, (rank, out))."""
    graph = model.graph
    changed, wanted = _after(graph, f"layer_norm_{2 * first}"), _before(graph, [VECTOR])
    wanted &= changed
    branch: list[onnx.NodeProto] = []
    for node in graph.node:
        if not wanted & set(node.output):
            continue
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        copy.name = f"{node.name}{BRANCH}"
        for place, name in enumerate(node.input):
            if name in wanted:
                copy.input[place] = f"{name}{BRANCH}"
        for place, name in enumerate(node.output):
            copy.output[place] = f"{name}{BRANCH}"
        branch += _with_adapter(graph, copy, small) if node.op_type == "MatMulNBits" else [copy]
    for node in graph.node:
        for place, name in enumerate(node.output):
            if name == VECTOR:
                node.output[place] = f"{VECTOR}.trunk"
    for node in branch:
        for place, name in enumerate(node.output):
            if name == f"{VECTOR}{BRANCH}":
                node.output[place] = VECTOR
    graph.node.extend(branch)
    used = _before(graph, [item.name for item in graph.output])
    for node in [n for n in graph.node if not used & set(n.output)]:
        graph.node.remove(node)
    return model


def _with_adapter(
    graph: onnx.GraphProto, node: onnx.NodeProto, small: Mapping[str, np.ndarray]
) -> list[onnx.NodeProto]:
    """Returns *node*, a product with a matrix of the trunk, with what the adapter adds to it."""
    name, out, source = _name_of(graph, node), node.output[0], node.input[0]
    node.output[0] = f"{out}.own"
    found = [node]
    for part in ("down", "up"):
        stored = f"adapter.{name}.{part}"
        graph.initializer.append(numpy_helper.from_array(small[f"{name}.{part}"].astype(np.float16), stored))
        found.append(helper.make_node("Cast", [stored], [f"{stored}.float"], to=TensorProto.FLOAT))
    down, up = (f"adapter.{name}.{part}" for part in ("down", "up"))
    return [
        *found,
        helper.make_node("MatMul", [source, f"{down}.float"], [f"{out}.low"]),
        helper.make_node("MatMul", [f"{out}.low", f"{up}.float"], [f"{out}.added"]),
        helper.make_node("Add", [f"{out}.own", f"{out}.added"], [out]),
    ]


def _name_of(graph: onnx.GraphProto, node: onnx.NodeProto) -> str:
    """Returns the layer and matrix of a copied product, such as `8.query`: from the bias that is added to it."""
    product = node.output[0].removesuffix(BRANCH)
    bias = next(name for n in graph.node if product in n.input for name in n.input if name.endswith(".bias"))
    *_, layer, matrix, _ = bias.split(".")
    return f"{layer}.{matrix}"


def _after(graph: onnx.GraphProto, start: str) -> set[str]:
    """Returns the values that depend on *start*."""
    found = {start}
    for node in graph.node:  # in order of their use
        if found & set(node.input):
            found.update(node.output)
    return found - {start}


def _before(graph: onnx.GraphProto, ends: Iterable[str]) -> set[str]:
    """Returns the values that *ends* depend on, and themselves."""
    found = set(ends)
    for node in reversed(graph.node):
        if found & set(node.output):
            found.update(node.input)
    return found
