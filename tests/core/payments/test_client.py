import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from core.payments.mpesa.account import MpesaAccount
from core.payments.mpesa.client import (
    DarajaClient,
    PushAccepted,
    PushDelayed,
    PushRefused,
    PushRequest,
    PushUnknown,
    QueryAnswered,
    QueryDelayed,
    QueryPending,
)
from core.payments.mpesa.codes import Reason
from core.payments.mpesa.settings import DarajaSettings
from core.payments.mpesa.tokens import TokenCache
from tests.core.payments.provider import Provider, Script, sandbox_fixtures, serve
from tests.core.payments.world import MPESA_SECRETS, MPESA_SETTINGS, PAYER

pytestmark = pytest.mark.contract
sandbox_url, provider = sandbox_fixtures

ACCOUNT = MpesaAccount.from_stored(MPESA_SECRETS, MPESA_SETTINGS)
TOKEN = JSONResponse({"access_token": "t", "expires_in": "3599"})


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(verify=False) as client:
        yield client


def client_of(http: httpx.AsyncClient, url: str, **settings: Any) -> DarajaClient:
    return DarajaClient(http, TokenCache(None), DarajaSettings(daraja_url=url, **settings))


def push_request(**changes: Any) -> PushRequest:
    values: dict[str, Any] = {
        "amount_shillings": 500,
        "payer_phone": PAYER,
        "callback_url": "http://127.0.0.1:9/cb/token",
        "reference": "BK7F3K2",
        "description": "BK-7F3K2",
    }
    return PushRequest(**values | changes)


class TestPush:
    async def test_a_prompt_is_accepted(self, provider: Provider, http: httpx.AsyncClient) -> None:
        outcome = await client_of(http, provider.daraja_url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushAccepted)
        assert outcome.checkout_id == (await provider.prompts())[0]["checkout_request_id"]
        assert outcome.merchant_request_id

    async def test_the_request_is_signed_with_nairobi_time(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        client = DarajaClient(
            http,
            TokenCache(None),
            DarajaSettings(daraja_url=provider.daraja_url),
            lambda: datetime(2026, 11, 21, 21, 30, 5, tzinfo=UTC),
        )
        await client.push(ACCOUNT, push_request(reference="BK7F3K2TOOLONGREFERENCE"))
        sent = (await provider.requests("daraja.push"))[0]["body"]
        assert sent["Timestamp"] == "20261122003005"
        assert base64.b64decode(sent["Password"]).decode() == "174379pass20261122003005"
        assert sent["PartyA"] == sent["PhoneNumber"] == PAYER
        assert (sent["PartyB"], sent["Amount"]) == ("174379", 500)
        assert len(sent["AccountReference"]) <= 12
        assert len(sent["TransactionDesc"]) <= 13

    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            ("invalid_phone", Reason.INVALID_REQUEST),
            ("invalid_amount", Reason.MISCONFIGURED),
            ("invalid_callback_url", Reason.MISCONFIGURED),
            ("invalid_shortcode", Reason.MISCONFIGURED),
            ("path", Reason.MISCONFIGURED),
            ("method", Reason.MISCONFIGURED),
            ("locked", Reason.BUSY),
            ("merchant", Reason.MISCONFIGURED),
            ("credentials", Reason.MISCONFIGURED),
        ],
    )
    async def test_a_listed_refusal_says_that_no_prompt_was_sent(
        self, provider: Provider, http: httpx.AsyncClient, error: str, reason: Reason
    ) -> None:
        await provider.next("daraja.push", error=error)
        outcome = await client_of(http, provider.daraja_url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushRefused)
        assert outcome.meaning.reason is reason

    @pytest.mark.parametrize(
        ("error", "pause"),
        [("busy", 5), ("spike", 5), ("quota", 60), ("fault_429", 5), ("fault_500", 5)],
    )
    async def test_a_throttled_push_can_be_sent_later(
        self, provider: Provider, http: httpx.AsyncClient, error: str, pause: float
    ) -> None:
        await provider.next("daraja.push", error=error)
        outcome = await client_of(http, provider.daraja_url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushDelayed)
        assert outcome.retry_after == pause

    @pytest.mark.parametrize(
        "behavior", [{"error": "internal"}, {"error": "html"}, {"error": "empty"}, {"cut": True}]
    )
    async def test_anything_unlisted_leaves_the_outcome_unknown(
        self, provider: Provider, http: httpx.AsyncClient, behavior: dict[str, Any]
    ) -> None:
        await provider.next("daraja.push", **behavior)
        outcome = await client_of(http, provider.daraja_url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushUnknown)

    async def test_a_reply_that_never_comes_leaves_the_outcome_unknown(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        await provider.next("daraja.push", delay_reply_ms=2000)
        client = client_of(http, provider.daraja_url, daraja_read_timeout=0.2)
        assert isinstance(await client.push(ACCOUNT, push_request()), PushUnknown)
        assert len(await provider.prompts()) == 1

    async def test_a_provider_that_cannot_be_reached_was_not_asked(
        self, http: httpx.AsyncClient
    ) -> None:
        client = client_of(http, "http://127.0.0.1:9")
        assert isinstance(await client.push(ACCOUNT, push_request()), PushDelayed)

    async def test_another_response_code_is_no_prompt(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        await provider.next("daraja.push", response_code="1")
        outcome = await client_of(http, provider.daraja_url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushRefused)
        assert outcome.meaning.reason is Reason.NOT_SENT

    async def test_an_endless_body_is_not_read_to_its_end(self, http: httpx.AsyncClient) -> None:
        huge = Response(b"x" * 5_000_000, media_type="application/json")
        async with serve(Script([TOKEN, huge])) as url:
            outcome = await client_of(http, url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushUnknown)
        assert len(outcome.reply.raw) < 300_000


class TestToken:
    async def test_one_token_serves_many_calls(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        client = client_of(http, provider.daraja_url)
        await asyncio.gather(*(client.query(ACCOUNT, "ws_CO_x") for _ in range(20)))
        assert len(await provider.requests("daraja.token")) == 1

    async def test_an_ended_token_is_renewed_once_and_the_push_repeated_once(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        client = client_of(http, provider.daraja_url)
        await client.check(ACCOUNT)
        await provider.expire_tokens()
        assert isinstance(await client.push(ACCOUNT, push_request()), PushAccepted)
        assert len(await provider.requests("daraja.token")) == 2
        assert len(await provider.prompts()) == 1

    async def test_a_token_that_is_always_refused_ends_after_one_renewal(
        self, http: httpx.AsyncClient
    ) -> None:
        refusal = JSONResponse({"errorCode": "404.001.03", "errorMessage": "x"}, 404)

        async def answer(request: Request) -> Response:
            return TOKEN if request.url.path.startswith("/oauth") else refusal

        script = Script([answer])
        async with serve(script) as url:
            outcome = await client_of(http, url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushDelayed)
        assert len([path for _, path, _ in script.seen if "stkpush" in path]) == 2

    async def test_many_callers_with_an_ended_token_renew_it_once(
        self, provider: Provider, http: httpx.AsyncClient
    ) -> None:
        client = client_of(http, provider.daraja_url)
        await client.check(ACCOUNT)
        await provider.expire_tokens()
        outcomes = await asyncio.gather(*(client.query(ACCOUNT, "ws_CO_x") for _ in range(20)))
        assert all(isinstance(outcome, QueryPending) for outcome in outcomes)
        assert len(await provider.requests("daraja.token")) == 2

    @pytest.mark.parametrize("error", ["auth_type", "grant_type", "bad_keys"])
    async def test_refused_keys_are_a_misconfiguration(
        self, provider: Provider, http: httpx.AsyncClient, error: str
    ) -> None:
        await provider.next("daraja.token", error=error)
        outcome = await client_of(http, provider.daraja_url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushRefused)
        assert outcome.meaning.reason is Reason.MISCONFIGURED
        assert outcome.meaning.alerts_operator

    @pytest.mark.parametrize(
        "reply",
        [
            HTMLResponse("<html/>", 503),
            Response(b"", 200),
            JSONResponse({"access_token": ""}),
            JSONResponse({"access_token": None, "expires_in": "x"}),
        ],
    )
    async def test_an_unreadable_token_reply_is_tried_again_later(
        self, http: httpx.AsyncClient, reply: Response
    ) -> None:
        async with serve(Script([reply])) as url:
            outcome = await client_of(http, url).push(ACCOUNT, push_request())
        assert isinstance(outcome, PushDelayed)


class TestQuery:
    async def pushed(self, provider: Provider, client: DarajaClient) -> str:
        outcome = await client.push(ACCOUNT, push_request())
        assert isinstance(outcome, PushAccepted)
        return outcome.checkout_id

    @pytest.mark.parametrize("form", ["http_500", "http_200", "code_4999", "no_code"])
    async def test_every_form_of_pending_is_pending(
        self, provider: Provider, http: httpx.AsyncClient, form: str
    ) -> None:
        await provider.always("daraja.query", pending_form=form)
        client = client_of(http, provider.daraja_url)
        checkout_id = await self.pushed(provider, client)
        assert isinstance(await client.query(ACCOUNT, checkout_id), QueryPending)

    @pytest.mark.parametrize("code", [0, 1, 1032, 1037, 2001, "SFC_IC0003", 777])
    @pytest.mark.parametrize("as_number", [True, False])
    async def test_a_result_is_named_whatever_its_type(
        self, provider: Provider, http: httpx.AsyncClient, code: int | str, as_number: bool
    ) -> None:
        await provider.always("daraja.query", result_code=code, code_as_number=as_number)
        client = client_of(http, provider.daraja_url)
        outcome = await client.query(ACCOUNT, await self.pushed(provider, client))
        assert isinstance(outcome, QueryAnswered)
        assert outcome.result.code == str(code)
        assert outcome.result.receipt is None

    @pytest.mark.parametrize(
        ("error", "pause"), [("spike", 5), ("busy", 5), ("quota", 60), ("fault_429", 5)]
    )
    async def test_a_throttle_says_nothing_about_the_payment(
        self, provider: Provider, http: httpx.AsyncClient, error: str, pause: float
    ) -> None:
        await provider.next("daraja.query", error=error)
        outcome = await client_of(http, provider.daraja_url).query(ACCOUNT, "ws_CO_x")
        assert isinstance(outcome, QueryDelayed)
        assert outcome.retry_after == pause

    @pytest.mark.parametrize("error", ["html", "empty", "internal", "merchant", "credentials"])
    async def test_other_errors_leave_it_pending(
        self, provider: Provider, http: httpx.AsyncClient, error: str
    ) -> None:
        await provider.next("daraja.query", error=error)
        outcome = await client_of(http, provider.daraja_url).query(ACCOUNT, "ws_CO_x")
        assert isinstance(outcome, QueryPending)

    @pytest.mark.parametrize(
        "body",
        [
            {"ResponseCode": "0", "ResultCode": "0", "CheckoutRequestID": "another"},
            {"ResponseCode": "1", "ResultCode": "0", "CheckoutRequestID": "ws_CO_x"},
            {"ResponseCode": "0", "ResultCode": None, "CheckoutRequestID": "ws_CO_x"},
            {"ResponseCode": "0", "ResultCode": [0], "CheckoutRequestID": "ws_CO_x"},
            {"ResponseCode": "0", "ResultCode": False, "CheckoutRequestID": "ws_CO_x"},
        ],
    )
    async def test_an_answer_about_something_else_is_no_answer(
        self, http: httpx.AsyncClient, body: dict[str, Any]
    ) -> None:
        async with serve(Script([TOKEN, JSONResponse(body)])) as url:
            outcome = await client_of(http, url).query(ACCOUNT, "ws_CO_x")
        assert isinstance(outcome, QueryPending)

    async def test_a_success_with_an_error_status_is_no_success(
        self, http: httpx.AsyncClient
    ) -> None:
        body = {"ResponseCode": "0", "ResultCode": "0", "CheckoutRequestID": "ws_CO_x"}
        async with serve(Script([TOKEN, JSONResponse(body, 500)])) as url:
            assert isinstance(await client_of(http, url).query(ACCOUNT, "ws_CO_x"), QueryPending)

    async def test_an_unreachable_provider_is_asked_again_later(
        self, http: httpx.AsyncClient
    ) -> None:
        outcome = await client_of(http, "http://127.0.0.1:9").query(ACCOUNT, "ws_CO_x")
        assert isinstance(outcome, QueryDelayed)


class TestSecrets:
    def test_no_secret_or_phone_shows_in_a_representation(self) -> None:
        shown = repr(ACCOUNT) + repr(push_request()) + repr(PushAccepted("ws_CO_1", None, None))  # type: ignore[arg-type]
        for secret in ("key", "secret", "pass'", PAYER, "/cb/token", "ws_CO_1"):
            assert f"={secret!r}" not in shown
            assert PAYER not in shown
