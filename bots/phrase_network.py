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
_LONGEST_WORD, _MOST_WORDS, _REMEMBERED = 20, 80, 4_000
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
        self._filters = len(self._weights["biases"])
        self._read = lru_cache(_REMEMBERED)(self._read_anew)

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
        read = [self._read(word) for word in words]
        # What each word means for the matches around it, of the word after it, itself, before it.
        matches = np.empty((len(words) + REACH - 1, self._filters), np.float32)
        matches[:] = weights["biases"]
        for position, (_, parts) in enumerate(read):
            matches[position : position + REACH] += parts
        matches = matches[REACH // 2 : REACH // 2 + len(words)]
        mean = sum(meaning for meaning, _ in read) / np.float32(np.sqrt(len(words)))
        found = np.concatenate([np.maximum(matches.max(axis=0), 0), mean])
        scores = found @ weights["out"] + weights["intercepts"]
        return scores - np.logaddexp.reduce(scores)

    def _read_anew(self, word: str) -> tuple[Any, Any]:
        """What a word means, and what it adds to the matches from after it to before it."""
        parts = parts_of(word)
        learned = self._weights["parts"][parts].sum(axis=0) / np.float32(np.sqrt(len(parts)))
        meaning = np.concatenate([general_meaning(self._vectors, word), learned])
        by_place = self._weights["filters"].reshape(REACH, len(meaning), self._filters)
        return meaning, (meaning @ by_place)[::-1]
