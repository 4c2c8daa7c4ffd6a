"""A client of the simulated Daraja for its tests."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.sandbox.conftest import CUSTOMER, SHORTCODE, Api, Receiver, wait_for

CALLBACK_PATH = "/cb/0f3a"


class Till:
    """A shop that collects with STK push."""

    def __init__(self, api: Api, receiver: Receiver) -> None:
        self.api, self.receiver = api, receiver
        self.token = self.new_token().json()["access_token"]
        self.quick()

    def quick(self, **prompt: Any) -> None:
        """Short delays, so that tests are fast."""
        self.api.behave(
            defaults={
                "daraja.prompt": {"delay_ms": 1, "auto_answer_ms": 1, **prompt},
                "daraja.callback": {"delay_ms": 1},
            }
        )

    def new_token(self, key: str = "key", **changes: Any) -> httpx.Response:
        basic = base64.b64encode(f"{key}:secret".encode()).decode()
        return self.api.http.get(
            "/daraja/oauth/v1/generate",
            params={"grant_type": changes.get("grant_type", "client_credentials")},
            headers={"Authorization": changes.get("authorization", f"Basic {basic}")},
        )

    def body(self, **changes: Any) -> dict[str, Any]:
        """A right push, with changes; None takes a field out."""
        body = {
            **self._signed(),
            "TransactionType": "CustomerPayBillOnline",
            "Amount": 500,
            "PartyA": CUSTOMER,
            "PhoneNumber": CUSTOMER,
            "PartyB": SHORTCODE,
            "CallBackURL": f"{self.receiver.url}{CALLBACK_PATH}",
            "AccountReference": "BK-7F3K2",
            "TransactionDesc": "Deposit",
            **changes,
        }
        return {key: value for key, value in body.items() if value is not None}

    def _signed(self) -> dict[str, str]:
        stamp = (datetime.now(UTC) + timedelta(hours=3)).strftime("%Y%m%d%H%M%S")
        password = base64.b64encode(f"{SHORTCODE}passkey{stamp}".encode()).decode()
        return {"BusinessShortCode": SHORTCODE, "Password": password, "Timestamp": stamp}

    def post(self, path: str, body: dict[str, Any], token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.api.http.post(f"/daraja{path}", json=body, headers=headers)

    def push(self, **changes: Any) -> httpx.Response:
        return self.post("/mpesa/stkpush/v1/processrequest", self.body(**changes))

    def pushed(self, **changes: Any) -> str:
        """The CheckoutRequestID of an accepted push."""
        reply = self.push(**changes)
        assert reply.status_code == 200, reply.text
        checkout: str = reply.json()["CheckoutRequestID"]
        return checkout

    def query(self, checkout: str) -> httpx.Response:
        body = {**self._signed(), "CheckoutRequestID": checkout}
        return self.post("/mpesa/stkpushquery/v1/query", body)

    def prompt(self, checkout: str) -> dict[str, Any]:
        prompts = self.api.control("GET", "/stk")["prompts"]
        found: dict[str, Any] = next(p for p in prompts if p["checkout_request_id"] == checkout)
        return found

    def answer(self, checkout: str, **answer: Any) -> None:
        wait_for(lambda: self.prompt(checkout)["state"] == "open")
        self.api.control("POST", f"/stk/{checkout}/answer", answer)

    def settled(self, checkout: str) -> dict[str, Any]:
        """The prompt once it has its result."""
        wait_for(lambda: self.prompt(checkout)["state"] == "settled")
        return self.prompt(checkout)

    def paid(self, **changes: Any) -> dict[str, Any]:
        """A prompt that was answered with the right PIN."""
        checkout = self.pushed(**changes)
        self.answer(checkout, answer="pin", pin="1234")
        return self.settled(checkout)

    def callbacks(self, count: int = 1, seconds: float = 3.0) -> list[dict[str, Any]]:
        """The callbacks so far, once there are that many."""
        wait_for(lambda: len(self.receiver.to(CALLBACK_PATH)) >= count, seconds)
        bodies = [json.loads(request.body) for request in self.receiver.to(CALLBACK_PATH)]
        return [body["Body"]["stkCallback"] for body in bodies]


def items(callback: dict[str, Any]) -> dict[str, Any]:
    """The metadata of a callback by name."""
    return {i["Name"]: i.get("Value") for i in callback["CallbackMetadata"]["Item"]}
