import asyncio
import hashlib
import uuid
from collections.abc import Awaitable, Callable
from unittest.mock import AsyncMock

import httpx
import psycopg
import pytest
from sqlalchemy import insert

from connectors.web.settings import WebSettings
from core.conversations.models import UnroutedPayload
from core.workflows.onboarding.apply import OnboardedBusiness
from core.workflows.onboarding.archive import erase_tenant
from core.workflows.onboarding.business_file import BusinessFile
from tests.fixtures.messages import (
    VERIFY_TOKEN,
    FrontDesk,
    as_meta_writes,
    envelope,
    signature_of,
    text_message,
    typed_message,
    value_for,
)

pytestmark = pytest.mark.db
LIMIT = WebSettings().longest_webhook_bytes


async def handshake(desk: FrontDesk, **query: str) -> httpx.Response:
    params = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158"}
    for name, value in query.items():
        params[f"hub.{name}"] = value
    return await desk.web.get("/webhooks/whatsapp", params=params)


async def unrouted(desk: FrontDesk, mark: str) -> list[str]:
    from sqlalchemy import text

    async with desk.database.platform_transaction(reason="test") as session:
        found = await session.execute(
            text("SELECT reason FROM unrouted_payloads WHERE CAST(body AS text) LIKE :mark"),
            {"mark": f"%{mark}%"},
        )
        return [row.reason for row in found]


class TestHandshake:
    async def test_the_right_token_gets_the_bare_challenge(self, desk: FrontDesk) -> None:
        response = await handshake(desk)
        assert (response.status_code, response.text) == (200, "1158")
        assert response.headers["content-type"].startswith("text/plain")

    @pytest.mark.parametrize("query", [{"verify_token": "no"}, {"verify_token": ""}, {"mode": "x"}])
    async def test_anything_else_is_refused(self, desk: FrontDesk, query: dict[str, str]) -> None:
        assert (await handshake(desk, **query)).status_code == 403


class TestSignature:
    @pytest.mark.parametrize("text", ["plain", "Ñandú 🙂 سلام </b> %@"])
    async def test_the_bytes_as_sent_are_what_counts(self, desk: FrontDesk, text: str) -> None:
        await desk.write(text)
        assert [row["text"] for row in await desk.inbox()] == [text]

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"X-Hub-Signature-256": ""},
            {"X-Hub-Signature-256": "sha256=" + "0" * 64},
            {"X-Hub-Signature": "sha1=" + "0" * 40},
            {"X-Hub-Signature-256": "sha256=\xe9"},
        ],
    )
    async def test_without_a_right_one_nothing_is_stored(
        self, desk: FrontDesk, headers: dict[str, str]
    ) -> None:
        body = as_meta_writes(envelope(value_for(desk.number, messages=[text_message("hi")])))
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        response = await desk.web.post("/webhooks/whatsapp", content=body, headers=raw)
        assert response.status_code == 403
        assert await desk.inbox() == []

    async def test_another_secret_signs_nothing(self, desk: FrontDesk) -> None:
        body = as_meta_writes(envelope(value_for(desk.number, messages=[text_message("hi")])))
        headers = signature_of(body, "another secret")
        response = await desk.web.post("/webhooks/whatsapp", content=body, headers=headers)
        assert response.status_code == 403
        assert await desk.inbox() == []


class TestOwnApp:
    async def test_its_secret_speaks_for_its_own_tenant_only(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        await self._bring_app(desk, "own secret")
        mine, theirs = text_message("mine"), text_message("theirs")
        body = as_meta_writes(
            envelope(
                value_for(desk.number, messages=[mine]),
                value_for(other_desk.number, messages=[theirs]),
            )
        )
        path = f"/webhooks/whatsapp/{desk.number}"
        response = await desk.web.post(path, content=body, headers=signature_of(body, "own secret"))
        assert response.status_code == 200
        assert [row["text"] for row in await desk.inbox()] == ["mine"]
        assert await other_desk.inbox() == []

    async def test_a_tenant_without_an_app_of_its_own_has_no_such_address(
        self, desk: FrontDesk
    ) -> None:
        body = as_meta_writes(envelope(value_for(desk.number, messages=[text_message("hi")])))
        for path in (f"/webhooks/whatsapp/{desk.number}", "/webhooks/whatsapp/1"):
            response = await desk.web.post(path, content=body, headers=signature_of(body, ""))
            assert response.status_code == 403

    async def test_malformed_json_that_its_secret_signed_is_its_own(self, desk: FrontDesk) -> None:
        await self._bring_app(desk, "own secret")
        body = b'{"entry": ['
        path = f"/webhooks/whatsapp/{desk.number}"
        response = await desk.web.post(path, content=body, headers=signature_of(body, "own secret"))
        assert response.status_code == 200
        (kept,) = await desk.rows("SELECT body FROM provider_payloads")
        assert kept["body"] == {"raw": body.decode()}

    async def _bring_app(self, desk: FrontDesk, secret: str) -> None:
        from sqlalchemy import update

        from core.tenancy.models import Channel

        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await session.execute(
                update(Channel)
                .where(Channel.channel_type == "whatsapp")
                .values(credentials={"access_token": "t", "app_secret": secret})
            )


class TestBadInput:
    @pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"\xff\xfe", b"[1, 2", b'"\\ud800'])
    async def test_malformed_json_with_a_good_signature_is_kept(
        self, desk: FrontDesk, body: bytes
    ) -> None:
        assert (await desk.post(body)).status_code == 200

    async def test_malformed_json_is_kept_with_the_business_it_names_until_that_is_erased(
        self, desk: FrontDesk
    ) -> None:
        mark, body = await self._cut(desk)
        assert (await desk.post(body)).status_code == 200
        (kept,) = await desk.rows("SELECT reason, body FROM provider_payloads")
        assert kept["reason"] == "malformed_json"
        assert mark in kept["body"]["raw"]
        assert await unrouted(desk, mark) == []
        await erase_tenant(desk.database, desk.tenant_id)
        assert await desk.rows("SELECT 1 FROM provider_payloads") == []

    async def test_malformed_json_of_nobody_or_of_several_is_noted_without_its_content(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        mark, body = await self._cut(desk)
        other_mark, other_body = await self._cut(other_desk)
        for raw in (body.replace(desk.number.encode(), b"7"), body + other_body):
            assert (await desk.post(raw)).status_code == 200
            digest = hashlib.sha256(raw).hexdigest()
            assert await unrouted(desk, digest) == ["malformed_json"]
        assert await unrouted(desk, mark) + await unrouted(desk, other_mark) == []
        assert await desk.rows("SELECT 1 FROM provider_payloads") == []

    async def test_malformed_json_of_an_erased_business_is_noted_without_its_content(
        self, desk: FrontDesk
    ) -> None:
        await desk.write("hello")
        await erase_tenant(desk.database, desk.tenant_id)
        mark, body = await self._cut(desk)
        assert (await desk.post(body)).status_code == 200
        assert await unrouted(desk, hashlib.sha256(body).hexdigest()) == ["malformed_json"]
        assert await unrouted(desk, mark) == []

    async def _cut(self, desk: FrontDesk) -> tuple[str, bytes]:
        """A text, and a body with it that breaks off behind it."""
        mark = uuid.uuid4().hex
        message = text_message(mark, sender=desk.phone)
        return mark, as_meta_writes(envelope(value_for(desk.number, messages=[message])))[:-3]

    @pytest.mark.parametrize("payload", [[], {}, 7, None, "x", {"object": "page", "entry": 5}])
    async def test_json_that_is_no_webhook_is_kept(self, desk: FrontDesk, payload: object) -> None:
        assert (await desk.post(payload)).status_code == 200

    async def test_an_unknown_number_is_noted_and_answered_without_what_was_said(
        self, desk: FrontDesk
    ) -> None:
        mark = uuid.uuid4().hex
        message = text_message(mark)
        value = value_for("999999999999999", messages=[message])
        assert (await desk.post(envelope(value))).status_code == 200
        assert await unrouted(desk, message["id"]) == ["unknown_channel"]
        assert await unrouted(desk, mark) == []

    async def test_a_body_of_three_megabytes_is_taken(self, desk: FrontDesk) -> None:
        message = text_message("x" * 60_000, sender=desk.phone)
        message["padding"] = "y" * (LIMIT - 62_000)
        payload = envelope(value_for(desk.number, messages=[message]))
        assert LIMIT - 5000 < len(as_meta_writes(payload)) <= LIMIT
        assert (await desk.post(payload)).status_code == 200
        assert len(await desk.inbox()) == 1

    async def test_a_longer_body_is_refused(self, desk: FrontDesk) -> None:
        assert (await desk.post(b"x" * (LIMIT + 1))).status_code == 413

    async def test_a_text_of_seventy_kilobytes_is_stored_up_to_the_limit(
        self, desk: FrontDesk
    ) -> None:
        await desk.write("a" * 70_000)
        assert [len(row["text"]) for row in await desk.inbox()] == [65_536]

    async def test_nul_and_lone_surrogates_are_left_out(self, desk: FrontDesk) -> None:
        await desk.write("a\x00b", note={"\x00": "\x00"})
        await desk.write("c\ud800d")
        assert [row["text"] for row in await desk.inbox()] == ["ab", "c?d"]

    async def test_wrong_types_everywhere_never_fail(self, desk: FrontDesk) -> None:
        odd: list[object] = [7, None, "x", [], {}]
        for value in odd:
            broken = [
                {"id": value, "from": value, "timestamp": value, "type": value},
                {**text_message("x"), "text": value, "from": value, "timestamp": value},
                {**typed_message("interactive", value), "context": value},
            ]
            payload = envelope(
                value_for(desk.number, messages=broken, contacts=value, statuses=[value])
            )
            assert (await desk.post(payload)).status_code == 200


class TestRouting:
    async def test_a_batch_of_two_businesses_reaches_both(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        values = [
            value_for(desk.number, messages=[text_message("one", sender=desk.phone)]),
            value_for(other_desk.number, messages=[text_message("two", sender=desk.phone)]),
            value_for(desk.number, messages=[text_message("three", sender=desk.phone)]),
        ]
        assert (await desk.post(envelope(*values))).status_code == 200
        assert [row["text"] for row in await desk.inbox()] == ["one", "three"]
        assert [row["text"] for row in await other_desk.inbox()] == ["two"]

    async def test_a_number_that_signs_up_is_known_within_seconds(self, desk: FrontDesk) -> None:
        await desk.change("UPDATE channels SET is_active = false")
        await desk.post(envelope(value_for(desk.number, messages=[text_message("too early")])))
        await desk.change("UPDATE channels SET is_active = true")
        await asyncio.sleep(2.1)
        await desk.write("now")
        assert [row["text"] for row in await desk.inbox()] == ["now"]


class TestDuplicates:
    async def test_ten_deliveries_at_once_make_one_row_and_one_contact(
        self, desk: FrontDesk
    ) -> None:
        payload = envelope(value_for(desk.number, messages=[text_message("hi", sender=desk.phone)]))
        responses = await asyncio.gather(*(desk.post(payload) for _ in range(10)))
        assert {response.status_code for response in responses} == {200}
        assert len(await desk.inbox()) == 1
        for table in ("contacts", "identities", "conversations"):
            assert len(await desk.rows(f"SELECT id FROM {table}")) == 1

    async def test_the_same_id_on_another_number_is_another_message(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        message = text_message("hi")
        for number in (desk.number, other_desk.number):
            await desk.post(envelope(value_for(number, messages=[message])))
        assert len(await desk.inbox()) == len(await other_desk.inbox()) == 1


class TestDatabaseAway:
    async def test_what_cannot_be_stored_is_not_acknowledged(
        self, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sqlalchemy.exc import OperationalError

        def away(tenant_id: object) -> None:
            raise OperationalError("select 1", {}, Exception("gone"))

        await desk.write("first")
        monkeypatch.setattr(desk.database, "tenant_transaction", away)
        monkeypatch.setattr(desk.quick, "run", AsyncMock(side_effect=psycopg.OperationalError))
        payload = envelope(value_for(desk.number, messages=[text_message("x")]))
        assert (await desk.post(payload)).status_code == 503


class TestPages:
    async def test_health_and_metrics_answer(self, desk: FrontDesk) -> None:
        assert (await desk.web.get("/healthz")).json() == {"status": "ok"}
        metrics = await desk.web.get("/metrics")
        assert "ratiba_webhook_seconds_bucket" in metrics.text

    async def test_a_callback_on_an_unknown_path_looks_accepted(self, desk: FrontDesk) -> None:
        for token in ("nobody", "x" * 500, "%00"):
            response = await desk.web.post(f"/cb/{token}", content=b"{}")
            assert response.status_code == 200
            assert response.json() == {"ResultCode": 0, "ResultDesc": "Accepted"}

    async def test_an_unknown_calendar_link_is_not_found(self, desk: FrontDesk) -> None:
        for token in ("nobody", "x" * 500, "%00"):
            assert (await desk.web.get(f"/calendar/{token}.ics")).status_code == 404


class TestErased:
    """A business that was erased while its number was still known to this process."""

    async def test_nothing_of_who_writes_again_comes_back(self, desk: FrontDesk) -> None:
        await desk.write("hello")
        await erase_tenant(desk.database, desk.tenant_id)
        mark = uuid.uuid4().hex
        again = text_message(mark, sender=desk.phone)
        assert (
            await desk.post(envelope(value_for(desk.number, messages=[again])))
        ).status_code == 200
        assert await unrouted(desk, again["id"]) == ["unknown_channel"]
        assert await unrouted(desk, mark) == []
        assert await unrouted(desk, desk.phone) == []

    async def test_a_message_after_it_was_opened_again_is_taken(
        self,
        desk: FrontDesk,
        demo_file: BusinessFile,
        open_business: Callable[..., Awaitable[OnboardedBusiness]],
    ) -> None:
        await desk.write("hello")
        await erase_tenant(desk.database, desk.tenant_id)
        desk.tenant_id = (await open_business(demo_file)).tenant_id
        new = text_message("I am new here", sender="254799000222")
        assert (
            await desk.post(envelope(value_for(desk.number, messages=[new])))
        ).status_code == 200
        assert [row["text"] for row in await desk.inbox()] == ["I am new here"]

    async def test_what_was_kept_apart_of_its_customers_is_erased_too(
        self, desk: FrontDesk
    ) -> None:
        await desk.write("hello")
        async with desk.database.untenanted_transaction() as session:
            body = {"from": desk.phone, "text": "kept by an earlier release"}
            values = {"id": uuid.uuid4(), "source": "whatsapp", "reason": "old", "body": body}
            await session.execute(insert(UnroutedPayload).values(**values))
        assert await unrouted(desk, desk.phone) == ["old"]
        await erase_tenant(desk.database, desk.tenant_id)
        assert await unrouted(desk, desk.phone) == []
