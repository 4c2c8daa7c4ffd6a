"""Webhook bodies, and how messages read on the phone."""

from typing import Any

from sandbox.models import Business, Customer, Message
from sandbox.whatsapp.errors import status_error
from sandbox.whatsapp.templates import template_text

Content = dict[str, Any]


def envelope(*changes: tuple[Business, Content], field: str = "messages") -> Content:
    """One webhook body with an entry per change."""
    entries = [
        {"id": business.waba_id, "changes": [{"field": field, "value": value}]}
        for business, value in changes
    ]
    return {"object": "whatsapp_business_account", "entry": entries}


def value_of(business: Business, **parts: list[Content]) -> Content:
    """The `value` of a change of field `messages`."""
    metadata = {
        "display_phone_number": business.display_phone_number,
        "phone_number_id": business.phone_number_id,
    }
    return {"messaging_product": "whatsapp", "metadata": metadata, **parts}


def contact_of(customer: Customer, user_id: str) -> Content:
    """The `contacts[]` item of a customer; no phone where the customer hides it."""
    profile: Content = {"name": customer.name, "country_code": "KE"}
    if customer.username:
        profile["username"] = customer.username
    contact: Content = {"profile": profile, "user_id": user_id}
    if not customer.hides_phone:
        contact["wa_id"] = customer.phone
    return contact


def message_item(message: Message, customer: Customer, user_id: str, business: Business) -> Content:
    """The `messages[]` item of what a customer sent."""
    item: Content = {
        "from_user_id": user_id,
        "id": message.id,
        "timestamp": str(int(message.at)),
        "type": message.type,
    }
    if not customer.hides_phone:
        item["from"] = customer.phone
    if message.context_id:
        sender = "".join(filter(str.isdigit, business.display_phone_number))
        item["context"] = {"from": sender, "id": message.context_id}
    item.update(message.content)
    return item


def status_item(
    message: Message, customer: Customer, user_id: str, status: str, *, at: float
) -> Content:
    """The `statuses[]` item of a sent message."""
    item: Content = {
        "id": message.id,
        "status": status,
        "timestamp": str(int(at)),
        "recipient_user_id": user_id,
    }
    if not customer.hides_phone:
        item["recipient_id"] = customer.phone
    if message.opaque:
        item["biz_opaque_callback_data"] = message.opaque
    if status in ("sent", "delivered"):
        item["pricing"] = _pricing(message)
    return item


def failed_item(message: Message, customer: Customer, code: int, at: float) -> Content:
    """The `statuses[]` item of a message that could not be delivered."""
    item: Content = {
        "id": message.id,
        "status": "failed",
        "timestamp": str(int(at)),
        "recipient_id": customer.phone,
        "errors": [status_error(code)],
    }
    if message.opaque:
        item["biz_opaque_callback_data"] = message.opaque
    return item


def _pricing(message: Message) -> Content:
    is_template = message.type == "template"
    return {
        "billable": is_template,
        "pricing_model": "PMP",
        "type": "regular" if is_template else "free_customer_service",
        "category": "utility" if is_template else "service",
    }


def outbound_text(kind: str, content: Content, business: Business) -> str:
    """What a business's message says, in one text."""
    match kind:
        case "text":
            return str(content["body"])
        case "interactive":
            return str((content.get("body") or {}).get("text", ""))
        case "template":
            return template_text(content, business)
        case "reaction":
            return str(content.get("emoji", ""))
        case "location":
            return str(content.get("name") or content.get("address") or "Location")
        case _:
            return str(content.get("caption") or content.get("filename") or "")


def inbound_text(kind: str, content: Content) -> str:
    """What a customer's message says, in one text."""
    part = content.get(kind)
    if not isinstance(part, dict):
        return ""
    match kind:
        case "text":
            return str(part.get("body", ""))
        case "interactive":
            reply = part.get("button_reply") or part.get("list_reply") or {}
            return str(reply.get("title", ""))
        case "button":
            return str(part.get("text", ""))
        case "reaction":
            return str(part.get("emoji", ""))
        case _:
            return str(part.get("caption") or part.get("name") or part.get("filename") or "")
