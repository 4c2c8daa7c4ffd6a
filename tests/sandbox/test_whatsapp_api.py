"""The WhatsApp Cloud API over real HTTP: sends, statuses, inbound webhooks, media."""

import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import BUSINESS, CUSTOMER, SECRET, Api, Receiver, wait_for

pytestmark = pytest.mark.contract

PATH = "/webhooks/whatsapp"
FAST = {"sent_ms": 10, "delivered_ms": 20, "read_ms": 30}


def values(receiver: Receiver, part: str) -> list[dict[str, Any]]:
    """The items of all webhooks' `messages` or `statuses`, in order of arrival."""
    found = []
    for request in receiver.to(PATH):
        for entry in json.loads(request.body)["entry"]:
            for change in entry["changes"]:
                found.extend(change["value"].get(part, []))
    return found


class TestInbound:
    def test_a_message_arrives_signed_with_phone_and_user_id(
        self, api: Api, receiver: Receiver
    ) -> None:
        sent = api.write("Nataka kubook, é 😀")

        request = receiver.to(PATH)[0]
        expected = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
        assert request.headers["x-hub-signature-256"] == f"sha256={expected}"
        assert request.body.isascii()
        value = json.loads(request.body)["entry"][0]["changes"][0]["value"]
        assert value["metadata"]["phone_number_id"] == BUSINESS
        message, contact = value["messages"][0], value["contacts"][0]
        assert message["id"] == sent["id"]
        assert message["text"] == {"body": "Nataka kubook, é 😀"}
        assert message["from"] == contact["wa_id"] == CUSTOMER
        assert message["from_user_id"] == contact["user_id"]
        assert message["from_user_id"].startswith("KE.")
        assert message["timestamp"].isdigit()

    def test_a_customer_with_a_hidden_phone_has_only_a_user_id(
        self, api: Api, receiver: Receiver
    ) -> None:
        api.control("PATCH", f"/customers/{CUSTOMER}", {"username": "wanja", "hides_phone": True})
        api.write()

        value = json.loads(receiver.to(PATH)[0].body)["entry"][0]["changes"][0]["value"]
        assert "from" not in value["messages"][0]
        assert "wa_id" not in value["contacts"][0]
        assert value["contacts"][0]["profile"]["username"] == "wanja"

    def test_copies_carry_the_same_id_and_bytes(self, api: Api, receiver: Receiver) -> None:
        api.write(copies=3)

        bodies = {request.body for request in receiver.to(PATH)}
        assert len(receiver.to(PATH)) == 3
        assert len(bodies) == 1

    def test_is_delivered_again_until_it_is_taken(self, api: Api, receiver: Receiver) -> None:
        api.behave(defaults={"whatsapp.webhook": {"retry_delays_ms": [20, 20, 20]}})
        receiver.statuses = [500, 503]

        sent = api.write()

        assert sent["delivered"] is True
        assert [d["http_status"] for d in sent["deliveries"]] == [500, 503, 200]

    def test_is_given_up_after_the_last_retry(self, api: Api, receiver: Receiver) -> None:
        api.behave(defaults={"whatsapp.webhook": {"retry_delays_ms": [10]}})
        receiver.statuses = [500, 500]

        assert api.write()["delivered"] is False
        assert api.conversation()[0]["status"] == "failed"

    @pytest.mark.parametrize(
        ("message", "kind", "part"),
        [
            (
                {"type": "button_reply", "reply_id": "pay", "title": "Pay"},
                "interactive",
                {"type": "button_reply", "button_reply": {"id": "pay", "title": "Pay"}},
            ),
            (
                {"type": "list_reply", "reply_id": "o1", "title": "9 AM", "description": "Amina"},
                "interactive",
                {
                    "type": "list_reply",
                    "list_reply": {"id": "o1", "title": "9 AM", "description": "Amina"},
                },
            ),
            (
                {"type": "location", "latitude": 1.5, "longitude": 2.5, "text": "Shop"},
                "location",
                {"latitude": 1.5, "longitude": 2.5, "name": "Shop"},
            ),
            (
                {"type": "raw", "raw": {"type": "order", "order": {"catalog_id": "1"}}},
                "order",
                {"catalog_id": "1"},
            ),
        ],
        ids=["button", "list", "location", "raw"],
    )
    def test_each_type_has_its_object(
        self, api: Api, receiver: Receiver, message: dict[str, Any], kind: str, part: dict[str, Any]
    ) -> None:
        api.write(**message)

        received = values(receiver, "messages")[0]
        assert received["type"] == kind
        assert received[kind] == part

    def test_a_batch_is_one_webhook_with_an_entry_per_message(
        self, api: Api, receiver: Receiver
    ) -> None:
        message = {"phone_number_id": BUSINESS, "customer": CUSTOMER, "text": "a"}
        other = {"phone_number_id": "999", "customer": CUSTOMER, "text": "b"}

        api.control("POST", "/batches", {"messages": [message, other], "wait": True})

        entries = json.loads(receiver.to(PATH)[0].body)["entry"]
        numbers = [e["changes"][0]["value"]["metadata"]["phone_number_id"] for e in entries]
        assert numbers == [BUSINESS, "999"]

    def test_the_handshake_reads_the_challenge_back(self, api: Api, receiver: Receiver) -> None:
        assert api.control("GET", "/handshake?verify_token=x")["is_right"] is True


class TestSend:
    def test_reply_names_input_phone_user_id_and_message(self, api: Api) -> None:
        api.write()
        reply = api.send().json()

        assert reply["messaging_product"] == "whatsapp"
        assert reply["contacts"][0]["input"] == f"+{CUSTOMER}"
        assert reply["contacts"][0]["wa_id"] == CUSTOMER
        assert reply["messages"][0]["id"].startswith("wamid.")
        shown = api.conversation("business")[0]
        assert shown["text"] == "hello"
        assert shown["received_monotonic_ns"] <= time.monotonic_ns()

    def test_a_user_id_is_a_recipient_too(self, api: Api, receiver: Receiver) -> None:
        api.write()
        user_id = values(receiver, "messages")[0]["from_user_id"]

        reply = api.send(recipient=user_id, to=None)

        assert reply.status_code == 200
        assert api.conversation("business")[0]["customer"] == CUSTOMER

    def test_needs_a_bearer_token(self, api: Api) -> None:
        reply = api.http.post(f"/meta/v26.0/{BUSINESS}/messages", json={})

        assert reply.status_code == 401
        assert reply.json()["error"]["code"] == 190

    def test_a_configured_token_is_the_only_one(self, api: Api) -> None:
        api.control("POST", "/businesses", {"phone_number_id": BUSINESS, "token": "right"})

        assert api.send().json()["error"]["code"] == 190

    def test_outside_the_window_only_templates_go(self, api: Api) -> None:
        api.write(at=time.time() - 25 * 3600)

        refused = api.send()
        template = {"type": "template", "template": {"name": "x", "language": {"code": "en"}}}

        assert (refused.status_code, refused.json()["error"]["code"]) == (400, 131047)
        assert api.send(template).status_code == 200

    def test_a_number_without_plus_gets_the_country_code_in_front(self, api: Api) -> None:
        api.write()

        assert api.send(to=CUSTOMER).json()["error"]["code"] == 131026
        assert api.send(to=CUSTOMER[3:]).status_code == 200

    def test_the_business_cannot_write_to_itself(self, api: Api) -> None:
        assert api.send(to="+254700123456").json()["error"]["code"] == 131021

    def test_an_unknown_number_is_registered_on_first_sight(self, api: Api) -> None:
        template = {"name": "x", "language": {"code": "en"}}
        body = {
            "messaging_product": "whatsapp",
            "to": f"+{CUSTOMER}",
            "type": "template",
            "template": template,
        }
        headers = {"Authorization": "Bearer t"}

        reply = api.http.post("/meta/v26.0/555/messages", json=body, headers=headers)

        assert reply.status_code == 200
        assert "555" in {b["phone_number_id"] for b in api.control("GET", "/businesses")}

    def test_not_json_is_a_bad_parameter(self, api: Api) -> None:
        reply = api.http.post(
            f"/meta/v26.0/{BUSINESS}/messages",
            content=b"{",
            headers={"Authorization": "Bearer t"},
        )

        assert (reply.status_code, reply.json()["error"]["code"]) == (400, 100)

    def test_the_46th_message_of_a_burst_hits_the_pair_rate(self, api: Api) -> None:
        api.behave(defaults={"whatsapp.limits": {"pair_rate": True}})
        api.write()

        statuses = [api.send().status_code for _ in range(45)]

        assert set(statuses) == {200}
        assert api.send().json()["error"]["code"] == 131056

    def test_throughput_over_the_limit_is_refused(self, api: Api) -> None:
        api.behave(defaults={"whatsapp.limits": {"throughput_per_second": 2}})
        api.write()

        replies = [api.send() for _ in range(3)]

        assert replies[2].json()["error"]["code"] == 130429

    def test_mark_read_turns_ticks_blue_up_to_the_message(self, api: Api) -> None:
        first, second, third = (api.write(text)["id"] for text in "abc")
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": second}
        headers = {"Authorization": "Bearer t"}

        reply = api.http.post(f"/meta/v26.0/{BUSINESS}/messages", json=body, headers=headers)

        assert reply.json() == {"success": True}
        status = {message["id"]: message["status"] for message in api.conversation()}
        assert status == {first: "read", second: "read", third: "delivered"}

    def test_a_reaction_sits_on_its_message(self, api: Api) -> None:
        message_id = api.write()["id"]

        api.send({"type": "reaction", "reaction": {"message_id": message_id, "emoji": "👍"}})

        assert api.conversation()[0]["reaction"] == "👍"
        assert len(api.conversation()) == 1


class TestFaults:
    def test_an_error_is_used_up_after_its_times(self, api: Api) -> None:
        api.write()
        api.behave(next={"whatsapp.messages": {"error_code": 131056, "times": 2}})

        codes = [api.send().status_code for _ in range(3)]

        assert codes == [400, 400, 200]
        assert len(api.conversation("business")) == 1

    def test_an_error_can_come_although_the_message_was_sent(self, api: Api) -> None:
        api.write()
        api.behave(next={"whatsapp.messages": {"error_code": 1, "do_it_anyway": True}})

        assert api.send().status_code == 400
        assert len(api.conversation("business")) == 1

    def test_a_cut_connection_leaves_the_outcome_unknown(self, api: Api) -> None:
        api.write()
        api.behave(next={"whatsapp.messages": {"cut": True}})

        with pytest.raises(httpx.RemoteProtocolError):
            api.send()
        assert len(api.conversation("business")) == 1

    def test_a_raw_reply_is_sent_as_it_stands(self, api: Api) -> None:
        raw = {"status": 502, "body": "<html>", "content_type": "text/html"}
        api.behave(next={"whatsapp.messages": {"raw": raw}})

        reply = api.send()

        assert (reply.status_code, reply.text) == (502, "<html>")

    def test_a_behavior_of_one_number_leaves_others_alone(self, api: Api) -> None:
        api.write()
        api.behave(numbers={"254700000009": {"whatsapp.messages": {"error_code": 131026}}})

        assert api.send().status_code == 200
        assert api.send(to="+254700000009").json()["error"]["code"] == 131026


class TestStatuses:
    def test_sent_delivered_read_come_in_order(self, api: Api, receiver: Receiver) -> None:
        api.behave(defaults={"whatsapp.statuses": FAST})
        api.write()
        message_id = api.send(biz_opaque_callback_data="mine").json()["messages"][0]["id"]

        wait_for(lambda: len(values(receiver, "statuses")) == 3)

        statuses = values(receiver, "statuses")
        assert [item["status"] for item in statuses] == ["sent", "delivered", "read"]
        assert {item["id"] for item in statuses} == {message_id}
        assert {item["biz_opaque_callback_data"] for item in statuses} == {"mine"}
        assert statuses[0]["recipient_id"] == CUSTOMER
        assert statuses[0]["timestamp"].isdigit()
        assert statuses[0]["pricing"]["pricing_model"] == "PMP"

    def test_a_failure_has_its_code_and_no_contacts(self, api: Api, receiver: Receiver) -> None:
        api.behave(next={"whatsapp.statuses": {"fail_code": 131047, "fail_ms": 10}})
        api.write()
        api.send()

        wait_for(lambda: values(receiver, "statuses"))

        status = values(receiver, "statuses")[0]
        assert status["status"] == "failed"
        assert status["errors"][0]["code"] == 131047
        assert len(values(receiver, "contacts")) == 1

    def test_order_and_copies_can_be_wrong(self, api: Api, receiver: Receiver) -> None:
        api.behave(next={"whatsapp.statuses": {**FAST, "order": ["read", "sent"], "copies": 2}})
        api.write()
        api.send()

        wait_for(lambda: len(values(receiver, "statuses")) == 4)

        names = [item["status"] for item in values(receiver, "statuses")]
        assert sorted(names) == ["read", "read", "sent", "sent"]
        assert names[0] == "read"


class TestMedia:
    def _upload(self, api: Api, content: bytes, mime_type: str) -> httpx.Response:
        return api.http.post(
            f"/meta/v26.0/{BUSINESS}/media",
            data={"messaging_product": "whatsapp", "type": mime_type},
            files={"file": ("a", content, mime_type)},
            headers={"Authorization": "Bearer t"},
        )

    def test_an_upload_can_be_read_back_and_sent(self, api: Api) -> None:
        api.write()
        headers = {"Authorization": "Bearer t"}
        file_id = self._upload(api, b"png", "image/png").json()["id"]

        facts = api.http.get(f"/meta/v26.0/{file_id}", headers=headers).json()

        assert facts["file_size"] == 3
        assert facts["sha256"] == hashlib.sha256(b"png").hexdigest()
        assert api.http.get(facts["url"], headers=headers).content == b"png"
        assert api.send({"type": "image", "image": {"id": file_id}}).status_code == 200

    def test_an_unknown_file_cannot_be_sent(self, api: Api) -> None:
        api.write()

        reply = api.send({"type": "image", "image": {"id": "1"}})

        assert reply.json()["error"]["code"] == 131009

    def test_a_link_needs_the_token_and_ends(self, api: Api) -> None:
        headers = {"Authorization": "Bearer t"}
        file_id = self._upload(api, b"png", "image/png").json()["id"]
        url = api.http.get(f"/meta/v26.0/{file_id}", headers=headers).json()["url"]
        api.behave(next={"whatsapp.media": {"url_expired": True}})
        expired = api.http.get(f"/meta/v26.0/{file_id}", headers=headers).json()["url"]

        assert api.http.get(url).status_code == 401
        assert api.http.get(expired, headers=headers).status_code == 404

    def test_an_inbound_voice_note_can_be_downloaded(self, api: Api, receiver: Receiver) -> None:
        api.write(type="audio")
        audio = values(receiver, "messages")[0]["audio"]

        reply = api.http.get(audio["url"], headers={"Authorization": "Bearer t"})

        assert audio["voice"] is True
        assert reply.content.startswith(b"OggS")

    @pytest.mark.parametrize(
        ("mime_type", "size", "code"),
        [("image/png", 5 * 1024 * 1024 + 1, 131053), ("image/bmp", 10, 100)],
    )
    def test_size_and_type_are_checked(
        self, api: Api, mime_type: str, size: int, code: int
    ) -> None:
        reply = self._upload(api, b"x" * size, mime_type)

        assert reply.json()["error"]["code"] == code
