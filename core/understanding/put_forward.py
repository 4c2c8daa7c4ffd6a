"""Who is wanted though "not" stands before the name: "si Amina ndio anisuke", why not her."""

import re
from functools import cache

from core.understanding.line import Line
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
