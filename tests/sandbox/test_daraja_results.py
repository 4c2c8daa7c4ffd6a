"""What becomes of a prompt: answers, callbacks in every shape, queries, reversals."""

import hashlib
import time
from typing import Any

import pytest

from tests.sandbox.conftest import CUSTOMER, SHORTCODE, Api, Receiver, wait_for
from tests.sandbox.daraja import CALLBACK_PATH, Till, items

pytestmark = pytest.mark.contract


@pytest.fixture
def till(api: Api, receiver: Receiver) -> Till:
    return Till(api, receiver)


class TestAnswers:
    def test_the_right_pin_pays_and_tells_everybody(self, till: Till) -> None:
        prompt = till.paid()

        callback = till.callbacks()[0]
        metadata = items(callback)
        assert callback["ResultCode"] == 0
        assert callback["MerchantRequestID"] == prompt["merchant_request_id"]
        assert metadata["Amount"] == 500
        assert metadata["MpesaReceiptNumber"] == prompt["receipt"]
        assert len(prompt["receipt"]) == 10
        assert metadata["PhoneNumber"] == int(CUSTOMER)
        assert len(str(metadata["TransactionDate"])) == 14
        sms = till.api.control("GET", f"/sms/{CUSTOMER}")["sms"][0]
        assert sms["sender"] == "MPESA"
        assert sms["text"].startswith(f"{prompt['receipt']} Confirmed. Ksh500.00 sent to GLOW")
        customers = till.api.control("GET", "/customers")
        assert next(c["balance"] for c in customers if c["phone"] == CUSTOMER) == 24_000

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            ({"answer": "pin", "pin": "0000"}, 2001),
            ({"answer": "canceled"}, 1032),
            ({"answer": "no_answer"}, 1037),
            ({"answer": "insufficient"}, 1),
        ],
    )
    def test_other_answers_have_their_codes_and_no_metadata(
        self, till: Till, answer: dict[str, str], code: int
    ) -> None:
        till.answer(till.pushed(), **answer)

        callback = till.callbacks()[0]
        assert callback["ResultCode"] == code
        assert "CallbackMetadata" not in callback
        assert till.api.control("GET", f"/sms/{CUSTOMER}")["sms"] == []

    def test_an_empty_wallet_is_insufficient_in_spite_of_the_pin(self, till: Till) -> None:
        till.api.control("PATCH", f"/customers/{CUSTOMER}", {"balance": 499})

        assert till.paid()["result_code"] == 1
        # Nor may the callback reach the receiver of the next test.
        assert till.callbacks()[0]["ResultCode"] == 1

    def test_silence_ends_as_no_answer(self, till: Till) -> None:
        till.quick(timeout_ms=50)
        till.pushed()

        assert till.callbacks()[0]["ResultCode"] == 1037

    def test_a_second_answer_is_refused(self, till: Till) -> None:
        checkout = till.paid()["checkout_request_id"]

        till.api.control("POST", f"/stk/{checkout}/answer", {"answer": "canceled"}, expect=409)

    @pytest.mark.parametrize("code", [8, 17, 26, 1001, 1019, 1025, 8006, 9999, "SFC_IC0003"])
    def test_any_result_code_can_be_set(self, till: Till, code: int | str) -> None:
        till.api.behave(next={"daraja.prompt": {"result_code": code, "auto_answer": "paid"}})
        till.pushed()

        assert till.callbacks()[0]["ResultCode"] == code


class TestCallbackBehaviors:
    def _paid_with(self, till: Till, count: int = 1, **behavior: Any) -> list[dict[str, Any]]:
        till.api.behave(next={"daraja.callback": {"delay_ms": 1, **behavior}})
        till.paid()
        return till.callbacks(count)

    def test_dropped(self, till: Till) -> None:
        till.api.behave(next={"daraja.callback": {"drop": True}})
        prompt = till.paid()
        time.sleep(0.1)

        assert till.receiver.to(CALLBACK_PATH) == []
        assert till.query(prompt["checkout_request_id"]).json()["ResultCode"] == "0"

    def test_copied(self, till: Till) -> None:
        callbacks = self._paid_with(till, 3, copies=3)

        assert callbacks[0] == callbacks[1] == callbacks[2]

    def test_delayed(self, till: Till) -> None:
        started = time.monotonic()
        self._paid_with(till, delay_ms=300)

        assert time.monotonic() - started >= 0.3

    def test_reordered(self, till: Till) -> None:
        till.api.behave(next={"daraja.callback": {"delay_ms": 1, "reorder": True}})
        first = till.paid()["checkout_request_id"]
        second = till.paid()["checkout_request_id"]

        assert [c["CheckoutRequestID"] for c in till.callbacks(2)] == [second, first]

    @pytest.mark.parametrize("corrupt", ["truncate", "html", "empty", "form"])
    def test_not_json(self, till: Till, corrupt: str) -> None:
        till.api.behave(next={"daraja.callback": {"delay_ms": 1, "corrupt": corrupt}})
        till.paid()
        wait_for(lambda: till.receiver.to(CALLBACK_PATH))

        with pytest.raises(ValueError, match=r"."):
            till.callbacks()

    def test_with_another_amount(self, till: Till) -> None:
        assert items(self._paid_with(till, corrupt="wrong_amount")[0])["Amount"] == 501

    def test_with_another_merchant_request(self, till: Till) -> None:
        callback = self._paid_with(till, corrupt="wrong_merchant")[0]

        assert callback["MerchantRequestID"] == "00000-00000000-0"

    def test_for_an_unknown_checkout(self, till: Till) -> None:
        callback = self._paid_with(till, corrupt="unknown_checkout")[0]

        assert callback["CheckoutRequestID"] == "ws_CO_01012020000000000000000000"

    def test_without_metadata_although_paid(self, till: Till) -> None:
        assert "CallbackMetadata" not in self._paid_with(till, corrupt="no_metadata")[0]

    @pytest.mark.parametrize(
        ("style", "amount"), [("float", 500.0), ("string", "500"), ("decimal_string", "500.00")]
    )
    def test_amount_in_other_types(self, till: Till, style: str, amount: object) -> None:
        received = items(self._paid_with(till, amount_style=style)[0])["Amount"]

        assert received == amount
        assert type(received) is type(amount)

    def test_numbers_as_strings(self, till: Till) -> None:
        callback = self._paid_with(till, as_strings=True)[0]

        assert callback["ResultCode"] == "0"
        assert items(callback)["PhoneNumber"] == CUSTOMER

    def test_balance_bare_absent_and_blob(self, till: Till) -> None:
        bare = self._paid_with(till)[0]["CallbackMetadata"]["Item"]
        till.receiver.clear()
        absent = self._paid_with(till, balance="absent")[0]["CallbackMetadata"]["Item"]
        till.receiver.clear()
        blob = self._paid_with(till, balance="blob")[0]["CallbackMetadata"]["Item"]

        assert {"Name": "Balance"} in bare
        assert "Balance" not in {item["Name"] for item in absent}
        assert "BasicAmount" in next(i["Value"] for i in blob if i["Name"] == "Balance")

    def test_phone_masked_and_hashed(self, till: Till) -> None:
        masked = items(self._paid_with(till, phone="masked")[0])["PhoneNumber"]
        till.receiver.clear()
        hashed = items(self._paid_with(till, phone="hashed")[0])["PhoneNumber"]

        assert masked == "25471****678"
        assert hashed == hashlib.sha256(CUSTOMER.encode()).hexdigest()

    def test_a_receipt_can_be_used_twice(self, till: Till) -> None:
        callback = self._paid_with(till, receipt="UKL0000001")[0]

        assert items(callback)["MpesaReceiptNumber"] == "UKL0000001"

    def test_contradicts_the_true_result(self, till: Till) -> None:
        till.api.behave(next={"daraja.callback": {"delay_ms": 1, "result_code": 1032}})
        prompt = till.paid()

        assert till.callbacks()[0]["ResultCode"] == 1032
        assert till.query(prompt["checkout_request_id"]).json()["ResultCode"] == "0"

    def test_late_success_after_failure(self, till: Till) -> None:
        behavior = {"delay_ms": 1, "then": {"result_code": 0, "after_ms": 50}}
        till.api.behave(next={"daraja.callback": behavior})
        checkout = till.pushed()
        till.answer(checkout, answer="no_answer")

        codes = [callback["ResultCode"] for callback in till.callbacks(2)]

        assert codes == [1037, 0]
        assert till.prompt(checkout)["receipt"]

    def test_comes_from_a_published_address_unless_told_otherwise(self, till: Till) -> None:
        self._paid_with(till)
        self._paid_with(till, 2, source_ip="203.0.113.9")

        sources = [r.headers["x-forwarded-for"] for r in till.receiver.to(CALLBACK_PATH)]
        assert sources == ["196.201.214.200", "203.0.113.9"]

    def test_is_not_sent_again_when_refused(self, till: Till) -> None:
        till.receiver.statuses = [500]
        self._paid_with(till)
        time.sleep(0.1)

        assert len(till.receiver.to(CALLBACK_PATH)) == 1


class TestQuery:
    def test_pending_is_a_500_that_says_processing(self, till: Till) -> None:
        reply = till.query(till.pushed())

        assert (reply.status_code, reply.json()["errorCode"]) == (500, "500.001.1001")
        assert "being processed" in reply.json()["errorMessage"]

    def test_the_other_forms_of_pending(self, till: Till) -> None:
        forms = [{"pending_form": form} for form in ("http_200", "code_4999", "no_code")]
        till.api.behave(next={"daraja.query": forms})
        checkout = till.pushed()

        as_200, as_4999, without = (till.query(checkout) for _ in range(3))

        assert (as_200.status_code, as_200.json()["errorCode"]) == (200, "500.001.1001")
        assert (as_4999.status_code, as_4999.json()["ResultCode"]) == (200, "4999")
        assert (without.status_code, "ResultCode" in without.json()) == (200, False)

    def test_final_is_a_string_without_receipt_or_amount(self, till: Till) -> None:
        prompt = till.paid()

        body = till.query(prompt["checkout_request_id"]).json()

        assert body["ResultCode"] == "0"
        assert body["MerchantRequestID"] == prompt["merchant_request_id"]
        assert prompt["receipt"] not in str(body)

    def test_can_contradict_and_flip_types(self, till: Till) -> None:
        behavior = {"result_code": 1037, "code_as_number": True}
        till.api.behave(next={"daraja.query": behavior})
        checkout = till.paid()["checkout_request_id"]

        assert till.query(checkout).json()["ResultCode"] == 1037
        assert till.query(checkout).json()["ResultCode"] == "0"

    def test_fast_polls_meet_a_spike_arrest(self, till: Till) -> None:
        till.api.behave(defaults={"daraja.query": {"min_interval_ms": 5000}})
        checkout = till.pushed()

        till.query(checkout)

        assert till.query(checkout).json()["errorCode"] == "500.003.02"

    def test_html_empty_and_fault(self, till: Till) -> None:
        errors = [{"error": name} for name in ("html", "empty", "fault_429")]
        till.api.behave(next={"daraja.query": errors})
        checkout = till.pushed()

        replies = [till.query(checkout) for _ in range(3)]

        assert [reply.status_code for reply in replies] == [403, 200, 429]
        assert replies[1].content == b""

    def test_an_unknown_checkout_is_invalid(self, till: Till) -> None:
        reply = till.query("ws_CO_1")

        assert reply.json()["errorMessage"] == "Bad Request - Invalid CheckoutRequestID"


class TestReversal:
    def _reverse(self, till: Till, receipt: str, **changes: Any) -> dict[str, Any]:
        body = {
            "Initiator": "api",
            "SecurityCredential": "c2VjcmV0",
            "CommandID": "TransactionReversal",
            "TransactionID": receipt,
            "Amount": 500,
            "ReceiverParty": SHORTCODE,
            "RecieverIdentifierType": "11",
            "ResultURL": f"{till.receiver.url}/reversal/result",
            "QueueTimeOutURL": f"{till.receiver.url}/reversal/timeout",
            "Remarks": "Canceled",
            **changes,
        }
        answer: dict[str, Any] = till.post("/mpesa/reversal/v1/request", body).json()
        return answer

    def _result(self, till: Till, path: str = "result") -> dict[str, Any]:
        import json

        requests = wait_for(lambda: till.receiver.to(f"/reversal/{path}"))
        result: dict[str, Any] = json.loads(requests[-1].body)["Result"]
        return result

    @pytest.fixture(autouse=True)
    def _soon(self, till: Till) -> None:
        till.api.behave(defaults={"daraja.reversal": {"result_ms": 5}})

    def test_gives_the_money_back_once(self, till: Till) -> None:
        prompt = till.paid()

        accepted = self._reverse(till, prompt["receipt"])
        result = self._result(till)
        till.receiver.clear()
        self._reverse(till, prompt["receipt"])
        again = self._result(till)

        assert accepted["ResponseCode"] == "0"
        assert result["ResultCode"] == 0
        assert result["ConversationID"] == accepted["ConversationID"]
        parameters = {p["Key"]: p.get("Value") for p in _list(result)}
        assert parameters["OriginalTransactionID"] == prompt["receipt"]
        assert parameters["Amount"] == 500
        assert again["ResultCode"] == "R000001"
        customers = till.api.control("GET", "/customers")
        assert next(c["balance"] for c in customers if c["phone"] == CUSTOMER) == 24_500

    def test_an_unknown_receipt_fails_by_result(self, till: Till) -> None:
        self._reverse(till, "UKL0000000")

        assert self._result(till)["ResultCode"] == "R000002"

    def test_part_of_the_amount_is_refused(self, till: Till) -> None:
        prompt = till.paid()

        refused = self._reverse(till, prompt["receipt"], Amount=100)

        assert refused["errorCode"] == "400.002.02"

    def test_can_time_out(self, till: Till) -> None:
        till.api.behave(next={"daraja.reversal": {"outcome": "timeout", "result_ms": 5}})
        self._reverse(till, till.paid()["receipt"])

        assert self._result(till, "timeout")["ResultType"] == 1

    def test_can_fail_after_it_was_accepted(self, till: Till) -> None:
        till.api.behave(next={"daraja.reversal": {"result_code": 1, "code_as_string": True}})
        self._reverse(till, till.paid()["receipt"])

        result = self._result(till)
        assert (result["ResultCode"], result["TransactionID"]) == ("1", "SKE0000000")


def _list(result: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = result["ResultParameters"]["ResultParameter"]
    return found
