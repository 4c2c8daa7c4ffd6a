import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.conversations.takeovers import Takeovers
from launcher import conversations
from launcher.errors import LauncherError
from tests.fixtures.messages import FrontDesk, envelope, says, text_message, value_for

pytestmark = pytest.mark.db


async def hand_over(desk: FrontDesk) -> None:
    """The contact has asked for a person in the turn before."""
    await desk.write("can I talk to a person")
    await desk.answer()
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        await Takeovers(session).hand_over(await desk.conversation(), "contact")


async def owner_writes(desk: FrontDesk, body: str, **extra: Any) -> None:
    """The owner answers in the WhatsApp app of the business's phone."""
    echo = {**text_message(body, sender="254700000001", **extra), "to": desk.phone}
    value = value_for(desk.number, message_echoes=[echo])
    assert (await desk.post(envelope(value, field="smb_message_echoes"))).status_code == 200


async def answered_by(desk: FrontDesk) -> str:
    (row,) = await desk.rows("SELECT answered_by FROM conversations")
    return str(row["answered_by"])


async def pass_hours(desk: FrontDesk, hours: int) -> None:
    await desk.change(
        "UPDATE conversations SET last_operator_at = last_operator_at - make_interval(hours => :h)",
        h=hours,
    )


class TestComingBackByIdleness:
    async def test_the_assistant_answers_when_no_operator_wrote_for_hours(
        self, desk: FrontDesk
    ) -> None:
        await hand_over(desk)
        await pass_hours(desk, 11)
        await desk.write("hello, anyone there?")
        assert not (await desk.answer()).is_taken
        await pass_hours(desk, 2)
        await desk.write("are you open on Sunday?")
        assert (await desk.answer()).is_taken
        assert await answered_by(desk) == "assistant"
        assert desk.rasa.requests[-1]["text"] == "are you open on Sunday?"

    async def test_how_many_hours_is_the_business_s_choice(self, desk: FrontDesk) -> None:
        await desk.change(
            "UPDATE tenants SET updated_at = clock_timestamp(),"
            ' settings = settings || \'{"handover": {"back_after_hours": 2}}\''
        )
        await hand_over(desk)
        await pass_hours(desk, 3)
        await desk.write("are you open on Sunday?")
        assert (await desk.answer()).is_taken

    async def test_a_message_of_the_operator_starts_the_hours_anew(self, desk: FrontDesk) -> None:
        await hand_over(desk)
        await pass_hours(desk, 13)
        await owner_writes(desk, "I am here")
        await desk.write("are you open on Sunday?")
        assert not (await desk.answer()).is_taken


class TestComingBackByTheContact:
    @pytest.mark.parametrize("body", ["Start over", "anza upya", "Rudi kwa msaidizi", "bot"])
    async def test_a_word_is_enough(self, desk: FrontDesk, body: str) -> None:
        await hand_over(desk)
        await desk.write(body)
        assert (await desk.answer()).is_taken
        assert desk.rasa.requests[-1]["payload"] == "/start_over"
        assert await answered_by(desk) == "assistant"

    async def test_the_button_of_the_handover_is_enough(self, desk: FrontDesk) -> None:
        button = {"title": "Back to assistant", "payload": "/start_over"}
        desk.rasa.script = [says("A colleague will answer", buttons=[button])]
        await hand_over(desk)
        reply = {"id": desk.channel.sent[0].buttons[0].id, "title": "Back to assistant"}
        pressed = {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": reply},
        }
        await desk.receive({**text_message("", sender=desk.phone), **pressed})
        assert (await desk.answer()).is_taken
        assert await answered_by(desk) == "assistant"

    async def test_talking_about_it_is_not(self, desk: FrontDesk) -> None:
        await hand_over(desk)
        await desk.write("can we start over with the colour?")
        assert not (await desk.answer()).is_taken

    async def test_the_matter_before_is_not_gone_on_with(self, desk: FrontDesk) -> None:
        await hand_over(desk)
        await desk.write("start over")
        await desk.answer()
        before, after = desk.rasa.requests
        assert before["dialogue_id"] != after["dialogue_id"]
        (closed, _) = await desk.rows("SELECT close_reason FROM dialogues ORDER BY id")
        assert closed["close_reason"] == "handed_over"


class TestOwnersPhone:
    async def test_an_answer_from_it_takes_the_conversation_over(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        await owner_writes(desk, "Hi dear, this is Zuri herself")
        await desk.write("oh great, is 3pm fine?")
        assert not (await desk.answer()).is_taken
        taken = await desk.rows("SELECT actor FROM audit_entries WHERE action = 'taken_over'")
        assert [row["actor"] for row in taken] == ["operator:phone"]

    async def test_a_reply_that_is_not_sent_yet_is_not_sent(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        desk.rasa.script = [says("one", "two")]
        taken = await desk.take_turn()
        await owner_writes(desk, "I will help you myself")
        await desk.send(taken)
        assert desk.channel.texts == ["one"]

    async def test_an_old_echo_does_not_take_what_was_given_back_since(
        self, desk: FrontDesk
    ) -> None:
        await hand_over(desk)
        await desk.write("start over")
        await desk.answer()
        await owner_writes(desk, "late news", timestamp=str(int(time.time()) - 60))
        assert await answered_by(desk) == "assistant"


class TestCommandLine:
    async def test_it_lists_who_waits_and_until_when(self, desk: FrontDesk) -> None:
        assert await conversations.with_operators(str(desk.tenant_id)) == []
        await hand_over(desk)
        (row,) = await conversations.with_operators(str(desk.tenant_id))
        assert (row["contact_phone"], row["cause"]) == (desk.phone, "contact")
        expected = datetime.now(UTC) + timedelta(hours=12)
        assert abs(row["back_at"] - expected) < timedelta(minutes=5)

    async def test_what_it_releases_the_assistant_answers(self, desk: FrontDesk) -> None:
        await hand_over(desk)
        (row,) = await conversations.with_operators(str(desk.tenant_id))
        released = await conversations.release(str(desk.tenant_id), row["reference"].lower())
        assert released == [row["reference"]]
        await desk.write("are you open on Sunday?")
        assert (await desk.answer()).is_taken

    async def test_an_unknown_reference_is_refused(self, desk: FrontDesk) -> None:
        await hand_over(desk)
        with pytest.raises(LauncherError):
            await conversations.release(str(desk.tenant_id), "H-000000")
        assert await answered_by(desk) == "operator"
