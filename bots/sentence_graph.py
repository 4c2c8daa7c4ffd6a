"""Writes the files that `bots/sentence_encoder.py` reads, from the package with the weights.

The sums of the transformer are written down for ONNX Runtime, with matrices of one byte a number.
Of the pieces of words those stay that English and Swahili can have, a quarter.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from bots.sentence_encoder import GRAPH, VOCABULARY, WIDTH
from bots.sentence_weights import SentenceWeights

_START_OF_WORD = "\u2581"
_BEGIN, _END, _UNKNOWN = "<s>", "</s>", "<unk>"
_OPSET = 20
_LARGEST_BYTE = 127


def write(folder: Path) -> None:
    """Write the encoder's files into the folder."""
    weights = SentenceWeights()
    kept = [at for at, piece in enumerate(weights.pieces) if _is_kept(piece)]
    exact = folder / f"exact-{GRAPH}"
    onnx.save(_Graph(weights, kept).model(), exact)
    # It advises at the level of a warning to prepare the graph with a tool that needs PyTorch.
    logging.getLogger().addFilter(_is_not_advice)
    try:
        quantize_dynamic(
            exact,
            folder / GRAPH,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
        )
    finally:
        logging.getLogger().removeFilter(_is_not_advice)
        exact.unlink()
    _tokenizer(weights, kept).save(str(folder / VOCABULARY))


def _is_not_advice(record: logging.LogRecord) -> bool:
    return "pre-processing" not in record.getMessage()


def _is_kept(piece: str) -> bool:
    """Whether folded text without letters of other scripts can have it."""
    is_plain = all(letter.isascii() or not letter.isalnum() for letter in piece)
    return is_plain and piece == piece.casefold()


def _tokenizer(weights: SentenceWeights, kept: list[int]) -> Tokenizer:
    """Cuts a text into the pieces that are likeliest together."""
    pieces = [weights.pieces[at] for at in kept]
    scores = weights.scores[kept].tolist()
    unknown = pieces.index(_UNKNOWN)
    cut = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unknown))
    cut.normalizer = normalizers.Replace(Regex(r"\s+"), " ")
    cut.pre_tokenizer = pre_tokenizers.Metaspace(_START_OF_WORD)
    ends = [(name, pieces.index(name)) for name in (_BEGIN, _END)]
    cut.post_processor = processors.TemplateProcessing(f"{_BEGIN} $A {_END}", special_tokens=ends)
    return cut


class _Graph:
    """The transformer's steps; each returns the name of what it makes."""

    def __init__(self, weights: SentenceWeights, kept: list[int]) -> None:
        self._weights, self._kept = weights, kept
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def model(self) -> Any:
        """From `tokens`, as (text, token), to `meaning`, as (text, number)."""
        read = self._embedded()
        for number in range(self._weights.layers):
            layer = f"l{number}"
            attended = self._linear(self._attended(read, layer), f"{layer}.ao")
            read = self._normalized(self._do("Add", read, attended), f"{layer}.aln")
            inner = self._do("Gelu", self._linear(read, f"{layer}.fi"))
            inner = self._linear(inner, f"{layer}.fo")
            read = self._normalized(self._do("Add", read, inner), f"{layer}.oln")
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
        exact = self._weights["emb.word"][self._kept]
        steps = np.maximum(np.abs(exact).max(axis=1, keepdims=True), 1e-9) / _LARGEST_BYTE
        rounded = self._constant("emb.word", np.rint(exact / steps).astype(np.int8))
        words = self._do("Gather", rounded, "tokens")
        words = self._do("Cast", words, to=TensorProto.FLOAT)
        step = self._do("Gather", self._constant("emb.steps", steps.astype(np.float32)), "tokens")
        length = self._do("Shape", "tokens", start=1, end=2)
        places = self._constant("emb.pos", self._weights["emb.pos"].reshape(-1, WIDTH))
        places = self._do("Slice", places, self._numbers(0), length, self._numbers(0))
        kind = self._constant("emb.kind", self._weights["emb.type"][:WIDTH])
        read = self._do("Add", self._do("Mul", words, step), self._do("Add", places, kind))
        return self._normalized(read, "emb.ln")

    def _attended(self, read: str, layer: str) -> str:
        """What each token takes over from all tokens of its text."""
        heads = self._weights.heads

        def per_head(kind: str, *order: int) -> str:
            found = self._linear(read, f"{layer}.{kind}")
            found = self._do("Reshape", found, self._numbers(0, 0, heads, WIDTH // heads))
            return self._do("Transpose", found, perm=order)

        scores = self._do("MatMul", per_head("q", 0, 2, 1, 3), per_head("k", 0, 2, 3, 1))
        root = self._constant("root", np.float32(np.sqrt(WIDTH // heads)))
        shares = self._do("Softmax", self._do("Div", scores, root), axis=-1)
        mixed = self._do("MatMul", shares, per_head("v", 0, 2, 1, 3))
        mixed = self._do("Transpose", mixed, perm=(0, 2, 1, 3))
        return self._do("Reshape", mixed, self._numbers(0, 0, WIDTH))

    def _linear(self, read: str, name: str) -> str:
        by_input = self._constant(f"{name}.w", self._weights[f"{name}.w"].T)
        bias = self._constant(f"{name}.b", self._weights[f"{name}.b"])
        return self._do("Add", self._do("MatMul", read, by_input), bias)

    def _normalized(self, read: str, name: str) -> str:
        scale = self._constant(f"{name}.w", self._weights[f"{name}.w"])
        shift = self._constant(f"{name}.b", self._weights[f"{name}.b"])
        epsilon = self._weights.tiny
        return self._do("LayerNormalization", read, scale, shift, axis=-1, epsilon=epsilon)

    def _do(self, kind: str, *inputs: str, **options: Any) -> str:
        made = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [made], **options))
        return made

    def _numbers(self, *numbers: int) -> str:
        return self._constant("_".join(map(str, numbers)), np.array(numbers, np.int64))

    def _constant(self, name: str, value: Any) -> str:
        self._constants[name] = np.ascontiguousarray(value).reshape(np.shape(value))
        return name
