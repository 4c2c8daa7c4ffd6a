from typing import Any

import pytest
from sqlalchemy import select

from core.conversations.models import Dialogue
from tests.actions.caller import Caller

pytestmark = pytest.mark.db


def kept(intent: str, **values: Any) -> dict[str, Any]:
    entities = [{"entity": name, "value": value} for name, value in values.items()]
    return {"text": "", "reading": {}, "parsed": {"intent": {"name": intent}, "entities": entities}}


class TestNextRequest:
    async def test_says_so_and_starts_clean(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        caller.slots |= {"next_request": kept("book_service"), "awaiting": None}
        answer = await caller.call("action_next_request")
        assert answer.said == ["utter_next_request"]
        assert (caller.slots["service"], caller.slots["held_booking"]) == (None, None)
        assert caller.slots["next_request"] is not None

    async def test_what_needs_a_yes_is_a_button_while_the_prompt_is_out(
        self, caller: Caller
    ) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2026-11-24T15:00")
        await caller.call("action_start_payment", "affirm")
        caller.slots["next_request"] = kept("cancel_booking", date="2026-11-27")
        answer = await caller.call("action_next_request")
        assert answer.said == ["utter_next_request_waits"]
        assert answer.payloads == ['/cancel_booking{"date": "2026-11-27"}']
        assert (caller.slots["next_request"], caller.slots["awaiting"]) == (None, None)

    async def test_a_matter_goes_on_while_one_waits(self, caller: Caller) -> None:
        caller.slots["next_request"] = kept("cancel_booking")
        await caller.book(service=await caller.service("Kids haircut"), datetime="2026-11-25T14:00")
        async with caller.session() as session:
            reason = await session.scalar(
                select(Dialogue.close_reason).where(Dialogue.id == caller.dialogue_id)
            )
        assert reason is None
        assert caller.slots["next_request"] is not None

    @pytest.mark.parametrize(
        ("action", "intent"),
        [
            ("action_start_over", "start_over"),
            ("action_hand_over", "speak_to_human"),
            ("action_opt_out", "opt_out"),
        ],
    )
    async def test_is_given_up_with_everything_else(
        self, caller: Caller, action: str, intent: str
    ) -> None:
        caller.slots["next_request"] = kept("cancel_booking")
        await caller.call(action, intent)
        assert caller.slots["next_request"] is None
