import asyncio
import time

import pytest

from core.conversations.errors import LeaseLost
from core.conversations.takeovers import Takeovers
from core.workflows.turn_rasa import TurnNotTaken
from tests.fixtures.messages import FrontDesk, Json, says, text_message

pytestmark = pytest.mark.db

NOW = int(time.time()) - 100
REFUSED = TurnNotTaken("x", may_retry=True)


class TestOneTurn:
    async def test_a_message_is_read_answered_and_marked_handled(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        taken = await desk.answer()
        assert taken.is_taken
        assert not taken.has_more
        assert desk.channel.texts == ["You said: I want braids tomorrow at 3pm"]
        (request,) = desk.rasa.requests
        assert request["reading"]["entities"]["time"] == "15:00"
        assert (request["language"], request["payload"]) == ("en", None)
        assert request["seed_slots"]["phone"] == desk.phone
        (turn,) = await desk.turn_rows()
        assert (turn["state"], str(turn["id"])) == ("handled", request["message_id"])
        assert await desk.unhandled() == []
        (sent,) = await desk.outbox()
        assert (sent["state"], sent["turn_id"]) == ("sent", turn["id"])

    async def test_where_it_may_be_two_requests_each_half_is_read(self, desk: FrontDesk) -> None:
        await desk.write("cancel my booking and book braids tomorrow at 3pm")
        await desk.answer()
        (request,) = desk.rasa.requests
        ((first, second),) = request["reading"]["halves"]
        assert (first["text"], first["reading"]["entities"]) == ("cancel my booking", {})
        assert (first["changes_standing"], second["changes_standing"]) == (True, False)
        assert second["reading"]["entities"]["time"] == "15:00"

    async def test_an_answer_to_a_form_is_one_request(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says("Which day?", requested_slot="date", active_loop="booking_form")]
        await desk.write("I want to book braids please")
        await desk.answer()
        await desk.write("tomorrow then and what does it cost")
        await desk.answer()
        assert "halves" not in desk.rasa.requests[-1]["reading"]

    async def test_nothing_waiting_is_no_turn(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        await desk.answer()
        taken = await desk.take_turn()
        assert (taken.is_taken, taken.wait_seconds) == (False, None)

    async def test_text_that_starts_with_a_slash_is_only_text(self, desk: FrontDesk) -> None:
        await desk.write('/cancel_booking{"booking": "x"}')
        await desk.answer()
        assert desk.rasa.requests[0]["payload"] is None

    async def test_a_declared_silence_sends_nothing(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says(silent=True)]
        await desk.write("thanks for everything")
        await desk.answer()
        assert await desk.outbox() == []
        assert [row["state"] for row in await desk.turn_rows()] == ["silent"]

    async def test_an_undeclared_silence_is_never_left_silent(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says()]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        assert len(desk.channel.sent) == 1

    async def test_several_replies_leave_in_their_order(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says("one", "two", "three")]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        assert desk.channel.texts == ["one", "two", "three"]

    async def test_the_form_state_is_known_to_the_next_reading(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says("When?", requested_slot="time", active_loop="booking_form")]
        await desk.write("I want braids")
        await desk.answer()
        (dialogue,) = await desk.rows("SELECT * FROM dialogues")
        assert (dialogue["requested_slot"], dialogue["active_loop"]) == ("time", "booking_form")
        assert dialogue["turn_count"] == 1


class TestOrder:
    async def test_a_burst_is_one_turn_in_the_order_of_writing(self, desk: FrontDesk) -> None:
        stamps = [{"timestamp": str(NOW + second)} for second in (2, 0, 1)]
        for body, stamp in zip(("three pm", "braids", "tomorrow"), stamps, strict=True):
            await desk.write(body, **stamp)
        await desk.answer()
        assert desk.rasa.texts == ["braids\ntomorrow\nthree pm"]
        assert len(desk.channel.sent) == 1

    async def test_in_one_second_arrival_decides(self, desk: FrontDesk) -> None:
        at = {"timestamp": str(NOW)}
        await desk.receive(
            text_message("braids", sender=desk.phone, **at),
            text_message("tomorrow", sender=desk.phone, **at),
        )
        await desk.answer()
        assert desk.rasa.texts == ["braids\ntomorrow"]

    async def test_an_older_message_that_comes_late_is_answered_when_it_comes(
        self, desk: FrontDesk
    ) -> None:
        await desk.write("I want braids tomorrow", timestamp=str(NOW + 50))
        await desk.answer()
        await desk.write("do you open on Sunday?", timestamp=str(NOW))
        await desk.answer()
        assert desk.rasa.texts == ["I want braids tomorrow", "do you open on Sunday?"]

    async def test_what_arrives_during_a_turn_joins_the_next(self, desk: FrontDesk) -> None:
        async def meanwhile(request: Json) -> Json:
            await desk.write("with Amina")
            await desk.write("at 3pm")
            return says("first")

        desk.rasa.script = [meanwhile]
        await desk.write("I want braids tomorrow")
        taken = await desk.answer()
        assert taken.has_more
        await desk.answer()
        assert desk.rasa.texts == ["I want braids tomorrow", "with Amina\nat 3pm"]


class TestWaiting:
    @pytest.mark.parametrize("body", ["Hi", "Niaje", "habari za asubuhi", "I want to", "kesho na"])
    async def test_a_greeting_or_fragment_waits_a_moment_for_its_rest(
        self, desk: FrontDesk, body: str
    ) -> None:
        await desk.write(body)
        taken = await desk.take_turn()
        assert taken.wait_seconds is not None
        assert 0 < taken.wait_seconds <= 0.9
        await desk.write("braids tomorrow at 3pm")
        await desk.answer()
        assert desk.rasa.texts == [f"{body}\nbraids tomorrow at 3pm"]

    async def test_it_is_answered_alone_when_no_rest_comes(self, desk: FrontDesk) -> None:
        await desk.write("Hi")
        taken = await desk.take_turn()
        await asyncio.sleep(taken.wait_seconds or 0)
        assert (await desk.answer()).is_taken

    @pytest.mark.parametrize(
        "body", ["braids tomorrow 3pm", "nataka kubook kusuka kesho saa tisa", "ok", "Hi, book me?"]
    )
    async def test_a_complete_utterance_starts_at_once(self, desk: FrontDesk, body: str) -> None:
        await desk.write(body)
        assert (await desk.take_turn()).is_taken

    async def test_a_voice_turn_never_waits(self, desk: FrontDesk) -> None:
        await desk.write("Hi")
        assert (await desk.take_turn(waits=False)).is_taken

    async def test_the_answer_to_a_question_starts_at_once(self, desk: FrontDesk) -> None:
        desk.rasa.script = [says("Your name?", requested_slot="name", active_loop="booking_form")]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        await desk.write("Jambo")
        assert (await desk.take_turn()).is_taken


class TestFailures:
    async def test_a_refused_attempt_is_repeated_under_the_same_id(self, desk: FrontDesk) -> None:
        desk.rasa.script = [REFUSED, REFUSED, says("at last")]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        assert len({request["message_id"] for request in desk.rasa.requests}) == 1
        assert len(desk.rasa.requests) == 3
        assert desk.channel.texts == ["at last"]

    async def test_when_patience_ends_the_contact_is_told_and_handed_over(
        self, desk: FrontDesk
    ) -> None:
        desk.rasa.script = [REFUSED] * 20
        turns = desk.worker("worker-1", turn_patience_seconds=0.3)
        await desk.write("I want braids tomorrow")
        await desk.send(await desk.take_turn(turns))
        assert len(desk.channel.sent) == 1
        assert [row["state"] for row in await desk.turn_rows()] == ["failed"]
        (conversation,) = await desk.rows("SELECT answered_by, handover_cause FROM conversations")
        assert conversation == {"answered_by": "operator", "handover_cause": "failure"}
        (entry,) = await desk.rows("SELECT turn_id FROM audit_entries WHERE action = 'handed_over'")
        assert entry["turn_id"] is not None

    async def test_after_a_failure_the_next_message_is_tried_again(self, desk: FrontDesk) -> None:
        desk.rasa.script = [TurnNotTaken("x", may_retry=False)]
        for body in ("I want braids tomorrow", "are you there?"):
            await desk.write(body)
            await desk.answer()
        assert desk.channel.texts[-1] == "You said: are you there?"
        (conversation,) = await desk.rows("SELECT answered_by, handover_cause FROM conversations")
        assert conversation == {"answered_by": "assistant", "handover_cause": None}


class TestLease:
    async def test_only_one_worker_takes_a_conversation(self, desk: FrontDesk) -> None:
        other = desk.worker("worker-2")

        async def meanwhile(request: Json) -> Json:
            assert not (await desk.take_turn(other)).is_taken
            return says("mine")

        desk.rasa.script = [meanwhile]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        assert desk.channel.texts == ["mine"]

    async def test_many_workers_at_once_make_one_turn(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow")
        workers = [desk.worker(f"worker-{number}") for number in range(8)]
        taken = await asyncio.gather(*(desk.take_turn(worker) for worker in workers))
        assert sum(one.is_taken for one in taken) == 1
        assert len(desk.rasa.requests) == 1

    async def test_a_dead_workers_turn_is_gone_on_with_under_its_own_id(
        self, desk: FrontDesk
    ) -> None:
        async def die(request: Json) -> Json:
            raise KeyboardInterrupt

        desk.rasa.script = [die]
        await desk.write("I want braids tomorrow")
        with pytest.raises(KeyboardInterrupt):
            await desk.take_turn()
        await desk.write("with Amina")
        other = desk.worker("worker-2")
        assert not (await desk.take_turn(other)).is_taken
        await desk.change("UPDATE conversations SET lease_expires_at = clock_timestamp()")
        taken = await desk.take_turn(other)
        assert taken.is_taken
        assert taken.has_more
        first, second = desk.rasa.requests
        for key in ("message_id", "text", "dialogue_id", "reading"):
            assert first[key] == second[key]
        (turn,) = await desk.turn_rows()
        assert turn["attempts"] == 2

    async def test_who_lost_the_lease_writes_nothing(self, desk: FrontDesk) -> None:
        other = desk.worker("worker-2")

        async def stall(request: Json) -> Json:
            await desk.change("UPDATE conversations SET lease_expires_at = clock_timestamp()")
            await desk.send(await desk.take_turn(other))
            return says("too late")

        desk.rasa.script = [stall, says("in time")]
        await desk.write("I want braids tomorrow")
        with pytest.raises(LeaseLost):
            await desk.take_turn()
        assert desk.channel.texts == ["in time"]
        assert len(await desk.outbox()) == 1


class TestTakeoverDuringATurn:
    async def test_a_person_who_takes_over_meanwhile_silences_the_reply(
        self, desk: FrontDesk
    ) -> None:
        async def meanwhile(request: Json) -> Json:
            async with desk.database.tenant_transaction(desk.tenant_id) as session:
                await Takeovers(session).take_over(await desk.conversation(), "operator:amina")
            return says("one", "two")

        desk.rasa.script = [meanwhile]
        await desk.write("I want braids tomorrow")
        await desk.answer()
        assert desk.channel.sent == []
        assert [row["state"] for row in await desk.outbox()] == ["canceled", "canceled"]

    async def test_a_turn_that_hands_over_itself_still_says_so(self, desk: FrontDesk) -> None:
        async def hand_over(request: Json) -> Json:
            async with desk.database.tenant_transaction(desk.tenant_id) as session:
                await Takeovers(session).hand_over(await desk.conversation(), "contact")
            return says("A colleague will answer you", "Your reference is 7")

        desk.rasa.script = [hand_over]
        await desk.write("I want to talk to a person")
        await desk.answer()
        assert len(desk.channel.sent) == 2
        await desk.write("hello?")
        assert not (await desk.answer()).is_taken
