"""What a message wants, by the meaning of the whole sentence alone.

`bots/sentence_training.py` finds the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bots.linear_training import softmax
from bots.sentence_encoder import SentenceEncoder

WEIGHTS = "sentences.npz"
_SCALE = np.float32(20)
_KEPT = 4096


def meanings(encoder: SentenceEncoder, texts: Sequence[str]) -> Any:
    """The rows of texts, long enough for the rate of learning."""
    return encoder.encode(texts) * _SCALE


class SentenceClassifier:
    """The scores of all labels for a text, as a training found them."""

    def __init__(self, folder: Path, weights: Mapping[str, Any]) -> None:
        self._encoder, self._weights = SentenceEncoder(folder), dict(weights)
        self._known = lru_cache(maxsize=_KEPT)(self._found)

    @classmethod
    def load(cls, folder: Path) -> SentenceClassifier | None:
        """What a training wrote into the folder, if it did."""
        if not (folder / WEIGHTS).exists():
            return None
        with np.load(folder / WEIGHTS) as arrays:
            return cls(folder, {name: arrays[name] for name in arrays})

    def scores(self, text: str) -> Any:
        """The logarithms of the labels' shares, in the order of their numbers; not to be changed.

        Short answers come again and again, and what a language model was asked about is read twice.
        """
        return self._known(text)

    def _found(self, text: str) -> Any:
        weights = self._weights
        meant = meanings(self._encoder, [text])[0]
        hidden = np.maximum(meant @ weights["hidden"] + weights["hidden_biases"], 0)
        return np.log(softmax(hidden @ weights["out"] + weights["intercepts"]))
