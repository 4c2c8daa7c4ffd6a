"""Africa's Talking SMS over real HTTP."""

from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.sandbox.conftest import CUSTOMER, Api, Receiver, wait_for

pytestmark = pytest.mark.contract

HEADERS = {"apiKey": "k", "Accept": "application/json"}
REPORTS = "/sms/reports/x"


def send(api: Api, to: str = f"+{CUSTOMER}", **more: Any) -> httpx.Response:
    headers = more.pop("headers", HEADERS)
    form = {"username": "sandbox", "to": to, "message": "Kumbusho: kesho 3 PM", **more}
    return api.http.post("/africastalking/version1/messaging", data=form, headers=headers)


def recipients(reply: httpx.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reply.json()["SMSMessageData"]["Recipients"]
    return found


@pytest.fixture
def reports(api: Api, receiver: Receiver) -> Receiver:
    """Where delivery reports arrive."""
    api.control("PUT", "/sms-reports", {"url": f"{receiver.url}{REPORTS}"})
    quick = {"first_ms": 1, "gap_ms": 1}
    api.behave(defaults={"africastalking.report": quick})
    return receiver


def reported(receiver: Receiver) -> list[dict[str, str]]:
    bodies = [parse_qs(request.body.decode()) for request in receiver.to(REPORTS)]
    return [{key: values[0] for key, values in body.items()} for body in bodies]


class TestSend:
    def test_the_reply_is_201_and_the_text_is_in_the_inbox(self, api: Api) -> None:
        reply = send(api, **{"from": "GLOW"})

        assert reply.status_code == 201
        recipient = recipients(reply)[0]
        assert (recipient["statusCode"], recipient["status"]) == (102, "Queued")
        assert recipient["number"] == f"+{CUSTOMER}"
        assert recipient["messageId"].startswith("ATXid_")
        sms = api.control("GET", f"/sms/{CUSTOMER}")["sms"][0]
        assert (sms["sender"], sms["text"]) == ("GLOW", "Kumbusho: kesho 3 PM")

    def test_without_queue_it_is_sent(self, api: Api) -> None:
        assert recipients(send(api, enqueue="0"))[0]["statusCode"] == 101

    def test_each_recipient_has_an_answer_of_its_own(self, api: Api) -> None:
        reply = send(api, to=f"+{CUSTOMER},0712345678")

        codes = [recipient["statusCode"] for recipient in recipients(reply)]
        assert codes == [102, 403]
        assert recipients(reply)[1]["messageId"] == "None"

    @pytest.mark.parametrize("code", [401, 402, 404, 405, 406, 407, 409, 500, 501, 502])
    def test_every_recipient_code_can_be_set(self, api: Api, code: int) -> None:
        api.behave(next={"africastalking.recipient": {"status_code": code}})

        reply = send(api)

        assert reply.status_code == 201
        assert recipients(reply)[0]["statusCode"] == code
        assert api.control("GET", f"/sms/{CUSTOMER}")["sms"] == []

    def test_201_can_come_with_nothing_sent(self, api: Api) -> None:
        api.behave(next={"africastalking.send": {"empty_list": True}})

        reply = send(api)

        assert reply.status_code == 201
        data = reply.json()["SMSMessageData"]
        assert data == {"Message": "InvalidSenderId", "Recipients": []}

    def test_a_missing_key_is_401_as_plain_text(self, api: Api) -> None:
        reply = send(api, headers={"Accept": "application/json"})

        assert reply.status_code == 401
        assert reply.headers["content-type"].startswith("text/plain")

    def test_a_missing_field_is_400(self, api: Api) -> None:
        assert send(api, to="").status_code == 400

    def test_without_accept_it_is_xml(self, api: Api) -> None:
        reply = send(api, headers={"apiKey": "k", "Accept": "*/*"})

        assert reply.text.startswith("<AfricasTalkingResponse>")


class TestReports:
    def test_success_follows_sent(self, api: Api, reports: Receiver) -> None:
        message_id = recipients(send(api))[0]["messageId"]

        wait_for(lambda: len(reported(reports)) == 2)

        assert [report["status"] for report in reported(reports)] == ["Sent", "Success"]
        assert reported(reports)[0]["id"] == message_id
        assert reported(reports)[0]["phoneNumber"] == f"+{CUSTOMER}"
        assert reported(reports)[0]["networkCode"] == "63902"
        content_type = reports.to(REPORTS)[0].headers["content-type"]
        assert content_type == "application/x-www-form-urlencoded"

    @pytest.mark.parametrize("status", ["Failed", "Rejected", "AbsentSubscriber", "Expired"])
    def test_a_failure_has_a_reason_and_no_text_arrives(
        self, api: Api, reports: Receiver, status: str
    ) -> None:
        behavior = {"statuses": [status], "failure_reason": "UserInBlackList", "first_ms": 1}
        api.behave(next={"africastalking.report": behavior})
        send(api)

        wait_for(lambda: reported(reports))

        assert reported(reports)[0]["failureReason"] == "UserInBlackList"
        assert api.control("GET", f"/sms/{CUSTOMER}")["sms"] == []

    def test_can_come_before_the_reply_and_twice(self, api: Api, reports: Receiver) -> None:
        behavior = {"statuses": ["Success"], "before_reply": True, "copies": 2, "first_ms": 1}
        api.behave(next={"africastalking.report": behavior})

        send(api)

        assert [report["status"] for report in reported(reports)] == ["Success", "Success"]
