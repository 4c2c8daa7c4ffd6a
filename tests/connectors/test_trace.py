import uuid

import pytest

from core.audit.service import current_turn
from core.contacts.service import ContactService
from core.conversations.contacts import contact_of
from core.conversations.takeovers import Takeovers
from core.kit.ids import TurnId
from tests.fixtures.messages import TRACE_TOKEN, FrontDesk, Json, says

pytestmark = pytest.mark.db


class TestTrace:
    async def test_it_needs_the_token(self, desk: FrontDesk) -> None:
        params = {"channel": desk.number, "contact": desk.phone}
        assert (await desk.web.get("/trace/turns", params=params)).status_code == 401

    async def test_nobody_has_no_turns(self, desk: FrontDesk) -> None:
        headers = {"Authorization": f"Bearer {TRACE_TOKEN}"}
        for channel, contact in (
            (desk.number, "0"),
            ("0", "0"),
            ("\x00", "0"),
            (desk.number, "\x00"),
        ):
            params = {"channel": channel, "contact": contact}
            response = await desk.web.get("/trace/turns", params=params, headers=headers)
            assert response.json() == {"turns": []}

    async def test_it_tells_what_happened_in_each_turn(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        await desk.write("thank you very much")
        await desk.answer()
        first, second = await self._turns(desk)
        assert first["text"] == "I want braids tomorrow at 3pm"
        assert first["replies"] == ["You said: I want braids tomorrow at 3pm"]
        assert first["reading"]["entities"]["time"] == "15:00"
        assert first["state"] == "handled"
        assert {step["name"] for step in first["steps"]} >= {"wait", "claim", "rasa", "send"}
        assert first["total_ms"] > 0
        assert [turn["id"] for turn in await self._turns(desk, after=first["id"])] == [second["id"]]

    async def test_it_names_what_ids_stand_for(self, desk: FrontDesk) -> None:
        (row,) = await desk.rows("SELECT id FROM services WHERE name = 'Braids'")
        desk.rasa.script = [says("When?", slots={"service": str(row["id"])})]
        await desk.write("I want braids")
        await desk.answer()
        (turn,) = await self._turns(desk)
        assert turn["names"] == {str(row["id"]): "Braids"}

    async def test_every_change_says_what_it_was(self, desk: FrontDesk) -> None:
        async def change(request: Json) -> Json:
            async with desk.database.tenant_transaction(desk.tenant_id) as session:
                contact = await contact_of(session, await desk.conversation())
                token = current_turn.set(TurnId(uuid.UUID(request["message_id"])))
                await ContactService(session).rename(contact.id, "Jane")
                await Takeovers(session).hand_over(await desk.conversation(), "contact")
                current_turn.reset(token)
            return says("Hello Jane")

        desk.rasa.script = [change]
        await desk.write("my name is Jane")
        await desk.answer()
        (turn,) = await self._turns(desk)
        changes = turn["changes"]
        assert [change["change"] for change in changes] == ["updated", "updated"]
        assert changes[0]["summary"] == "name changed"
        assert changes[1]["summary"].endswith("handed over")

    async def _turns(self, desk: FrontDesk, **more: str) -> list[Json]:
        response = await desk.web.get(
            "/trace/turns",
            params={"channel": desk.number, "contact": desk.phone, **more},
            headers={"Authorization": f"Bearer {TRACE_TOKEN}"},
        )
        turns: list[Json] = response.json()["turns"]
        return turns
