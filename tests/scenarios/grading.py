"""The final rows against what should be: what is missing, extra or altered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.e2e.days import NAIROBI
from tests.scenarios.scenario import Ends
from tests.scenarios.voice import ANYONE, Plan

Row = dict[str, Any]
DONE = ("confirmed", "booked")
WRONG_EFFECT = "wrong effect"


@dataclass(frozen=True)
class Fault:
    """One reason why a conversation did not pass; `kind` is a word to count by."""

    kind: str
    what: str


@dataclass(frozen=True)
class Wanted:
    """A booking that should be there."""

    plan: Plan
    starts_at: datetime | None
    status: str
    name: str | None = None

    def differences(self, row: Row) -> list[str]:
        """What in a row is not as wanted."""
        found, goal = [], self.plan.goal
        if row["services"] != [goal.service]:
            found.append(f"services {row['services']}, not {goal.service}")
        starts_at = row["starts_at"].astimezone(NAIROBI)
        if starts_at != self.starts_at:
            found.append(f"starts {starts_at:%a %d %b %H:%M}, not {_said(self.starts_at)}")
        if goal.staff not in (None, ANYONE) and row["staff"] != [goal.staff]:
            found.append(f"with {row['staff']}, not {goal.staff}")
        if row["party_size"] != goal.people:
            found.append(f"{row['party_size']} people, not {goal.people}")
        if self.name is not None and row["contact_name"] != self.name:
            found.append(f"in the name of {row['contact_name']!r}, not {self.name!r}")
        if row["status"] != self.status:
            found.append(f"{row['status']}, not {self.status}")
        window = self.plan.window
        if window and not window[0] <= starts_at.time() < window[1]:
            found.append(f"starts {starts_at:%H:%M}, not in the {goal.time}")
        return found


def grade_new(wanted: Wanted | None, rows: Sequence[Row], *, was_told: bool) -> Iterator[Fault]:
    """Faults among the bookings that the conversation made."""
    counted = [row for row in rows if row["status"] == "held" or row["confirmed_at"] is not None]
    firm = [row for row in counted if row["confirmed_at"] is not None]
    if wanted is None:
        yield from (Fault(WRONG_EFFECT, f"extra booking {_row(row)}") for row in firm)
        yield from (
            Fault("unfinished", f"left held {_row(row)}") for row in counted if row not in firm
        )
        return
    if not counted:
        kind = WRONG_EFFECT if was_told else "missing"
        yield Fault(kind, "the booking is missing")
        return
    best = min(counted, key=lambda row: len(wanted.differences(row)))
    for row in counted:
        if row is not best:
            kind = WRONG_EFFECT if row in firm else "unfinished"
            yield Fault(kind, f"extra booking {_row(row)}")
    for difference in wanted.differences(best):
        is_firm = best in firm or was_told
        yield Fault(WRONG_EFFECT if is_firm else "unfinished", f"altered: {difference}")


def grade_given(ends: Ends, before: Sequence[Row], after: Sequence[Row], wanted: Wanted | None
                ) -> Iterator[Fault]:  # fmt: skip
    """Faults among the bookings that were there before; the first is the one the goal is about."""
    rows = {row["id"]: row for row in after}
    for number, old in enumerate(before):
        new = rows[old["id"]]
        if number == 0 and ends.given == "canceled" and new["status"] == "canceled":
            continue
        if number == 0 and ends.given == "moved" and wanted is not None:
            if new["starts_at"] == old["starts_at"]:
                yield Fault("missing", f"{old['reference']} was not moved")
            else:
                yield from (Fault(WRONG_EFFECT, f"moved: {each}")
                            for each in wanted.differences(new))  # fmt: skip
            continue
        if number == 0 and ends.given == "canceled":
            yield Fault("missing", f"{old['reference']} was not canceled")
        yield from unchanged(old, new)


def unchanged(old: Row, new: Row) -> Iterator[Fault]:
    """Faults where a booking that nobody meant has changed."""
    for name in ("status", "starts_at", "services", "staff", "party_size", "price_minor"):
        if old[name] != new[name]:
            yield Fault(WRONG_EFFECT, f"{old['reference']}: {name} was {old[name]}, is {new[name]}")


def grade_money(ends: Ends, rows: Sequence[Row], payments: Sequence[Row]) -> Iterator[Fault]:
    """Faults among the payments of the bookings that the conversation made."""
    for row in rows:
        own = [each for each in payments if each["booking_id"] == row["id"]]
        paid = [each["amount_minor"] for each in own if each["state"] == "paid"]
        due = row["deposit_minor"]
        if row["confirmed_at"] is None:
            if paid:
                yield Fault(WRONG_EFFECT, f"{row['reference']} is paid but {row['status']}")
            continue
        if paid != ([due] if due else []):
            yield Fault(WRONG_EFFECT, f"{row['reference']} should be paid {due} once, not {paid}")
        states = tuple(each["state"] for each in own)
        if due and states != ends.payments:
            yield Fault("payments", f"{row['reference']} has payments {states}")


def grade_contact(ends: Ends, conversation: Row) -> Iterator[Fault]:
    """Faults in who answers, and in whether the customer is written to."""
    if conversation["answered_by"] != ends.answered_by:
        kind = "missing" if ends.answered_by == "operator" else WRONG_EFFECT
        yield Fault(kind, f"answered by {conversation['answered_by']}")
    if (conversation["opted_out_at"] is not None) != ends.opted_out:
        kind = "missing" if ends.opted_out else WRONG_EFFECT
        yield Fault(kind, "opted out" if not ends.opted_out else "not opted out")


def _row(row: Row) -> str:
    starts_at = row["starts_at"].astimezone(NAIROBI)
    return f"{row['reference']} {row['services']} {starts_at:%a %d %b %H:%M} {row['status']}"


def _said(moment: datetime | None) -> str:
    return f"{moment:%a %d %b %H:%M}" if moment else "as chosen"
