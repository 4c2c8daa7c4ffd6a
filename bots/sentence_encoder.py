"""What a whole sentence means, as numbers: near meanings have near numbers.

It is multilingual-e5-small (Wang et al. 2024; MIT License), a transformer that has read a billion
pairs of texts of a hundred languages, English and Swahili among them. `bots/sentence_graph.py`
writes its two files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

GRAPH, VOCABULARY = "sentences.onnx", "sentences.json"
WIDTH = 384
_LONGEST_TEXT, _MOST_TOKENS, _BATCH = 500, 64, 64
# It has learned texts with one of two such words before them.
_KIND = "query: "


class SentenceEncoder:
    """Turns texts into rows of `WIDTH` numbers, each row of length one."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """More threads take the processor from other turns and make one short text no faster."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options)
        self._tokenizer = Tokenizer.from_file(str(folder / VOCABULARY))
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Any:
        """A row for each text."""
        shortened = [_KIND + text[:_LONGEST_TEXT] for text in texts]
        tokens = [np.array(each.ids) for each in self._tokenizer.encode_batch(shortened)]
        rows = np.empty((len(texts), WIDTH), np.float32)
        lengths = np.array([len(each) for each in tokens])
        # Texts of the same length together: none has to be filled up.
        for length in np.unique(lengths):
            alike = np.flatnonzero(lengths == length)
            for start in range(0, len(alike), _BATCH):
                batch = alike[start : start + _BATCH]
                given = {"tokens": np.stack([tokens[at] for at in batch])}
                rows[batch] = self._session.run(["meaning"], given)[0]
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
