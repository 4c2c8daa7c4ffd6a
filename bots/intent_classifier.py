"""A small local intent classifier: word and character n-grams with one logistic regression.

It replaces tokenizer, featurizers and classifier of the usual pipeline by one component, so that
a message costs a fraction of a millisecond and the model is two small files.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression

_STRETCHED = re.compile(r"(\w)\1{2,}")
_DIGITS = re.compile(r"\d+")
_LONGEST_TEXT = 2000
_RANKED = 5
_BLOCKS = ("words", "characters")


def normalized(text: str) -> str:
    """The text as the classifier sees it: folded, digits alike, stretched letters cut to two."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).casefold()
    return _STRETCHED.sub(r"\1\1", _DIGITS.sub("0", folded))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Ranks the intents of a message by its word and character n-grams."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """N-gram lengths per block, inverse regularization and iterations."""
        return {"words": [1, 2], "characters": [2, 5], "min_df": 1, "C": 20.0, "max_iter": 300}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramIntentClassifier:
        """The classifier that training persisted."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            arrays = np.load(folder / "weights.npz")
            described = json.loads((folder / "ngrams.json").read_text(encoding="utf-8"))
        component._set(described, arrays["weights"], arrays["intercepts"], arrays["idf"])
        return component

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage, self._resource = model_storage, resource
        self._intents: list[str] = []
        self._columns: dict[str, dict[str, int]] = {}
        self._analyzers: dict[str, Callable[[str], list[str]]] = {}
        self._weights = self._intercepts = self._idf = np.zeros(0)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the labeled examples and persist the weights."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        texts = [normalized(each.get(TEXT)) for each in examples]
        labels = [each.get(INTENT) for each in examples]
        columns: dict[str, dict[str, int]] = {}
        idf: list[Any] = []
        parts: list[Any] = []
        offset = 0
        for block in _BLOCKS:
            vectorizer = self._vectorizer(block, TfidfVectorizer, sublinear_tf=True)
            parts.append(vectorizer.fit_transform(texts))
            columns[block] = {
                ngram: int(column) + offset for ngram, column in vectorizer.vocabulary_.items()
            }
            idf.append(vectorizer.idf_)
            offset += len(vectorizer.vocabulary_)
        from scipy.sparse import hstack

        model = LogisticRegression(
            C=self._config["C"],
            max_iter=self._config["max_iter"],
            class_weight="balanced",
            random_state=7,
        )
        model.fit(hstack(parts).tocsr(), labels)
        described = {"intents": [str(name) for name in model.classes_], "columns": columns}
        weights, intercepts = _multinomial(model)
        self._set(described, weights, intercepts, np.concatenate(idf))
        self._persist(described)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message."""
        for message in messages:
            ranking = self.ranking(message.get(TEXT) or "")
            if ranking:
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, ranking[:_RANKED], add_to_output=True)
        return messages

    def ranking(self, text: str) -> list[dict[str, Any]]:
        """All intents with their probability, most likely first."""
        scores = self._intercepts.copy()
        for block in _BLOCKS:
            columns, values = self._features(block, normalized(text))
            if len(columns):
                scores += values @ self._weights[columns]
        shares = np.exp(scores - scores.max()) if len(scores) else scores
        shares = shares / shares.sum() if len(scores) else shares
        order = np.argsort(-shares)
        return [{"name": self._intents[at], "confidence": float(shares[at])} for at in order]

    def _features(self, block: str, text: str) -> tuple[Sequence[int], Any]:
        known = self._columns[block]
        counts = Counter(ngram for ngram in self._analyzers[block](text) if ngram in known)
        columns = [known[ngram] for ngram in counts]
        if not columns:
            return columns, np.zeros(0)
        frequencies = np.fromiter(counts.values(), dtype=float, count=len(counts))
        values = (1.0 + np.log(frequencies)) * self._idf[columns]
        return columns, values / np.linalg.norm(values)

    def _vectorizer(self, block: str, kind: type, **options: Any) -> Any:
        shortest, longest = self._config[block]
        analyzer = {"words": "word", "characters": "char_wb"}[block]
        if block == "words":
            options["token_pattern"] = r"(?u)\b\w+'?\w*\b"
        return kind(analyzer=analyzer, ngram_range=(shortest, longest), lowercase=False, **options)

    def _set(self, described: Mapping[str, Any], weights: Any, intercepts: Any, idf: Any) -> None:
        self._intents = described["intents"]
        self._columns = described["columns"]
        self._weights, self._intercepts, self._idf = weights, intercepts, idf
        self._analyzers = {
            block: self._vectorizer(block, CountVectorizer).build_analyzer() for block in _BLOCKS
        }

    def _persist(self, described: Mapping[str, Any]) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / "weights.npz",
                weights=self._weights.astype(np.float32),
                intercepts=self._intercepts,
                idf=self._idf,
            )
            (folder / "ngrams.json").write_text(json.dumps(described), encoding="utf-8")


def _multinomial(model: LogisticRegression) -> tuple[Any, Any]:
    """Weights as (n-gram, intent) and intercepts, two intents alike to many."""
    weights, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, intercepts = (
            np.vstack([-weights, weights]) / 2,
            np.array([-intercepts[0], intercepts[0]]) / 2,
        )
    return np.ascontiguousarray(weights.T), intercepts
