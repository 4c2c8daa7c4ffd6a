"""What a question is about, by the words it uses; a language is one file here."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

TOPICS = (
    "cancellation", "payment", "duration", "price", "location", "hours", "phone", "staff",
    "services",
)  # fmt: skip
_HERE = Path(__file__).parent


def topic_of(text: str) -> str | None:
    """The topic whose words a question has most of; earlier in `TOPICS` wins a draw."""
    plain = " ".join(re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", text.casefold()))
    counts = {topic: len(_patterns()[topic].findall(plain)) for topic in TOPICS}
    best = max(TOPICS, key=lambda topic: counts[topic])
    return best if counts[best] else None


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    words: dict[str, list[str]] = {topic: [] for topic in TOPICS}
    for path in sorted(_HERE.glob("*.yml")):
        for topic, phrases in yaml.safe_load(path.read_text("utf-8")).items():
            words[topic] += [_pattern(str(phrase)) for phrase in phrases]
    return {
        topic: re.compile(r"\b(?:" + "|".join(sorted(set(found), key=len, reverse=True)) + ")")
        for topic, found in words.items()
    }


def _pattern(phrase: str) -> str:
    stem = re.escape(phrase.removesuffix("*"))
    return stem if phrase.endswith("*") else rf"{stem}\b"
