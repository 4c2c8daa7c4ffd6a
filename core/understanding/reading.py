"""One text to one reading: every reader of every language over the same line."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from core.understanding import tags, tokens
from core.understanding.body_parts import persons_only_told_of
from core.understanding.done_to import without_verbs
from core.understanding.grammar import grammar
from core.understanding.identity import (
    Written,
    as_name,
    find_written,
    is_of_catalog,
    name_of,
    read_name,
    read_stranger,
)
from core.understanding.language import LanguageGuess, detect_tokens
from core.understanding.line import CLAUSE_ENDS, Line
from core.understanding.marks import (
    AMOUNT,
    ANYONE,
    CHOICE,
    DURATION,
    NIGHTS,
    PARTY,
    SOONEST,
    Mark,
)
from core.understanding.model import Ambiguity, CatalogNames, Reading, ReadingSettings, Span
from core.understanding.name_words import (
    is_also_a_name,
    names_too,
    not_names,
    said_otherwise,
)
from core.understanding.names import Found
from core.understanding.nearly import nearly_named
from core.understanding.occasions import occasions_told_of
from core.understanding.persons import (
    lies_inside,
    parts_of_persons,
    services_of_persons,
    told_of_persons,
    without_counted_nouns,
)
from core.understanding.put_forward import is_put_forward, said_anew
from core.understanding.shared_words import with_shared_words
from core.understanding.tokens import Token, tokenize
from core.understanding.told_of import is_only_told_of
from core.understanding.vocabulary import vocabulary
from core.understanding.whens import WhenReader

_LONGEST = 1000
_ISO_T = re.compile(r"(?<=\d\d)[Tt](?=\d\d:\d\d)")
# "*Friday*" is bold in a chat; a star alone takes back: "*12".
_BOLD = re.compile(r"(?<!\S)\*(\S(?:[^*\n]*\S)?)\*(?!\w)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ENTITY_OF_KIND = {
    DURATION: "duration_minutes",
    NIGHTS: "nights",
    PARTY: "party_size",
    AMOUNT: "amount_minor",
    CHOICE: "choice",
    ANYONE: "anyone",
    SOONEST: "soonest",
}
_BEFORE_A_NAME = frozenset({tags.WITH, tags.GLUE, tags.THE, tags.FOR, tags.TITLE})


def read(
    text: str,
    *,
    reference: datetime,
    catalog: CatalogNames,
    settings: ReadingSettings,
    requested_slot: str | None = None,
    language_hint: str | None = None,
) -> Reading:
    """What a text says about when, who, what and how many; never raises on any text."""
    slot = requested_slot or ""
    plain = _BOLD.sub(r" \1 ", _ISO_T.sub(" ", _CONTROL.sub(" ", text[:_LONGEST])))
    written = find_written(plain, settings.country, slot)
    for value in written:
        plain = plain[: value.start] + " " * (value.end - value.start) + plain[value.end :]
    words = tokenize(plain)
    guess = detect_tokens(words)
    line = Line(
        vocabulary().line_items(
            words,
            catalog.matcher.words | (names_too() if slot == "name" else frozenset()),
            may_greet=slot not in ("time", "date"),
        ),
        reference.astimezone(settings.zone),
        grammar(),
        language=guess.dominant or language_hint,
        requested_slot=slot,
        settings=settings,
    )
    return _Composer(line, words, written, guess).compose(catalog, settings, language_hint)


class _Composer:
    """Puts the findings of all readers into one reading."""

    def __init__(
        self, line: Line, words: list[Token], written: list[Written], guess: LanguageGuess
    ) -> None:
        self.line, self.words, self.written, self.guess = line, words, written, guess
        self.entities: dict[str, Any] = {}
        self.ambiguous: list[Ambiguity] = []
        self.spans: list[Span] = []
        self.called_so = False

    def compose(
        self, catalog: CatalogNames, settings: ReadingSettings, language_hint: str | None
    ) -> Reading:
        marks = self.line.scan()
        for value in self.written:
            if value.entity:
                self._put(value.entity, value.value, value.start, value.end)
        name = self._add_name(catalog)
        marks = [mark for mark in marks if name is None or not self._overlaps(mark, name)]
        names_service = catalog.matcher.services.is_named_by
        whens = WhenReader(self.line, marks, settings, names_service=names_service).read()
        self.entities |= whens.entities
        self.ambiguous += whens.ambiguous
        for entity, mark in whens.used:
            self.spans.append(self._span(entity, mark))
        self._add_quantities(marks)
        self._add_catalog(catalog, marks, name)
        if catalog.staff:
            self._add_stranger(catalog)
        self._add_bare_number(marks)
        return Reading(
            language=self.guess.language or language_hint,
            dominant_language=self.guess.dominant,
            entities=self.entities,
            ambiguous=tuple(self.ambiguous),
            spans=tuple(sorted(self.spans, key=lambda span: (span.start, span.entity))),
            past=whens.past,
            no_such_day=whens.no_such_day,
            called_so="name" in self.entities and self.called_so,
        )

    def _put(self, entity: str, value: Any, start: int, end: int) -> None:
        self.entities.setdefault(entity, value)
        self.spans.append(Span(entity, start, end))

    def _span(self, entity: str, mark: Mark) -> Span:
        first, last = self.line.item(mark.start), self.line.item(mark.end - 1)
        return Span(entity, first.start, last.end)

    def _overlaps(self, mark: Mark, span: Span) -> bool:
        own = self._span("", mark)
        return own.start < span.end and span.start < own.end

    def _add_name(self, catalog: CatalogNames) -> Span | None:
        named = read_name(self.line, not_names(), said_otherwise())
        if named is None:
            return None
        span = named.span
        items = [item for item in self.line.items if span.start <= item.start < span.end]
        if is_of_catalog(named, items, catalog):
            return None
        name = name_of(items)
        if named.is_doubtful:
            self.ambiguous.append(Ambiguity("name", (name,)))
            self.spans.append(span)
            return span
        self._put("name", name, span.start, span.end)
        self.called_so = any(is_also_a_name(item.text) for item in items)
        if named.is_guest:
            self.entities["is_guest"] = True
        return span

    def _add_stranger(self, catalog: CatalogNames) -> None:
        """Who was named to do it and is no one of the staff."""
        found = read_stranger(self.line, said_otherwise())
        if found is None or self.entities.get("anyone"):
            return
        raw = "".join(item.raw for item in self.line.items if item.start == found.start)
        is_taken = any(each.start < found.end and found.start < each.end for each in self.spans)
        if not is_taken and not catalog.matcher.staff.words_like(raw.casefold()):
            self._put("stranger", as_name(raw), found.start, found.end)

    def _add_quantities(self, marks: Sequence[Mark]) -> None:
        for mark in marks:
            entity = _ENTITY_OF_KIND.get(mark.kind)
            if entity is None or self._is_taken_back(mark):
                continue
            if entity in ("party_size", "duration_minutes", "choice", "nights"):
                self.entities.pop(entity, None)
            self.ambiguous = [item for item in self.ambiguous if item.entity != entity]
            span = self._span(entity, mark)
            if isinstance(mark.value, tuple):
                self.ambiguous.append(Ambiguity(entity, mark.value))
                self.spans.append(span)
            else:
                self._put(entity, mark.value, span.start, span.end)

    def _is_taken_back(self, mark: Mark) -> bool:
        """Whether a number of people or a choice is denied, or a choice given up."""
        is_denied = mark.kind in (PARTY, CHOICE) and self.line.is_denied(mark.start)
        return is_denied or (mark.kind == CHOICE and self.line.is_denied(mark.start, tags.DROP))

    def _add_catalog(self, catalog: CatalogNames, marks: Sequence[Mark], name: Span | None) -> None:
        spans = [self._span("", m) for m in marks if m.kind not in (DURATION, ANYONE, SOONEST)]
        if name is not None:
            spans.append(name)
        spans.extend(persons_only_told_of(self.words, self.line, catalog.matcher.services))
        spans += [Span("", i.start, i.end) for i in self.line.items if tags.IGNORE in i.tags]
        told = [*spans, *occasions_told_of(self.words, self.line, marks, catalog.matcher.services)]
        services = self._services(catalog, told)
        is_other = services or self._add_not_offered(catalog, told)
        if not is_other and len(told) > len(spans):
            services = self._services(catalog, spans)
        self._put_found("service", services)
        self._add_persons(services)
        spans.extend(Span("service", found.start, found.end) for found in services)
        self._add_staff(catalog, spans)

    def _add_staff(self, catalog: CatalogNames, taken: Sequence[Span]) -> None:
        """Who is to do it; whoever is nearly of the staff is, or is said to be nobody of it."""
        names = catalog.matcher.staff
        found = names.find(
            self.words, lambda n: not self._is_ordinary(n) and not self._lies_in(n, taken)
        )
        chosen = [each for each in found if not is_only_told_of(self.line, each)]
        if not found:
            chosen, others = nearly_named(self.line, names, taken)
            for item in others[:1]:
                self._put("stranger", as_name(item.raw), item.start, item.end)
        self._put_found("staff", self._meant(chosen))

    def _add_not_offered(self, catalog: CatalogNames, spans: Sequence[Span]) -> bool:
        """Whether a kind of service is asked for that the business does not have."""
        found = catalog.matcher.not_offered.find(self.words, lambda n: not self._lies_in(n, spans))
        for other in self._meant(found)[:1]:
            self._put("not_offered", other.ids[0], other.start, other.end)
        return "not_offered" in self.entities

    def _services(self, catalog: CatalogNames, taken: Sequence[Span]) -> list[Found]:
        """The services meant; where people have their own, no name reaches from one to the next."""
        names = catalog.matcher.services
        kept = [*without_counted_nouns(self.line, taken), *said_anew(self.line)]

        def found_in(parts: Sequence[Span]) -> list[Found]:
            def is_free(n: int) -> bool:
                return self._lies_in(n, parts) and not self._lies_in(n, kept)

            found = [f for f in names.find(self.words, is_free) if not lies_inside(f, taken)]
            found = with_shared_words(names, self.words, found, is_free)
            return without_verbs(self.words, found)

        services = self._meant(found_in((Span("", 0, _LONGEST),)))
        parts = parts_of_persons(self.line) if services else []
        if len(parts) < 2:
            return services
        apart = self._meant([found for part in parts for found in found_in((part,))])
        return apart if services_of_persons(self.line, apart) else services

    def _add_persons(self, services: list[Found]) -> None:
        """How many have services of their own, and which, where the text says it."""
        if self._is_choice(services) or any(len(each.ids) > 1 for each in services):
            return
        said = self.entities.get("party_size", 0)
        said = None if any(each.entity == "party_size" for each in self.ambiguous) else said
        told, count = told_of_persons(self.line, services, said)
        if count:
            self.entities["party_size"] = count
        if told:
            self.entities["service"] |= told

    def _meant(self, found: list[Found]) -> list[Found]:
        """What is named without what is denied or, after "no" or "actually", taken back."""
        named = [item for item in found if not self._is_denied(item)]
        # "No Grace", and nothing else, may as well be "no, Grace".
        wanted = [item for item in named if not self._follows_no(item)]
        named = wanted if wanted or not self.line.has(0, tags.NO) else named
        kept = [item for item in named if not self._is_denied(item, tags.DROP)] or named
        for n in range(len(kept) - 1, 0, -1):
            between = (
                item for item in self.line.items if kept[n - 1].end <= item.start < kept[n].start
            )
            if any(tags.CORRECTION in item.tags for item in between):
                return kept[n:]
        return kept

    def _follows_no(self, found: Found) -> bool:
        """Whether "no" stands right before a name and begins its clause: "no braids, cornrows"."""
        at = sum(item.end <= found.start for item in self.line.items)
        return self.line.has(at - 1, tags.NO) and self.line.text(at - 2) in {"", *CLAUSE_ENDS}

    def _is_denied(self, found: Found, word: str = tags.NOT) -> bool:
        """Whether "not", "badala ya" or the like stands before a name, "with" aside."""
        is_wanted = word == tags.NOT and is_put_forward(self.line, found)
        before = [item for item in self.line.items if item.end <= found.start and not is_wanted]
        for item in reversed(before):
            if word in item.tags:
                return True
            if item.text in CLAUSE_ENDS or not item.tags.keys() & _BEFORE_A_NAME:
                return False
        return False

    def _lies_in(self, n: int, spans: Sequence[Span]) -> bool:
        start = self.words[n].start
        return any(span.start <= start < span.end for span in spans)

    def _is_ordinary(self, n: int) -> bool:
        """Whether a word is an everyday one here, and so names nobody ("may", "nice", "grace")."""
        word = self.words[n]
        if word.text not in vocabulary().known or "staff" in self.line.requested_slot:
            return False
        if len(self.words) <= 2 and word.raw[:1].isupper():
            return False
        is_led = n > 0 and vocabulary().can_be(self.words[n - 1].text, tags.WITH)
        return not (is_led or (n > 0 and word.raw[:1].isupper()))

    def _put_found(self, entity: str, found: Sequence[Found]) -> None:
        if not found:
            return
        text = self._text_of(found)
        ids = list(dict.fromkeys(i for item in found for i in item.ids))
        self.entities[entity] = {"ids": ids, "text": text}
        if self._is_choice(found):
            self.entities[entity]["is_choice"] = True
        for item in found:
            self.spans.append(Span(entity, item.start, item.end))
            if len(item.ids) > 1:
                self.ambiguous.append(Ambiguity(entity, item.ids))

    def _is_choice(self, found: Sequence[Found]) -> bool:
        """Whether "or" stands between names: one of them is meant, not all."""
        return any(
            tags.OR in item.tags
            for before, after in pairwise(found)
            for item in self.line.items
            if before.end <= item.start < after.start
        )

    def _text_of(self, found: Sequence[Found]) -> str:
        return ", ".join(
            " ".join(w.raw for w in self.words if item.start <= w.start < item.end)
            for item in found
        )

    def _add_bare_number(self, marks: Sequence[Mark]) -> None:
        """A number that is part of nothing else, and what it means as a whole answer."""
        covered = {i for mark in marks for i in range(mark.start, mark.end)}
        if (
            any(m.kind in (AMOUNT, CHOICE) for m in marks)
            and "amount" not in self.line.requested_slot
        ):
            return
        for i in range(len(self.line)):
            number = self.line.number(i)
            if number is None or number.value % 1 or self._is_price(i, number.end):
                continue
            is_covered = i in covered
            is_answer = self._is_whole(i, number.end, is_strict=is_covered)
            if not is_answer and (is_covered or self._counts_something(i, number.end)):
                continue
            value = int(number.value)
            first, last = self.line.item(i), self.line.item(number.end - 1)
            self._put("number", value, first.start, last.end)
            if is_answer:
                self._answer(value)
            return

    def _is_price(self, i: int, end: int) -> bool:
        return self.line.has(i - 1, tags.MONEY) or self.line.has(end, tags.MONEY)

    def _counts_something(self, i: int, end: int) -> bool:
        """Whether a number belongs to a unit, a percentage or a pronoun ("this one")."""
        line = self.line
        is_counted = line.text(end) == "%" or line.has(end, tags.UNIT) or line.has(end, tags.AGE)
        return is_counted or line.has(i, tags.CHOICE_ONE) or line.has(i - 1, tags.UNIT)

    def _answer(self, value: int) -> None:
        if 1 <= value <= 50:
            self.entities.setdefault("choice", value)
        slot = self.line.requested_slot
        if (slot in ("party_size", "nights") and 1 <= value <= 500) or (
            slot == "duration_minutes" and 1 <= value <= 1440
        ):
            self.entities.setdefault(slot, value)

    def _is_whole(self, i: int, end: int, *, is_strict: bool) -> bool:
        """Whether the number is all there is, fillers aside."""
        others = [*range(i), *range(end, len(self.line))]
        return all(
            self.line.item(n).kind == tokens.SYMBOL
            or (not is_strict and self.line.has(n, tags.GLUE))
            for n in others
        )
