"""What was left out or settled before, wanted otherwise after all."""

import pytest

from tests.actions.caller import Caller
from tests.actions.test_corrections import asked_for_name, at_summary

pytestmark = pytest.mark.db


class TestBothAfterAll:
    @pytest.mark.parametrize(
        ("action", "intent", "text"),
        [
            ("action_release_hold", "deny", "no sorry both"),
            ("action_release_hold", "deny", "hapana, zote mbili"),
            ("action_pick_up", "inform", "ok actually both"),
        ],
    )
    async def test_lets_nothing_go(
        self, caller: Caller, action: str, intent: str, text: str
    ) -> None:
        await at_summary(caller)
        answer = await caller.call(action, intent, text=text)
        assert answer.said == ["utter_what_to_change"]
        assert [status for status, _ in await caller.bookings()] == ["held"]

    async def test_giving_up_both_lets_it_go(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call("action_release_hold", "deny", text="no, forget it, both")
        assert answer.said == ["utter_hold_released"]


class TestANumberThatCorrects:
    @pytest.mark.parametrize("text", ["no wait 4", "actually 4"])
    async def test_is_an_hour_where_the_name_is_asked_for(self, caller: Caller, text: str) -> None:
        await asked_for_name(caller)
        await caller.book("inform", text=text, number=4)
        assert caller.slots["time"] == "16:00"
