"""Whose each service is, where a message names people with services of their own."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Any

from core.understanding import tags
from core.understanding.kin import is_only_said
from core.understanding.line import Line
from core.understanding.model import Span
from core.understanding.names import Found
from core.understanding.readers.people import counted_people

_SELF = ""
_NEAR = 4
"""The most words between a person and what they get: "my son would like to have a haircut"."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody named at a place: `key` is what they are to the contact, empty for himself.

    `count` are as many of them who get the same, "my two kids". `is_for` says that what stands
    before is theirs ("for me"), else it is what follows; `is_firm` that nobody named later takes
    that away.
    """

    key: str
    start: int
    end: int
    is_for: bool = False
    is_firm: bool = True
    count: int = 1


@dataclass(frozen=True, slots=True)
class _Service:
    """A service at a place, by its number among those found."""

    number: int
    start: int
    end: int


type _Event = _Person | _Service


def told_of_persons(
    line: Line, services: Sequence[Found], said: int | None
) -> tuple[dict[str, Any], int | None]:
    """Whose the services are, and of how many people each with their own; empty where untold.

    `said` are the people counted, None where it is open how many they are.
    """
    told: dict[str, Any] = {"for_another": True} if are_for_another(line, services) else {}
    persons = services_of_persons(line, services)
    if said is None or said > max(1, len(persons)):
        return told, None
    found = persons or may_be_of_persons(line, services)
    ids = [list(dict.fromkeys(each.ids[0] for each in own)) for own in found]
    if any(each != ids[0] for each in ids):
        told["by_person" if persons else "maybe_by_person"] = ids
    return told, len(persons) or None


def services_of_persons(line: Line, services: Sequence[Found]) -> list[list[Found]]:
    """The services of each person, the one named first first; empty where that is not said.

    "Braids and a manicure for me" are one person's, "braids for me and a haircut for my daughter"
    are two people's; "I want braids and a haircut for my daughter" can be either.
    """
    if len(services) < 2:
        return []
    events = _events(line, services)
    owners = _Owners(line, events).find()
    if owners is None or len(owners) < len(services):
        return []
    counts = {each.key: each.count for each in events if isinstance(each, _Person)}
    keys = list(dict.fromkeys(key for n in sorted(owners) for key in owners[n]))
    found = [
        [each for n, each in enumerate(services) if key in owners[n]]
        for key in keys
        for _ in range(counts.get(key, 1))
    ]
    return found if len(keys) > 1 else []


def may_be_of_persons(line: Line, services: Sequence[Found]) -> list[list[Found]]:
    """Whose the services could be besides one person's: "braids and a haircut for my daughter".

    Empty where it is plain whose they are.
    """
    events = _events(line, services)
    people = [each for each in events if isinstance(each, _Person) and each.key]
    is_one = len(people) == 1 and people[0].is_for and people[0].count == 1
    if len(services) < 2 or not is_one or any(line.has(i, tags.ALL_OF) for i in range(len(line))):
        return []
    finder = _Owners(line, events)
    owners = finder.find() or finder.said
    theirs = [n for n in range(len(services)) if owners.get(n) == [people[0].key]]
    if events[-1] is people[0] and len(theirs) == len(services):
        return [list(services[:-1]), [services[-1]]]
    behind = [n for n in range(len(services)) if n not in owners]
    if not theirs or len(theirs) + len(behind) < len(services) or not behind:
        return []
    return [[services[n] for n in theirs], [services[n] for n in behind]]


def are_for_another(line: Line, services: Sequence[Found]) -> bool:
    """Whether all services are for one person who is not the contact: "a haircut for my son"."""
    owners = _Owners(line, _events(line, services)).find() or {}
    keys = {key for each in owners.values() for key in each}
    return len(keys) == 1 and _SELF not in keys


def parts_of_persons(line: Line) -> list[Span]:
    """The text cut behind each "for me" and before each "my son", so that a part has one owner."""
    cuts = [0]
    for person in _persons(line):
        at = person.end - 1 if person.is_for else person.start
        cuts.append(line.item(at).end if person.is_for else line.item(at).start)
    cuts.append(line.item(len(line) - 1).end)
    return [Span("", first, last) for first, last in pairwise(cuts) if first < last]


def lies_inside(found: Found, spans: Sequence[Span]) -> bool:
    """Whether something was found within one of the spans, and in no word beside it."""
    return any(span.start <= found.start and found.end <= span.end for span in spans)


def without_counted_nouns(line: Line, spans: Sequence[Span]) -> list[Span]:
    """What is read already, less the noun of people counted: "2 kids" may be a "kids haircut"."""
    left = []
    for span in spans:
        inside = [i for i, item in enumerate(line.items) if span.start <= item.start < span.end]
        nouns = [i for i in inside if line.has(i, tags.PEOPLE) or line.has(i, tags.COMPANION)]
        is_joined = any(line.has(i, tag) for i in inside for tag in (tags.AND, tags.SELF))
        is_counted = len(nouns) == 1 and len(inside) > 1 and not is_joined
        kept = [i for i in inside if i not in nouns] if is_counted else []
        left += [Span("", line.item(i).start, line.item(i).end) for i in kept] or [span]
    return left


def _persons(line: Line, inside: Container[int] = ()) -> Iterator[_Person]:
    """The people named, not those in the name of a service; "he" is whoever was named before."""
    i, known = 0, _SELF
    while i < len(line):
        person = line.once(_group_at if i in inside else _person_at, i)
        if person is None and known and line.has(i, tags.PRONOUN):
            person = _Person(known, i, i + 1, _is_for(line, i))
        if person is not None:
            known = person.key or known
            yield person
        i = max(i + 1, person.end if person else 0)


def _events(line: Line, services: Sequence[Found]) -> list[_Event]:
    """People and services in the order in which they were said."""
    events: list[_Event] = []
    places = [
        [i for i, item in enumerate(line.items) if item.start < each.end and each.start < item.end]
        for each in services
    ]
    inside = {i for place in places for i in place}
    for n, place in enumerate(places):
        child = next((i for i in place if line.has(i, tags.CHILD)), None)
        if child is not None:
            events.append(_Person(line.text(child), place[0], place[0]))
        events.append(_Service(n, place[0], place[-1] + 1))
    events += _persons(line, inside)
    # A child in the name of a service stands before it.
    return sorted(events, key=lambda event: (event.start, isinstance(event, _Service)))


def _person_at(line: Line, i: int) -> _Person | None:
    """The contact or one of his people, named here."""
    if line.get(i, tags.PARTY) == 1:
        return _Person(_SELF, i, i + 1, is_for=True)
    said = line.get(i, tags.SELF) or line.get(i, tags.DOER)
    if said is not None:
        return _Person(_SELF, i, i + 1, said == "for" or _is_for(line, i), said != "subject")
    if (group := line.once(_group_at, i)) is not None:
        return group
    j = line.skip(i, tags.OWN, tags.ARTICLE)
    if line.get(j, tags.COMPANION) != 1 or line.once(is_only_said, j):
        return None
    end = line.skip(j + 1, tags.OWN)
    return _Person(line.text(j), i, end, _is_for(line, i))


def _group_at(line: Line, i: int) -> _Person | None:
    """Several who get the same, counted here: "my two kids", "watoto wawili"."""
    counted = counted_people(line, i)
    if counted is None or counted[0] < 2 or line.has(i - 1, tags.PARTY_LEAD):
        return None
    who = " ".join(line.text(k) for k in range(i, counted[1]))
    return _Person(who, i, counted[1], _is_for(line, i), count=counted[0])


def _is_for(line: Line, i: int) -> bool:
    return line.has(i - 1, tags.FOR) or line.has(i - 1, tags.OF)


class _Owners:
    """Goes through people and services from left to right and gives each service to somebody."""

    def __init__(self, line: Line, events: Sequence[_Event]) -> None:
        self._line, self._events = line, events
        self._owners: dict[int, list[str]] = {}
        self._firm: set[int] = set()
        self._open: list[int] = []
        """The services since the person named last."""
        self._given: list[int] = []
        """Those that the person named last was given by a word that stood behind them."""
        self._next: _Person | None = None
        """Who gets what follows."""

    def find(self) -> dict[int, list[str]] | None:
        """Who each service is for; None where one of them is nobody's."""
        for at, event in enumerate(self._events):
            if isinstance(event, _Service):
                self._add(event)
            elif event.is_for:
                self._take(event)
            elif self._given and self._is_joined(at):
                for n in self._given:
                    self._owners[n].append(event.key)
            elif not self._is_wish_for_next(event):
                self._next, self._open, self._given = event, [], []
        return self._with_those_said_first()

    def _is_wish_for_next(self, person: _Person) -> bool:
        """Whether the contact only wishes for whom he named: "for my son I want a haircut"."""
        is_named = self._next is not None and self._next.is_for and bool(self._next.key)
        return is_named and not self._open and not person.key and not person.is_firm

    @property
    def said(self) -> dict[int, list[str]]:
        """Who each service is for, as far as that was found."""
        return self._owners

    def _add(self, service: _Service) -> None:
        person = self._next
        if person is not None and (not person.key or self._open or self._is_near(person, service)):
            self._owners[service.number] = [person.key]
            if person.is_firm and not self._open and self._is_near(person, service):
                self._firm.add(service.number)
        self._open.append(service.number)
        self._given = []

    def _take(self, person: _Person) -> None:
        taken = [n for n in self._open if n not in self._firm]
        for n in taken:
            self._owners[n] = [person.key]
        self._given, self._open = taken, []
        self._next = None if taken else person

    def _is_joined(self, at: int) -> bool:
        """Whether a person shares what the one before was given, and gets nothing that follows.

        "For me and my son, braids for my wife" against "for me and my son a haircut".
        """
        after = self._events[at + 1 :]
        services = list(takewhile(lambda event: isinstance(event, _Service), after))
        following = after[len(services)] if len(services) < len(after) else None
        if not services or (isinstance(following, _Person) and following.is_for):
            return True
        person = self._events[at]
        first = services[0]
        return not (
            isinstance(person, _Person)
            and isinstance(first, _Service)
            and self._is_near(person, first)
        )

    def _is_near(self, person: _Person, service: _Service) -> bool:
        between = range(person.end, service.start)
        is_cut = any(self._line.has(i, tags.AND) or self._line.text(i) == "," for i in between)
        return len(between) <= _NEAR and not is_cut

    def _with_those_said_first(self) -> dict[int, list[str]] | None:
        """What stands before anybody is named is the contact's own."""
        services = self._services()
        for n in services:
            if n in self._owners:
                break
            self._owners[n] = [_SELF]
        return self._owners if all(n in self._owners for n in services) else None

    def _services(self) -> list[int]:
        return [event.number for event in self._events if isinstance(event, _Service)]
