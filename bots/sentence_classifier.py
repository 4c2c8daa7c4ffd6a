"""What a message wants, by the meaning of the whole sentence alone.

`bots/sentence_training.py` finds the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bots.linear_training import softmax
from bots.sentence_encoder import SentenceEncoder

WEIGHTS = "sentences.npz"
_SCALE = np.float32(20)


def meanings(encoder: SentenceEncoder, texts: Sequence[str]) -> Any:
    """The rows of texts, long enough for the rate of learning."""
    return encoder.encode(texts) * _SCALE


class SentenceClassifier:
    """The scores of all labels for a text, as a training found them."""

    def __init__(self, folder: Path, weights: Mapping[str, Any]) -> None:
        self._encoder, self._weights = SentenceEncoder(folder), dict(weights)

    @classmethod
    def load(cls, folder: Path) -> SentenceClassifier | None:
        """What a training wrote into the folder, if it did."""
        if not (folder / WEIGHTS).exists():
            return None
        with np.load(folder / WEIGHTS) as arrays:
            return cls(folder, {name: arrays[name] for name in arrays})

    def scores(self, text: str) -> Any:
        """The logarithms of the labels' shares, in the order of their numbers."""
        weights = self._weights
        meant = meanings(self._encoder, [text])[0]
        hidden = np.maximum(meant @ weights["hidden"] + weights["hidden_biases"], 0)
        return np.log(softmax(hidden @ weights["out"] + weights["intercepts"]))
