"""Moving a booking for its contact: what a late move leaves to be paid when it is canceled."""

from datetime import datetime

from core.booking.details import BookingDetails
from core.booking.service import BookingService
from core.kit.ids import ResourceId
from core.workflows.cancellation import Cancellations


class Moves:
    """Moves bookings for their contacts, in the caller's transaction."""

    def __init__(self, bookings: BookingService, cancellations: Cancellations) -> None:
        self._bookings, self._cancellations = bookings, cancellations

    async def kept_minor(
        self, booking: BookingDetails, starts_at: datetime, *, nights: int | None = None
    ) -> int:
        """What moving it there now makes a later canceling cost; 0 while canceling is free.

        Another person at the same time, or more nights, change nothing: it is as late as before.
        """
        price_minor = self._bookings.price_of_nights(booking, nights)
        if starts_at == booking.starts_at and price_minor >= booking.price_minor:
            return 0
        terms = await self._cancellations.terms(booking)
        return terms.fee_minor if terms.is_late else 0

    async def move(
        self,
        booking: BookingDetails,
        starts_at: datetime,
        *,
        resource_ids: tuple[ResourceId, ...] | None,
        nights: int | None = None,
    ) -> BookingDetails:
        """Move it and write down what is kept; raises what `BookingService.reschedule` raises."""
        return await self._bookings.reschedule(
            booking.id,
            starts_at,
            resource_ids=resource_ids,
            nights=nights,
            late_fee_minor=await self.kept_minor(booking, starts_at, nights=nights),
        )
