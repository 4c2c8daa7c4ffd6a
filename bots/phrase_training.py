"""How the weights of `bots/phrase_network.py` are found: stochastic gradient descent with NumPy.

Texts of like length are learned together, a batch at a time, with parts of what was read and found
left out at random, so that no single word decides. The same examples give the same weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bots.phrase_network import PARTS, REACH, PhraseNetwork, general_meaning, parts_of, tokens
from bots.word_vectors import WordVectors

_LEARNED_WIDTH, _FILTERS = 48, 256
_ROUNDS, _BATCH, _SORTED_TOGETHER = 6, 64, 3200
_READ, _FOUND = 0.8, 0.5
_SMOOTHING = 0.05
_RATE, _LAST_RATE = 0.0022, 0.1
_MOMENTUM, _SPREAD, _TINY = 0.9, 0.999, 1e-7


def trained(vectors: WordVectors, texts: Sequence[str], labels: Sequence[int]) -> PhraseNetwork:
    """The network that tells these texts' labels, which are numbers from 0."""
    said = _Said.of(vectors, texts)
    training = _Training(said, np.asarray(labels))
    for round_ in range(_ROUNDS):
        training.run(_RATE * max(1 - round_ / _ROUNDS, _LAST_RATE))
    return PhraseNetwork(vectors, training.weights)


@dataclass(frozen=True)
class _Said:
    """Texts as rows of a table of their words."""

    texts: list[Any]
    general: Any
    parts: csr_matrix

    @classmethod
    def of(cls, vectors: WordVectors, texts: Sequence[str]) -> _Said:
        rows: dict[str, int] = {}
        found = [
            np.array([rows.setdefault(word, len(rows)) for word in tokens(text)]) for text in texts
        ]
        parts = [parts_of(word) for word in rows]
        shares = [np.full(len(each), 1 / np.sqrt(len(each)), np.float32) for each in parts]
        ends = np.cumsum([0, *map(len, parts)])
        table = csr_matrix(
            (np.concatenate(shares), np.concatenate(parts), ends), shape=(len(rows), PARTS)
        )
        return cls(found, np.stack([general_meaning(vectors, word) for word in rows]), table)


@dataclass(frozen=True)
class _Batch:
    """Texts of a batch, filled up to the same length, and what the network found in them."""

    rows: Any  # of its words in `parts`, by text and position
    is_word: Any
    parts: csr_matrix  # of its words, only those it has
    places: Any  # of `parts` in the table of all parts
    read: Any  # three words in a row, by text and position
    kept: Any
    strongest: Any  # match of each filter, by text
    at: Any  # its position
    found: Any
    kept_found: Any


class _Training:
    def __init__(self, said: _Said, labels: Any) -> None:
        self._said, self._labels = said, labels
        self._random = np.random.default_rng(7)
        self._width = said.general.shape[1] + _LEARNED_WIDTH
        reached, known = REACH * self._width, int(labels.max()) + 1
        self.weights: dict[str, Any] = {
            "parts": self._drawn(PARTS, _LEARNED_WIDTH) * np.float32(0.05),
            "filters": self._drawn(reached, _FILTERS) * np.float32(np.sqrt(2 / reached)),
            "biases": np.zeros(_FILTERS, np.float32),
            "out": self._drawn(_FILTERS + self._width, known) * np.float32(0.05),
            "intercepts": np.zeros(known, np.float32),
        }
        self._means = {name: np.zeros_like(each) for name, each in self.weights.items()}
        self._spreads = {name: np.zeros_like(each) for name, each in self.weights.items()}
        self._steps = 0

    def run(self, rate: float) -> None:
        """Learn from every text once."""
        for chosen in self._batches():
            batch = self._forward([self._said.texts[at] for at in chosen])
            wrong = self._wrong(batch, self._labels[chosen])
            self._steps += 1
            for name, (places, gradient) in self._gradients(batch, wrong).items():
                self._move(name, places, gradient, rate)

    def _batches(self) -> Iterator[Any]:
        lengths = np.array([len(text) for text in self._said.texts])
        order, batches = self._random.permutation(len(lengths)), []
        for start in range(0, len(order), _SORTED_TOGETHER):
            chunk = order[start : start + _SORTED_TOGETHER]
            chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
            batches += [chunk[at : at + _BATCH] for at in range(0, len(chunk), _BATCH)]
        for at in self._random.permutation(len(batches)):
            yield batches[at]

    def _forward(self, texts: Sequence[Any]) -> _Batch:
        longest, weights = max(map(len, texts)), self.weights
        is_word = np.arange(longest) < np.array([len(text) for text in texts])[:, None]
        words = np.zeros(is_word.shape, int)
        words[is_word] = np.concatenate(texts)
        known, rows = np.unique(words, return_inverse=True)
        parts = self._said.parts[known]
        places, columns = np.unique(parts.indices, return_inverse=True)
        parts = csr_matrix((parts.data, columns, parts.indptr), shape=(len(known), len(places)))
        meanings = np.hstack([self._said.general[known], parts @ weights["parts"][places]])
        rows = rows.reshape(is_word.shape)
        kept = self._kept(_READ, len(texts), 1, self._width) * is_word[..., None]
        meant = meanings[rows] * kept
        padded = np.pad(meant, ((0, 0), (REACH // 2, REACH // 2), (0, 0)))
        read = np.concatenate([padded[:, at : at + longest] for at in range(REACH)], axis=2)
        read = read.reshape(rows.size, -1)
        matches = (read @ weights["filters"]).reshape(*rows.shape, _FILTERS)
        matches[~is_word] = -np.inf
        at = matches.argmax(axis=1)[:, None]
        strongest = np.take_along_axis(matches, at, axis=1)[:, 0] + weights["biases"]
        strongest = np.maximum(strongest, 0)
        mean = meant.sum(axis=1) / _root_of_length(is_word)
        kept_found = self._kept(_FOUND, len(texts), _FILTERS + self._width)
        found = np.hstack([strongest, mean]) * kept_found
        return _Batch(
            rows, is_word, parts, places, read, kept, strongest, at, found, kept_found
        )  # fmt: skip

    def _wrong(self, batch: _Batch, labels: Any) -> Any:
        """How far the shares are from what they should be."""
        scores = batch.found @ self.weights["out"] + self.weights["intercepts"]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        shares -= _SMOOTHING / shares.shape[1]
        shares[np.arange(len(labels)), labels] -= 1 - _SMOOTHING
        return shares / len(labels)

    def _gradients(self, batch: _Batch, wrong: Any) -> dict[str, tuple[Any, Any]]:
        """By weights: which rows of them (None: all), and where each should not go."""
        found = (wrong @ self.weights["out"].T) * batch.kept_found
        strongest = found[:, :_FILTERS] * (batch.strongest > 0)
        of_matches = np.zeros((*batch.rows.shape, _FILTERS), np.float32)
        np.put_along_axis(of_matches, batch.at, strongest[:, None], axis=1)
        of_matches = of_matches.reshape(-1, _FILTERS)
        of_mean = found[:, -_LEARNED_WIDTH:] / _root_of_length(batch.is_word)
        return {
            "out": (None, batch.found.T @ wrong),
            "intercepts": (None, wrong.sum(axis=0)),
            "filters": (None, batch.read.T @ of_matches),
            "biases": (None, strongest.sum(axis=0)),
            "parts": (batch.places, self._of_parts(batch, of_matches, of_mean)),
        }

    def _of_parts(self, batch: _Batch, of_matches: Any, of_mean: Any) -> Any:
        """The gradient of the parts that the batch's words have."""
        texts, longest = batch.rows.shape
        filters = self.weights["filters"].reshape(REACH, self._width, _FILTERS)
        learned = filters[:, -_LEARNED_WIDTH:].reshape(-1, _FILTERS)
        of_read = (of_matches @ learned.T).reshape(texts, longest, REACH, _LEARNED_WIDTH)
        padded = np.zeros((texts, longest + REACH - 1, _LEARNED_WIDTH), np.float32)
        for at in range(REACH):
            padded[:, at : at + longest] += of_read[:, :, at]
        of_words = padded[:, REACH // 2 : REACH // 2 + longest] + of_mean[:, None]
        of_words = (of_words * batch.kept[..., -_LEARNED_WIDTH:]).reshape(-1, _LEARNED_WIDTH)
        ones = np.ones(len(of_words), np.float32)
        positions = (ones, (batch.rows.ravel(), np.arange(len(of_words))))
        by_word = csr_matrix(positions, shape=(batch.parts.shape[0], len(of_words))) @ of_words
        return batch.parts.T @ by_word

    def _move(self, name: str, places: Any, gradient: Any, rate: float) -> None:
        """One step of Adam; rows that a batch does not have stay as they are."""
        kept = (self._means[name], self._spreads[name], self.weights[name])
        mean, spread, weights = (
            kept if places is None else (each.take(places, axis=0) for each in kept)
        )
        # One array for all that lies between: these lines are a third of the training.
        change = gradient - mean
        change *= 1 - _MOMENTUM
        mean += change
        np.square(gradient, out=change)
        change -= spread
        change *= 1 - _SPREAD
        spread += change
        np.sqrt(spread, out=change)
        usual = float(np.sqrt(1 - _SPREAD**self._steps))
        change += _TINY * usual
        np.divide(mean, change, out=change)
        change *= rate * usual / (1 - _MOMENTUM**self._steps)
        weights -= change
        if places is not None:
            for all_rows, rows in zip(kept, (mean, spread, weights), strict=True):
                all_rows[places] = rows

    def _drawn(self, *shape: int) -> Any:
        return self._random.standard_normal(shape, np.float32)

    def _kept(self, share: float, *shape: int) -> Any:
        kept = self._random.random(shape, np.float32) < share
        return kept.astype(np.float32) / np.float32(share)


def _root_of_length(is_word: Any) -> Any:
    return np.sqrt(is_word.sum(axis=1, keepdims=True), dtype=np.float32)
