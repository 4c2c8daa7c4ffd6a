import asyncio
import uuid
from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from connectors.channel import SendError
from core.conversations.outbound import OutboundMessage
from core.conversations.outbox import Outbox
from core.conversations.takeovers import Takeovers
from core.conversations.utterances import Utterance
from core.conversations.waiting import sweep
from core.kit.errors import OutcomeUnknown
from tests.fixtures.messages import FrontDesk, Json, envelope, says, value_for
from tests.fixtures.texts import TEXTS

pytestmark = pytest.mark.db


async def reply(desk: FrontDesk, *texts: str) -> None:
    """Leave replies of a turn in the outbox, unsent."""
    desk.rasa.script = [says(*texts)]
    await desk.write("I want braids tomorrow at 3pm")
    await desk.take_turn()


async def free_leases(desk: FrontDesk) -> None:
    """Let the time of every sender's lease pass."""
    await desk.change("UPDATE conversations SET outbox_lease_expires_at = clock_timestamp()")


async def run(desk: FrontDesk) -> float | None:
    return await desk.sender.run(desk.tenant_id, await desk.conversation())


async def states(desk: FrontDesk) -> list[str]:
    return [row["state"] for row in await desk.outbox()]


async def report(desk: FrontDesk, row: Json, status: str, **more: Any) -> None:
    """Have the provider report what became of a message."""
    item = {
        "id": row["external_id"] or f"wamid.late.{uuid.uuid4().hex}",
        "status": status,
        "timestamp": "1764000000",
        "biz_opaque_callback_data": str(row["id"]),
        **more,
    }
    payload = envelope(value_for(desk.number, statuses=[item]))
    assert (await desk.post(payload)).status_code == 200


class TestOrder:
    async def test_a_later_message_waits_for_an_earlier_one(self, desk: FrontDesk) -> None:
        desk.channel.script = [SendError("131016", may_retry=True, retry_after=30.0)]
        desk.rasa.script = [says("one", "two")]
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        assert await states(desk) == ["pending", "pending"]
        due_in = await run(desk)
        assert due_in is not None
        assert 25 < due_in <= 30
        assert desk.channel.sent == []
        await desk.change("UPDATE outbound_messages SET next_attempt_at = NULL")
        assert await run(desk) is None
        assert desk.channel.texts == ["one", "two"]

    async def test_many_senders_at_once_send_each_message_once(self, desk: FrontDesk) -> None:
        async def slowly(_: OutboundMessage) -> None:
            await asyncio.sleep(0.02)

        desk.channel.script = [slowly] * 3
        await reply(desk, "one", "two", "three")
        await free_leases(desk)
        await desk.change("UPDATE outbound_messages SET state = 'pending'")
        await asyncio.gather(*(run(desk) for _ in range(6)))
        assert desk.channel.texts == ["one", "two", "three"]


class TestRecheck:
    async def test_a_person_who_took_over_before_the_send_silences_the_assistant(
        self, desk: FrontDesk
    ) -> None:
        await reply(desk, "one", "two")
        await free_leases(desk)
        await desk.change("UPDATE outbound_messages SET state = 'pending'")
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await Takeovers(session).take_over(await desk.conversation(), "operator:amina")
        await run(desk)
        assert desk.channel.sent == []
        assert await states(desk) == ["canceled", "canceled"]

    async def test_between_two_replies_it_counts_too(self, desk: FrontDesk) -> None:
        async def take_over(_: OutboundMessage) -> None:
            async with desk.database.tenant_transaction(desk.tenant_id) as session:
                await Takeovers(session).take_over(await desk.conversation(), "operator:amina")

        desk.channel.script = [take_over]
        desk.rasa.script = [says("one", "two")]
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        assert desk.channel.texts == ["one"]
        assert await states(desk) == ["sent", "canceled"]

    async def test_news_is_sent_whoever_answers(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await Takeovers(session).take_over(await desk.conversation(), "operator:amina")
        await say(desk, "key")
        await run(desk)
        assert len(desk.channel.sent) == 1

    async def test_outside_the_window_nothing_is_tried(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await say(desk, "key")
        await desk.change("UPDATE conversations SET last_inbound_at = now() - interval '24 hours'")
        await run(desk)
        (row,) = await desk.outbox()
        assert (row["state"], row["error_code"]) == ("failed", "window_closed")
        assert desk.channel.sent == []

    async def test_a_turn_outside_the_window_does_not_send_either(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm", timestamp="1764000000")
        await desk.answer()
        assert await states(desk) == ["failed"]


class TestErrors:
    @pytest.mark.parametrize(
        ("problem", "state", "code"),
        [
            (SendError("131047"), "failed", "131047"),
            (SendError("131026", is_unreachable=True), "failed", "131026"),
            (SendError("131016", may_retry=True, retry_after=5.0), "pending", "131016"),
            (SendError("190", stops_channel=True), "pending", "190"),
            (OutcomeUnknown("no answer"), "unknown", "outcome_unknown"),
        ],
    )
    async def test_each_is_written_down(
        self, desk: FrontDesk, problem: Exception, state: str, code: str
    ) -> None:
        desk.channel.script = [problem]
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        (row,) = await desk.outbox()
        assert (row["state"], row["error_code"], row["attempts"]) == (state, code, 1)

    @pytest.mark.parametrize(
        ("problem", "event"),
        [
            (SendError("131009"), "send_refused"),
            (OutcomeUnknown("no answer"), "send_outcome_unknown"),
        ],
    )
    async def test_its_log_line_says_of_which_turn(
        self, desk: FrontDesk, problem: Exception, event: str
    ) -> None:
        (first,) = await self._logged(desk, problem, event)
        # The message that a turn hands over, and one that the outbox gives.
        await reply(desk, "two")
        (second,) = await self._logged(desk, problem, event, writes=False)
        turns = [row["turn_id"] for row in await desk.outbox()]
        assert [first["turn_id"], second["turn_id"]] == list(map(str, turns))
        for line in (first, second):
            assert line["tenant_id"] == str(desk.tenant_id)
            assert line["conversation_id"] == str(await desk.conversation())

    async def _logged(
        self, desk: FrontDesk, problem: Exception, event: str, *, writes: bool = True
    ) -> list[Json]:
        desk.channel.script = [problem]
        with capture_logs(processors=[merge_contextvars]) as lines:
            if writes:
                desk.rasa.script = [says("one")]
                await desk.write("I want braids tomorrow at 3pm")
                await desk.answer()
            else:
                await desk.change(
                    "UPDATE outbound_messages SET state = 'pending' WHERE state = 'sending'"
                )
                await free_leases(desk)
                await run(desk)
        return [dict(line) for line in lines if line["event"] == event]

    async def test_who_cannot_be_reached_is_marked(self, desk: FrontDesk) -> None:
        desk.channel.script = [SendError("131026", is_unreachable=True)]
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        assert (await desk.rows("SELECT is_reachable FROM identities"))[0]["is_reachable"] is False

    async def test_a_channel_that_was_switched_off_sends_nothing(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await desk.change("UPDATE channels SET is_active = false")
        await desk.answer()
        assert await states(desk) == ["failed"]

    async def test_an_unknown_outcome_does_not_hold_up_what_follows(self, desk: FrontDesk) -> None:
        desk.channel.script = [OutcomeUnknown("no answer")]
        desk.rasa.script = [says("one", "two")]
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        assert await states(desk) == ["unknown", "sent"]


class TestDeath:
    """The sender is killed at one of the three points where it can be."""

    async def _die(self, _: OutboundMessage) -> None:
        raise KeyboardInterrupt

    async def _die_in(self, desk: FrontDesk) -> None:
        desk.channel.script = [self._die]
        desk.rasa.script = [says("one", "two")]
        await desk.write("I want braids tomorrow at 3pm")
        with pytest.raises(KeyboardInterrupt):
            await desk.answer()
        assert await states(desk) == ["sending", "pending"]
        await free_leases(desk)

    async def test_a_message_that_never_left_is_sent_after_a_while(self, desk: FrontDesk) -> None:
        await self._die_in(desk)
        due_in = await run(desk)
        assert due_in is not None
        assert 4 < due_in <= 6
        assert desk.channel.sent == []
        await self._let_pass(desk)
        assert await run(desk) is None
        assert desk.channel.texts == ["one", "two"]

    async def test_a_message_whose_status_came_is_not_sent_again(self, desk: FrontDesk) -> None:
        await self._die_in(desk)
        await report(desk, (await desk.outbox())[0], "delivered")
        await self._let_pass(desk)
        await run(desk)
        assert desk.channel.texts == ["two"]
        assert await states(desk) == ["delivered", "sent"]

    async def test_a_living_sender_is_not_disturbed(self, desk: FrontDesk) -> None:
        await reply(desk, "one")
        assert await run(desk) is not None
        assert desk.channel.sent == []

    async def _let_pass(self, desk: FrontDesk) -> None:
        await desk.change(
            "UPDATE outbound_messages SET state_changed_at = now() - interval '7 seconds'"
            " WHERE state = 'sending'"
        )


class TestUnknown:
    async def _unknown(self, desk: FrontDesk) -> Json:
        desk.channel.script = [OutcomeUnknown("no answer")]
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        return (await desk.outbox())[0]

    async def _sweep(self, desk: FrontDesk, seconds: int) -> None:
        await desk.change(
            f"UPDATE outbound_messages SET state_changed_at = now() - interval '{seconds} seconds'"
        )
        async with desk.database.platform_transaction(reason="test") as session:
            await sweep(session, "worker-1")
        await run(desk)

    async def test_a_status_settles_it(self, desk: FrontDesk) -> None:
        await report(desk, await self._unknown(desk), "sent")
        await self._sweep(desk, 60)
        assert await states(desk) == ["sent"]
        assert desk.channel.sent == []

    async def test_it_is_left_alone_for_half_a_minute(self, desk: FrontDesk) -> None:
        await self._unknown(desk)
        await self._sweep(desk, 20)
        assert await states(desk) == ["unknown"]

    async def test_then_it_is_sent_once_more_and_once_only(self, desk: FrontDesk) -> None:
        await self._unknown(desk)
        desk.channel.script = [OutcomeUnknown("no answer")]
        await self._sweep(desk, 31)
        assert (await desk.outbox())[0]["attempts"] == 2
        await self._sweep(desk, 31)
        assert await states(desk) == ["unknown"]
        assert (await desk.outbox())[0]["attempts"] == 2


class TestReports:
    async def test_states_only_move_up(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        (row,) = await desk.outbox()
        seen = []
        for status in ("delivered", "sent", "read", "delivered", "failed"):
            await report(desk, row, status)
            seen += await states(desk)
        assert seen == ["delivered", "delivered", "read", "read", "read"]

    async def test_a_failure_after_sent_counts(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        (row,) = await desk.outbox()
        await report(desk, row, "failed", errors=[{"code": 131026}])
        (row,) = await desk.outbox()
        assert (row["state"], row["error_code"]) == ("failed", "131026")

    async def test_a_report_by_the_providers_id_alone_is_enough(self, desk: FrontDesk) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        (row,) = await desk.outbox()
        await report(desk, row, "read", biz_opaque_callback_data=None)
        assert await states(desk) == ["read"]

    async def test_a_report_that_comes_before_the_answer_is_kept(self, desk: FrontDesk) -> None:
        async def report_first(message: OutboundMessage) -> None:
            await report(desk, (await desk.outbox())[0], "delivered")

        desk.channel.script = [report_first]
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        assert await states(desk) == ["delivered"]

    async def test_another_tenants_message_is_not_touched(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        await desk.write("I want braids tomorrow at 3pm")
        await desk.answer()
        await report(other_desk, (await desk.outbox())[0], "read")
        assert await states(desk) == ["sent"]

    async def test_a_report_about_nothing_we_know_is_kept(self, desk: FrontDesk) -> None:
        await report(desk, {"id": uuid.uuid4(), "external_id": "wamid.unknown"}, "read")
        rows = await desk.rows("SELECT reason FROM provider_payloads")
        assert [row["reason"] for row in rows] == ["status_of_unknown_message"]


async def say(desk: FrontDesk, key: str) -> None:
    from core.catalog.cache import CatalogCache

    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        catalog = await CatalogCache().get(session)
        await Outbox(session, catalog, TEXTS).say(
            await desk.conversation(), Utterance("utter_hello_again"), idempotency_key=key
        )


class TestOutbox:
    async def test_the_same_key_says_it_once(self, desk: FrontDesk) -> None:
        await desk.write("nataka kubook kusuka kesho asubuhi")
        await desk.answer()
        for key in ("a", "a", "b"):
            await say(desk, key)
        await run(desk)
        assert desk.channel.texts[1:] == ["Habari!", "Habari!"]
