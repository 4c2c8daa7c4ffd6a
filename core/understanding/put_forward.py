"""Who is wanted though "not" stands before the name: "si Amina ndio anisuke", why not her."""

import re
from functools import cache
from itertools import takewhile

from core.understanding import tags
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.model import Span
from core.understanding.name_words import any_of
from core.understanding.names import Found
from core.understanding.vocabulary import vocabulary

_WORDS_AFTER = 2


def is_put_forward(line: Line, found: Found) -> bool:
    """Whether the words right behind a name ask for whom it names."""
    after = [item.text for item in line.items if item.start >= found.end][:_WORDS_AFTER]
    return bool(_asking().fullmatch(" ".join(after)))


@cache
def _asking() -> re.Pattern[str]:
    return any_of(pack.put_forward for pack in vocabulary().packs)


def said_anew(line: Line) -> list[Span]:
    """The denied words of a clause that come again after it: "not haircut, kids haircut"."""
    found: list[Span] = []
    for i, item in enumerate(line.items):
        if tags.NOT not in item.tags:
            continue
        clause = list(takewhile(lambda each: each.text not in CLAUSE_ENDS, line.items[i + 1 :]))
        after = {each.text for each in line.items[i + 1 + len(clause) :]}
        found += [Span("", each.start, each.end) for each in clause if each.text in after]
    return found
