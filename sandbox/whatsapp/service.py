"""The simulated WhatsApp network between businesses and customers."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from sandbox.background import Background
from sandbox.behaviors import Behaviors, LimitsBehavior, StatusBehavior, WebhookBehavior
from sandbox.identifiers import wamid
from sandbox.models import Business, Customer, Delivery, Message, StatusChange, digits_of
from sandbox.store import Store
from sandbox.whatsapp.errors import GraphError
from sandbox.whatsapp.limits import MEDIA_TYPES, check_message
from sandbox.whatsapp.media import MediaShelf
from sandbox.whatsapp.payloads import (
    contact_of,
    envelope,
    failed_item,
    inbound_text,
    message_item,
    outbound_text,
    status_item,
    value_of,
)
from sandbox.whatsapp.rates import RateLimits
from sandbox.whatsapp.webhooks import WebhookSender

TYPING_SECONDS = 25
_UNDELIVERABLE = 131026
_KENYAN_LENGTH = 12
_RANK = {"sending": 0, "sent": 1, "delivered": 2, "read": 3, "failed": 4}

Content = dict[str, Any]


class WhatsApp:
    """Accepts sends, reports statuses, carries customers' messages to the business."""

    def __init__(
        self, store: Store, behaviors: Behaviors, webhooks: WebhookSender, background: Background
    ) -> None:
        self._store, self._behaviors = store, behaviors
        self._webhooks, self._background = webhooks, background
        self.media = MediaShelf()
        self.rates = RateLimits()

    # -- business to customer -------------------------------------------------------------

    def accept(
        self, business: Business, body: Content, received_ns: int
    ) -> tuple[Message, Content]:
        """Check and take a send: the message, and the documented success body."""
        check_message(body, business)
        self._check_media(body)
        customer = self._recipient(business, body)
        limits = self._behaviors.effective(
            "whatsapp.limits", LimitsBehavior, business.phone_number_id, customer.phone
        )
        self.rates.check(business.phone_number_id, customer.phone, limits)
        kind = body.get("type", "text")
        if limits.window and kind != "template":
            self._check_window(business, customer, limits.window_seconds)
        message = Message(
            id=wamid(customer.phone),
            phone_number_id=business.phone_number_id,
            customer=customer.phone,
            sender="business",
            type=kind,
            text=outbound_text(kind, body[kind], business) if kind != "contacts" else "Contact",
            content={kind: body[kind]},
            context_id=(body.get("context") or {}).get("message_id"),
            at=time.time(),
            received_monotonic_ns=received_ns,
            opaque=body.get("biz_opaque_callback_data"),
        )
        user_id = self._store.user_id(business, customer)
        contact: Content = {"input": body.get("to") or body["recipient"], "user_id": user_id}
        if not customer.hides_phone:
            contact["wa_id"] = customer.phone
        reply = {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": message.id}],
        }
        return message, reply

    def show(self, message: Message) -> None:
        """Let the message reach the customer's phone, and its statuses the business."""
        if message.type == "reaction":
            self._react(message)
        else:
            self._store.add_message(message)
        business = self._store.business(message.phone_number_id)
        customer = self._store.customer(message.customer)
        behavior = self._behaviors.effective(
            "whatsapp.statuses", StatusBehavior, business.phone_number_id, customer.phone
        )
        self._background.start(self._report(message, business, customer, behavior))

    def mark_read(self, business: Business, message_id: str, *, is_typing: bool) -> None:
        """Blue ticks up to this message, and the typing dots where asked for."""
        message = self._store.messages.get(message_id)
        if message is None or message.phone_number_id != business.phone_number_id:
            raise GraphError(131009, f"message_id {message_id!r} is not a message to this number")
        for earlier in self._store.conversations[(business.phone_number_id, message.customer)]:
            if earlier.sender == "customer" and earlier.status != "read":
                earlier.status = "read"
                self._store.message_changed(earlier)
            if earlier.id == message_id:
                break
        if is_typing:
            self._store.events.publish(
                "typing",
                phone_number_id=business.phone_number_id,
                customer=message.customer,
                seconds=TYPING_SECONDS,
            )

    def _recipient(self, business: Business, body: Content) -> Customer:
        to = body.get("to")
        if to is None:
            customer = self._store.customer_of_user_id(business, str(body["recipient"]))
            if customer is None:
                raise GraphError(131026, "No user with this business-scoped user id")
            return customer
        number = digits_of(str(to))
        if not str(to).strip().startswith("+"):
            number = business.country_code + number
        if number == digits_of(business.display_phone_number):
            raise GraphError(131021)
        if not _is_plausible(number):
            raise GraphError(_UNDELIVERABLE, f"+{number} is not on WhatsApp; {to!r} was sent")
        return self._store.customer(number)

    def _check_media(self, body: Content) -> None:
        media = body.get(body.get("type", "text"))
        file_id = media.get("id") if isinstance(media, dict) else None
        if body.get("type") in MEDIA_TYPES and file_id and self.media.get(str(file_id)) is None:
            raise GraphError(131009, f"media id {file_id!r} does not exist or has expired")

    def _check_window(self, business: Business, customer: Customer, seconds: int) -> None:
        last = self._store.last_customer_message_at(business.phone_number_id, customer.phone)
        if last is None or time.time() - last > seconds:
            raise GraphError(
                131047,
                "Message failed to send because more than 24 hours have passed since the "
                "customer last replied to this number.",
            )

    def _react(self, reaction: Message) -> None:
        target = self._store.messages.get(reaction.content["reaction"]["message_id"])
        if target is not None:
            target.reaction = reaction.text or None
            self._store.message_changed(target)

    async def _report(
        self, message: Message, business: Business, customer: Customer, behavior: StatusBehavior
    ) -> None:
        if behavior.fail_code is not None:
            await asyncio.sleep(behavior.fail_ms / 1000)
            self._apply(message, "failed", time.time(), behavior.fail_code)
            item = failed_item(message, customer, behavior.fail_code, time.time())
            await self._post_statuses(business, [item], behavior.copies)
            return
        delays = {
            "sent": behavior.sent_ms,
            "delivered": behavior.delivered_ms,
            "read": behavior.read_ms,
        }
        started = time.time()
        planned = [(name, ms) for name, ms in delays.items() if ms is not None]
        if behavior.order is not None:
            await asyncio.sleep(max((ms for _, ms in planned), default=0) / 1000)
            known = dict(planned)
            planned = [(name, known.get(name, 0)) for name in behavior.order]
        for name, ms in planned:
            await asyncio.sleep(max(0.0, started + ms / 1000 - time.time()))
            self._apply(message, name, started + ms / 1000, None)
            user_id = self._store.user_id(business, customer)
            item = status_item(message, customer, user_id, name, at=started + ms / 1000)
            self._background.start(self._post_statuses(business, [item], behavior.copies, customer))

    def _apply(self, message: Message, status: str, at: float, code: int | None) -> None:
        message.statuses.append(StatusChange(status=status, at=at, code=code))
        if _RANK[status] > _RANK[message.status]:
            message.status = status  # type: ignore[assignment]
        message.error_code = code
        self._store.message_changed(message)

    async def _post_statuses(
        self,
        business: Business,
        items: list[Content],
        copies: int,
        customer: Customer | None = None,
    ) -> None:
        parts: dict[str, list[Content]] = {"statuses": items}
        if customer is not None:
            parts["contacts"] = [contact_of(customer, self._store.user_id(business, customer))]
        payload = envelope((business, value_of(business, **parts)))
        for _ in range(copies):
            await self.post(payload, business.phone_number_id)

    # -- customer to business -------------------------------------------------------------

    def new_inbound(
        self, business: Business, customer: Customer, kind: str, content: Content, **facts: Any
    ) -> Message:
        """A customer's message, shown on the phone and not yet delivered."""
        message = Message(
            id=facts.pop("id", None) or wamid(customer.phone),
            phone_number_id=business.phone_number_id,
            customer=customer.phone,
            sender="customer",
            type=kind,
            text=inbound_text(kind, content),
            content=content,
            at=facts.pop("at", None) or time.time(),
            **facts,
        )
        if kind == "reaction":
            return message
        return self._store.add_message(message)

    def change_of(self, message: Message) -> tuple[Business, Content]:
        """The webhook change that carries a customer's message."""
        business = self._store.business(message.phone_number_id)
        customer = self._store.customer(message.customer)
        user_id = self._store.user_id(business, customer)
        return business, value_of(
            business,
            contacts=[contact_of(customer, user_id)],
            messages=[message_item(message, customer, user_id, business)],
        )

    async def deliver(self, messages: Iterable[Message], *, copies: int = 1) -> bool:
        """Bring customers' messages to the business in one webhook; True once it was taken."""
        batch = list(messages)
        payload = envelope(*(self.change_of(message) for message in batch))

        def told(delivery: Delivery) -> None:
            for message in batch:
                message.deliveries.append(delivery)
                accepted = delivery.http_status is not None and delivery.http_status < 300
                if message.status == "sending":
                    message.status = "sent"
                if accepted and message.status != "read":
                    message.status = "delivered"
                self._store.message_changed(message)

        posts = (
            self.post(payload, batch[0].phone_number_id, batch[0].customer, told=told)
            for _ in range(copies)
        )
        if all(await asyncio.gather(*posts)):
            return True
        for message in batch:
            if message.status in ("sending", "sent"):
                message.status = "failed"
                self._store.message_changed(message)
        return False

    async def post(self, payload: Content, *numbers: str, told: Any = None) -> bool:
        """Deliver any payload as a signed webhook."""
        behavior = self._behaviors.effective("whatsapp.webhook", WebhookBehavior, *numbers)

        def on_attempt(delivery: Delivery) -> None:
            outcome = delivery.error or str(delivery.http_status)
            self._store.counters[f"webhook.{outcome}"] += 1
            if told is not None:
                told(delivery)

        return await self._webhooks.deliver(payload, behavior, on_attempt)


def _is_plausible(phone: str) -> bool:
    if phone.startswith("254"):
        return len(phone) == _KENYAN_LENGTH
    return 8 <= len(phone) <= 15
