import time
import uuid
from datetime import timedelta
from typing import Any

import pytest

from core.booking.availability import Availability
from core.booking.requests import ItemRequest, OpeningRequest
from core.booking.service import BookingService
from core.catalog.cache import CatalogCache
from core.conversations.contacts import contact_of
from core.conversations.outbox import Outbox
from core.conversations.utterances import Button, Utterance
from core.kit.clock import utc_now
from core.kit.ids import BookingId, ServiceId
from core.workflows.turn_rasa import TurnNotTaken
from tests.fixtures.messages import FrontDesk, says, typed_message
from tests.fixtures.texts import TEXTS

pytestmark = pytest.mark.db

NOW = int(time.time()) - 100
REFUSED = TurnNotTaken("x", may_retry=True)


async def confirmed_booking(desk: FrontDesk) -> BookingId:
    """A booking that the customer has just made in this conversation."""
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        catalog = await CatalogCache().get(session)
        service = next(each for each in catalog.services if each.name == "Braids")
        request = OpeningRequest(items=(ItemRequest(ServiceId(service.id)),))
        (opening, *_) = await Availability(session, catalog).nearest_openings(
            request, around=utc_now() + timedelta(days=3)
        )
        conversation_id = await desk.conversation()
        contact = await contact_of(session, conversation_id)
        bookings = BookingService(session, catalog)
        held = await bookings.hold_opening(
            request,
            opening.starts_at,
            contact_id=contact.id,
            conversation_id=conversation_id,
            contact_name="Jane",
            fields={},
            idempotency_key=uuid.uuid4().hex,
        )
        await bookings.confirm(held.id)
    return held.id


class TestButtons:
    async def _offer(self, desk: FrontDesk) -> str:
        button = {"title": "Book", "payload": "/book_service"}
        desk.rasa.script = [says("What can I do?", buttons=[button])]
        await desk.write("what can you do?")
        await desk.answer()
        return desk.channel.sent[-1].buttons[0].id

    async def _press(self, desk: FrontDesk, button_id: str) -> None:
        reply = {"type": "button_reply", "button_reply": {"id": button_id, "title": "Book"}}
        await desk.receive(typed_message("interactive", reply, sender=desk.phone))
        await desk.answer()

    async def test_our_button_brings_its_payload(self, desk: FrontDesk) -> None:
        await self._press(desk, await self._offer(desk))
        assert desk.rasa.requests[-1]["payload"] == "/book_service"
        assert desk.rasa.requests[-1]["text"] == "Book"

    async def test_a_pressed_button_is_a_turn_of_its_own(self, desk: FrontDesk) -> None:
        button_id = await self._offer(desk)
        await desk.write("one more thing")
        reply = {"type": "button_reply", "button_reply": {"id": button_id, "title": "Book"}}
        await desk.receive(typed_message("interactive", reply, sender=desk.phone))
        for _ in range(2):
            await desk.answer()
        assert [one["payload"] for one in desk.rasa.requests[1:]] == [None, "/book_service"]

    @pytest.mark.parametrize("forged", ["/book_service", f"{uuid.UUID(int=1)}:0", "x:0", ""])
    async def test_an_id_we_never_gave_is_only_text(self, desk: FrontDesk, forged: str) -> None:
        await self._offer(desk)
        await self._press(desk, forged)
        assert desk.rasa.requests[-1]["payload"] is None

    async def test_another_contacts_button_is_only_text(self, desk: FrontDesk) -> None:
        stolen = await self._offer(desk)
        desk.phone = "254799000111"
        await self._press(desk, stolen)
        assert desk.rasa.requests[-1]["payload"] is None

    async def test_a_place_that_was_not_offered_is_only_text(self, desk: FrontDesk) -> None:
        offered = await self._offer(desk)
        await self._press(desk, offered.replace(":0", ":7"))
        assert desk.rasa.requests[-1]["payload"] is None


class TestKeptLanguage:
    async def _ask(self, desk: FrontDesk, slot: str, *titles: str) -> None:
        buttons = [{"title": title, "payload": "/inform"} for title in titles]
        asked = says("Ndio?", buttons=buttons, requested_slot=slot, active_loop="booking_form")
        desk.rasa.script = [asked]
        await desk.write("nataka kusuka nywele kesho asubuhi")
        await desk.answer()

    async def test_a_tapped_choice_keeps_it(self, desk: FrontDesk) -> None:
        await self._ask(desk, "time", "Alh 26 Nov, 09:00")
        pressed = {"id": desk.channel.sent[-1].buttons[0].id, "title": "Alh 26 Nov, 09:00"}
        reply = {"type": "list_reply", "list_reply": pressed}
        await desk.receive(typed_message("interactive", reply, sender=desk.phone))
        await desk.answer()
        assert [one["language"] for one in desk.rasa.requests] == ["sw", "sw"]

    @pytest.mark.parametrize("name", ["Hope", "May June", "Peter Short"])
    async def test_a_name_keeps_it(self, desk: FrontDesk, name: str) -> None:
        await self._ask(desk, "name")
        await desk.write(name)
        await desk.answer()
        assert [one["language"] for one in desk.rasa.requests] == ["sw", "sw"]

    @pytest.mark.parametrize("slot", ["name", "time"])
    async def test_a_sentence_changes_it(self, desk: FrontDesk, slot: str) -> None:
        await self._ask(desk, slot)
        await desk.write("sorry, what time do you open on Friday?")
        await desk.answer()
        assert [one["language"] for one in desk.rasa.requests] == ["sw", "en"]


class TestTypedButtons:
    """What was shown last goes with the turn, so that its titles can be typed."""

    NEWS = Utterance(
        "utter_payment_checking",
        {"amount": "KES 500"},
        [Button("Tuma tena", "/make_payment"), Button("Achilia", "/cancel_booking")],
    )

    async def _tell(self, desk: FrontDesk, news: Utterance) -> None:
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            catalog = await CatalogCache().get(session)
            outbox = Outbox(session, catalog, TEXTS)
            await outbox.say(await desk.conversation(), news, idempotency_key=uuid.uuid4().hex)

    async def _offered(self, desk: FrontDesk) -> list[str]:
        await desk.write("Tuma tena")
        await desk.answer()
        return [button["payload"] for button in desk.rasa.requests[-1]["offered"]]

    async def test_those_of_news_that_no_turn_said(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says("Pay?", buttons=[{"title": "Pay", "payload": "/affirm"}])]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        await self._tell(desk, self.NEWS)
        assert await self._offered(desk) == ["/make_payment", "/cancel_booking"]

    async def test_those_of_the_last_reply(self, desk: FrontDesk) -> None:
        button = {"title": "Pay", "payload": "/affirm"}
        desk.rasa.script = [says("Here you are", "Pay?", buttons=[button]), says("Thanks")]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        assert await self._offered(desk) == ["/affirm"]

    async def test_none_once_something_was_answered_without_any(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        await self._tell(desk, self.NEWS)
        await desk.write("what are your prices?")
        await desk.answer()
        assert await self._offered(desk) == []

    async def test_news_without_buttons_hides_none(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        await self._tell(desk, self.NEWS)
        await self._tell(desk, Utterance("utter_payment_checking", {"amount": "KES 500"}))
        assert await self._offered(desk) == ["/make_payment", "/cancel_booking"]


class TestLanguage:
    async def test_the_language_of_the_contact_is_remembered(self, desk: FrontDesk) -> None:
        for body in ("nataka kubook kusuka kesho asubuhi", "saa 4"):
            await desk.write(body)
            await desk.answer()
        assert [request["language"] for request in desk.rasa.requests] == ["sw", "sw"]

    async def test_an_action_can_change_it(self, desk: FrontDesk) -> None:
        outcome: dict[str, Any] = says("x", slots={"language": "sw"})
        outcome["replies"][0]["texts"] = {"en": "In English", "sw": "Kwa Kiswahili"}
        desk.rasa.script = [outcome]
        await desk.write("please speak my other language")
        await desk.answer()
        assert desk.channel.texts == ["Kwa Kiswahili"]
        assert (await desk.rows("SELECT language FROM conversations"))[0]["language"] == "sw"


class TestDialogues:
    async def _dialogue_ids(self, desk: FrontDesk) -> list[str]:
        for body in ("I want braids tomorrow", "do you open on Sunday?"):
            await desk.write(body)
            await desk.answer()
            if body.startswith("I want"):
                yield_to = await desk.rows("SELECT id FROM dialogues")
                assert len(yield_to) == 1
        return [request["dialogue_id"] for request in desk.rasa.requests]

    async def test_a_matter_stays_in_one_dialogue(self, desk: FrontDesk) -> None:
        assert len(set(await self._dialogue_ids(desk))) == 1

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ("UPDATE dialogues SET last_turn_at = now() - interval '13 hours'", "idle"),
            ("UPDATE dialogues SET turn_count = 40", "long"),
            ("UPDATE dialogues SET closed_at = now(), close_reason = 'done'", "done"),
        ],
    )
    async def test_a_new_matter_gets_a_new_one(
        self, desk: FrontDesk, change: str, reason: str
    ) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        await desk.change(change)
        await desk.write("do you open on Sunday?")
        await desk.answer()
        first, second = desk.rasa.requests
        assert first["dialogue_id"] != second["dialogue_id"]
        closed, opened = await desk.rows("SELECT * FROM dialogues ORDER BY id")
        assert (closed["close_reason"], opened["closed_at"]) == (reason, None)

    async def test_the_new_one_knows_what_was_just_booked(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        booking_id = await confirmed_booking(desk)
        await desk.change("UPDATE dialogues SET closed_at = now(), close_reason = 'booked'")
        await desk.write("make it 4pm")
        await desk.answer()
        assert desk.rasa.requests[-1]["seed_slots"]["held_booking"] == str(booking_id)

    async def test_a_long_one_that_asks_something_goes_on(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says("When?", active_loop="booking_form", requested_slot="time")]
        await desk.write("I want braids")
        await desk.answer()
        await desk.change("UPDATE dialogues SET turn_count = 40")
        await desk.write("at 3pm")
        await desk.answer()
        first, second = desk.rasa.requests
        assert first["dialogue_id"] == second["dialogue_id"]


class TestEdits:
    async def test_an_edit_of_an_unread_message_changes_it(self, desk: FrontDesk) -> None:
        original = await desk.write("braids tomorrow at 3pm")
        await self._edit(desk, original["id"], "braids tomorrow at 4pm")
        await desk.answer()
        assert desk.rasa.texts == ["braids tomorrow at 4pm"]
        assert not (await desk.answer()).is_taken

    async def test_an_edit_of_an_answered_message_is_answered(self, desk: FrontDesk) -> None:
        original = await desk.write("braids tomorrow at 3pm")
        await desk.answer()
        await self._edit(desk, original["id"], "braids tomorrow at 4pm")
        await desk.answer()
        assert desk.rasa.texts == ["braids tomorrow at 3pm", "braids tomorrow at 4pm"]

    async def test_a_message_deleted_before_it_was_read_is_not_answered(
        self, desk: FrontDesk
    ) -> None:
        original = await desk.write("braids tomorrow at 3pm")
        revoke = {"original_message_id": original["id"]}
        await desk.receive(typed_message("revoke", revoke, sender=desk.phone))
        assert not (await desk.answer()).is_taken

    async def _edit(self, desk: FrontDesk, original_id: str, body: str) -> None:
        edited = {"type": "text", "text": {"body": body}}
        content = {"original_message_id": original_id, "message": edited}
        await desk.receive(typed_message("edit", content, sender=desk.phone))
