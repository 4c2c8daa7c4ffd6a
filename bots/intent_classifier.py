"""A small local intent classifier: a linear model of n-grams and word vectors, and two networks.

It replaces tokenizer, featurizers and classifier of the usual pipeline by one component, so that
a message costs one or two milliseconds. The linear model knows the wordings it has seen, the phrase
network what like wordings mean, and the sentence classifier what a whole sentence does. Of what
they think, the weighted geometric mean counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
from scipy.sparse import csr_matrix, hstack
from threadpoolctl import threadpool_limits

from bots import trainers
from bots.linear_training import DEFAULT_SHARPNESS, LinearModel, fitted, softmax
from bots.ngrams import BLOCKS, Ngrams, normalized
from bots.phrase_network import PhraseNetwork
from bots.phrase_training import trained
from bots.sentence_classifier import SentenceClassifier
from bots.word_vectors import WordVectors

_RANKED = 5
_ENOUGH = 2000
_EXPLAINED_INTENTS, _EXPLAINED_NGRAMS = 2, 5
EVIDENCE = "evidence"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Ranks the intents of a message by its n-grams and by what its words and the whole mean."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """N-gram lengths, the share of meaning beside them, inverse regularization, how far rare
        intents count as much as frequent ones (0 to 1), how much the network counts beside the
        linear model (0 to 1) and how much surer both are together than on average, how much
        the meaning of sentences counts beside both and how much surer all three are together,
        known words to try for what was read, how much likelier the intent of a bare answer is
        after a question than without one, and how much likelier what is refused is than in the
        training data."""
        return {
            "words": [1, 2],
            "characters": [2, 5],
            "meaning": 0.7,
            "C": 1.0,
            "balance": 0.5,
            "network": 0.5,
            "agreement": 1.3,
            "sentences": 0.3,
            "accord": 1.15,
            "stand_ins": {"service": "braids", "staff": "Amina"},
            "answer": "inform",
            "answer_log_odds": 2.0,
            "refused": "out_of_scope",
            "refused_log_odds": 0.45,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changes with what trains it, so that Rasa keeps no classifier of older code."""
        return trainers.digest()

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
            component._meaning = WordVectors.load(folder / "vectors.npz")
            if (network := folder / "network.npz").exists():
                component._network = PhraseNetwork.load(network, component._meaning)
            component._sentences = SentenceClassifier.load(folder)
        component._meaning.weights = arrays["word_weights"]
        component._ngrams = Ngrams(component._config, described["columns"], arrays["idf"])
        component._set(described, arrays["weights"], arrays["intercepts"])
        return component

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage, self._resource = model_storage, resource
        self._intents: list[str] = []
        self._odds: dict[bool | None, Any] = {}
        self._ngrams = Ngrams(self._config, {block: {} for block in BLOCKS}, np.zeros(0))
        self._meaning = WordVectors([], np.zeros((0, 0), dtype=np.int8))
        self._network: PhraseNetwork | None = None
        self._sentences: SentenceClassifier | None = None
        self._weights = self._intercepts = np.zeros(0)
        self._sharpness_used = DEFAULT_SHARPNESS

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the labeled examples and persist the weights."""
        examples = [each for each in training_data.intent_examples if each.get(TEXT)]
        texts = [normalized(each.get(TEXT)) for each in examples]
        labels = np.array([each.get(INTENT) for each in examples])
        self._ngrams, found = Ngrams.fitted(self._config, texts)
        self._meaning = WordVectors.load()
        self._meaning.weigh(texts)
        meant = csr_matrix(np.stack([self._meant(text) for text in texts]))
        features = hstack([found, meant]).tocsr()
        linear, self._network = self._found(features, texts, labels)
        described = {
            "intents": [str(name) for name in np.unique(labels)],
            "columns": self._ngrams.columns,
            "sharpness": linear.sharpness,
        }
        self._set(described, linear.weights, linear.intercepts)
        self._persist(described)
        return self._resource

    def _found(
        self, features: Any, texts: Sequence[str], labels: Any
    ) -> tuple[LinearModel, PhraseNetwork | None]:
        """The linear model and the networks, found beside each other; `load` has the sentences'.

        From few examples a network learns little.
        """
        numbers = np.unique(labels, return_inverse=True)[1]
        is_enough = len(texts) >= _ENOUGH
        # More threads would make the small matrices of the networks no faster.
        with threadpool_limits(1), ThreadPoolExecutor(2) as beside:
            linear = beside.submit(
                fitted,
                features,
                labels,
                regularization=self._config["C"],
                balance=self._config["balance"],
            )
            sentences = beside.submit(self._learn_sentences, texts, numbers) if is_enough else None
            network = trained(self._meaning, texts, numbers) if is_enough else None
            if sentences:
                sentences.result()
            return linear.result(), network

    def _learn_sentences(self, texts: Sequence[str], numbers: Any) -> None:
        # What writes the encoder's files would cost a serving process 40 MB and half a second.
        from bots import sentence_training

        with self._model_storage.write_to(self._resource) as folder:
            sentence_training.train(folder, texts, numbers)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message."""
        for message in messages:
            turn = _turn(message)
            wordings = self._wordings(message.get(TEXT) or "", turn)
            is_asked = _is_asked(turn)
            ranking = self.ranking(*wordings, is_asked=is_asked)
            if turn.get("explain"):
                evidence = self.evidence(*wordings, is_asked=is_asked)
                message.set(EVIDENCE, evidence, add_to_output=True)
            if ranking:
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, ranking[:_RANKED], add_to_output=True)
        return messages

    def ranking(self, *wordings: str, is_asked: bool | None = None) -> list[dict[str, Any]]:
        """All intents with their probability over the wordings, most likely first.

        Few answer when nothing was asked (`is_asked` false), most do when a value was. The first
        wording is what was written, whose whole meaning counts.
        """
        if not self._intents:
            return []
        texts = [normalized(wording) for wording in wordings]
        shares = sum(self._shares(text) for text in texts) / len(texts)
        if self._sentences:
            scores = self._sentences.scores(texts[0])
            # It has an opinion of anything; what is new to the training means nothing.
            share = self._config["sentences"] * self._ngrams.familiar(texts[0]) ** 2
            shares = (shares ** (1 - share) * np.exp(scores * share)) ** self._config["accord"]
        shares = shares * self._odds[is_asked]
        shares = shares / shares.sum()
        order = np.argsort(-shares)
        return [{"name": self._intents[at], "confidence": float(shares[at])} for at in order]

    def _log_odds(self, intent: str, is_asked: bool | None) -> float:
        """How much likelier an intent is than the text alone says."""
        if intent == self._config["refused"]:
            return float(self._config["refused_log_odds"])
        if intent == self._config["answer"] and is_asked is not None:
            return float(self._config["answer_log_odds"]) * (1.0 if is_asked else -1.0)
        return 0.0

    def evidence(self, *wordings: str, is_asked: bool | None) -> dict[str, Any]:
        """Why the wordings are ranked as they are.

        `ngrams` has the parts that spoke most for the likeliest intents; a weight of 0.7 doubles
        an intent's share. `network` is what the phrase network alone thinks, `sentences` what the
        meaning of the sentence does. `known_share` is how much of the text the training data
        has.
        """
        ranking = self.ranking(*wordings, is_asked=is_asked)
        texts = [normalized(wording) for wording in wordings]
        explained = [each["name"] for each in ranking[:_EXPLAINED_INTENTS]]
        return {
            "wordings": texts,
            "known_share": round(
                float(np.mean([self._ngrams.familiar(text) for text in texts])), 3
            ),
            "ranking": [
                {"name": each["name"], "confidence": round(each["confidence"], 4)}
                for each in ranking[:_RANKED]
            ],
            "ngrams": {name: self._weightiest(texts, name) for name in explained},
            "network": self._thought(self._network, texts),
            "sentences": self._thought(self._sentences, texts[:1]),
        }

    def _thought(
        self, network: PhraseNetwork | SentenceClassifier | None, texts: Sequence[str]
    ) -> list[dict[str, Any]]:
        """What a network alone thinks, likeliest first."""
        if not network:
            return []
        shares = np.mean([np.exp(network.scores(text)) for text in texts], axis=0)
        likeliest = np.argsort(-shares)[:_EXPLAINED_INTENTS]
        return [
            {"name": self._intents[at], "confidence": round(float(shares[at]), 4)}
            for at in likeliest
        ]

    def _weightiest(self, texts: Sequence[str], intent: str) -> list[dict[str, Any]]:
        """The n-grams that speak most for an intent, or against it."""
        at = self._intents.index(intent)
        weights: dict[tuple[str, str], float] = {}
        for text in texts:
            scale = self._steepness * self._ngrams.familiar(text) ** 2 / len(texts)
            for block in BLOCKS:
                columns, values, _ = self._ngrams.values(block, text)
                for ngram, column, value in zip(
                    self._ngrams.known(block, text), columns, values, strict=True
                ):
                    added = float(value * self._weights[column, at] * scale)
                    weights[block, ngram] = weights.get((block, ngram), 0.0) + added
        heaviest = sorted(weights.items(), key=lambda item: -abs(item[1]))[:_EXPLAINED_NGRAMS]
        return [
            {"kind": block, "ngram": ngram, "weight": round(weight, 3)}
            for (block, ngram), weight in heaviest
        ]

    def _wordings(self, text: str, turn: Mapping[str, Any]) -> list[str]:
        """The text, and the text with words of the training data where a business's own new ones
        were read."""
        stand_ins, other = self._config["stand_ins"], text
        spans = (turn.get("reading") or {}).get("spans") or []
        for span in sorted(spans, key=lambda each: -each["start"]):
            start, end = span["start"], span["end"]
            if span["entity"] in stand_ins and not self._ngrams.knows(text[start:end]):
                other = other[:start] + stand_ins[span["entity"]] + other[end:]
        return [text] if other == text else [text, other]

    def _shares(self, text: str) -> Any:
        scores, familiar = self._intercepts.copy(), 0.0
        for block in BLOCKS:
            columns, values, known_share = self._ngrams.values(block, text)
            if columns:
                scores += values.astype(np.float32) @ self._weights.take(columns, axis=0)
            if block == "characters":
                familiar = known_share
        scores += self._meant(text) @ self._weights[len(self._ngrams.idf) :]
        scores *= self._steepness
        if self._network:
            scores += self._network.scores(text) * (
                self._config["network"] * self._config["agreement"]
            )
        # What is mostly new to the model is not known, however sure the few known parts are.
        return softmax(scores * familiar**2)

    @property
    def _steepness(self) -> float:
        """How much the linear model's scores count."""
        share = self._config["network"] if self._network else 0.0
        agreement = self._config["agreement"] if self._network else 1.0
        return float(self._sharpness_used * (1 - share) * agreement)

    def _meant(self, text: str) -> Any:
        return self._meaning.features(text) * self._config["meaning"]

    def _set(self, described: Mapping[str, Any], weights: Any, intercepts: Any) -> None:
        self._intents = described["intents"]
        self._odds = {
            is_asked: np.exp([self._log_odds(intent, is_asked) for intent in self._intents])
            for is_asked in (True, False, None)
        }
        self._weights, self._intercepts = weights, intercepts
        self._sharpness_used = float(described["sharpness"])

    def _persist(self, described: Mapping[str, Any]) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / "weights.npz",
                weights=self._weights.astype(np.float32),
                intercepts=self._intercepts,
                idf=self._ngrams.idf,
                word_weights=self._meaning.weights,
            )
            self._meaning.save(folder / "vectors.npz")
            if self._network:
                self._network.save(folder / "network.npz")
            (folder / "ngrams.json").write_text(json.dumps(described), encoding="utf-8")


def _turn(message: Message) -> Mapping[str, Any]:
    """What came with a message besides its text."""
    return (message.get("metadata") or {}).get("turn") or {}


def _is_asked(turn: Mapping[str, Any]) -> bool | None:
    """Whether a value was asked for; None when only a form is on, or nothing is known."""
    if turn.get("requested_slot"):
        return True
    return None if not turn or turn.get("active_loop") else False
