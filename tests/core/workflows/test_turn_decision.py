"""Messages that nobody is sure about: asked once, stored before use, paid for, never silent."""

from typing import Any

import pytest
from redis.asyncio import Redis

from core.conversations.errors import LeaseLost
from core.workflows.turn_rasa import TurnNotTaken
from core.workflows.turns import TurnTaken
from launcher import businesses
from tests.fixtures.language_model import AWAY, ScriptedModel
from tests.fixtures.messages import TRACE_TOKEN, FrontDesk, Json, says

pytestmark = pytest.mark.db

TEXT = "weh si mniwekee ka-slot ka nywele by kesho"
UNSURE: Json = {"outcome": "unsure", "parse": {}}
UNDERSTOOD = {"intent": "book_service", "entities": []}
REFUSED = TurnNotTaken("x", may_retry=True)


async def write(desk: FrontDesk, model: ScriptedModel, text: str = TEXT, **more: Any) -> TurnTaken:
    """One message of the contact, answered with the help of the model."""
    await desk.write(text)
    turns = desk.worker("worker-1", llm=model.help(**more))
    taken = await desk.take_turn(turns, waits=False)
    await desk.send(taken)
    return taken


async def kept(desk: FrontDesk) -> list[Json]:
    rows = await desk.rows("SELECT interpretation FROM turns ORDER BY created_at")
    return [row["interpretation"] for row in rows]


async def month(desk: FrontDesk) -> Json:
    (row,) = await desk.rows("SELECT * FROM llm_months")
    return row


class TestDecide:
    async def test_a_sure_message_asks_nobody(self, desk: FrontDesk) -> None:
        model = ScriptedModel([UNDERSTOOD])
        await write(desk, model)
        assert model.asked == []
        assert await kept(desk) == [None]
        assert await desk.rows("SELECT * FROM llm_months") == []

    async def test_without_a_model_rasa_is_not_asked_whether_it_is_sure(
        self, desk: FrontDesk
    ) -> None:
        await desk.write(TEXT)
        await desk.take_turn(waits=False)
        (request,) = desk.rasa.requests
        assert request["ask_if_unsure"] is False
        assert request["interpretation"] is None

    async def test_a_business_that_wants_none_is_left_alone(self, desk: FrontDesk) -> None:
        await desk.change(
            "UPDATE tenants SET settings = settings || "
            '\'{"language_model": {"is_used": false}}\', updated_at = clock_timestamp()'
        )
        model = ScriptedModel([UNDERSTOOD])
        await write(desk, model)
        assert desk.rasa.requests[0]["ask_if_unsure"] is False

    async def test_the_same_turn_is_posted_again_with_the_meaning(self, desk: FrontDesk) -> None:
        desk.rasa.script = [UNSURE, says("When?")]
        await write(desk, ScriptedModel([UNDERSTOOD]))
        first, second = desk.rasa.requests
        assert first["ask_if_unsure"] is True
        assert second["ask_if_unsure"] is False
        assert second["interpretation"] == UNDERSTOOD | {"entities": {}}
        assert first["message_id"] == second["message_id"]
        assert first["deadline"] == second["deadline"]
        assert desk.channel.texts == ["When?"]

    async def test_it_is_stored_before_rasa_hears_of_it(self, desk: FrontDesk) -> None:
        stored: list[Json] = []

        async def look(request: Json) -> Json:
            stored.extend(await kept(desk))
            return says("ok")

        desk.rasa.script = [UNSURE, look]
        await write(desk, ScriptedModel([UNDERSTOOD]))
        assert stored[0]["meaning"]["intent"] == "book_service"
        assert stored[0]["cost_micros"] == 400 * 3 + 40 * 15

    async def test_an_attempt_after_a_failure_repeats_it_without_asking(
        self, desk: FrontDesk
    ) -> None:
        desk.rasa.script = [UNSURE, REFUSED, says("ok")]
        model = ScriptedModel([UNDERSTOOD])
        await write(desk, model)
        assert len(model.asked) == 1
        assert desk.rasa.requests[1]["interpretation"] == desk.rasa.requests[2]["interpretation"]

    async def test_the_worker_that_goes_on_repeats_it_without_asking(self, desk: FrontDesk) -> None:
        async def die(request: Json) -> Json:
            raise KeyboardInterrupt

        desk.rasa.script = [UNSURE, die, says("ok")]
        model = ScriptedModel([UNDERSTOOD])
        with pytest.raises(KeyboardInterrupt):
            await write(desk, model)
        await desk.change("UPDATE conversations SET lease_expires_at = clock_timestamp()")
        other = desk.worker("worker-2", llm=model.help())
        assert (await desk.take_turn(other)).is_taken
        assert len(model.asked) == 1
        last = desk.rasa.requests[-1]
        assert last["interpretation"]["intent"] == "book_service"
        assert last["ask_if_unsure"] is False

    async def test_who_lost_the_lease_meanwhile_stores_nothing(self, desk: FrontDesk) -> None:
        async def take_over() -> None:
            await desk.change("UPDATE conversations SET lease_fence = lease_fence + 1")

        desk.rasa.script = [UNSURE, says("never")]
        with pytest.raises(LeaseLost):
            await write(desk, ScriptedModel([UNDERSTOOD], meanwhile=take_over))
        assert await kept(desk) == [None]
        assert len(desk.rasa.requests) == 1
        # It was asked, so it is paid for.
        assert (await month(desk))["cost_micros"] == 1800

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (AWAY, "http_500"),
            (None, "wrong_form"),
            ("garbage", "wrong_form"),
            ({"intent": None}, "wrong_form"),
            ({"intent": "transfer_all_money"}, "unknown_intent"),
        ],
    )
    async def test_without_a_usable_answer_the_contact_is_asked_back(
        self, desk: FrontDesk, answer: Any, reason: str
    ) -> None:
        desk.rasa.script = [UNSURE, says("Did you mean to book?")]
        await write(desk, ScriptedModel([answer]))
        last = desk.rasa.requests[-1]
        assert (last["interpretation"], last["ask_back"]) == (None, True)
        assert desk.channel.texts == ["Did you mean to book?"]
        (stored,) = await kept(desk)
        assert (stored["status"], stored["reason"]) == ("none", reason)

    @pytest.mark.parametrize("intent", ["affirm", "opt_out", "make_payment", "speak_to_human"])
    async def test_an_intent_with_an_effect_is_asked_back(
        self, desk: FrontDesk, intent: str
    ) -> None:
        desk.rasa.script = [UNSURE, says("Did you mean that?")]
        await write(desk, ScriptedModel([{"intent": intent, "entities": []}]))
        last = desk.rasa.requests[-1]
        assert (last["interpretation"]["intent"], last["ask_back"]) == (intent, True)

    async def test_the_trace_shows_who_was_asked_and_what_it_cost(self, desk: FrontDesk) -> None:
        desk.rasa.script = [UNSURE, says("ok"), says("sure")]
        await write(desk, ScriptedModel([UNDERSTOOD]))
        await write(desk, ScriptedModel([UNDERSTOOD]), "braids tomorrow 3pm")
        reply = await desk.web.get(
            "/trace/turns",
            params={"channel": desk.number, "contact": desk.phone},
            headers={"Authorization": f"Bearer {TRACE_TOKEN}"},
        )
        strange, sure = reply.json()["turns"]
        assert (strange["llm"]["status"], strange["llm"]["model"]) == ("understood", "one")
        assert strange["llm"]["cost_usd"] == 0.0018
        assert "llm" in [step["name"] for step in strange["steps"]]
        assert sure["llm"] is None

    async def test_the_log_has_no_text_of_the_contact_or_of_the_model(
        self, desk: FrontDesk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for answer in (UNDERSTOOD, AWAY, {"intent": "zxqv_intent"}):
            desk.rasa.script = [UNSURE, says("ok")]
            await write(desk, ScriptedModel([answer]))
        logged = "".join(capsys.readouterr())
        assert "llm_call_failed" in logged
        assert "mniwekee" not in logged
        assert "zxqv_intent" not in logged


class TestBudget:
    async def test_counts_what_was_used_in_the_month_of_the_business(self, desk: FrontDesk) -> None:
        desk.rasa.script = [UNSURE, says("ok"), UNSURE, says("ok")]
        model = ScriptedModel([UNDERSTOOD])
        await write(desk, model)
        await write(desk, model, "na ingine tena basi ya nywele")
        row = await month(desk)
        assert row["month"].day == 1
        assert (row["asked"], row["tokens_in"], row["tokens_out"]) == (2, 800, 80)
        assert row["cost_micros"] == 2 * 1800

    async def test_ends_in_local_answers_never_in_silence(self, desk: FrontDesk) -> None:
        desk.rasa.script = [UNSURE, says("A local answer")]
        model = ScriptedModel([UNDERSTOOD])
        await write(desk, model, budget_cents=0)
        assert model.asked == []
        last = desk.rasa.requests[-1]
        assert (last["interpretation"], last["ask_back"]) == (None, False)
        assert desk.channel.texts == ["A local answer"]
        (stored,) = await kept(desk)
        assert (stored["status"], stored["reason"]) == ("local_only", "over_budget")

    async def test_is_never_passed_by_what_is_asked_at_once(self, desk: FrontDesk) -> None:
        desk.rasa.script = [UNSURE, says("ok")]
        model = ScriptedModel([UNDERSTOOD])
        await write(desk, model)
        await desk.change("UPDATE llm_months SET cost_micros = 19999")
        desk.rasa.script = [UNSURE, says("ok")]
        await write(desk, model, "na ingine tena basi ya nywele", budget_cents=2)
        assert len(model.asked) == 1
        assert (await month(desk))["cost_micros"] == 19999

    async def test_a_business_may_have_one_of_its_own(self, desk: FrontDesk) -> None:
        await desk.change(
            "UPDATE tenants SET settings = settings || "
            '\'{"language_model": {"monthly_budget_cents": 0}}\', updated_at = clock_timestamp()'
        )
        desk.rasa.script = [UNSURE, says("A local answer")]
        model = ScriptedModel([UNDERSTOOD])
        await write(desk, model)
        assert model.asked == []

    async def test_is_seen_by_its_own_business_only(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        desk.rasa.script = [UNSURE, says("ok")]
        await write(desk, ScriptedModel([UNDERSTOOD]))
        assert await other_desk.rows("SELECT * FROM llm_months") == []


class TestCache:
    async def test_a_message_that_came_before_is_not_asked_again(
        self, desk: FrontDesk, redis_url: str
    ) -> None:
        redis = Redis.from_url(redis_url)
        model = ScriptedModel([UNDERSTOOD])
        for _ in range(2):
            desk.rasa.script = [UNSURE, says("ok")]
            await write(desk, model, redis=redis)
        await redis.aclose()
        assert len(model.asked) == 1
        assert (await kept(desk))[1]["is_cached"] is True

    async def test_is_not_shared_between_businesses(
        self, desk: FrontDesk, other_desk: FrontDesk, redis_url: str
    ) -> None:
        redis = Redis.from_url(redis_url)
        model = ScriptedModel([UNDERSTOOD])
        for one in (desk, other_desk):
            one.rasa.script = [UNSURE, says("ok")]
            await write(one, model, redis=redis)
        await redis.aclose()
        assert len(model.asked) == 2

    async def test_who_the_contact_is_is_never_kept(self, desk: FrontDesk, redis_url: str) -> None:
        redis = Redis.from_url(redis_url)
        text = "mimi naitwa Wambui Njoroge bana"
        entity = {"entity": "name", "quote": "Wambui Njoroge", "meaning": None}
        model = ScriptedModel([{"intent": "inform", "entities": [entity]}])
        for _ in range(2):
            desk.rasa.script = [UNSURE, says("ok")]
            await write(desk, model, text, redis=redis)
        await redis.aclose()
        assert len(model.asked) == 2

    @pytest.mark.usefixtures("storage_settings")
    async def test_an_erased_business_leaves_nothing_and_its_neighbor_everything(
        self, desk: FrontDesk, other_desk: FrontDesk, redis_url: str
    ) -> None:
        redis = Redis.from_url(redis_url)
        for one in (desk, other_desk):
            one.rasa.script = [UNSURE, says("ok")]
            await write(one, ScriptedModel([UNDERSTOOD]), redis=redis)
        await businesses.erase(desk.tenant_id, redis_url)
        assert await redis.keys(f"*{desk.tenant_id}*") == []
        assert len(await redis.keys(f"*{other_desk.tenant_id}*")) == 1
        await redis.aclose()

    @pytest.mark.usefixtures("storage_settings")
    async def test_an_answer_to_a_business_that_was_erased_meanwhile_is_not_kept(
        self, desk: FrontDesk, redis_url: str
    ) -> None:
        redis = Redis.from_url(redis_url)

        async def erase() -> None:
            await businesses.erase(desk.tenant_id, redis_url)

        desk.rasa.script = [UNSURE, says("never")]
        with pytest.raises(LeaseLost):
            await write(desk, ScriptedModel([UNDERSTOOD], meanwhile=erase), redis=redis)
        assert await redis.keys(f"*{desk.tenant_id}*") == []
        await redis.aclose()

    async def test_a_redis_that_is_down_is_no_obstacle(self, desk: FrontDesk) -> None:
        redis = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2)
        desk.rasa.script = [UNSURE, says("ok")]
        await write(desk, ScriptedModel([UNDERSTOOD]), redis=redis)
        await redis.aclose()
        assert desk.rasa.requests[-1]["interpretation"]["intent"] == "book_service"
