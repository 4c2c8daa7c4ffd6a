import pytest
from sqlalchemy import select

from core.conversations.models import Dialogue
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


async def close_reason(caller: Caller) -> str | None:
    """Why the dialogue ended; None while it is open."""
    async with caller.session() as session:
        reason: str | None = await session.scalar(
            select(Dialogue.close_reason).where(Dialogue.id == caller.dialogue_id)
        )
        return reason


async def booked(caller: Caller) -> None:
    await caller.book(service=await caller.service("Kids haircut"), datetime="2026-11-25T14:00")


class TestAMatterIsClosed:
    async def test_by_a_booking_that_stands(self, caller: Caller) -> None:
        assert await close_reason(caller) is None
        await booked(caller)
        assert await close_reason(caller) == "booked"

    async def test_not_by_a_hold_that_waits_for_its_payment(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-25T14:00")
        assert await close_reason(caller) is None

    async def test_by_a_cancellation(self, caller: Caller) -> None:
        await booked(caller)
        other = await caller.continued()
        await other.cancel()
        assert await close_reason(other) is None
        await other.call("action_cancel_booking", "affirm")
        assert await close_reason(other) == "canceled"

    async def test_by_handing_it_over(self, caller: Caller) -> None:
        await caller.call("action_hand_over", "speak_to_human")
        assert await close_reason(caller) == "handed_over"
