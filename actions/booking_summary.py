"""What was held or booked, line by line, and what can be done next."""

from collections import Counter
from datetime import datetime
from typing import Any

from actions.base import Desk
from actions.fields import TOPIC
from actions.saying import (
    Variable,
    button,
    clock_time,
    instant,
    lines,
    minutes,
    money,
    phone,
    together,
    words,
)
from actions.wishes import MEETING
from core.booking.details import BookingDetails
from core.booking.periods import nights, when
from core.catalog.snapshot import CatalogService
from core.kit.ids import ServiceId


def naming(desk: Desk, booking: BookingDetails) -> dict[str, Variable]:
    """What a booking is called when talking about it."""
    return {
        "reference": booking.reference,
        "service": _services(desk, booking),
        "starts_at": when(booking.starts_at, booking.ends_at, is_stay=is_stay(desk, booking)),
    }


def is_stay(desk: Desk, booking: BookingDetails) -> bool:
    """Whether nights are booked."""
    first = desk.catalog.service(booking.items[0].service_id)
    return first is not None and first.is_stay


async def say_hold(desk: Desk, booking: BookingDetails, due_minor: int) -> None:
    """Show what is held, and what pays for it."""
    due = money(due_minor, booking.currency)
    facts: dict[str, Variable] = {
        "summary": _summary(desk, booking),
        "due": due,
        "held_until": _local_time(desk, booking.held_until or desk.clock()),
    }
    payer = desk.slots.get("phone") or (await desk.contact()).phone
    if not payer:
        desk.say("utter_hold_needs_phone", buttons=next_steps(None), **facts)
        return
    desk.say("utter_hold_with_payment", buttons=next_steps(due), phone=phone(str(payer)), **facts)


def say_booked(desk: Desk, booking: BookingDetails) -> None:
    """Show what is booked without paying now."""
    desk.say(
        "utter_meeting_booked" if _meeting(desk, booking) else "utter_booked",
        summary=_summary(desk, booking),
        reference=booking.reference,
        calendar=f"{desk.public_url}/calendar/{booking.calendar_token}.ics",
    )


def next_steps(due: Variable | None) -> list[dict[str, Any]]:
    """The buttons below what is held: pay (when a number to ask is known), change, cancel."""
    steps = [
        button(words("button_change"), "inform", change="what"),
        button(words("button_cancel"), "deny"),
    ]
    if due is not None:
        steps.insert(0, button(words("button_pay", due=due), "affirm"))
    return steps


def _summary(desk: Desk, booking: BookingDetails) -> Variable:
    said = [
        *_service_lines(desk, booking),
        *_when_lines(desk, booking),
    ]
    staff = desk.catalog.staff_among(booking.resource_ids)
    if staff:
        said.append(words("line_staff", staff=together([each.name for each in staff])))
    if name := booking.contact_name:
        said.append(words("line_guest" if desk.slots.get("is_guest") else "line_name", name=name))
    if booking.party_size > 1:
        said += _people_lines(desk, booking)
    meeting = _meeting(desk, booking)
    if meeting is not None:
        said.append(words("line_takes", duration=minutes(meeting.duration_minutes)))
        if topic := booking.fields.get(TOPIC):
            said.append(words("line_about", topic=str(topic)))
    if booking.price_minor:
        said.append(_price_line(booking))
    return lines(said)


def _when_lines(desk: Desk, booking: BookingDetails) -> list[Variable]:
    starts_at = instant(booking.starts_at)
    if not is_stay(desk, booking):
        return [words("line_when", starts_at=starts_at)]
    return [
        words("line_check_in", starts_at=starts_at),
        words("line_check_out", ends_at=instant(booking.ends_at)),
        words("line_nights", nights=nights(booking.starts_at, booking.ends_at)),
    ]


def _people_lines(desk: Desk, booking: BookingDetails) -> list[Variable]:
    """How many, and whether at the same time where each has an appointment of his own."""
    said = [words("line_people", party_size=booking.party_size)]
    persons = {each.person: each for each in reversed(booking.items) if each.person}
    same = [each for each in booking.items if each.service_id == booking.items[0].service_id]
    first = list(persons.values()) or same
    if len(first) == 1 or is_stay(desk, booking):
        return said
    if len({each.starts_at for each in first}) == 1:
        return [*said, words("line_at_once")]
    return [*said, words("line_in_turn", ends_at=_local_time(desk, booking.ends_at))]


def _meeting(desk: Desk, booking: BookingDetails) -> CatalogService | None:
    """The meeting that is booked, or None when it is a service."""
    first = desk.catalog.service(booking.items[0].service_id)
    return first if first is not None and first.kind == MEETING else None


def _service_lines(desk: Desk, booking: BookingDetails) -> list[Variable]:
    """The service, or each of several with its price; what is had several times is counted."""
    if len(booking.items) == 1:
        return [words("line_service", service=_services(desk, booking))]
    if booking.items[0].person:
        return _lines_of_persons(desk, booking)
    counts = Counter(booking.service_ids)
    return [
        words(
            "line_service_of_several",
            service=_counted(service.name_in(desk.language), counts[service.id]),
            price=money(_price_of(booking, service.id), booking.currency),
        )
        for service in map(desk.catalog.service, counts)
        if service is not None
    ]


def _lines_of_persons(desk: Desk, booking: BookingDetails) -> list[Variable]:
    """What each of the party has, and what it costs."""
    said: list[Variable] = []
    for person in dict.fromkeys(each.person for each in booking.items):
        own = [each for each in booking.items if each.person == person]
        found = [desk.catalog.service(each.service_id) for each in own]
        names = together([each.name_in(desk.language) for each in found if each])
        price = money(sum(each.price_minor for each in own), booking.currency)
        said.append(words("line_service_of_person", person=person, service=names, price=price))
    return said


def _counted(name: str, count: int) -> Variable:
    return name if count == 1 else words("word_several", service=name, count=count)


def _price_of(booking: BookingDetails, service_id: ServiceId) -> int:
    return sum(item.price_minor for item in booking.items if item.service_id == service_id)


def _price_line(booking: BookingDetails) -> Variable:
    price = money(booking.price_minor, booking.currency)
    is_total = len(booking.items) > 1
    if not 0 < booking.deposit_minor < booking.price_minor:
        return words("line_total" if is_total else "line_price", price=price)
    deposit = money(booking.deposit_minor, booking.currency)
    return words("line_total_deposit" if is_total else "line_deposit", price=price, deposit=deposit)


def _services(desk: Desk, booking: BookingDetails) -> Variable:
    counts = Counter(booking.service_ids)
    found = [service for service in map(desk.catalog.service, counts) if service]
    return together([_counted(each.name_in(desk.language), counts[each.id]) for each in found])


def _local_time(desk: Desk, moment: datetime) -> Variable:
    return clock_time(f"{moment.astimezone(desk.catalog.zone):%H:%M}")
