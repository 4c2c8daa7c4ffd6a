"""The documented limits of outbound messages, checked one by one."""

from collections.abc import Callable
from typing import Any

from sandbox.models import Business
from sandbox.whatsapp.errors import GraphError
from sandbox.whatsapp.templates import check_template

MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")
_TEXT_LIMIT = 4096
_CAPTION_LIMIT = 1024
_REPLY_BUTTONS = 3
_LIST_SECTIONS = 10
_LIST_ROWS = 10

Content = dict[str, Any]


def check_message(body: dict[str, Any], business: Business) -> None:
    """Raise the documented error of the first thing that is wrong with a send."""
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    if not body.get("to") and not body.get("recipient"):
        raise GraphError(100, "The parameter to is required.")
    kind = body.get("type", "text")
    if kind == "template":
        check_template(_object(body, "template"), business, recipient=body.get("recipient"))
        return
    check = _CHECKS.get(kind)
    if check is None:
        raise GraphError(100, f"Param type must be one of {', '.join(sorted(_CHECKS))}")
    check(body.get(kind) if kind == "contacts" else _object(body, kind))


def _object(body: Content, key: str) -> Content:
    value = body.get(key)
    if value is None:
        raise GraphError(131008, f"The parameter {key} is required.")
    if not isinstance(value, dict):
        raise GraphError(100, f"Param {key} must be a JSON object.")
    return value


def _text_of(holder: Content, key: str, path: str, limit: int, *, is_required: bool = True) -> str:
    value = holder.get(key)
    if value in (None, ""):
        if is_required:
            raise GraphError(131008, f"Required parameter is missing: {path}")
        return ""
    if not isinstance(value, str):
        raise GraphError(100, f"Param {path} must be a string.")
    if len(value) > limit:
        raise GraphError(131009, f"{path} length invalid. Min length: 1, Max length: {limit}")
    return value


def _check_text(text: Content) -> None:
    body = text.get("body")
    if not body or not isinstance(body, str):
        raise GraphError(131008, "Required parameter is missing: text.body")
    if len(body) > _TEXT_LIMIT:
        raise GraphError(100, f"Param text['body'] must be at most {_TEXT_LIMIT} characters long.")
    if not isinstance(text.get("preview_url", False), bool):
        raise GraphError(100, "Param text['preview_url'] must be a boolean.")


def _media_check(kind: str) -> Callable[[Content], None]:
    def check(media: Content) -> None:
        if bool(media.get("id")) == bool(media.get("link")):
            raise GraphError(131009, f"{kind}: exactly one of id and link is required")
        caption = media.get("caption")
        if caption is not None and kind in ("audio", "sticker"):
            raise GraphError(131009, f"{kind} does not take a caption")
        if caption is not None:
            _text_of(media, "caption", f"{kind}.caption", _CAPTION_LIMIT)
        link = media.get("link")
        if link is not None and not str(link).startswith(("http://", "https://")):
            raise GraphError(131009, f"{kind}.link is not a valid URL")
        if media.get("filename") is not None and kind != "document":
            raise GraphError(131009, f"{kind} does not take a filename")

    return check


def _check_reaction(reaction: Content) -> None:
    _text_of(reaction, "message_id", "reaction.message_id", 1000)
    if not isinstance(reaction.get("emoji"), str):
        raise GraphError(131008, "Required parameter is missing: reaction.emoji")


def _check_location(location: Content) -> None:
    for key, limit in (("latitude", 90), ("longitude", 180)):
        try:
            value = float(location[key])
        except (KeyError, TypeError, ValueError):
            raise GraphError(131008, f"Required parameter is missing: location.{key}") from None
        if abs(value) > limit:
            raise GraphError(131009, f"location.{key} is out of range")


def _check_contacts(contacts: Any) -> None:
    if not isinstance(contacts, list) or not contacts:
        raise GraphError(131008, "Required parameter is missing: contacts")
    for card in contacts:
        name = card.get("name") if isinstance(card, dict) else None
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise GraphError(131008, "Required parameter is missing: contacts.name.formatted_name")


def _check_interactive(interactive: Content) -> None:
    kind = interactive.get("type")
    check = _INTERACTIVE_CHECKS.get(str(kind))
    if check is None:
        raise GraphError(131009, f"interactive.type {kind!r} is not valid")
    action = interactive.get("action")
    if not isinstance(action, dict):
        raise GraphError(131008, "Required parameter is missing: interactive.action")
    body_limit = _TEXT_LIMIT if kind == "list" else 1024
    needs_body = kind != "product"
    body = interactive.get("body") or {}
    _text_of(body, "text", "interactive.body.text", body_limit, is_required=needs_body)
    footer = interactive.get("footer")
    if footer is not None:
        _text_of(footer, "text", "interactive.footer.text", 60)
    header = interactive.get("header")
    if header is not None:
        _check_header(header, str(kind))
    check(action)


def _check_header(header: Content, kind: str) -> None:
    if header.get("type") == "text":
        _text_of(header, "text", "interactive.header.text", 60)
        return
    if kind == "list":
        raise GraphError(131009, "interactive.header of a list must be of type text")
    if header.get("type") not in ("image", "video", "document"):
        raise GraphError(131009, "interactive.header.type is not valid")


def _check_buttons(action: Content) -> None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= _REPLY_BUTTONS:
        raise GraphError(131009, "Invalid buttons count. Min allowed buttons: 1, Max: 3")
    titles: set[str] = set()
    ids: set[str] = set()
    for button in buttons:
        if not isinstance(button, dict) or button.get("type") != "reply":
            raise GraphError(131009, "interactive.action.buttons.type must be reply")
        reply = _object(button, "reply")
        titles.add(_text_of(reply, "title", "Button title", 20))
        ids.add(_text_of(reply, "id", "Button id", 256))
    if len(titles) < len(buttons) or len(ids) < len(buttons):
        raise GraphError(131009, "Duplicate button title or id")


def _check_list(action: Content) -> None:
    _text_of(action, "button", "interactive.action.button", 20)
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= _LIST_SECTIONS:
        raise GraphError(131009, "Invalid sections count. Min allowed: 1, Max allowed: 10")
    ids: list[str] = []
    for section in sections:
        _text_of(section, "title", "Section title", 24, is_required=len(sections) > 1)
        rows = section.get("rows")
        if not isinstance(rows, list) or not rows:
            raise GraphError(131009, "Section rows: at least one row is required")
        for row in rows:
            ids.append(_text_of(row, "id", "Row id", 200))
            _text_of(row, "title", "Row title", 24)
            _text_of(row, "description", "Row description", 72, is_required=False)
    if len(ids) > _LIST_ROWS:
        raise GraphError(131009, "Total row count exceed max allowed count: 10")
    if len(set(ids)) < len(ids):
        raise GraphError(131009, "Duplicated row id")


def _check_cta_url(action: Content) -> None:
    if action.get("name") != "cta_url":
        raise GraphError(131009, "interactive.action.name must be cta_url")
    parameters = _object(action, "parameters")
    _text_of(parameters, "display_text", "display_text", 20)
    url = _text_of(parameters, "url", "url", 2000)
    if not url.startswith(("http://", "https://")):
        raise GraphError(131009, "url is not a valid URL")


def _named_action(name: str) -> Callable[[Content], None]:
    def check(action: Content) -> None:
        if action.get("name") != name:
            raise GraphError(131009, f"interactive.action.name must be {name}")

    return check


def _any_action(action: Content) -> None:
    if not action:
        raise GraphError(131008, "Required parameter is missing: interactive.action")


_INTERACTIVE_CHECKS: dict[str, Callable[[Content], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_cta_url,
    "location_request_message": _named_action("send_location"),
    "request_contact_info": _named_action("request_contact_info"),
    "flow": _named_action("flow"),
    "address_message": _named_action("address_message"),
    "product": _any_action,
    "product_list": _any_action,
    "catalog_message": _any_action,
}
_CHECKS: dict[str, Callable[[Any], None]] = {
    "text": _check_text,
    "interactive": _check_interactive,
    "reaction": _check_reaction,
    "location": _check_location,
    "contacts": _check_contacts,
    **{kind: _media_check(kind) for kind in MEDIA_TYPES},
}
