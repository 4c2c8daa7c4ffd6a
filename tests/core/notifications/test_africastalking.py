import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse

from core.kit.errors import OutcomeUnknown, ProviderError
from core.notifications.africastalking import (
    AfricasTalkingClient,
    SmsAccount,
    is_opted_out,
    read_delivery_report,
    read_send_reply,
)
from core.notifications.settings import AfricasTalkingSettings
from tests.core.payments.provider import Provider, Script, sandbox_fixtures, serve

pytestmark = pytest.mark.contract
sandbox_url, provider = sandbox_fixtures

ACCOUNT = SmsAccount("zuri", "atsk_secret", "ZURI")
PHONE = "254700111222"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(verify=False) as client:
        yield client


def client_of(http: httpx.AsyncClient, url: str, **settings: Any) -> AfricasTalkingClient:
    return AfricasTalkingClient(http, AfricasTalkingSettings(africastalking_url=url, **settings))


def reply(*recipients: dict[str, Any], message: str = "Sent to 1/1") -> bytes:
    data = {"Message": message, "Recipients": list(recipients)}
    return json.dumps({"SMSMessageData": data}).encode()


def recipient(code: Any, message_id: Any = "ATXid_1") -> dict[str, Any]:
    return {"statusCode": code, "number": f"+{PHONE}", "status": "x", "messageId": message_id}


class TestSend:
    async def test_an_accepted_sms_has_its_id(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        client = client_of(http, f"{provider.url}/africastalking/")
        message_id = await client.send(ACCOUNT, PHONE, "Booking mpya BK-7F3K2")
        assert message_id
        sent = (await provider.requests("africastalking.send"))[0]["body"]
        assert sent["to"] == f"+{PHONE}"
        assert sent["message"] == "Booking mpya BK-7F3K2"
        assert (sent["username"], sent["from"]) == ("zuri", "ZURI")

    async def test_a_list_of_nobody_is_not_sent(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        await provider.next("africastalking.send", empty_list=True, message="InvalidSenderId")
        client = client_of(http, f"{provider.url}/africastalking")
        with pytest.raises(ProviderError) as caught:
            await client.send(ACCOUNT, PHONE, "x")
        assert not isinstance(caught.value, OutcomeUnknown)
        assert (caught.value.provider_code, caught.value.may_retry) == ("InvalidSenderId", False)

    async def test_a_wrong_key_is_final(self, provider: Provider, http: httpx.AsyncClient) -> None:
        await provider.next("africastalking.send", bad_key=True)
        client = client_of(http, f"{provider.url}/africastalking")
        with pytest.raises(ProviderError) as caught:
            await client.send(ACCOUNT, PHONE, "x")
        assert not caught.value.may_retry

    @pytest.mark.parametrize(
        "behavior", [{"cut": True}, {"raw": {"status": 502, "body": "<html>"}}]
    )
    async def test_no_readable_answer_must_not_be_sent_again(
        self, provider: Provider, http: httpx.AsyncClient, behavior: dict[str, Any]
    ) -> None:
        await provider.next("africastalking.send", **behavior)
        client = client_of(http, f"{provider.url}/africastalking")
        with pytest.raises(OutcomeUnknown) as caught:
            await client.send(ACCOUNT, PHONE, "x")
        assert not caught.value.may_retry

    async def test_a_reply_that_never_comes_must_not_be_sent_again(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        await provider.next("africastalking.send", delay_reply_ms=2000)
        client = client_of(http, f"{provider.url}/africastalking", africastalking_read_timeout=0.2)
        with pytest.raises(OutcomeUnknown):
            await client.send(ACCOUNT, PHONE, "x")

    async def test_an_unreachable_provider_may_be_tried_again(
        self, http: httpx.AsyncClient
    ) -> None:
        with pytest.raises(ProviderError) as caught:
            await client_of(http, "http://127.0.0.1:9").send(ACCOUNT, PHONE, "x")
        assert caught.value.may_retry

    async def test_the_answer_is_asked_for_as_json(self, http: httpx.AsyncClient) -> None:
        async def answer(request: Any) -> JSONResponse:
            assert request.headers["accept"] == "application/json"
            assert request.headers["apikey"] == "atsk_secret"
            return JSONResponse(json.loads(reply(recipient(101))), 201)

        async with serve(Script([answer])) as url:
            assert await client_of(http, url).send(ACCOUNT, PHONE, "x") == "ATXid_1"


class TestReadSendReply:
    @pytest.mark.parametrize("code", [100, 101, 102, "101", " 102 "])
    def test_these_codes_are_accepted(self, code: Any) -> None:
        assert read_send_reply(201, reply(recipient(code))) == "ATXid_1"

    @pytest.mark.parametrize(
        ("code", "may_retry"),
        [
            (401, False), (402, False), (403, False), (404, False), (405, True), (406, False),
            (407, False), (409, False), (500, True), (501, True), (502, False), (999, False),
        ],
    )  # fmt: skip
    def test_each_refusal_says_whether_to_try_again(self, code: int, may_retry: bool) -> None:
        with pytest.raises(ProviderError) as caught:
            read_send_reply(201, reply(recipient(code, "None")))
        assert (caught.value.may_retry, caught.value.provider_code) == (may_retry, str(code))

    @pytest.mark.parametrize(
        "raw",
        [
            b"", b"<html>", b"[]", b"{}", b'{"SMSMessageData": null}', b"[" * 9000,
            reply(recipient(None)), reply(recipient(True)), reply(recipient(101, "None")),
            reply(recipient(101, None)),
        ],
    )  # fmt: skip
    def test_an_unreadable_answer_may_have_been_sent(self, raw: bytes) -> None:
        with pytest.raises(OutcomeUnknown):
            read_send_reply(201, raw)

    def test_a_sentence_is_not_kept_as_a_code(self) -> None:
        with pytest.raises(ProviderError) as caught:
            read_send_reply(201, reply(message=f"Sent to nobody, {PHONE} is bad"))
        assert caught.value.provider_code is None


class TestReadDeliveryReport:
    @pytest.mark.parametrize(
        ("status", "state", "is_final"),
        [
            ("Sent", "sent", False), ("Submitted", "sent", False), ("Buffered", "sent", False),
            ("Success", "delivered", True), ("Failed", "failed", True), ("Expired", "failed", True),
            ("AbsentSubscriber", "failed", True), ("Rejected", "failed", True),
        ],
    )  # fmt: skip
    def test_each_status_has_its_state(self, status: str, state: str, is_final: bool) -> None:
        report = read_delivery_report({"id": "ATXid_1", "status": status})
        assert report is not None
        assert (report.external_id, report.state, report.is_final) == ("ATXid_1", state, is_final)

    def test_a_failure_keeps_its_reason(self) -> None:
        report = read_delivery_report(
            {"id": "a", "status": "Failed", "failureReason": "UserInBlackList"}
        )
        assert report is not None
        assert is_opted_out(report.reason)

    @pytest.mark.parametrize(
        "form", [{}, {"id": "a"}, {"status": "Sent"}, {"id": "a", "status": "?"}]
    )
    def test_nonsense_says_nothing(self, form: dict[str, str]) -> None:
        assert read_delivery_report(form) is None


class TestFromChannel:
    def test_the_channels_own_id_is_the_sender_and_spaces_are_taken_off(self) -> None:
        account = SmsAccount.from_channel({"username": " u ", "api_key": "k\n"}, "ZURI")
        assert (account.username, account.api_key, account.sender_id) == ("u", "k", "ZURI")

    @pytest.mark.parametrize("credentials", [{}, {"username": "u"}, {"api_key": "k"}])
    def test_incomplete_credentials_are_refused(self, credentials: dict[str, str]) -> None:
        with pytest.raises(ProviderError):
            SmsAccount.from_channel(credentials, "ZURI")
