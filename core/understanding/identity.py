"""Who is writing: phone numbers, e-mail addresses, booking references and names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.kit.phones import read_number
from core.understanding import tags, tokens
from core.understanding.called_so import is_called_so, is_titled, may_be_surnamed, may_mean_else
from core.understanding.line import Item, Line
from core.understanding.model import CatalogNames, Span
from core.understanding.name_answers import (
    asks,
    is_aside,
    leads_at,
    name_in_answer,
    without_introduction,
)
from core.understanding.name_words import is_also_a_name, is_doubtful, is_no_name, joins_names
from core.understanding.vocabulary import vocabulary

_EMAIL = re.compile(r"\b[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}\b", re.IGNORECASE)
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_REFERENCE = re.compile(r"\bbk\s?[-\u2013#:]?\s?(?P<code>(?=[a-z]*\d)[0-9a-z]{5})\b", re.IGNORECASE)
_PREFIXED_REFERENCE = re.compile(r"\bbk[-\u2013](?P<code>[0-9a-z]{5})\b", re.IGNORECASE)
_BARE_REFERENCE = re.compile(r"^\W*(?P<code>[0-9a-z]{5})\W*$", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,/:-])(?:\+|00)?\(?\d(?:[ ().-]{0,2}\d){7,14}(?![\w/]|[.,:]\d)")
_NAME_LENGTH = 4
_NAME_SIGNS = frozenset("&+/")
_MOST_ASIDE = 2
_MOST_ORDINARY = 3
_MOST_JOINTS = 2
_ADJECTIVE_ENDINGS = ("ed", "ing", "ly", "ful", "able", "ible", "ish", "ous", "less", "ive")


@dataclass(frozen=True, slots=True)
class Written:
    """A value found by its form alone."""

    entity: str
    value: str
    start: int
    end: int


def find_written(text: str, country: str | None, requested_slot: str) -> list[Written]:
    """E-mail addresses, references and phone numbers, none overlapping another."""
    found: list[Written] = []
    for pattern in (_EMAIL, _URL):
        for match in pattern.finditer(text):
            entity = "email" if pattern is _EMAIL else ""
            _add(found, Written(entity, match.group().lower(), *match.span()))
    references = [_REFERENCE, _PREFIXED_REFERENCE]
    if requested_slot in ("reference", "booking_reference", "booking"):
        references.append(_BARE_REFERENCE)
    for pattern in references:
        for match in pattern.finditer(text):
            _add(found, Written("reference", f"BK-{match['code'].upper()}", *match.span()))
    for match in _PHONE.finditer(text):
        phone = read_number(match.group(), country)
        if phone is not None:
            _add(found, Written("phone", phone, *match.span()))
    return found


def _add(found: list[Written], new: Written) -> None:
    if not any(new.start < old.end and old.start < new.end for old in found):
        found.append(new)


@dataclass(frozen=True, slots=True)
class Named:
    """A name that was said for the booking."""

    span: Span
    is_guest: bool = False
    """It is somebody else's than the contact's: "for my sister Mary"."""
    is_introduced: bool = False
    """Its words say that it is a name: "my name is"."""
    is_in_sentence: bool = False
    """It was picked out of other words: "not that person, Grace"."""
    is_doubtful: bool = False
    """Its words are more likely said for something else, so it must be asked back."""


def read_name(line: Line, not_names: frozenset[str], ordinary: frozenset[str]) -> Named | None:
    """In whose name it is booked ("naitwa Jane Wanjiku", or an answer to "your name?").

    Who comes goes before who writes: "I'm Mary, booking for my sister Jane". `ordinary` has every
    word that is said otherwise, those of `not_names` among them.
    """
    named = _read_signature(line, not_names, ordinary)
    named = named or _read_introduced(line, not_names, ordinary)
    guest = None if named and named.is_guest else _read_guest(line, not_names, ordinary)
    return guest or named or _read_answer(line, not_names, ordinary)


def _read_introduced(
    line: Line, not_names: frozenset[str], ordinary: frozenset[str]
) -> Named | None:
    for i, item in enumerate(line.items):
        lead = item.tags.get(tags.NAME_LEAD)
        if lead is None or (lead == "answer" and line.requested_slot != "name"):
            continue
        if lead == "maybe" and line.has(i + 1, tags.ARTICLE):
            continue
        is_sure = lead in ("sure", "other") or line.requested_slot == "name"
        begin = i + 2 if line.text(i + 1) in (":", "-") or line.has(i + 1, tags.GLUE) else i + 1
        start = _after_kin(line, begin)
        words = _name_words(line, start, not_names, ordinary, is_sure=is_sure)
        if line.requested_slot == "name":
            words = without_introduction(words)
        words = _with_other_name(line, words, not_names, ordinary)
        if lead in ("maybe", "answer") and not _stands_alone(line, i, start, words):
            continue
        if words:
            is_guest = start > begin or lead == "other"
            # "Put Grace in her place" names no contact.
            is_in_sentence = lead == "answer" and len(line) > len(words) + 1
            return Named(
                _span_of(words),
                is_guest,
                is_introduced=lead in ("sure", "other"),
                is_in_sentence=is_in_sentence,
            )
    return None


def _read_signature(
    line: Line, not_names: frozenset[str], ordinary: frozenset[str]
) -> Named | None:
    """Who signs at the end: "regards, Mrs Otieno"; behind thanks only where more was said."""
    for i, item in enumerate(line.items):
        signed = item.tags.get(tags.SIGNED)
        is_cut = line.item(i + 1).kind == tokens.SYMBOL and i + 1 < len(line)
        if signed is None or i == 0 or (signed == "end" and not is_cut):
            continue
        start = i + 2 if is_cut else i + 1
        words = _name_words(line, start, not_names, ordinary, is_sure=True)
        if not words or not words[-1].raw[0].isupper():
            continue
        rest = [each for each in line.items if each.start >= words[-1].end]
        initials = [each for each in rest if each.kind == tokens.WORD]
        if all(len(each.raw) == 1 and each.raw.isupper() for each in initials):
            return Named(_span_of((*words, *initials)), is_introduced=True)
    return None


def _stands_alone(line: Line, lead: int, start: int, words: Sequence[Item]) -> bool:
    """Whether a name in small letters has nothing beside it but what is said beside names."""
    if not words or words[0].raw[:1].isupper():
        return True
    if line.requested_slot != "name":
        return leads_at(line, lead)
    after = next((i for i in range(start, len(line)) if line.item(i).start >= words[-1].end), None)
    is_end = after is None or is_aside(line, after) or line.has(after, tags.AND)
    is_plain = not any(is_doubtful(word.text) for word in words)
    return is_end and is_plain and leads_at(line, lead)


def _read_guest(line: Line, not_names: frozenset[str], ordinary: frozenset[str]) -> Named | None:
    """The name of somebody of the contact's, whom the booking is for: "for my sister Mary"."""
    for i in range(len(line)):
        start = _after_kin(line, i)
        is_own = any(line.has(k, tags.OWN) for k in range(i, start))
        is_written = line.item(start).raw[:1].isupper() or line.requested_slot == "name"
        if not is_own or not is_written:
            continue
        words = _name_words(line, start, not_names, ordinary, is_sure=True)
        end = start + len(words)
        is_answer = i == 0 and (end >= len(line) or line.item(end).kind == tokens.SYMBOL)
        if words and (is_answer or _is_for(line, i - 1) or line.has(end, tags.BEHALF)):
            return Named(_span_of(words), is_guest=True)
    return None


def _is_for(line: Line, i: int) -> bool:
    """Whether what follows is whom it is for, and nobody who comes along."""
    is_joined = line.has(i, tags.AND) or line.get(i, tags.WITH) == "person"
    leads = (tags.FOR, tags.GLUE, tags.NAME_LEAD, tags.BEHALF)
    return not is_joined and any(line.has(i, tag) for tag in leads)


def _read_answer(line: Line, not_names: frozenset[str], ordinary: frozenset[str]) -> Named | None:
    if line.requested_slot != "name" or _is_all_stranger(line, ordinary):
        return None
    start = _answer_start(line)
    words = _name_words(line, start, not_names, ordinary, is_sure=True)
    words = _with_other_name(line, words, not_names, ordinary)
    rest = range(start + len(words), len(line))
    is_whole = words and len(rest) <= _MOST_ASIDE and all(is_aside(line, i) for i in rest)
    if is_whole and not asks(line) and without_introduction(words) == words:
        is_open = any(is_doubtful(word.text) for word in words)
        is_open = is_open or may_mean_else(line, words)
        return Named(_span_of(words), is_doubtful=is_open)
    if words := name_in_answer(line, not_names, ordinary):
        return Named(_span_of(words), is_in_sentence=True)
    words = line.items[start:]
    may_be = 0 < len(words) <= _MOST_ORDINARY and (
        may_be_surnamed(line, start, ordinary)
        or all(_may_be_name(line, i, not_names) for i in range(start, len(line)))
    )
    return Named(_span_of(words), is_doubtful=True) if may_be else None


def _may_be_name(line: Line, i: int, not_names: frozenset[str]) -> bool:
    """Whether an ordinary word of an answer could be a name, as it says nothing else here."""
    item = line.item(i)
    is_title = line.has(i, tags.TITLE) and i + 1 < len(line)
    if item.kind != tokens.WORD or len(item.raw) < 2 or is_no_name(item.text):
        return False
    return is_title or not (item.tags or item.text in not_names)


def read_stranger(line: Line, ordinary: frozenset[str]) -> Span | None:
    """A person who is named to do it, "with Ann"; whether she is of the staff is not known here.

    Small letters count where nothing else is said.
    """
    for i in range(len(line)):
        if line.get(i, tags.WITH) != "person" or line.get(i - 1, tags.SELF) in (True, "object"):
            continue
        start = i + 2 if line.has(i + 1, tags.TITLE) else i + 1
        item = line.item(start)
        said = item.text
        is_name = item.kind == tokens.WORD and len(said) > 2 and said not in ordinary
        is_written = item.raw[:1].isupper() and not item.raw.isupper()
        if is_name and said.isalpha() and (is_written or len(line) <= start - i + 1):
            return Span("stranger", item.start, item.end)
    return None


def _is_all_stranger(line: Line, ordinary: frozenset[str]) -> bool:
    """Whether nothing is said but who is to do it: "with Ann"."""
    found = read_stranger(line, ordinary)
    before = (i for i, item in enumerate(line.items) if found and item.start < found.start)
    beside = (tags.WITH, tags.TITLE, tags.GLUE)
    return found is not None and all(
        is_aside(line, i) or any(line.has(i, tag) for tag in beside) for i in before
    )


def _span_of(words: Sequence[Item]) -> Span:
    return Span("name", words[0].start, words[-1].end)


def _after_kin(line: Line, i: int) -> int:
    """The place after whose name it is: "my mum, Rose", "la mume wangu, Peter"."""
    end = line.skip(i, tags.OWN, tags.COMPANION, tags.FOR)
    if end == i or not any(line.has(k, tags.COMPANION) for k in range(i, end)):
        return i
    return end + 1 if line.text(end) in (",", "is", "ni", "-") else end


def _answer_start(line: Line) -> int:
    i = 0
    while line.item(i).kind == tokens.SYMBOL and i < len(line):
        i += 1
    return i


def _name_words(
    line: Line, i: int, not_names: frozenset[str], ordinary: frozenset[str], *, is_sure: bool
) -> Sequence[Item]:
    words: list[Item] = []
    is_answer = is_sure and line.requested_slot == "name"
    while sum(_is_full(word) for word in words) < _NAME_LENGTH:
        joint = _joint(line, i, ordinary) if words else 0
        item = line.item(i + joint)
        if item.kind != tokens.WORD or " " in item.text:
            break
        is_last = is_sure and bool(words) and _ends_in_initial(line, i + joint)
        may_be_one = is_last or (is_answer and (words or item.raw.isupper()))
        if len(item.raw) < 2 and not may_be_one:
            break
        if not words and is_sure and _is_title(line, i, ordinary):
            words.append(item)
            i += 1
            continue
        is_written = is_titled(item)
        is_initial = len(item.raw) < 2 and (is_answer or is_last)
        is_name = is_initial or (is_answer and is_also_a_name(item.text))
        is_name = is_name or is_called_so(line, i + joint, words, ordinary)
        if item.text in not_names and not (is_name or (is_written and words)):
            break
        is_told = not words or is_written or is_answer or joint or is_last
        if not is_told and words[0].raw[0].isupper():
            break
        is_day = not words and is_written and line.has(i, tags.RELATIVE_DAY)
        may_be = is_sure or (is_day and _is_likely_name(line, i))
        if item.text in ordinary and not is_name and not (is_written and may_be):
            break
        if is_answer and is_no_name(item.text):
            break
        if not is_sure and not words and not is_written and not _is_likely_name(line, i):
            break
        words.extend(line.item(k) for k in range(i, i + joint + 1))
        i += joint + 1
    return words if any(_is_full(word) for word in words) else ()


def _ends_in_initial(line: Line, i: int) -> bool:
    """Whether a clause ends with an initial: "naitwa Halima S."."""
    return line.item(i).raw.isupper() and line.text(i + 1) in ("", ".", ",", "!")


def _with_other_name(
    line: Line, words: Sequence[Item], not_names: frozenset[str], ordinary: frozenset[str]
) -> Sequence[Item]:
    """A name with another one that is joined to it and ends the answer: "Tracy & Lynn"."""
    end = next((i + 1 for i, item in enumerate(line.items) if words and item is words[-1]), None)
    is_asked = line.requested_slot == "name" and end is not None and line.has(end, tags.AND)
    if end is None or not (is_asked or line.text(end) in _NAME_SIGNS):
        return words
    other = _name_words(line, end + 1, not_names, ordinary, is_sure=True)
    rest = range(end + 1 + len(other), len(line))
    is_other = other and not any(line.has(end + 1, tag) for tag in (tags.SELF, tags.COMPANION))
    if not is_other or not all(is_aside(line, i) for i in rest):
        return words
    return (*words, line.item(end), *other)


def _is_full(word: Item) -> bool:
    """Whether an item is a word of a name and no initial, sign or joint."""
    return word.kind == tokens.WORD and len(word.raw) > 1 and not joins_names(word.text)


def _joint(line: Line, i: int, ordinary: frozenset[str]) -> int:
    """How many items join the name before a place to its next word: "-", "wa", "van der"."""
    before, item, after = line.item(i - 1), line.item(i), line.item(i + 1)
    if item.text == "-" and before.end == item.start and item.end == after.start:
        return 1
    if item.text == "." and (len(before.raw) == 1 or line.has(i - 1, tags.TITLE)):
        return 1
    end = i
    while end < i + _MOST_JOINTS and joins_names(line.text(end)):
        end += 1
    word = line.item(end)
    is_name = word.kind == tokens.WORD and word.text not in ordinary and not is_no_name(word.text)
    return end - i if is_name else 0


def _is_title(line: Line, i: int, ordinary: frozenset[str]) -> bool:
    """Whether a word stands before a name: "Mama Tito", "bwana Kamau"."""
    is_joined = line.text(i + 1) == "." or joins_names(line.text(i + 1))
    following = line.item(i + 2 if is_joined else i + 1)
    is_name = following.kind == tokens.WORD and following.text not in ordinary
    return line.has(i, tags.TITLE) and is_name


def _is_likely_name(line: Line, i: int) -> bool:
    """Whether a small-letter word after "I'm" is a name: all that is said, and no adjective."""
    if line.text(i).endswith(_ADJECTIVE_ENDINGS):
        return False
    following = line.item(i + 1)
    return i + 1 >= len(line) or following.text in (",", ".", "!", "and", "na", "here")


def is_of_catalog(named: Named, items: Sequence[Item], catalog: CatalogNames) -> bool:
    """Whether what looks like a name is that of a service, or of somebody of the staff."""
    is_service = catalog.matcher.services.is_named_by
    called = [item.text for item in items if not is_also_a_name(item.text)]
    if called and not named.is_introduced and all(map(is_service, called)):
        return True
    is_staff = catalog.matcher.staff.is_named_by
    written = [item for item in items if item.raw[:1].isupper()] or items
    return named.is_in_sentence and all(is_staff(item.text) for item in written)


def name_of(items: Sequence[Item]) -> str:
    """A name as one writes it, from its items with one blank where there are any."""
    gaps = (" " if item.start > before.end else "" for before, item in pairwise(items))
    rest = zip(gaps, items[1:], strict=True)
    return as_name(items[0].raw + "".join(gap + item.raw for gap, item in rest))


def as_name(raw: str) -> str:
    """A name as one writes it: "jane WANJIKU" -> "Jane Wanjiku"."""
    return " ".join(_as_written(word) for word in raw.split())


def _as_written(word: str) -> str:
    if joins_names(word) or vocabulary().can_be(word, tags.AND):
        return word
    return "-".join(
        part if (part[:1].isupper() and not part.isupper()) or "." in part
        else part[:1].upper() + part[1:].lower()
        for part in word.split("-")
    )  # fmt: skip
