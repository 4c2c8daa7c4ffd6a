"""Verbs beside the thing that a service is done to: "shave my beard" is one service, not two."""

from collections.abc import Sequence
from functools import cache

from core.understanding import tags, tokens
from core.understanding.names import Found, stems
from core.understanding.tokens import Token
from core.understanding.vocabulary import vocabulary

_BETWEEN = (tags.OWN, tags.THE, tags.ARTICLE, tags.OF)


def without_verbs(words: Sequence[Token], found: list[Found]) -> list[Found]:
    """What was found, without a verb that would name a service and only says what is done to it."""
    kept = []
    for n, each in enumerate(found):
        beside = [found[k] for k in (n - 1, n + 1) if 0 <= k < len(found)]
        is_told = any(_stand_together(words, each, other) for other in beside)
        if not (is_told and _is_doing(words, each)):
            kept.append(each)
    return kept or found


def _is_doing(words: Sequence[Token], found: Found) -> bool:
    """Whether only a verb that can be done to several things was found, and no thing."""
    said = [word.text for word in words if found.start <= word.start < found.end]
    return all(word in _doing() or stems(word) & _doing() for word in said)


def _stand_together(words: Sequence[Token], one: Found, other: Found) -> bool:
    """Whether nothing that joins two wishes stands between; "my" and "the" may."""
    if _is_doing(words, other) or one.ids == other.ids:
        return False
    first, second = sorted((one, other), key=lambda each: each.start)
    can_be = vocabulary().can_be
    inside = [word for word in words if first.start <= word.start < first.end]
    if first.end > second.start or can_be(inside[-1].text, tags.AND):
        return False
    between = [word for word in words if first.end <= word.start < second.start]
    return all(
        word.kind == tokens.WORD and any(can_be(word.text, tag) for tag in _BETWEEN)
        for word in between
    )


@cache
def _doing() -> frozenset[str]:
    return frozenset().union(*(pack.doing for pack in vocabulary().packs))
