import pytest

from core.contacts.service import ContactService
from core.conversations.takeovers import Takeovers
from core.kit.ids import ContactId
from tests.fixtures.messages import FrontDesk, Json, says, text_message, typed_message, value_for

pytestmark = pytest.mark.db

KEPT = "Thank you, I have kept that for the team."


class TestGates:
    async def test_with_an_operator_the_assistant_is_silent(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await Takeovers(session).take_over(await desk.conversation(), "operator:amina")
        await desk.write("are you there?")
        assert not (await desk.answer()).is_taken
        assert await desk.unhandled() == []
        assert len(desk.channel.sent) == 1

    async def test_given_back_the_assistant_answers_again(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            takeovers, conversation_id = Takeovers(session), await desk.conversation()
            await takeovers.take_over(conversation_id, "operator:amina")
            await takeovers.give_back(conversation_id, "operator:amina")
        assert (await desk.answer()).is_taken

    async def test_who_opted_out_gets_no_answer_until_opting_in(self, desk: FrontDesk) -> None:
        await desk.write("STOP sending me things")
        await desk.answer()
        (contact,) = await desk.rows("SELECT id FROM contacts")
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await ContactService(session).opt_out(ContactId(contact["id"]))
        before = len(desk.channel.sent)
        desk.rasa.script = [{"outcome": "ignored", "silent": True}]
        await desk.write("I want braids tomorrow")
        assert (await desk.answer()).replies == ()
        assert desk.rasa.requests[-1]["only_intent"] == "opt_in"
        await desk.receive(typed_message("image", {"id": "1"}, sender=desk.phone))
        assert not (await desk.answer()).is_taken
        assert len(desk.channel.sent) == before

    async def test_the_words_every_network_knows_are_a_wish_to_be_back(
        self, desk: FrontDesk
    ) -> None:
        await desk.write("STOP sending me things")
        await desk.answer()
        (contact,) = await desk.rows("SELECT id FROM contacts")
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await ContactService(session).opt_out(ContactId(contact["id"]))
        await desk.write("Start")
        assert (await desk.take_turn(waits=False)).is_taken
        assert desk.rasa.requests[-1]["payload"] == "/opt_in"

    @pytest.mark.parametrize("kind", ["image", "audio", "location", "sticker", "hologram"])
    async def test_media_is_acknowledged_without_a_dialogue_turn(
        self, desk: FrontDesk, kind: str
    ) -> None:
        desk.rasa.script = [says("When?", requested_slot="time", active_loop="booking_form")]
        await desk.write("I want braids")
        await desk.answer()
        await desk.receive(typed_message(kind, {"id": "1"}, sender=desk.phone))
        await desk.answer()
        assert len(desk.rasa.requests) == 1
        assert len(desk.channel.sent) == 2
        (dialogue,) = await desk.rows("SELECT requested_slot FROM dialogues")
        assert dialogue["requested_slot"] == "time"

    @pytest.mark.parametrize("kind", ["image", "video", "document"])
    async def test_a_caption_is_read_like_a_text_and_its_picture_is_kept(
        self, desk: FrontDesk, kind: str
    ) -> None:
        picture = {"id": "77", "mime_type": "x/y", "caption": "can you do braids like this?"}
        await desk.receive(typed_message(kind, picture, sender=desk.phone))
        await desk.answer()
        assert desk.rasa.texts == ["can you do braids like this?"]
        assert desk.channel.texts == [KEPT, "You said: can you do braids like this?"]
        (stored,) = await desk.inbox()
        assert (stored["kind"], stored["content"][kind]) == (kind, picture)

    async def test_the_other_pictures_of_an_album_need_no_words(self, desk: FrontDesk) -> None:
        album = [{"id": "1", "caption": "braids like these tomorrow"}, {"id": "2"}]
        await desk.receive(*(typed_message("image", one, sender=desk.phone) for one in album))
        await desk.answer()
        assert desk.channel.texts == [KEPT, "You said: braids like these tomorrow"]

    async def test_a_voice_message_beside_a_caption_is_not_passed_over(
        self, desk: FrontDesk
    ) -> None:
        image = {"id": "1", "caption": "braids like this tomorrow"}
        await desk.receive(
            typed_message("image", image, sender=desk.phone),
            typed_message("audio", {"id": "2"}, sender=desk.phone),
        )
        await desk.answer()
        assert "I can only read text" in desk.channel.texts[0]

    async def test_a_picture_kept_is_no_answer_to_its_words(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says()]
        image = {"id": "1", "caption": "braids like this tomorrow"}
        await desk.receive(typed_message("image", image, sender=desk.phone))
        await desk.answer()
        assert len(desk.channel.texts) == 2

    async def test_a_reaction_starts_no_turn(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        reaction = {"message_id": "wamid.x", "emoji": "\U0001f44d"}
        await desk.receive(typed_message("reaction", reaction, sender=desk.phone))
        assert not (await desk.answer()).is_taken
        assert len(await desk.inbox()) == 2

    async def test_an_echo_of_the_business_is_never_answered(self, desk: FrontDesk) -> None:
        echo = {**text_message("we will call you", sender="254700000001"), "to": desk.phone}
        payload: Json = {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": "1",
                    "changes": [
                        {
                            "field": "smb_message_echoes",
                            "value": value_for(desk.number, message_echoes=[echo]),
                        }
                    ],
                }
            ],
        }
        for _ in range(2):
            assert (await desk.post(payload)).status_code == 200
        assert not (await desk.answer()).is_taken
        (row,) = await desk.outbox()
        assert (row["author"], row["state"]) == ("operator", "sent")


class TestSecrets:
    async def test_a_pin_is_not_kept_and_the_contact_is_warned(self, desk: FrontDesk) -> None:
        await desk.write("pin yangu ni 4821")
        await desk.answer()
        (warning,) = desk.channel.texts
        assert "usiandike PIN" in warning or "never write your PIN" in warning
        assert desk.rasa.requests == []
        for table in ("inbound_messages", "turns"):
            rows = await desk.rows(f"SELECT * FROM {table}")
            assert rows
            assert "4821" not in str(rows)

    async def test_what_is_said_beside_it_is_answered_too(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm, my mpesa pin is 4821")
        await desk.answer()
        (request,) = desk.rasa.requests
        assert request["reading"]["entities"]["time"] == "15:00"
        assert "4821" not in str(request)
        assert len(desk.channel.texts) == 2
