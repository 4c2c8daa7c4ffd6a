from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from core.booking.details import BookingDetails
from core.booking.errors import (
    BookingNotFound,
    HoldExpired,
    IllegalTransition,
    OpeningTaken,
)
from core.booking.requests import OpeningRequest
from core.booking.service import BookingService
from core.kit.db import Database
from core.kit.ids import BookingId, new_id
from tests.core.booking.desk import Desk, open_desk, wish
from tests.core.catalog.business import Business

pytestmark = pytest.mark.db

NINE = "2026-11-23 09:00"

type Transition = Callable[[BookingService, BookingId], Awaitable[object]]

TRANSITIONS: dict[str, Transition] = {
    "confirm": lambda bookings, one: bookings.confirm(one),
    "cancel": lambda bookings, one: bookings.cancel(one, "no time"),
    "release": lambda bookings, one: bookings.release(one),
    "complete": lambda bookings, one: bookings.complete(one, actor="operator"),
    "mark_no_show": lambda bookings, one: bookings.mark_no_show(one, actor="operator"),
    "reinstate": lambda bookings, one: bookings.reinstate(one),
}
# From each status: what a transition leads to; "same" leaves the booking untouched.
ALLOWED = {
    ("held", "confirm"): "confirmed",
    ("held", "cancel"): "canceled",
    ("held", "release"): "canceled",
    ("confirmed", "confirm"): "same",
    ("confirmed", "cancel"): "canceled",
    ("confirmed", "complete"): "completed",
    ("confirmed", "mark_no_show"): "no_show",
    ("canceled", "cancel"): "same",
    ("canceled", "release"): "same",
    ("completed", "complete"): "same",
    ("no_show", "mark_no_show"): "same",
    ("expired", "reinstate"): "confirmed",
}


@pytest.fixture
async def desk(database: Database) -> Desk:
    business = Business()
    business.add_service("Braids", [business.add("Amina")])
    return await open_desk(database, business)


def braids(desk: Desk) -> OpeningRequest:
    return wish(desk.business.services[0]["id"])


async def booking_in(desk: Desk, status: str) -> BookingDetails:
    held = await desk.hold(braids(desk), NINE)
    async with desk.bookings() as bookings:
        if status in ("confirmed", "completed", "no_show"):
            await bookings.confirm(held.id)
        if status == "completed":
            await bookings.complete(held.id, actor="operator")
        if status == "no_show":
            await bookings.mark_no_show(held.id, actor="operator")
        if status == "canceled":
            await bookings.cancel(held.id, "no time")
        if status == "expired":
            desk.clock.advance(minutes=10)
            await bookings.expire_hold(held.id)
    return await desk.get(held.id)


class TestTransitions:
    @pytest.mark.parametrize("transition", TRANSITIONS)
    @pytest.mark.parametrize(
        "status", ["held", "confirmed", "canceled", "completed", "no_show", "expired"]
    )
    async def test_do_what_the_drawing_allows_and_refuse_the_rest(
        self, desk: Desk, status: str, transition: str
    ) -> None:
        booking = await booking_in(desk, status)
        entries = len(await desk.summaries(booking.id))
        outcome = ALLOWED.get((status, transition))
        async with desk.bookings() as bookings:
            if outcome is None:
                with pytest.raises((IllegalTransition, HoldExpired)):
                    await TRANSITIONS[transition](bookings, booking.id)
            else:
                await TRANSITIONS[transition](bookings, booking.id)
        after = await desk.get(booking.id)
        if outcome in (None, "same"):
            assert after == booking
        else:
            assert after.status == outcome
            assert await desk.statuses(booking.id) == [outcome]
        is_changed = outcome not in (None, "same")
        assert len(await desk.summaries(booking.id)) == entries + is_changed

    @pytest.mark.parametrize("transition", TRANSITIONS)
    async def test_refuse_what_does_not_exist(self, desk: Desk, transition: str) -> None:
        async with desk.bookings() as bookings:
            with pytest.raises(BookingNotFound):
                await TRANSITIONS[transition](bookings, BookingId(new_id()))


class TestConfirm:
    async def test_keeps_when_and_ends_the_hold(self, desk: Desk) -> None:
        booking = await desk.confirmed(braids(desk), NINE)
        assert (booking.held_until, booking.confirmed_at) == (None, desk.clock())
        desk.clock.advance(hours=2)
        async with desk.bookings() as bookings:
            assert await bookings.expire_hold(booking.id) is False

    async def test_takes_a_hold_that_ran_out_while_nobody_else_wanted_it(self, desk: Desk) -> None:
        held = await desk.hold(braids(desk), NINE)
        desk.clock.advance(hours=1)
        async with desk.bookings() as bookings:
            assert (await bookings.confirm(held.id)).status == "confirmed"


class TestReinstate:
    async def test_gives_the_opening_back_when_it_is_still_free(self, desk: Desk) -> None:
        expired = await booking_in(desk, "expired")
        async with desk.bookings() as bookings:
            booking = await bookings.reinstate(expired.id)
        assert booking.status == "confirmed"
        with pytest.raises(OpeningTaken):
            await desk.hold(braids(desk), NINE)

    async def test_offers_others_when_somebody_took_it(self, desk: Desk) -> None:
        expired = await booking_in(desk, "expired")
        await desk.hold(braids(desk), NINE)
        async with desk.bookings() as bookings:
            with pytest.raises(OpeningTaken) as refused:
                await bookings.reinstate(expired.id)
        assert refused.value.alternatives[0].starts_at == desk.at("2026-11-23 10:00")
        assert (await desk.get(expired.id)).status == "expired"

    async def test_takes_over_a_hold_that_ran_out_too(self, desk: Desk) -> None:
        expired = await booking_in(desk, "expired")
        other = await desk.hold(braids(desk), NINE)
        desk.clock.advance(minutes=10)
        async with desk.bookings() as bookings:
            await bookings.reinstate(expired.id)
        assert (await desk.get(other.id)).status == "expired"

    async def test_refuses_when_the_time_has_passed(self, desk: Desk) -> None:
        expired = await booking_in(desk, "expired")
        desk.clock.advance(days=3)
        async with desk.bookings() as bookings:
            with pytest.raises(HoldExpired):
                await bookings.reinstate(expired.id)


class TestExpireHold:
    async def test_waits_until_the_time_is_up(self, desk: Desk) -> None:
        held = await desk.hold(braids(desk), NINE)
        async with desk.bookings() as bookings:
            assert await bookings.expire_hold(held.id) is False
            desk.clock.advance(minutes=10)
            assert await bookings.expire_hold(held.id) is True
        after = await desk.get(held.id)
        assert (after.status, after.held_until) == ("expired", None)

    async def test_is_true_when_a_rival_did_it_first(self, desk: Desk) -> None:
        held = await desk.hold(braids(desk), NINE)
        desk.clock.advance(minutes=10)
        await desk.hold(braids(desk), NINE)
        async with desk.bookings() as bookings:
            assert await bookings.expire_hold(held.id) is True
        assert len(await desk.summaries(held.id)) == 2


class TestExtendHold:
    async def test_keeps_the_opening_longer(self, desk: Desk) -> None:
        held = await desk.hold(braids(desk), NINE)
        until = desk.clock() + timedelta(minutes=15)
        async with desk.bookings() as bookings:
            assert (await bookings.extend_hold(held.id, until)).held_until == until
        desk.clock.advance(minutes=12)
        with pytest.raises(OpeningTaken):
            await desk.hold(braids(desk), NINE)
        assert (await desk.summaries(held.id))[-1][2] == f"{held.reference} held until 08:15"

    async def test_never_beyond_three_times_the_length_of_a_hold(self, desk: Desk) -> None:
        held = await desk.hold(braids(desk), NINE)
        async with desk.bookings() as bookings:
            extended = await bookings.extend_hold(held.id, desk.clock() + timedelta(hours=9))
        assert extended.held_until == held.created_at + timedelta(minutes=30)

    async def test_never_shortens_it(self, desk: Desk) -> None:
        held = await desk.hold(braids(desk), NINE)
        async with desk.bookings() as bookings:
            same = await bookings.extend_hold(held.id, desk.clock() + timedelta(minutes=1))
        assert same == held


class TestCancel:
    async def test_gives_the_time_back_and_keeps_the_reason(self, desk: Desk) -> None:
        booking = await desk.confirmed(braids(desk), NINE)
        async with desk.bookings() as bookings:
            await bookings.cancel(booking.id, "ill", actor="contact")
        after = await desk.get(booking.id)
        assert (after.cancel_reason, after.canceled_at) == ("ill", desk.clock())
        assert (await desk.summaries(booking.id))[-1] == (
            "contact",
            "booking_canceled",
            f"{booking.reference} canceled",
        )
        assert (await desk.hold(braids(desk), NINE)).status == "held"
