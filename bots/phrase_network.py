"""A small network that learns what the words of a message mean together.

A linear model adds up what n-grams say one by one. Here a word is its general meaning, where it has
a vector, beside a learned one, summed from its parts so that typos and the many forms of a Swahili
verb stay near each other. Each filter looks at three words in a row, and its strongest match in the
message counts. `bots/phrase_training.py` finds the weights.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bots.word_vectors import WordVectors, words_of

REACH = 3
PARTS = 1 << 15
_LONGEST_WORD, _MOST_WORDS, _REMEMBERED = 20, 80, 20_000
_PART_LENGTHS = (3, 4, 5)
_TOKEN = re.compile(r"(?u)\b\w+'?\w*\b|[?!]")


def tokens(text: str) -> list[str]:
    """The words and the question and exclamation marks of a text, at least one."""
    return words_of(text, _TOKEN)[:_MOST_WORDS] or [""]


def parts_of(word: str) -> Any:
    """The numbers of a word's parts: itself and its n-grams, each in one of `PARTS` places."""
    whole = f"<{word[:_LONGEST_WORD]}>"
    ngrams = {whole[at : at + n] for n in _PART_LENGTHS for at in range(len(whole) - n + 1)}
    return np.unique([zlib.crc32(each.encode()) % PARTS for each in {whole, *ngrams}])


def general_meaning(vectors: WordVectors, word: str) -> Any:
    """A word's vector, about half as long as the learned ones; zeros when it has none."""
    row = vectors.row(word)
    if row is None:
        return np.zeros(vectors.vectors.shape[1], np.float32)
    return vectors.vectors[row].astype(np.float32) * vectors.scale / 2


class PhraseNetwork:
    """The scores of all labels for a text, as a training found them."""

    def __init__(self, vectors: WordVectors, weights: Mapping[str, Any]) -> None:
        self._vectors, self._weights = vectors, dict(weights)
        self._meaning = lru_cache(_REMEMBERED)(self._meaning_of)

    @classmethod
    def load(cls, file: Path, vectors: WordVectors) -> PhraseNetwork:
        """What `save` wrote."""
        with np.load(file) as arrays:
            return cls(vectors, {name: arrays[name].astype(np.float32) for name in arrays})

    def save(self, file: Path) -> None:
        """Write the weights, as half as many bytes as they have here."""
        np.savez_compressed(
            file, **{name: each.astype(np.float16) for name, each in self._weights.items()}
        )

    def scores(self, text: str) -> Any:
        """The logarithms of the labels' shares, in the order of training."""
        weights, words = self._weights, tokens(text)
        meanings = np.stack([self._meaning(word) for word in words])
        padded = np.pad(meanings, ((REACH // 2, REACH // 2), (0, 0)))
        rows = np.concatenate([padded[at : at + len(words)] for at in range(REACH)], axis=1)
        strongest = np.maximum(rows @ weights["filters"] + weights["biases"], 0).max(axis=0)
        found = np.concatenate([strongest, meanings.sum(axis=0) / np.sqrt(len(words))])
        scores = found @ weights["out"] + weights["intercepts"]
        return scores - np.logaddexp.reduce(scores)

    def _meaning_of(self, word: str) -> Any:
        parts = parts_of(word)
        learned = self._weights["parts"][parts].sum(axis=0) / np.sqrt(len(parts))
        return np.concatenate([general_meaning(self._vectors, word), learned])
