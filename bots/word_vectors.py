"""What English words mean, learned from much general text: near words have near vectors.

They let the classifier recognize a wish whose words none of the training examples has. The file is
made by `python -m bots.vectors.distil`; where its content comes from stands in
`bots/vectors/NOTICE.md`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).parent / "vectors" / "en.npz"
_WORD = re.compile(r"(?u)\b\w+'?\w*\b")
_CONTRACTED = {
    "n't": "not",
    "'m": "am",
    "'ll": "will",
    "'d": "would",
    "'re": "are",
    "'ve": "have",
    "'s": "is",
}
_STEMS = {"ca": "can", "wo": "will", "sha": "shall"}


class WordVectors:
    """Vectors of the most frequent words, and how much each word weighs in a text."""

    def __init__(self, words: Sequence[str], vectors: Any) -> None:
        self.words, self.vectors = words, vectors
        self._rows = {word: row for row, word in enumerate(words)}
        self._weights = np.ones(len(words), dtype=np.float32)

    @cached_property
    def scale(self) -> float:
        """What makes the vectors one long on average."""
        if not len(self.words):
            return 1.0
        return float(1 / np.linalg.norm(self.vectors.astype(np.float32), axis=1).mean())

    def row(self, word: str) -> int | None:
        """Where a word's vector is."""
        return self._rows.get(word)

    @classmethod
    def load(cls, file: Path = FILE) -> WordVectors:
        """The vectors of a file."""
        with np.load(file) as arrays:
            return cls(bytes(arrays["words"]).decode().split("\n"), arrays["vectors"])

    def save(self, file: Path) -> None:
        """Write what `load` reads."""
        words = np.frombuffer("\n".join(self.words).encode(), dtype=np.uint8)
        np.savez_compressed(file, words=words, vectors=self.vectors)

    @property
    def weights(self) -> Any:
        """How much each word weighs."""
        return self._weights

    @weights.setter
    def weights(self, weights: Any) -> None:
        self._weights = weights.astype(np.float32)

    @property
    def width(self) -> int:
        """How many features a text has."""
        return 3 * int(self.vectors.shape[1])

    def weigh(self, texts: Iterable[str]) -> None:
        """Let a word weigh the less the more of these texts have it."""
        counts, number = Counter[int](), 0
        for text in texts:
            counts.update(set(self._found(words_of(text))))
            number += 1
        having = np.array([counts[row] for row in range(len(self.words))])
        self.weights = np.log((number + 1) / np.maximum(having + 1, 3))

    def features(self, text: str) -> Any:
        """Of a text in small letters: the mean of its words' vectors, greatest and smallest values.

        All of it is smaller the more words have no vector: a Swahili text with a few letters in
        common with English means little.
        """
        words = words_of(text)
        found = self._found(words)
        if not found:
            return np.zeros(self.width, dtype=np.float32)
        vectors = self.vectors[found].astype(np.float32)
        mean = self._weights[found] @ vectors
        extremes = np.concatenate([vectors.max(axis=0), vectors.min(axis=0)])
        known_share = len(found) / len(words)
        return np.concatenate([_unit(mean), _unit(extremes)]) * known_share**2

    def _found(self, words: Sequence[str]) -> list[int]:
        return [self._rows[word] for word in words if word in self._rows]


def words_of(text: str, pattern: re.Pattern[str] = _WORD) -> list[str]:
    """The words of a text, contractions as the words they stand for."""
    tokens = pattern.findall(text.replace("\u2019", "'"))
    return [word for token in tokens for word in _parts(token)]


def _parts(token: str) -> list[str]:
    for ending, word in _CONTRACTED.items():
        if token.endswith(ending):
            stem = token[: -len(ending)]
            return [_STEMS.get(stem, stem), word]
    return [token]


def _unit(vector: Any) -> Any:
    return vector / (np.linalg.norm(vector) + 1e-9)
