"""Parts of the body that are only spoken of: "her hands are gentle" asks for no manicure."""

import re
from collections.abc import Sequence
from functools import cache

from core.understanding.kin import only_said_of_kin
from core.understanding.line import Line
from core.understanding.model import Span
from core.understanding.name_words import any_of
from core.understanding.names import NameIndex
from core.understanding.tokens import Token
from core.understanding.vocabulary import vocabulary


def persons_only_told_of(words: Sequence[Token], line: Line, services: NameIndex) -> list[Span]:
    """The kin and the parts of the body that are spoken of and name no service."""
    kin = (
        line.item(i)
        for i in only_said_of_kin(line)
        if not services.joins(line.item(i - 1).text, line.item(i).text)
    )
    return [*(Span("", item.start, item.end) for item in kin), *parts_told_of(words, services)]


def parts_told_of(words: Sequence[Token], services: NameIndex) -> list[Span]:
    """The parts of the body that are praised or explained, "mikono yake ni nyepesi".

    Those that the owner calls a service by are not among them.
    """
    if not any(_part().fullmatch(word.text) for word in words):
        return []
    starts, text = {}, ""
    for word in words:
        starts[len(text)] = word
        text += word.text + " "
    found = []
    for match in _told().finditer(text):
        spoken = [word for at, word in starts.items() if match.start() <= at < match.end()]
        found += [
            Span("", word.start, word.end)
            for word in spoken
            if _part().fullmatch(word.text) and word.text not in services.own_words
        ]
    return found


@cache
def _told() -> re.Pattern[str]:
    return any_of(rf"\b(?:{pack.body_told})(?=\s)" for pack in vocabulary().packs)


@cache
def _part() -> re.Pattern[str]:
    return any_of(
        pattern for pack in vocabulary().packs for pattern in (pack.body_parts, pack.body_states)
    )
