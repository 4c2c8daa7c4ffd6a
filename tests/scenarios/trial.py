"""One trial of one scenario: prepare, converse, grade."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from tests.e2e.days import NAIROBI
from tests.fixtures.phone import Phone
from tests.scenarios.calendar_words import full_day
from tests.scenarios.customer import Customer, GaveUp
from tests.scenarios.grading import (
    DONE,
    WRONG_EFFECT,
    Fault,
    Wanted,
    grade_contact,
    grade_given,
    grade_money,
    grade_new,
    unchanged,
)
from tests.scenarios.hearing import Ear
from tests.scenarios.salon import Row, Salon
from tests.scenarios.scenario import Ends, Goal, Line, Scenario
from tests.scenarios.voice import plan

_BOOK = {
    "en": "Book {service} with {staff} on {date} at {clock}",
    "sw": "nataka kubook {service} na {staff} {date} {clock}",
}


@dataclass
class Outcome:
    """How one trial went."""

    scenario: Scenario
    trial: int
    faults: list[Fault]
    transcript: list[str]
    rephrased: int
    seconds: float

    @property
    def has_passed(self) -> bool:
        return not self.faults

    @property
    def wrong_effects(self) -> int:
        return sum(fault.kind == WRONG_EFFECT for fault in self.faults)


@dataclass
class Trial:
    """Runs a scenario once at a salon where nobody else books."""

    scenario: Scenario
    number: int
    salon: Salon
    ear: Ear
    seed: str
    _others: list[tuple[Phone, list[Row]]] = field(default_factory=list)

    def run(self) -> Outcome:
        """How it went; whatever happens, every opening is free again afterwards."""
        started = time.monotonic()
        self._rng = Random(f"{self.seed}:{self.scenario.id}:{self.number}")
        self._transcript: list[str] = []
        self._rephrased = 0
        try:
            faults = list(self._faults())
        # One broken trial must not end the others.
        except Exception as error:
            faults = [Fault("error", f"{type(error).__name__}: {error}")]
        finally:
            self.salon.release_all()
        seconds = time.monotonic() - started
        return Outcome(
            self.scenario, self.number, faults, self._transcript, self._rephrased, seconds
        )

    def _faults(self) -> Iterator[Fault]:
        extra = {}
        for each in self.scenario.others:
            other = self.salon.phone("en")
            if not self._book(each, other, "en"):
                yield Fault("setup", "somebody else's booking could not be made")
                return
            rows = self.salon.bookings(other)
            self._others.append((other, rows))
            extra["other_reference"] = rows[0]["reference"]
        phone = self.salon.phone(self.scenario.language)
        language = "en" if self.scenario.language == "en" else "sw"
        for each in self.scenario.given:
            if not self._book(each, phone, language):
                yield Fault("setup", "the booking that is given could not be made")
                return
        given = self.salon.bookings(phone)
        if given:
            extra["own_reference"] = given[0]["reference"]
        customer = Customer(self.scenario, self.salon, phone, self.ear, self._rng, extra)
        self._transcript = customer.transcript
        try:
            customer.visit()
        except (GaveUp, AssertionError) as error:
            yield Fault("gave up", str(error))
        self._rephrased = customer.rephrased
        yield from self._grade(customer, given)

    def _book(self, goal: Goal, phone: Phone, language: str) -> bool:
        """Make a booking in plain words, answering by taps."""
        on = plan(goal, self.salon)
        text = _BOOK[language].replace("{date}", full_day(on.day, language))
        service = self.salon.service(goal.service)
        name = service["name"] if language == "en" else service["names"]["sw"]
        text = text.replace("{clock}", f"{on.at:%H:%M}").replace("{service}", name)
        setup = replace(
            self.scenario, language=language, goal=goal, wants=(Line(text={language: text}),),
            path=(), given=(), others=(), answers={"": "tap"}, ends=Ends(booking="confirmed"),
            wants_booking=True,
        )  # fmt: skip
        customer = Customer(setup, self.salon, phone, self.ear, Random(0))
        self._transcript = customer.transcript
        try:
            customer.visit()
        except (GaveUp, AssertionError) as error:
            self._transcript.append(f"  setup: {error}")
            return False
        last = self.salon.bookings(phone)[-1:]
        return bool(last) and last[0]["status"] == "confirmed"

    def _grade(self, customer: Customer, given: list[Row]) -> Iterator[Fault]:
        ends, phone = self.scenario.ends, customer.phone
        rows = self.salon.bookings(phone)
        wanted = self._wanted(customer)
        known = {row["id"] for row in given}
        made = [row for row in rows if row["id"] not in known]
        was_told = any(each.is_any_of(DONE) for each in customer.heard)
        is_new = ends.booking != "none"
        yield from grade_new(wanted if is_new else None, made, was_told=was_told)
        yield from grade_given(ends, given, rows, None if is_new else wanted)
        yield from grade_money(ends, made, self.salon.payments(phone))
        yield from grade_contact(ends, self.salon.conversation(phone) or {})
        for other, before in self._others:
            for old, new in zip(before, self.salon.bookings(other), strict=True):
                yield from unchanged(old, new)
        yield from (Fault("untrue", each) for each in customer.untrue)
        yield from _unsaid(ends, customer)
        for line in customer.not_walked:
            yield Fault("path not walked", f"{line.when!r} never came")

    def _wanted(self, customer: Customer) -> Wanted:
        now = customer.plan
        starts_at = customer.picked
        if starts_at is None and now.at is not None:
            starts_at = datetime.combine(now.day, now.at, NAIROBI)
        ends = self.scenario.ends
        status = ends.booking if ends.booking != "none" else "confirmed"
        name = now.goal.name if not self.scenario.given else None
        return Wanted(now, starts_at, status, name)


def _unsaid(ends: Ends, customer: Customer) -> Iterator[Fault]:
    for name in ends.heard:
        if not any(each.is_any_of((name,)) for each in customer.heard):
            yield Fault("not heard", f"{name} was never said")
    for name in ends.never:
        if any(each.is_any_of((name,)) for each in customer.heard):
            yield Fault("not to be said", f"{name} was said")
