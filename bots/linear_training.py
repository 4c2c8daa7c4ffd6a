"""How the linear model of the intent classifier is found: one intent against the others.

Most of the time passes inside of LIBLINEAR, which lets other threads run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

DEFAULT_SHARPNESS = 3.0
_FOLDS = 4
_ENOUGH = 2000
_TOLERANCE = 0.01


@dataclass(frozen=True)
class LinearModel:
    """Weights as (feature, intent), and how steep a softmax of the scores is right."""

    weights: Any
    intercepts: Any
    sharpness: float


def fitted(features: Any, labels: Any, *, regularization: float, balance: float) -> LinearModel:
    """The model of texts' features; intents count in the order of their names.

    The balance, 0 to 1, is how far rare intents count as much as frequent ones.
    """
    untrained = partial(_untrained, regularization=regularization, balance=balance)
    model = untrained(labels).fit(features, labels)
    return LinearModel(*_per_intent(model), _sharpness(untrained, features, labels))


def softmax(scores: Any) -> Any:
    """Shares that are one together."""
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def _untrained(labels: Any, *, regularization: float, balance: float) -> LinearSVC:
    counts = Counter(labels)
    usual = len(labels) / len(counts)
    weights = {intent: (usual / count) ** balance for intent, count in counts.items()}
    return LinearSVC(C=regularization, class_weight=weights, tol=_TOLERANCE, random_state=7)


def _sharpness(untrained: Callable[[Any], LinearSVC], features: Any, labels: Any) -> float:
    """How steep a softmax makes shares of unseen messages mean what they say."""
    if min(Counter(labels).values()) < _FOLDS:
        return DEFAULT_SHARPNESS
    intents, held_out = np.unique(labels), 0
    parts, rights = [], []
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=7)
    for seen, unseen in folds.split(features, labels):
        model = untrained(labels[seen]).fit(features[seen], labels[seen])
        found = model.decision_function(features[unseen])
        parts.append(np.stack([-found, found], axis=1) / 2 if found.ndim == 1 else found)
        rights.append(np.searchsorted(intents, labels[unseen]))
        held_out += len(unseen)
        if held_out >= _ENOUGH:
            break
    scores, right = np.concatenate(parts), np.concatenate(rights)
    candidates = np.linspace(1.0, 8.0, 36)
    losses = [_surprise(scores * sharpness, right) for sharpness in candidates]
    return float(candidates[int(np.argmin(losses))])


def _per_intent(model: LinearSVC) -> tuple[Any, Any]:
    """Weights as (n-gram, intent) and intercepts, two intents alike to many."""
    weights, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights = np.concatenate([-weights, weights]) / 2
        intercepts = np.concatenate([-intercepts, intercepts]) / 2
    return np.ascontiguousarray(weights.T), intercepts


def _surprise(scores: Any, right: Any) -> float:
    shares = softmax(scores)[np.arange(len(right)), right]
    return float(-np.log(np.maximum(shares, 1e-12)).mean())
