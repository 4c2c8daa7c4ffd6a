"""What a question is about, by the words it uses; a language is one file here."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from actions.wording import patterns_in, plain

TOPICS = (
    "cancellation", "payment", "duration", "price", "location", "hours", "phone", "staff",
    "services",
)  # fmt: skip
_HERE = Path(__file__).parent


def topic_of(text: str) -> str | None:
    """The topic whose words a question has most of; earlier in `TOPICS` wins a draw."""
    words = plain(text)
    counts = {topic: len(_patterns()[topic].findall(words)) for topic in TOPICS}
    best = max(TOPICS, key=lambda topic: counts[topic])
    return best if counts[best] else None


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return patterns_in(_HERE, TOPICS)
