"""SMS on their way to phones, and the delivery reports about them."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox.background import Background
from sandbox.behaviors import Behaviors, RecipientBehavior, ReportBehavior, SmsBehavior
from sandbox.identifiers import sms_id
from sandbox.models import Sms, digits_of
from sandbox.posting import post_once
from sandbox.store import Store

STATUS_CODES: dict[int, str] = {
    100: "Processed",
    101: "Success",
    102: "Queued",
    401: "RiskHold",
    402: "InvalidSenderId",
    403: "InvalidPhoneNumber",
    404: "UnsupportedNumberType",
    405: "InsufficientBalance",
    406: "UserInBlacklist",
    407: "CouldNotRoute",
    409: "DoNotDisturbRejection",
    500: "InternalServerError",
    501: "GatewayError",
    502: "RejectedByGateway",
}
_ACCEPTED = (100, 101, 102)
_QUEUED, _SENT = 102, 101
_COST = "KES 0.8000"
_FAILURES = ("Failed", "Rejected", "AbsentSubscriber", "Expired")
DEFAULT_SENDER = "AFRICASTKNG"


@dataclass(frozen=True, slots=True)
class SmsRequest:
    """A send to one or more numbers."""

    numbers: tuple[str, ...]
    text: str
    sender: str
    is_queued: bool


class SmsDesk:
    """Takes sends, fills inboxes, reports deliveries."""

    def __init__(
        self,
        store: Store,
        behaviors: Behaviors,
        background: Background,
        client: httpx.AsyncClient,
        *,
        report_url: str,
    ) -> None:
        self._store, self._behaviors, self._background = store, behaviors, background
        self._client = client
        self.report_url = report_url

    async def send(self, request: SmsRequest, behavior: SmsBehavior) -> dict[str, Any]:
        """Take a send: the documented reply, which is a 201 whatever became of it."""
        if behavior.empty_list:
            message = behavior.message or "InvalidSenderId"
            return {"SMSMessageData": {"Message": message, "Recipients": []}}
        recipients = [await self._send_one(number, request) for number in request.numbers]
        sent = sum(1 for recipient in recipients if recipient["statusCode"] in _ACCEPTED)
        summary = f"Sent to {sent}/{len(recipients)} Total Cost: KES {0.8 * sent:.4f}"
        return {
            "SMSMessageData": {"Message": behavior.message or summary, "Recipients": recipients}
        }

    async def _send_one(self, number: str, request: SmsRequest) -> dict[str, Any]:
        behavior = self._behaviors.effective("africastalking.recipient", RecipientBehavior, number)
        code = behavior.status_code or self._code_of(number, request)
        if code not in _ACCEPTED:
            status = STATUS_CODES.get(code, "Unknown")
            return {
                "statusCode": code,
                "number": number,
                "status": status,
                "cost": "0",
                "messageId": "None",
            }
        sms = Sms(
            id=sms_id(),
            phone=digits_of(number),
            sender=request.sender,
            text=request.text,
            at=time.time(),
            source="africastalking",
            status=STATUS_CODES[code],
        )
        report = self._behaviors.effective("africastalking.report", ReportBehavior, number)
        if not any(status in _FAILURES for status in report.statuses):
            self._store.customer(sms.phone)
            self._store.add_sms(sms)
        if report.before_reply:
            await self._report(sms, number, report)
        else:
            self._background.start(self._report(sms, number, report))
        return {
            "statusCode": code,
            "number": number,
            "status": STATUS_CODES[code],
            "cost": _COST,
            "messageId": sms.id,
        }

    @staticmethod
    def _code_of(number: str, request: SmsRequest) -> int:
        if not number.startswith("+") or not 9 <= len(digits_of(number)) <= 15:
            return 403
        return _QUEUED if request.is_queued else _SENT

    async def _report(self, sms: Sms, number: str, behavior: ReportBehavior) -> None:
        if behavior.drop or not self.report_url:
            return
        await asyncio.sleep(behavior.first_ms / 1000)
        for status in behavior.statuses:
            sms.status = status
            form = {
                "id": sms.id,
                "status": status,
                "phoneNumber": number,
                "networkCode": behavior.network_code,
            }
            if status in _FAILURES:
                form["failureReason"] = behavior.failure_reason
            for _ in range(behavior.copies):
                await self._post(form)
            await asyncio.sleep(behavior.gap_ms / 1000)

    async def _post(self, form: dict[str, str]) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        content = urlencode(form).encode()
        delivery = await post_once(self._client, self.report_url, content, headers)
        outcome = delivery.error or str(delivery.http_status)
        self._store.counters[f"sms_report.{outcome}"] += 1
