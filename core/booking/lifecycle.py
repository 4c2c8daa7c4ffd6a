"""Every change of status a booking can go through, each refusing what is illegal.

held ──confirm──> confirmed ──complete──> completed
 │                    ├──────mark_no_show──> no_show
 │                    └──────cancel──> canceled
 ├──release, cancel──> canceled
 └──expire_hold──> expired ──reinstate──> confirmed (when its time is still free)
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.booking.availability import Availability
from core.booking.details import BookedItem, BookingDetails
from core.booking.errors import BookingNotFound, HoldExpired, IllegalTransition, OpeningTaken
from core.booking.models import Booking
from core.booking.placement import Placement
from core.booking.references import normalized_reference
from core.booking.repository import STANDING, BookingRepository
from core.booking.requests import ItemRequest, Opening, OpeningRequest
from core.catalog.snapshot import CatalogSnapshot
from core.kit import jobs
from core.kit.clock import Clock, utc_now
from core.kit.db import tenant_of
from core.kit.ids import BookingId, ContactId, ConversationId, ResourceId

EXPIRE_JOB = "booking.expire_hold"
# Correcting details renews a hold, but not for ever.
LONGEST_HOLD = 3
ASSISTANT = "assistant"


class BookingLifecycle:
    """Finding bookings and moving them from one status to the next, in the caller's transaction."""

    def __init__(
        self, session: AsyncSession, catalog: CatalogSnapshot, clock: Clock = utc_now
    ) -> None:
        self._session = session
        self._catalog = catalog
        self._clock = clock
        self._repository = BookingRepository(session)
        self._audit = AuditLog(session)
        self._placement = Placement(session, catalog, clock)
        self._hold_length = timedelta(minutes=catalog.settings.booking.hold_minutes)

    def request_of(
        self,
        booking: BookingDetails,
        *,
        resource_ids: tuple[ResourceId, ...] | None = None,
        nights: int | None = None,
    ) -> OpeningRequest:
        """What would book the same again: with the same staff unless `resource_ids` says who.

        A stay has as many nights as before unless `nights` says how many.

        Pass `moving=booking.id` to Availability to find the times it can be moved to.
        """
        zone = self._catalog.zone
        first = self._catalog.service(booking.items[0].service_id)
        stay = booking.ends_at.astimezone(zone).date() - booking.starts_at.astimezone(zone).date()
        return OpeningRequest(
            items=tuple(
                ItemRequest(
                    item.service_id,
                    item.quantity,
                    self._wanted(booking, item, resource_ids),
                    is_beside=_begins_beside(booking.items, at),
                    person=item.person,
                )
                for at, item in enumerate(booking.items)
            ),
            party_size=booking.party_size,
            branch_id=booking.branch_id,
            nights=(nights or stay.days) if first is not None and first.is_stay else None,
        )

    def price_of_nights(self, booking: BookingDetails, nights: int | None) -> int:
        """What the booking costs with so many nights, at the price that each of them has."""
        return sum(self._prices_of_nights(booking, nights))

    def _prices_of_nights(self, booking: BookingDetails, nights: int | None) -> list[int]:
        present = self.request_of(booking).nights
        if nights is None or not present:
            return [item.price_minor for item in booking.items]
        return [item.price_minor * nights // present for item in booking.items]

    async def get(
        self, booking: BookingId | str, *, contact_id: ContactId | None = None
    ) -> BookingDetails:
        """A booking by its id or reference, only this contact's when one is given."""
        if isinstance(booking, str):
            reference = normalized_reference(booking)
            if reference is None:
                raise BookingNotFound("not a reference")
            criterion = Booking.reference == reference
        else:
            criterion = Booking.id == booking
        if contact_id is not None:
            criterion = and_(criterion, Booking.contact_id == contact_id)
        return await self._one(criterion)

    async def last_of(self, contact_id: ContactId) -> BookingDetails | None:
        """What a contact booked last, whether it is over or still to come."""
        return await self._repository.last_of(contact_id)

    async def lapsed_of(self, contact_id: ContactId, *, since: datetime) -> BookingDetails | None:
        """The hold of a contact that ran out last, if it was since then and is still to come."""
        return await self._repository.lapsed_of(contact_id, since, self._clock())

    async def is_holding_in(self, conversation_id: ConversationId) -> bool:
        """Whether something is held in a conversation and waits for its payment."""
        return await self._repository.is_holding_in(conversation_id, self._clock())

    async def upcoming_of(self, contact_id: ContactId) -> list[BookingDetails]:
        """The contact's bookings that stand and are not over, the next one first."""
        return await self._repository.upcoming_of(contact_id, self._clock())

    async def confirm(self, booking_id: BookingId) -> BookingDetails:
        """Make a hold a booking; a confirmed one stays as it is.

        A hold whose time is up but whose opening nobody took is confirmed too; raises HoldExpired
        when it was given up already: `reinstate` may still help.
        """
        now = self._clock()
        values = {"status": "confirmed", "held_until": None, "confirmed_at": now}
        is_changed = await self._repository.change_status(booking_id, ("held",), values, now)
        booking = await self._one(Booking.id == booking_id)
        if is_changed:
            await self._record("booking_confirmed", booking, "confirmed")
        elif booking.status == "expired":
            raise HoldExpired(booking_id)
        elif booking.status != "confirmed":
            raise IllegalTransition(booking_id, "confirm", booking.status)
        return booking

    async def reinstate(self, booking_id: BookingId) -> BookingDetails:
        """Confirm an expired hold when its time is still free with the same resources.

        Raises OpeningTaken with alternatives, or HoldExpired when the time itself has passed.
        """
        booking = await self._locked(booking_id, "reinstate", ("expired",))
        now = self._clock()
        if booking.starts_at <= now:
            raise HoldExpired(booking_id)
        values = {"status": "confirmed", "confirmed_at": now}

        async def write() -> None:
            await self._repository.change_status(booking_id, ("expired",), values, now)

        allocations = await self._repository.allocations_of(booking_id)
        if not await self._placement.restore(booking_id, allocations, write):
            raise OpeningTaken(booking.starts_at, await self._alternatives(booking))
        reinstated = await self._one(Booking.id == booking_id)
        await self._record("booking_reinstated", reinstated, "confirmed after all")
        return reinstated

    async def extend_hold(self, booking_id: BookingId, until: datetime) -> BookingDetails:
        """Keep a hold until a later time, at most three times the business's length of holds."""
        booking = await self._locked(booking_id, "extend_hold", ("held",))
        held_until = self._renewed(booking, until)
        if held_until == booking.held_until:
            return booking
        extended = replace(booking, held_until=held_until, updated_at=self._clock())
        await self._repository.update_booking(
            booking_id, {"held_until": held_until, "updated_at": extended.updated_at}
        )
        await self._defer_expiry(extended)
        await self._record("hold_extended", extended, self._held_text(extended))
        return extended

    async def expire_hold(self, booking_id: BookingId) -> bool:
        """End a hold whose time is up. True when it is expired now, whoever did it.

        False when it was confirmed, canceled or extended meanwhile; tell the contact once, keyed
        by the booking.
        """
        await self._placement.expire([booking_id])
        return await self._repository.status_of(booking_id) == "expired"

    async def cancel(
        self, booking_id: BookingId, reason: str, *, actor: str = ASSISTANT
    ) -> BookingDetails:
        """Give a held or confirmed booking's time back; a canceled one stays as it is."""
        return await self._end(
            booking_id, "cancel", origins=STANDING, status="canceled", reason=reason, actor=actor
        )

    async def release(self, booking_id: BookingId) -> BookingDetails:
        """Give a hold back before its time is up."""
        return await self._end(
            booking_id,
            "release",
            origins=("held",),
            status="canceled",
            reason="released",
            actor=ASSISTANT,
        )

    async def complete(self, booking_id: BookingId, *, actor: str) -> BookingDetails:
        """Note that the contact came."""
        return await self._end(
            booking_id, "complete", origins=("confirmed",), status="completed", actor=actor
        )

    async def mark_no_show(self, booking_id: BookingId, *, actor: str) -> BookingDetails:
        """Note that the contact did not come."""
        return await self._end(
            booking_id, "mark_no_show", origins=("confirmed",), status="no_show", actor=actor
        )

    async def _end(
        self,
        booking_id: BookingId,
        transition: str,
        *,
        origins: Iterable[str],
        status: str,
        actor: str,
        reason: str | None = None,
    ) -> BookingDetails:
        now = self._clock()
        values: dict[str, Any] = {"status": status, "held_until": None}
        if status == "canceled":
            values |= {"canceled_at": now, "cancel_reason": reason}
        is_changed = await self._repository.change_status(booking_id, origins, values, now)
        booking = await self._one(Booking.id == booking_id)
        if is_changed:
            action = {"canceled": "booking_canceled", "no_show": "booking_no_show"}
            words = status.replace("_", " ")
            await self._record(action.get(status, f"booking_{status}"), booking, words, actor=actor)
        elif booking.status != status:
            raise IllegalTransition(booking_id, transition, booking.status)
        return booking

    async def _locked(
        self, booking_id: BookingId, transition: str, origins: Iterable[str]
    ) -> BookingDetails:
        """The booking, locked, in one of the statuses the transition starts from."""
        status = await self._repository.lock(booking_id)
        if status == "expired" and "held" in origins:
            raise HoldExpired(booking_id)
        if status is not None and status not in origins:
            raise IllegalTransition(booking_id, transition, status)
        return await self._one(Booking.id == booking_id)

    async def _one(self, criterion: ColumnElement[bool]) -> BookingDetails:
        found = await self._repository.get(criterion)
        if found is None:
            raise BookingNotFound("no such booking")
        return found

    async def _alternatives(self, booking: BookingDetails) -> tuple[Opening, ...]:
        availability = Availability(self._session, self._catalog, self._clock)
        return tuple(
            await availability.nearest_openings(self.request_of(booking), around=booking.starts_at)
        )

    def _wanted(
        self, booking: BookingDetails, item: BookedItem, given: tuple[ResourceId, ...] | None
    ) -> tuple[ResourceId, ...]:
        """The given resources that can do it, else the staff who were to do it and still can."""
        service = self._catalog.service(item.service_id)
        if service is None:
            return ()
        if given is not None:
            able = {one.id for linked in service.resources.values() for one in linked}
            return tuple(wanted for wanted in given if wanted in able)
        booked = {
            taken.resource_id for taken in booking.resources if taken.item_position == item.position
        }
        return tuple(member.id for member in service.staff if member.id in booked)

    def _renewed(self, booking: BookingDetails, until: datetime) -> datetime:
        longest = booking.created_at + LONGEST_HOLD * self._hold_length
        renewed = min(until, longest)
        return max(renewed, booking.held_until) if booking.held_until else renewed

    def _held_text(self, booking: BookingDetails) -> str:
        if booking.held_until is None:
            return booking.status
        return f"held until {booking.held_until.astimezone(self._catalog.zone):%H:%M}"

    async def _defer_expiry(self, booking: BookingDetails) -> None:
        await jobs.defer(
            self._session,
            EXPIRE_JOB,
            {"tenant_id": str(tenant_of(self._session)), "booking_id": str(booking.id)},
            scheduled_at=booking.held_until,
        )

    async def _record(
        self,
        action: str,
        booking: BookingDetails,
        words: str,
        *,
        change: str = "updated",
        actor: str = ASSISTANT,
    ) -> None:
        summary = f"{booking.reference} {words}"
        await self._audit.record(
            action, "bookings", booking.id, {"summary": summary, "change": change}, actor=actor
        )


def _begins_beside(items: Sequence[BookedItem], at: int) -> bool:
    """Whether a service began with the one before it, or with the first of the person before."""
    if at == 0:
        return False
    before, item = items[at - 1], items[at]
    if item.person is not None:
        before = next(each for each in items if each.person == before.person)
    return before.starts_at == item.starts_at
