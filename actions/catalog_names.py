"""The business's services and staff, looked up by the ids in slots and shown as buttons."""

from collections.abc import Sequence
from uuid import UUID

from actions.base import Desk
from actions.saying import Button, Variable, button, minutes, money, words
from actions.wishes import ANYONE, MEETING
from core.catalog.snapshot import CatalogResource, CatalogService, CatalogSnapshot


def service_of(catalog: CatalogSnapshot, service_id: str | None) -> CatalogService | None:
    """The service with this id, as text from a slot, or None when the business offers none such."""
    found = catalog.service(_uuid(service_id)) if service_id else None
    return found if found and found.is_active else None


def services_of(catalog: CatalogSnapshot, service_ids: Sequence[str]) -> list[CatalogService]:
    """The services with these ids that the business offers, in that order."""
    found = [service_of(catalog, each) for each in service_ids]
    return [each for each in found if each is not None]


def staff_of(catalog: CatalogSnapshot, staff_id: str | None) -> CatalogResource | None:
    """The member of staff with this id, or None."""
    found = catalog.resource(_uuid(staff_id)) if staff_id and staff_id != ANYONE else None
    return found if found and found.is_active and found.kind == "staff" else None


def services_of_kind(catalog: CatalogSnapshot, kind: str | None) -> list[CatalogService]:
    """Services, or the meetings when those are wanted, in the owner's order."""
    wants_meeting = kind == MEETING
    return [each for each in catalog.services if (each.kind == MEETING) == wants_meeting]


def service_buttons(desk: Desk, services: Sequence[CatalogService], intent: str) -> list[Button]:
    """One button per service."""
    return [button(each.name_in(desk.language), intent, service=str(each.id)) for each in services]


def staff_buttons(staff: Sequence[CatalogResource], *, with_anyone: bool) -> list[Button]:
    """One button per member of staff, and one for anyone."""
    buttons = [button(each.name, "inform", staff=str(each.id)) for each in staff]
    if with_anyone:
        buttons.append(button(words("button_anyone"), "inform", anyone=True))
    return buttons


def price_facts(service: CatalogService, currency: str, language: str) -> dict[str, Variable]:
    """Name, price and duration of a service as variables."""
    return {
        "service": service.name_in(language),
        "price": money(service.price_minor, currency),
        "duration": minutes(service.duration_minutes),
    }


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)
