"""Services that share a word said once: "kunyoa ndevu na nywele", "beard and hair trim"."""

from collections.abc import Callable, Iterator, Sequence

from core.understanding import tags, tokens
from core.understanding.names import Found, NameIndex
from core.understanding.tokens import Token, tokenize
from core.understanding.vocabulary import vocabulary

_PASSED = (tags.OWN, tags.THE, tags.ARTICLE)


def with_shared_words(
    names: NameIndex, words: Sequence[Token], found: list[Found], is_free: Callable[[int], bool]
) -> list[Found]:
    """What was found, with what only a word of the service beside it makes a name."""
    for at, word in enumerate(words):
        if not found or not vocabulary().can_be(word.text, tags.AND):
            continue
        before, after = _beside(words, at, -1), _beside(words, at, 1)
        if before is None or after is None or not (is_free(before) and is_free(after)):
            continue
        beside = (_beside(words, before, -1), _beside(words, after, 1))
        heads = [words[n] for n in beside if n is not None]
        for part, other in ((after, before), (before, after)):
            added = _named_with(
                names, words[part], [*heads, *_own_words(names, words[other], found)]
            )
            if added is not None and _lacks(words[part], words[other], added, found):
                found = sorted([*found, added], key=lambda each: each.start)
                break
    return found


def _beside(words: Sequence[Token], at: int, step: int) -> int | None:
    """The next word in a direction, "my" and "the" passed over; None where none stands there."""
    n = at + step
    while 0 <= n < len(words) and any(vocabulary().can_be(words[n].text, tag) for tag in _PASSED):
        n += step
    return n if 0 <= n < len(words) and words[n].kind == tokens.WORD else None


def _own_words(names: NameIndex, word: Token, found: Sequence[Found]) -> Iterator[Token]:
    """The words of the names of the service that a word belongs to."""
    ids = {each.ids for each in found if each.start <= word.start < each.end}
    for entry in names.entries:
        if (entry.id,) in ids:
            for name in (entry.name, *entry.translations.values()):
                yield from tokenize(name)


def _named_with(names: NameIndex, word: Token, heads: Sequence[Token]) -> Found | None:
    """The service that a word names together with one of the others, and with none of it alone."""
    if names.find([word], lambda _: True):
        return None
    for head in heads:
        for pair in ((head, word), (word, head)):
            placed = [
                Token(each.text, each.raw, n * 100, n * 100 + 1, each.kind)
                for n, each in enumerate(pair)
            ]
            named = names.find(placed, lambda _: True)
            if len(named) == 1 and len(named[0].ids) == 1 and named[0].end - named[0].start > 1:
                return Found(named[0].ids, word.start, word.end)
    return None


def _lacks(word: Token, other: Token, added: Found, found: Sequence[Found]) -> bool:
    """Whether the other word names a service and the added one is not among them yet."""
    is_beside = any(each.start <= other.start < each.end for each in found)
    is_taken = any(each.start == word.start or each.end == word.end for each in found)
    return is_beside and not is_taken and all(each.ids != added.ids for each in found)
