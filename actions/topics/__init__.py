"""What a question is about, by the words it uses; a language is one file here."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from actions.wording import patterns_in, plain

TOPICS = (
    "discount", "at_home", "cancellation", "deposit", "payment", "duration", "price", "location",
    "hours", "phone", "staff", "services",
)  # fmt: skip
_JOINING, _DAYS = "joining", "days"
_HERE = Path(__file__).parent
_SENTENCES = re.compile(r"[?!.,;\n]+")


def topic_of(text: str) -> str | None:
    """The topic whose words a question has most of; earlier in `TOPICS` wins a draw.

    A day on which many are closed asks for the hours where nothing else is asked.
    """
    return _topic_in(plain(text)) or ("hours" if _patterns()[_DAYS].search(plain(text)) else None)


def _topic_in(words: str) -> str | None:
    counts = {topic: len(_patterns()[topic].findall(words)) for topic in TOPICS}
    best = max(TOPICS, key=lambda topic: counts[topic])
    return best if counts[best] else None


def topics_of(text: str) -> list[str]:
    """Every topic a text asks about, in the order asked; one clause is about one topic."""
    sentences = [plain(sentence) for sentence in _SENTENCES.split(text)]
    clauses = [clause for sentence in sentences for clause in _patterns()[_JOINING].split(sentence)]
    topics = list(dict.fromkeys(topic for clause in clauses if (topic := _topic_in(clause))))
    if len(topics) > 1:
        return topics
    # "karibu na stage" is one clause in spite of its joining word.
    topic = topic_of(text)
    return [topic] if topic else []


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return patterns_in(_HERE, (*TOPICS, _JOINING, _DAYS))
