"""What a customer's message looks like on the wire."""

import base64
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException

from sandbox.whatsapp.media import MediaShelf

if TYPE_CHECKING:
    from sandbox.control.messages import CustomerMessage

Content = dict[str, Any]
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGM4c8KfPmSYUdIAAPAvYvt1uXU9AAAA"
    "AElFTkSuQmCC"
)
_VOICE = b"OggS" + bytes(24) + b"OpusHead" + bytes(64)
_DOCUMENT = b"%PDF-1.4\n%%EOF\n"
_FILES = {
    "image": (_PIXEL, "image/png"),
    "audio": (_VOICE, "audio/ogg; codecs=opus"),
    "document": (_DOCUMENT, "application/pdf"),
}


def content_of(body: "CustomerMessage", media: MediaShelf, own_url: str) -> tuple[str, Content]:
    """The message type and the object(s) of `messages[]` that carry it."""
    match body.type:
        case "text":
            return "text", {"text": {"body": body.text}}
        case "button_reply":
            reply = {"id": body.reply_id, "title": body.title}
            return "interactive", _interactive("button_reply", reply)
        case "list_reply":
            reply = {"id": body.reply_id, "title": body.title}
            if body.description:
                reply["description"] = body.description
            return "interactive", _interactive("list_reply", reply)
        case "template_button":
            return "button", {"button": {"text": body.title, "payload": body.reply_id}}
        case "image" | "audio" | "document":
            return body.type, {body.type: _media(body, media, own_url)}
        case "location":
            place = {"latitude": body.latitude, "longitude": body.longitude, "name": body.text}
            return "location", {"location": {k: v for k, v in place.items() if v != ""}}
        case "reaction":
            return "reaction", {"reaction": {"message_id": body.context_id, "emoji": body.text}}
        case "contacts":
            return "contacts", {"contacts": [_card(body)]}
        case "unsupported":
            return "unsupported", {"errors": [_unsupported()], "unsupported": {"type": "poll"}}
        case _:
            return _raw(body.raw)


def _interactive(kind: str, reply: Content) -> Content:
    return {"interactive": {"type": kind, kind: reply}}


def _media(body: "CustomerMessage", media: MediaShelf, own_url: str) -> Content:
    content, mime_type = _FILES[body.type]
    file = media.put(content, mime_type)
    item: Content = {
        "id": file.id,
        "mime_type": mime_type,
        "sha256": file.sha256_base64,
        "url": f"{own_url}/meta/v26.0/media-files/{media.link(file)}",
    }
    if body.type == "audio":
        item["voice"] = True
    elif body.text:
        item["caption"] = body.text
    if body.type == "document":
        item["filename"] = body.title or "document.pdf"
    return item


def _card(body: "CustomerMessage") -> Content:
    return {
        "name": {"formatted_name": body.title or body.text or "Contact", "first_name": body.text},
        "phones": [{"phone": "+254700000001", "wa_id": "254700000001", "type": "CELL"}],
        "origin": "other",
    }


def _unsupported() -> Content:
    return {
        "code": 131051,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }


def _raw(raw: Content) -> tuple[str, Content]:
    kind = raw.get("type")
    if not isinstance(kind, str):
        raise HTTPException(422, "raw needs a type")
    return kind, {key: value for key, value in raw.items() if key != "type"}
