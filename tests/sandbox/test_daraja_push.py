"""Daraja's token and STK push over real HTTP."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import CUSTOMER, SHORTCODE, Api, Receiver, wait_for
from tests.sandbox.daraja import CALLBACK_PATH, Till

pytestmark = pytest.mark.contract


@pytest.fixture
def till(api: Api, receiver: Receiver) -> Till:
    return Till(api, receiver)


class TestToken:
    def test_expires_in_is_a_string(self, till: Till) -> None:
        body = till.new_token().json()

        assert body["expires_in"] == "3599"
        assert len(body["access_token"]) == 28

    def test_expires_in_can_be_a_number(self, till: Till) -> None:
        till.api.behave(next={"daraja.token": {"expires_in_as_number": True}})

        assert till.new_token().json()["expires_in"] == 3599

    def test_a_new_token_ends_the_previous_one_of_its_app(self, till: Till) -> None:
        other = till.new_token("other-app").json()["access_token"]
        old, till.token = till.token, till.new_token().json()["access_token"]

        refused = till.post("/mpesa/stkpush/v1/processrequest", till.body(), token=old)

        assert (refused.status_code, refused.json()["errorCode"]) == (404, "404.001.03")
        assert till.push().status_code == 200
        accepted = till.post(
            "/mpesa/stkpush/v1/processrequest",
            till.body(PhoneNumber="254722000000", PartyA="254722000000"),
            token=other,
        )
        assert accepted.status_code == 200

    def test_tokens_can_be_expired(self, till: Till) -> None:
        till.api.control("POST", "/daraja/expire-tokens")

        assert till.push().json()["errorMessage"] == "Invalid Access Token"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"authorization": "Bearer x"}, "400.008.01"),
            ({"grant_type": "password"}, "400.008.02"),
        ],
    )
    def test_wrong_requests_have_their_codes(
        self, till: Till, changes: dict[str, str], code: str
    ) -> None:
        reply = till.new_token(**changes)

        assert (reply.status_code, reply.json()["errorCode"]) == (400, code)

    def test_wrong_keys_come_with_an_empty_body(self, till: Till) -> None:
        shop = {"shortcode": SHORTCODE, "consumer_key": "k", "consumer_secret": "s"}
        till.api.control("POST", "/daraja/shortcodes", shop)

        reply = till.new_token()

        assert (reply.status_code, reply.content) == (400, b"")


class TestPush:
    def test_accepted_means_a_prompt_not_money(self, till: Till) -> None:
        body = till.push().json()

        assert body["ResponseCode"] == "0"
        assert re.fullmatch(r"ws_CO_\d{17}712345678", body["CheckoutRequestID"])
        prompt = till.prompt(body["CheckoutRequestID"])
        assert prompt["merchant_request_id"] == body["MerchantRequestID"]
        assert prompt["business_name"] == "Glow Salon"
        assert prompt["result_code"] is None

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"BusinessShortCode": "12"}, "BusinessShortCode"),
            ({"Timestamp": "2026-11-21"}, "Timestamp"),
            ({"TransactionType": "Pay"}, "TransactionType"),
            ({"Amount": 0}, "Amount"),
            ({"Amount": 250_001}, "Amount"),
            ({"Amount": 10.5}, "Amount"),
            ({"Amount": "10.50"}, "Amount"),
            ({"Amount": None}, "Amount"),
            ({"Amount": True}, "Amount"),
            ({"PhoneNumber": "0712345678"}, "PhoneNumber"),
            ({"PhoneNumber": "+254712345678"}, "PhoneNumber"),
            ({"PhoneNumber": "254812345678"}, "PhoneNumber"),
            ({"PartyA": "254"}, "PartyA"),
            ({"PartyB": "x"}, "PartyB"),
            ({"CallBackURL": None}, "CallBackURL"),
            ({"CallBackURL": "ftp://a.example/x"}, "CallBackURL"),
            ({"CallBackURL": "https://a.example/a b"}, "CallBackURL"),
            ({"CallBackURL": "https://a.example/mpesa/x"}, "CallBackURL"),
            ({"CallBackURL": "https://a.example/query"}, "CallBackURL"),
            ({"CallBackURL": "https://x.ngrok.io/cb"}, "CallBackURL"),
            ({"AccountReference": "x" * 13}, "AccountReference"),
            ({"AccountReference": None}, "AccountReference"),
            ({"TransactionDesc": "x" * 14}, "TransactionDesc"),
        ],
    )
    def test_each_field_is_refused_by_name(
        self, till: Till, changes: dict[str, Any], field: str
    ) -> None:
        reply = till.push(**changes)

        assert (reply.status_code, reply.json()["errorCode"]) == (400, "400.002.02")
        assert reply.json()["errorMessage"] == f"Bad Request - Invalid {field}"

    def test_digit_strings_new_prefixes_and_no_description_are_fine(self, till: Till) -> None:
        phone = "254110456789"

        reply = till.push(Amount="500", PhoneNumber=phone, PartyA=phone, TransactionDesc=None)

        assert reply.status_code == 200

    @pytest.mark.parametrize("password", ["bm90IHJpZ2h0", "***", ""])
    def test_a_wrong_password_is_wrong_credentials(self, till: Till, password: str) -> None:
        reply = till.push(Password=password)

        assert (reply.status_code, reply.json()["errorCode"]) == (500, "500.001.1001")
        assert reply.json()["errorMessage"] == "Wrong credentials"

    def test_a_registered_passkey_must_fit(self, till: Till) -> None:
        till.api.control(
            "POST", "/daraja/shortcodes", {"shortcode": SHORTCODE, "passkey": "another"}
        )

        assert till.push().json()["errorMessage"] == "Wrong credentials"

    def test_an_unregistered_short_code_does_not_exist(self, till: Till) -> None:
        till.api.control("POST", "/daraja/shortcodes", {"shortcode": "600999"})

        assert till.push().json()["errorMessage"] == "Merchant does not exist"

    def test_without_json_content_type_no_field_is_seen(self, till: Till) -> None:
        reply = till.api.http.post(
            "/daraja/mpesa/stkpush/v1/processrequest",
            content=json.dumps(till.body()),
            headers={"Authorization": f"Bearer {till.token}"},
        )

        assert reply.json()["errorMessage"] == "Bad Request - Invalid BusinessShortCode"

    def test_a_busy_phone_is_locked(self, till: Till) -> None:
        till.pushed()

        reply = till.push()

        assert reply.status_code == 500
        assert reply.json()["errorCode"] == "500.001.1001"
        assert reply.json()["errorMessage"].startswith("Unable to lock subscriber")

    def test_wrong_path_and_method_have_their_codes(self, till: Till) -> None:
        wrong_path = till.post("/mpesa/nothing", {})
        wrong_method = till.api.http.get("/daraja/mpesa/stkpush/v1/processrequest")

        assert (wrong_path.status_code, wrong_path.json()["errorCode"]) == (404, "404.001.01")
        assert (wrong_method.status_code, wrong_method.json()["errorCode"]) == (405, "405.001")


class TestPushFaults:
    @pytest.mark.parametrize(
        ("error", "status", "code"),
        [
            ("invalid_phone", 400, "400.002.02"),
            ("token", 404, "404.001.03"),
            ("merchant", 500, "500.001.1001"),
            ("credentials", 500, "500.001.1001"),
            ("locked", 500, "500.001.1001"),
            ("busy", 500, "500.003.02"),
            ("spike", 500, "500.003.02"),
            ("quota", 500, "500.003.03"),
            ("internal", 500, "500.003.1001"),
        ],
    )
    def test_each_error_of_the_table(self, till: Till, error: str, status: int, code: str) -> None:
        till.api.behave(next={"daraja.push": {"error": error}})

        reply = till.push()

        assert (reply.status_code, reply.json()["errorCode"]) == (status, code)
        assert till.api.control("GET", "/stk")["prompts"] == []
        assert till.push().status_code == 200

    @pytest.mark.parametrize(("error", "status"), [("fault_429", 429), ("fault_500", 500)])
    def test_a_spike_arrest_can_be_a_gateway_fault(
        self, till: Till, error: str, status: int
    ) -> None:
        till.api.behave(next={"daraja.push": {"error": error}})

        reply = till.push()

        assert reply.status_code == status
        code = reply.json()["fault"]["detail"]["errorcode"]
        assert code == "policies.ratelimit.SpikeArrestViolation"

    def test_html_and_empty_bodies(self, till: Till) -> None:
        till.api.behave(next={"daraja.push": [{"error": "html"}, {"error": "empty"}]})

        assert till.push().headers["content-type"].startswith("text/html")
        assert till.push().content == b""

    def test_an_internal_error_can_leave_a_prompt_behind(self, till: Till) -> None:
        till.api.behave(next={"daraja.push": {"error": "internal", "do_it_anyway": True}})

        assert till.push().status_code == 500
        assert len(till.api.control("GET", "/stk")["prompts"]) == 1

    def test_a_cut_connection_can_leave_a_prompt_behind(self, till: Till) -> None:
        till.api.behave(next={"daraja.push": {"cut": True}})

        with pytest.raises(httpx.RemoteProtocolError):
            till.push()
        assert len(till.api.control("GET", "/stk")["prompts"]) == 1

    def test_a_non_zero_response_code_comes_with_200(self, till: Till) -> None:
        till.api.behave(next={"daraja.push": {"response_code": "1"}})

        reply = till.push()

        assert (reply.status_code, reply.json()["ResponseCode"]) == (200, "1")

    def test_the_callback_can_come_before_the_reply(self, till: Till) -> None:
        till.quick(auto_answer="paid")
        till.api.behave(next={"daraja.push": {"callback_first": True}})

        checkout = till.pushed()

        assert till.receiver.to(CALLBACK_PATH)
        assert till.callbacks()[0]["CheckoutRequestID"] == checkout

    def test_a_behavior_for_one_phone_leaves_the_others_alone(self, till: Till) -> None:
        till.api.behave(next={"daraja.push": {"error": "busy", "number": "254722908114"}})

        assert till.push(PhoneNumber=CUSTOMER).status_code == 200
        other = till.push(PhoneNumber="254722908114", PartyA="254722908114")
        assert other.json()["errorCode"] == "500.003.02"

    def test_a_wrong_pairing_of_type_and_party_fails_by_callback(self, till: Till) -> None:
        checkout = till.pushed(PartyB="600999")

        assert till.callbacks()[0]["ResultCode"] == 2028
        assert wait_for(lambda: till.prompt(checkout)["state"] == "settled")
