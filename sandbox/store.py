"""Everything the sandbox knows, in memory, with a snapshot on disk where one is asked for."""

import asyncio
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from sandbox.events import EventHub
from sandbox.identifiers import business_scoped_user_id
from sandbox.models import Business, Customer, Message, Sms, StkPrompt, digits_of

PRESETS = (
    Customer(
        phone="254712345678", name="Wanjiru Kamau", language="en", balance=24_500, is_preset=True
    ),
    Customer(
        phone="254722908114", name="Halima Juma", language="sw", balance=12_300, is_preset=True
    ),
    Customer(
        phone="254110456789", name="Brian Otieno", language="mixed", balance=6_750, is_preset=True
    ),
)
_REQUEST_LOG_LIMIT = 5000


class Snapshot(BaseModel):
    """What survives a restart."""

    businesses: list[Business] = Field(default_factory=list)
    customers: list[Customer] = Field(default_factory=list)
    messages: list[Message] = Field(default_factory=list)
    sms: list[Sms] = Field(default_factory=list)
    prompts: list[StkPrompt] = Field(default_factory=list)


class Store:
    """Businesses, customers, conversations, SMS, prompts; every change is published."""

    def __init__(self, events: EventHub) -> None:
        self.events = events
        self.counters: Counter[str] = Counter()
        self.requests: deque[dict[str, Any]] = deque(maxlen=_REQUEST_LOG_LIMIT)
        self.is_dirty = False
        self.clear()

    def clear(self) -> None:
        """Forget everything but the preset customers."""
        self.businesses: dict[str, Business] = {}
        self.customers = {preset.phone: preset.model_copy() for preset in PRESETS}
        self.messages: dict[str, Message] = {}
        self.conversations: dict[tuple[str, str], list[Message]] = {}
        self._arrivals: dict[tuple[str, str], asyncio.Event] = {}
        self.sms: dict[str, list[Sms]] = {}
        self.prompts: dict[str, StkPrompt] = {}
        self.user_ids: dict[str, str] = {}
        self.counters.clear()
        self.requests.clear()
        self.is_dirty = True

    def add_business(self, business: Business) -> Business:
        """Know this business from now on; replaces one of the same id."""
        self.businesses[business.phone_number_id] = business
        self._changed("business", business=business.model_dump(exclude={"token"}))
        return business

    def business(self, phone_number_id: str) -> Business:
        """The business of a number, registered on first sight."""
        known = self.businesses.get(phone_number_id)
        if known is not None:
            return known
        return self.add_business(
            Business(phone_number_id=phone_number_id, name=f"Business {phone_number_id[-4:]}")
        )

    def add_customer(self, customer: Customer) -> Customer:
        """Know this customer from now on; replaces one of the same phone."""
        self.customers[customer.phone] = customer
        self._changed("customer", customer=customer.model_dump())
        return customer

    def customer(self, phone: str) -> Customer:
        """The customer with this phone, created on first sight."""
        number = digits_of(phone)
        known = self.customers.get(number)
        return known or self.add_customer(Customer(phone=number, name=f"+{number}"))

    def customer_of_user_id(self, business: Business, user_id: str) -> Customer | None:
        """The customer behind a BSUID of this business's portfolio."""
        for customer in self.customers.values():
            if self.user_id(business, customer) == user_id:
                return customer
        return None

    def user_id(self, business: Business, customer: Customer) -> str:
        """The customer's BSUID for this business."""
        key = f"{business.portfolio}:{customer.phone}"
        found = self.user_ids.get(key)
        if found is None:
            found = business_scoped_user_id(business.portfolio, customer.phone)
            self.user_ids[key] = found
        return found

    def add_message(self, message: Message) -> Message:
        """Append to the conversation."""
        self.messages[message.id] = message
        key = (message.phone_number_id, message.customer)
        self.conversations.setdefault(key, []).append(message)
        if (arrival := self._arrivals.pop(key, None)) is not None:
            arrival.set()
        self.message_changed(message)
        return message

    async def next_message(self, phone_number_id: str, customer: str) -> None:
        """Return when either side of this conversation has said something more."""
        key = (phone_number_id, customer)
        await self._arrivals.setdefault(key, asyncio.Event()).wait()

    def message_changed(self, message: Message) -> None:
        """Tell the pages about a message's new state."""
        if self.events.has_listeners:
            self._changed("message", message=message.model_dump())
        self.is_dirty = True

    def last_customer_message_at(self, phone_number_id: str, customer: str) -> float | None:
        """When the customer last wrote to this business, which opens the 24-hour window."""
        for message in reversed(self.conversations.get((phone_number_id, customer), [])):
            if message.sender == "customer":
                return message.at
        return None

    def add_sms(self, sms: Sms) -> Sms:
        """Put a text message into the phone's inbox."""
        self.sms.setdefault(sms.phone, []).append(sms)
        self._changed("sms", sms=sms.model_dump())
        return sms

    def add_prompt(self, prompt: StkPrompt) -> StkPrompt:
        """Keep a payment prompt."""
        self.prompts[prompt.checkout_request_id] = prompt
        self.prompt_changed(prompt)
        return prompt

    def prompt_changed(self, prompt: StkPrompt) -> None:
        """Tell the pages about a prompt's new state."""
        self._changed("stk", prompt=prompt.model_dump())

    def wallet_changed(self, customer: Customer) -> None:
        """Tell the pages about a customer's new balance."""
        self._changed("customer", customer=customer.model_dump())

    def log_request(self, operation: str, body: Any, **facts: Any) -> None:
        """Count a provider request and keep it for `GET /control/requests`."""
        self.counters[operation] += 1
        self.requests.append(
            {
                "operation": operation,
                "at": time.time(),
                "body": body,
                **facts,
                "n": self._sequence(),
            }
        )

    def _sequence(self) -> int:
        self.counters["requests"] += 1
        return self.counters["requests"]

    def _changed(self, kind: str, **facts: Any) -> None:
        self.is_dirty = True
        self.events.publish(kind, **facts)

    def save(self, path: Path) -> None:
        """Write the snapshot, atomically."""
        snapshot = Snapshot(
            businesses=list(self.businesses.values()),
            customers=list(self.customers.values()),
            messages=list(self.messages.values()),
            sms=[sms for inbox in self.sms.values() for sms in inbox],
            prompts=list(self.prompts.values()),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(path.suffix + ".new")
        draft.write_text(snapshot.model_dump_json())
        draft.replace(path)
        self.is_dirty = False

    def load(self, path: Path) -> None:
        """Take the snapshot up again where there is one."""
        if not path.exists():
            return
        snapshot = Snapshot.model_validate_json(path.read_bytes())
        self.businesses.update({b.phone_number_id: b for b in snapshot.businesses})
        self.customers.update({c.phone: c for c in snapshot.customers})
        for message in snapshot.messages:
            self.messages[message.id] = message
            key = (message.phone_number_id, message.customer)
            self.conversations.setdefault(key, []).append(message)
        for sms in snapshot.sms:
            self.sms.setdefault(sms.phone, []).append(sms)
        self.prompts.update({p.checkout_request_id: p for p in snapshot.prompts})
