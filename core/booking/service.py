"""Holds, corrections of holds, and moves to another time."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.booking.details import BookedItem, BookedResource, BookingDetails
from core.booking.errors import HoldExpired
from core.booking.lifecycle import ASSISTANT, BookingLifecycle
from core.booking.models import Booking
from core.booking.pricing import Quote, quote
from core.booking.references import new_reference
from core.booking.repository import STANDING
from core.booking.requests import Opening, OpeningRequest
from core.kit.errors import CoreError
from core.kit.ids import BookingId, ContactId, ConversationId, ResourceId, new_id


class BookingService(BookingLifecycle):
    """The bookings of one tenant, in the caller's transaction; what it says is true on commit."""

    def quote(self, request: OpeningRequest) -> Quote:
        """What the request costs, and what of it is due now."""
        return quote(request, self._catalog)

    async def hold_opening(
        self,
        request: OpeningRequest,
        starts_at: datetime,
        *,
        contact_id: ContactId,
        conversation_id: ConversationId | None,
        contact_name: str | None,
        fields: Mapping[str, Any],
        idempotency_key: str,
        source: str = ASSISTANT,
    ) -> BookingDetails:
        """Keep an opening for a contact until `held_until`; the same key gives the same booking.

        Raises BookingRefused, TimeRefused, OpeningTaken (with alternatives) or ResourceBusy.
        """
        contact = {
            "contact_id": contact_id,
            "conversation_id": conversation_id,
            "contact_name": contact_name,
            "fields": dict(fields),
            "idempotency_key": idempotency_key,
            "source": source,
        }
        try:
            booking = await self._place_hold(request, starts_at, contact)
        except CoreError:
            # What is in the way may be the booking that this very key has made before.
            earlier = await self._repository.get(Booking.idempotency_key == idempotency_key)
            if earlier is None:
                raise
            return earlier
        await self._defer_expiry(booking)
        await self._record("opening_held", booking, self._held_text(booking), change="inserted")
        return booking

    async def change_hold(
        self,
        booking_id: BookingId,
        request: OpeningRequest,
        starts_at: datetime,
        *,
        contact_name: str | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> BookingDetails:
        """Make a hold what the request says, priced anew and held longer; or leave it untouched.

        A name or fields left out stay. Raises what `hold_opening` raises, HoldExpired and
        IllegalTransition.
        """
        now = self._clock()
        booking = await self._locked(booking_id, "change_hold", ("held",))
        if booking.held_until is None or booking.held_until <= now:
            raise HoldExpired(booking_id)
        price = self.quote(request)
        values = {
            "held_until": self._renewed(booking, now + self._hold_length),
            "party_size": request.party_size,
            "contact_name": contact_name or booking.contact_name,
            "fields": dict(booking.fields if fields is None else fields),
            "price_minor": price.price_minor,
            "deposit_minor": price.deposit_minor,
        }
        changed = await self._move(
            booking,
            request,
            starts_at,
            values=values,
            prices=[line.price_minor for line in price.lines],
        )
        await self._defer_expiry(changed)
        await self._record("hold_changed", changed, self._held_text(changed))
        return changed

    async def reschedule(
        self,
        booking_id: BookingId,
        starts_at: datetime,
        *,
        resource_ids: tuple[ResourceId, ...] | None = None,
        nights: int | None = None,
        late_fee_minor: int = 0,
    ) -> BookingDetails:
        """Move a booking to another time at the price it has, which of a stay is that of a night.

        The same staff serve it unless `resource_ids` says who may (empty: anyone). The late fee
        stays with it, whenever it is canceled, and so does the deposit.
        Raises what `hold_opening` raises, and IllegalTransition.
        """
        booking = await self._locked(booking_id, "reschedule", STANDING)
        if booking.held_until is not None and booking.held_until <= self._clock():
            raise HoldExpired(booking_id)
        prices = self._prices_of_nights(booking, nights)
        moved = await self._move(
            booking,
            self.request_of(booking, resource_ids=resource_ids, nights=nights),
            starts_at,
            values={
                "late_fee_minor": max(booking.late_fee_minor, late_fee_minor),
                "price_minor": sum(prices),
                "deposit_minor": min(booking.deposit_minor, sum(prices)),
            },
            prices=prices,
        )
        local = moved.starts_at.astimezone(self._catalog.zone)
        await self._record("booking_rescheduled", moved, f"moved to {local:%Y-%m-%d %H:%M}")
        return moved

    async def _move(
        self,
        booking: BookingDetails,
        request: OpeningRequest,
        starts_at: datetime,
        *,
        values: Mapping[str, Any],
        prices: Collection[int],
    ) -> BookingDetails:
        """Put a booking somewhere else in one step; it may overlap its own old time."""
        moved: list[BookingDetails] = []

        async def write(opening: Opening) -> None:
            changes = {
                **values,
                "branch_id": opening.branch_id,
                "starts_at": opening.starts_at,
                "ends_at": opening.ends_at,
                "updated_at": self._clock(),
            }
            await self._repository.delete_parts(booking.id)
            await self._repository.update_booking(booking.id, changes)
            after = replace(
                booking,
                **changes,
                items=_booked_items(opening, prices),
                resources=_booked_resources(opening),
            )
            await self._repository.insert_parts(after, opening.allocations)
            moved.append(after)

        await self._placement.place(
            request,
            starts_at,
            write,
            moving=booking.id,
            preferred=booking.resource_ids,
            leaving=booking.resource_ids,
        )
        return moved[-1]

    async def _place_hold(
        self, request: OpeningRequest, starts_at: datetime, contact: Mapping[str, Any]
    ) -> BookingDetails:
        held: list[BookingDetails] = []

        async def write(opening: Opening) -> None:
            booking = self._new_hold(request, opening, contact)
            await self._repository.insert(booking, opening.allocations)
            held.append(booking)

        await self._placement.place(request, starts_at, write)
        return held[-1]

    def _new_hold(
        self, request: OpeningRequest, opening: Opening, contact: Mapping[str, Any]
    ) -> BookingDetails:
        price, now = self.quote(request), self._clock()
        return BookingDetails(
            id=BookingId(new_id()),
            reference=new_reference(),
            branch_id=opening.branch_id,
            status="held",
            starts_at=opening.starts_at,
            ends_at=opening.ends_at,
            held_until=now + self._hold_length,
            party_size=request.party_size,
            price_minor=price.price_minor,
            deposit_minor=price.deposit_minor,
            currency=price.currency,
            calendar_token=secrets.token_urlsafe(24),
            created_at=now,
            updated_at=now,
            items=_booked_items(opening, [line.price_minor for line in price.lines]),
            resources=_booked_resources(opening),
            **contact,
        )


def _booked_items(opening: Opening, prices: Collection[int]) -> tuple[BookedItem, ...]:
    return tuple(
        BookedItem(
            item.position,
            item.service_id,
            item.quantity,
            item.starts_at,
            item.ends_at,
            price_minor,
            item.person,
        )
        for item, price_minor in zip(opening.items, prices, strict=True)
    )


def _booked_resources(opening: Opening) -> tuple[BookedResource, ...]:
    taken = (BookedResource(one.item_position, one.resource_id) for one in opening.allocations)
    return tuple(sorted(taken))
