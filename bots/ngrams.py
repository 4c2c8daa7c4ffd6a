"""The n-grams of a text, of whole words and of letters within words, and what they weigh."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

BLOCKS = ("words", "characters")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_SHADES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]")
_DIGITS = re.compile(r"\d+")
_LONGEST_TEXT = 2000
_TOKEN = r"(?u)\b\w+'?\w*\b"


def normalized(text: str) -> str:
    """The text as the classifier sees it: folded, digits alike, stretched letters cut to two.

    An emoji is the same in every shade of skin.
    """
    folded = _SHADES.sub("", unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).casefold())
    return _STRETCHED.sub(r"\1\1", _DIGITS.sub("0", folded))


class Ngrams:
    """The n-grams that a training knew, by block, each with a column and a weight."""

    def __init__(
        self,
        lengths: Mapping[str, Sequence[int]],
        columns: Mapping[str, Mapping[str, int]],
        idf: Any,
    ) -> None:
        self.columns, self.idf = columns, idf
        self._analyzers = {
            block: _vectorizer(CountVectorizer, block, lengths[block]).build_analyzer()
            for block in BLOCKS
        }

    @classmethod
    def fitted(
        cls, lengths: Mapping[str, Sequence[int]], texts: Sequence[str]
    ) -> tuple[Ngrams, Any]:
        """The n-grams of normalized texts, and the texts as rows of their columns."""
        columns: dict[str, dict[str, int]] = {}
        features, idf, offset = [], [], 0
        for block in BLOCKS:
            vectorizer = _vectorizer(TfidfVectorizer, block, lengths[block], sublinear_tf=True)
            features.append(vectorizer.fit_transform(texts))
            found = vectorizer.vocabulary_
            columns[block] = {ngram: int(at) + offset for ngram, at in found.items()}
            idf.append(vectorizer.idf_)
            offset += len(found)
        return cls(lengths, columns, np.concatenate(idf)), hstack(features)

    def values(self, block: str, text: str) -> tuple[list[int], Any, float]:
        """Columns and values of a text's known n-grams, and how many of all are known."""
        ngrams = self._analyzers[block](text)
        counts = Counter(map(self.columns[block].get, ngrams))
        unknown = counts.pop(None, 0)
        columns = [column for column in counts if column is not None]
        if not columns:
            return columns, np.zeros(0), 0.0
        frequencies = np.fromiter(counts.values(), dtype=float, count=len(counts))
        values = (1.0 + np.log(frequencies)) * self.idf.take(columns)
        return columns, values / np.sqrt(values @ values), 1.0 - unknown / len(ngrams)

    def familiar(self, text: str) -> float:
        """How much of a text's letters is known, 0 to 1."""
        return self.values("characters", text)[2]

    def known(self, block: str, text: str) -> list[str]:
        """The n-grams of `values`, in its order."""
        columns = self.columns[block]
        return [each for each in dict.fromkeys(self._analyzers[block](text)) if each in columns]

    def knows(self, words: str) -> bool:
        """Whether every one of these words is known."""
        known = self.columns["words"]
        ngrams = self._analyzers["words"](normalized(words))
        return all(ngram in known for ngram in ngrams if " " not in ngram)


def _vectorizer(kind: type, block: str, lengths: Sequence[int], **options: Any) -> Any:
    options |= {"lowercase": False, "ngram_range": tuple(lengths)}
    if block == "words":
        return kind(analyzer="word", token_pattern=_TOKEN, **options)
    return kind(analyzer="char_wb", **options)
