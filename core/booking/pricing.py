"""What a request costs; computed here and nowhere else."""

from dataclasses import dataclass

from babel.numbers import get_currency_precision

from core.booking.errors import ServiceNotOffered
from core.booking.requests import OpeningRequest
from core.catalog.snapshot import CatalogService, CatalogSnapshot
from core.kit.ids import ServiceId


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One service of a quote; `units` is what its price is multiplied with."""

    service_id: ServiceId
    quantity: int
    units: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A price; `due_minor` is what the business collects when booking."""

    price_minor: int
    deposit_minor: int
    due_minor: int
    currency: str
    lines: tuple[QuoteLine, ...]


def quote(request: OpeningRequest, catalog: CatalogSnapshot) -> Quote:
    """The price and the deposit of a request, in whole minor units."""
    lines: list[QuoteLine] = []
    deposit_hundredths = 0
    for position, item in enumerate(request.items):
        service = catalog.service(item.service_id)
        if service is None:
            raise ServiceNotOffered(item.service_id)
        people = request.people_of(position)
        units = _units(service, item.quantity, people=people, nights=request.nights)
        price = service.price_minor * units
        lines.append(QuoteLine(service.id, item.quantity, units, price))
        deposit_hundredths += _deposit_hundredths(service, price, item.quantity)
    price_minor = sum(line.price_minor for line in lines)
    deposit_minor = min(price_minor, _whole_units(deposit_hundredths, catalog.currency))
    due = {"nothing": 0, "deposit": deposit_minor, "full": price_minor}
    return Quote(
        price_minor=price_minor,
        deposit_minor=deposit_minor,
        due_minor=due[catalog.settings.payment.collect],
        currency=catalog.currency,
        lines=tuple(lines),
    )


def _units(service: CatalogService, quantity: int, *, people: int, nights: int | None) -> int:
    if service.price_kind == "free":
        return 0
    each = people if service.price_kind == "per_person" else 1
    if not service.is_stay:
        return each * quantity
    # The people of a stay share its rooms: each pays once, however many rooms there are.
    return (nights or 1) * (each if service.price_kind == "per_person" else quantity)


def _deposit_hundredths(service: CatalogService, price: int, quantity: int) -> int:
    match service.deposit_kind:
        case "percent":
            return price * service.deposit_value
        case "fixed":
            return min(price, service.deposit_value * quantity) * 100
        case "full":
            return price * 100
        case _:
            return 0


def _whole_units(hundredths: int, currency: str) -> int:
    """Minor units, rounded up to whole units of the currency: mobile money has no cents."""
    unit_minor: int = 10 ** get_currency_precision(currency)
    return -(-hundredths // (100 * unit_minor)) * unit_minor
