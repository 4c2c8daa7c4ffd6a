"""A booking as a calendar file."""

from collections import Counter
from datetime import UTC

from icalendar import Calendar, Event

from core.booking.details import BookingDetails
from core.booking.periods import when
from core.catalog.snapshot import CatalogSnapshot
from core.conversations.rendering import Renderer
from core.conversations.texts import TextCatalog
from core.kit.ids import ServiceId

_STATUS = {"held": "TENTATIVE", "confirmed": "CONFIRMED", "completed": "CONFIRMED"}


def ics(
    booking: BookingDetails, catalog: CatalogSnapshot, texts: TextCatalog, language: str
) -> bytes:
    """The iCalendar file of a booking; opened again after a change it updates the same entry."""
    event = Event()
    event.add("uid", f"{booking.id}@ratiba")
    # Calendar programs take an entry for newer by its sequence.
    event.add("sequence", int((booking.updated_at - booking.created_at).total_seconds()))
    event.add("dtstamp", booking.updated_at.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("summary", f"{_services(booking, catalog, language)} - {catalog.name}")
    event.add("status", _STATUS.get(booking.status, "CANCELLED"))
    branch = catalog.branch(booking.branch_id)
    if branch is not None:
        event.add("location", ", ".join(part for part in (branch.name, branch.address) if part))
    staff = ", ".join(member.name for member in catalog.staff_among(booking.resource_ids))
    parts = (booking.reference, _stay(booking, catalog, texts, language), staff)
    event.add("description", "\n".join(part for part in parts if part))
    calendar = Calendar()
    calendar.add("prodid", "-//Ratiba//Front desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _stay(
    booking: BookingDetails, catalog: CatalogSnapshot, texts: TextCatalog, language: str
) -> str:
    """Check-in, check-out and nights, where nights are booked."""
    services = [catalog.service(each) for each in booking.service_ids]
    if not any(service is not None and service.is_stay for service in services):
        return ""
    said = when(booking.starts_at, booking.ends_at, is_stay=True, said_as="word_stay_lines")
    return Renderer(texts, catalog, language).say(said)


def _services(booking: BookingDetails, catalog: CatalogSnapshot, language: str) -> str:
    counts: Counter[ServiceId] = Counter()
    for item in booking.items:
        counts[item.service_id] += item.quantity
    names: list[str] = []
    for service_id, count in counts.items():
        service = catalog.service(service_id)
        if service is not None:
            names.append(f"{f'{count} x ' if count > 1 else ''}{service.name_in(language)}")
    return ", ".join(names)
