"""The control API: behaviors, sink, trace, state that survives."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from sandbox.background import Background
from sandbox.behaviors import OPERATIONS, Behaviors, SendBehavior, UnknownBehavior
from sandbox.events import EventHub
from sandbox.models import Business, Customer, Message, Sms, digits_of
from sandbox.store import Store
from tests.sandbox.conftest import BUSINESS, CUSTOMER, Api, Receiver, wait_for

pytestmark = pytest.mark.contract


class TestBehaviors:
    def test_the_next_layer_wins_over_number_and_default(self) -> None:
        behaviors = Behaviors()
        behaviors.set_default("whatsapp.messages", {"error_code": 1, "delay_ms": 5})
        behaviors.set_number("+254 712", "whatsapp.messages", {"error_code": 2})
        behaviors.add_next("whatsapp.messages", {"error_code": 3})

        found = [behaviors.effective("whatsapp.messages", SendBehavior, "254712") for _ in "ab"]

        assert [behavior.error_code for behavior in found] == [3, 2]
        assert {behavior.delay_ms for behavior in found} == {5}

    def test_a_next_entry_waits_for_its_number(self) -> None:
        behaviors = Behaviors()
        behaviors.add_next("whatsapp.messages", {"error_code": 3, "number": "254722"})

        assert behaviors.effective("whatsapp.messages", SendBehavior, "254712").error_code is None
        assert behaviors.effective("whatsapp.messages", SendBehavior, "254722").error_code == 3

    @pytest.mark.parametrize(
        ("operation", "settings"),
        [("nothing", {}), ("daraja.push", {"eror": "busy"}), ("daraja.push", {"error": "bussy"})],
    )
    def test_what_does_not_exist_is_refused(self, operation: str, settings: dict[str, Any]) -> None:
        with pytest.raises(UnknownBehavior):
            Behaviors().add_next(operation, settings)

    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_every_operation_behaves_well_by_default(self, operation: str) -> None:
        OPERATIONS[operation]()

    def test_a_mistake_is_422_over_http(self, api: Api) -> None:
        body = {"next": {"daraja.push": {"eror": "busy"}}}

        answer = api.control("POST", "/behaviors", body, expect=422)

        assert "eror" in answer["detail"]

    def test_null_takes_a_behavior_back(self, api: Api) -> None:
        api.behave(defaults={"daraja.push": {"error": "busy"}})
        api.behave(defaults={"daraja.push": None})

        assert api.control("GET", "/behaviors")["defaults"] == {}


class TestSink:
    def test_takes_sends_with_their_time_and_nothing_else(self, api: Api) -> None:
        api.control("PUT", "/sink", {"enabled": True})
        before = time.monotonic_ns()

        reply = api.send()

        record = api.control("GET", "/sink")["records"][0]
        assert reply.json()["messages"][0]["id"] == record["id"]
        assert before <= record["monotonic_ns"] <= time.monotonic_ns()
        assert record["kind"] == "message"
        assert record["to"] == CUSTOMER
        assert record["body"]["text"] == {"body": "hello"}
        assert api.conversation() == []

    def test_knows_reads_from_messages(self, api: Api) -> None:
        api.control("PUT", "/sink", {"enabled": True})
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"}

        assert api.send(body).json() == {"success": True}
        assert api.control("GET", "/sink")["records"][0]["kind"] == "read"

    def test_off_again_limits_hold_again(self, api: Api) -> None:
        api.control("PUT", "/sink", {"enabled": True})
        api.control("PUT", "/sink", {"enabled": False})

        assert api.send().json()["error"]["code"] == 131047

    def test_malformed_json_is_a_400(self, api: Api) -> None:
        api.control("PUT", "/sink", {"enabled": True})

        reply = api.http.post(f"/meta/v26.0/{BUSINESS}/messages", content=b"[1")

        assert reply.status_code == 400


class TestCounters:
    def test_count_requests_and_keep_them(self, api: Api) -> None:
        api.write()
        api.send()

        assert api.control("GET", "/counters")["whatsapp.messages"] == 1
        requests = api.control("GET", "/requests?operation=whatsapp.messages")["requests"]
        assert requests[0]["body"]["text"] == {"body": "hello"}


class TestTrace:
    PATH = f"/trace?phone_number_id={BUSINESS}&customer={CUSTOMER}"

    def test_passes_turns_on_with_the_token(self, api: Api, receiver: Receiver) -> None:
        receiver.turns = JSONResponse({"turns": [{"id": "1"}]})

        answer = api.control("GET", self.PATH)

        assert answer == {"state": "ok", "turns": [{"id": "1"}]}
        request = receiver.to("/trace/turns")[0]
        assert request.headers["authorization"] == "Bearer a-trace-token"

    @pytest.mark.parametrize(
        ("reply", "state"),
        [
            (Response(status_code=401), "refused"),
            (Response(status_code=404), "off"),
            (Response(status_code=500), "error"),
            (Response("<html>"), "error"),
        ],
        ids=["401", "404", "500", "html"],
    )
    def test_trouble_is_a_state_not_an_error(
        self, api: Api, receiver: Receiver, reply: Response, state: str
    ) -> None:
        receiver.turns = reply

        assert api.control("GET", self.PATH)["state"] == state


class TestWaitingForMessages:
    PATH = f"/control/conversations/{BUSINESS}/{CUSTOMER}/messages"

    def test_a_read_returns_with_the_message_it_waits_for(self, api: Api) -> None:
        api.write("first")
        with ThreadPoolExecutor() as threads:
            query = {"sender": "business", "above": 0, "seconds": 8}
            waiting = threads.submit(api.http.get, self.PATH, params=query)
            api.write("second")
            assert not waiting.done()
            api.send({"text": {"body": "an answer"}})
            said = waiting.result(8).json()["messages"]
        assert [message["text"] for message in said] == ["an answer"]

    def test_a_read_that_waits_in_vain_returns_what_is_there(self, api: Api) -> None:
        api.write("first")
        said = api.http.get(self.PATH, params={"above": 1, "seconds": 0.1}).json()["messages"]
        assert [message["text"] for message in said] == ["first"]


class TestStore:
    def test_history_survives_a_restart(self, tmp_path: Path) -> None:
        store = Store(EventHub())
        store.add_business(Business(phone_number_id="1", name="Glow"))
        store.add_customer(Customer(phone="+254 700 000 001", name="Amina", language="sw"))
        message = Message(
            id="wamid.1",
            phone_number_id="1",
            customer="254700000001",
            sender="customer",
            type="text",
            at=time.time(),
        )
        store.add_message(message)
        sms = Sms(id="1", phone="254700000001", sender="M", text="t", at=1.0, source="mpesa")
        store.add_sms(sms)
        store.save(tmp_path / "state" / "sandbox.json")

        again = Store(EventHub())
        again.load(tmp_path / "state" / "sandbox.json")

        assert again.businesses["1"].name == "Glow"
        assert again.customers["254700000001"].language == "sw"
        assert again.conversations["1", "254700000001"] == [message]
        assert again.sms["254700000001"] == [sms]

    def test_no_snapshot_is_a_first_start(self, tmp_path: Path) -> None:
        store = Store(EventHub())
        store.load(tmp_path / "nothing.json")

        assert len(store.customers) == 3
        assert {customer.language for customer in store.customers.values()} == {"en", "sw", "mixed"}


class TestDigitsOf:
    def test_keeps_digits_alone(self) -> None:
        assert digits_of("+254 (712) 345-678") == "254712345678"


class TestBackground:
    async def test_cancels_what_is_under_way(self) -> None:
        import asyncio

        background = Background()
        task = background.start(asyncio.sleep(60))
        await background.cancel_all()

        assert task.cancelled()


class TestReset:
    def test_forgets_conversations_and_keeps_configured_businesses(self, api: Api) -> None:
        api.write()
        api.control("POST", "/businesses", {"phone_number_id": "777", "name": "Other"})

        api.control("POST", "/reset")

        assert api.conversation() == []
        assert [b["phone_number_id"] for b in api.control("GET", "/businesses")] == [BUSINESS]

    def test_health_is_ok(self, api: Api) -> None:
        assert wait_for(lambda: api.http.get("/healthz").json()) == {"status": "ok"}


class TestMetrics:
    def test_count_what_was_done(self, api: Api) -> None:
        api.send()
        page = api.http.get("/metrics").text
        assert 'sandbox_operations_total{operation="whatsapp.messages"} 1' in page
        assert "process_resident_memory_bytes" in page
