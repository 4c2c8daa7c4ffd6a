"""How `bots/sentence_classifier.py` learns what sentences of each meaning want."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from bots import sentence_graph
from bots.sentence_classifier import WEIGHTS, meanings
from bots.sentence_encoder import SentenceEncoder

_NEURONS, _ROUNDS, _RATE, _DECAY, _BATCH = 256, 12, 0.002, 0.1, 128


def train(folder: Path, texts: Sequence[str], labels: Sequence[int]) -> None:
    """Write what `SentenceClassifier.load` reads; labels are numbers from 0, three at least."""
    sentence_graph.write(folder)
    model = MLPClassifier(
        (_NEURONS,),
        alpha=_DECAY,
        batch_size=_BATCH,
        learning_rate_init=_RATE,
        max_iter=_ROUNDS,
        random_state=7,
    )
    with warnings.catch_warnings():
        # So few rounds on purpose: it learns nothing by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        encoder = SentenceEncoder(folder, threads=os.cpu_count() or 1)
        meant = meanings(encoder, texts)
        # All rows lie near their mean; a network learns of what they differ in.
        mean = meant.mean(axis=0)
        model.fit(meant - mean, labels)
    (hidden, out), (hidden_biases, intercepts) = model.coefs_, model.intercepts_
    hidden_biases = hidden_biases - mean @ hidden
    weights = {"hidden": hidden, "hidden_biases": hidden_biases}
    np.savez_compressed(folder / WEIGHTS, **weights, out=out, intercepts=intercepts)
