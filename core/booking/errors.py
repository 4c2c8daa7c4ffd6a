"""Why something cannot be booked or changed.

CoreError
├── NotFound
│   └── BookingNotFound           booking_not_found
├── Refused
│   ├── BookingRefused            booking_refused: what was asked cannot be booked as it is
│   │   ├── ServiceNotOffered     service_not_offered
│   │   ├── StaffNotOffered       staff_not_offered: that person or room does not do this service
│   │   ├── BranchNotOffered      branch_not_offered
│   │   ├── PartyTooLarge         party_too_large
│   │   ├── PartyTooSmall         party_too_small
│   │   └── UnitsMixed            units_mixed: a stay and an appointment in one booking
│   ├── TimeRefused               time_refused: this time cannot be had; `alternatives` can
│   │   ├── InThePast             in_the_past
│   │   ├── TooSoon               too_soon
│   │   ├── TooFar                too_far
│   │   ├── OffStep               off_step: openings begin at other minutes
│   │   └── OutsideHours          outside_hours
│   ├── IllegalTransition         illegal_transition
│   └── HoldExpired               hold_expired
└── Conflict
    ├── OpeningTaken              opening_taken: somebody else has it; `alternatives` are free
    └── ResourceBusy              resource_busy: many are booking it at once; try again
"""

from datetime import datetime
from uuid import UUID

from core.booking.requests import Opening
from core.catalog.hours import ClosedBecause
from core.kit.errors import Conflict, NotFound, Refused
from core.kit.ids import BookingId, BranchId, ResourceId, ServiceId


class BookingNotFound(NotFound):
    code = "booking_not_found"


class BookingRefused(Refused):
    code = "booking_refused"


class ServiceNotOffered(BookingRefused):
    code = "service_not_offered"

    def __init__(self, service_id: UUID) -> None:
        super().__init__(f"service {service_id} is not offered")
        self.service_id = ServiceId(service_id)


class StaffNotOffered(BookingRefused):
    """None of the wanted resources of a kind can serve the service."""

    code = "staff_not_offered"

    def __init__(self, service_id: ServiceId, resource_ids: tuple[ResourceId, ...]) -> None:
        super().__init__(f"service {service_id} is not served by the wanted resources")
        self.service_id, self.resource_ids = service_id, resource_ids


class BranchNotOffered(BookingRefused):
    """No branch (or not the wanted one) can serve everything that was asked."""

    code = "branch_not_offered"

    def __init__(self, branch_id: BranchId | None) -> None:
        super().__init__(f"branch {branch_id} cannot serve the request")
        self.branch_id = branch_id


class PartyTooLarge(BookingRefused):
    code = "party_too_large"

    def __init__(self, service_id: ServiceId, max_party: int) -> None:
        super().__init__(f"service {service_id} takes at most {max_party}")
        self.service_id, self.max_party = service_id, max_party


class PartyTooSmall(BookingRefused):
    code = "party_too_small"

    def __init__(self, service_id: ServiceId, min_party: int) -> None:
        super().__init__(f"service {service_id} takes at least {min_party}")
        self.service_id, self.min_party = service_id, min_party


class UnitsMixed(BookingRefused):
    code = "units_mixed"


class TimeRefused(Refused):
    """A time that cannot be had, with openings near it that can."""

    code = "time_refused"

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(f"{self.code} at {starts_at:%Y-%m-%d %H:%M}")
        self.starts_at = starts_at
        self.alternatives: tuple[Opening, ...] = ()


class InThePast(TimeRefused):
    code = "in_the_past"


class TooSoon(TimeRefused):
    """Less notice than the business needs; `earliest` would do."""

    code = "too_soon"

    def __init__(self, starts_at: datetime, earliest: datetime) -> None:
        super().__init__(starts_at)
        self.earliest = earliest


class TooFar(TimeRefused):
    """Further ahead than the business books; `latest` is the last bookable instant."""

    code = "too_far"

    def __init__(self, starts_at: datetime, latest: datetime) -> None:
        super().__init__(starts_at)
        self.latest = latest


class OffStep(TimeRefused):
    code = "off_step"


class OutsideHours(TimeRefused):
    """Nobody who could serve works then; `because` is set when the whole date is closed."""

    code = "outside_hours"

    def __init__(self, starts_at: datetime, because: ClosedBecause | None) -> None:
        super().__init__(starts_at)
        self.because = because


class IllegalTransition(Refused):
    """The booking's status does not allow this."""

    code = "illegal_transition"

    def __init__(self, booking_id: BookingId, transition: str, status: str) -> None:
        super().__init__(f"booking {booking_id} is {status}: cannot {transition}")
        self.booking_id, self.transition, self.status = booking_id, transition, status


class HoldExpired(Refused):
    code = "hold_expired"

    def __init__(self, booking_id: BookingId) -> None:
        super().__init__(f"the hold {booking_id} has run out")
        self.booking_id = booking_id


class OpeningTaken(Conflict):
    """Somebody else has the opening; `alternatives` were free a moment ago."""

    code = "opening_taken"

    def __init__(self, starts_at: datetime, alternatives: tuple[Opening, ...] = ()) -> None:
        super().__init__(f"taken at {starts_at:%Y-%m-%d %H:%M}")
        self.starts_at, self.alternatives = starts_at, alternatives


class ResourceBusy(Conflict):
    """The wait for other bookings of the same resource was too long."""

    code = "resource_busy"
