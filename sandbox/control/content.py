"""What a customer's message looks like on the wire."""

import base64
from collections.abc import Callable
from typing import Any, Literal

from fastapi import HTTPException
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from sandbox.whatsapp.media import MediaShelf

Content = dict[str, Any]
CustomerMessageType = Literal[
    "text", "button_reply", "list_reply", "template_button", "image", "audio", "document",
    "video", "sticker", "location", "reaction", "contacts", "unsupported", "raw",
]  # fmt: skip
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGM4c8KfPmSYUdIAAPAvYvt1uXU9AAAA"
    "AElFTkSuQmCC"
)
_VOICE = b"OggS" + bytes(24) + b"OpusHead" + bytes(64)
_VIDEO = bytes([0, 0, 0, 24]) + b"ftypmp42" + bytes(4) + b"mp42isom" + bytes(64)
_STICKER = b"RIFF" + bytes([26, 0, 0, 0]) + b"WEBPVP8L" + bytes(18)
_DOCUMENT = b"%PDF-1.4\n%%EOF\n"
_FILES = {
    "image": (_PIXEL, "image/png"),
    "audio": (_VOICE, "audio/ogg; codecs=opus"),
    "document": (_DOCUMENT, "application/pdf"),
    "video": (_VIDEO, "video/mp4"),
    "sticker": (_STICKER, "image/webp"),
}


class CustomerMessage(BaseModel):
    """A message that a customer sends to a business."""

    model_config = ConfigDict(extra="forbid")

    phone_number_id: str
    customer: str
    type: CustomerMessageType = "text"
    text: str = ""
    """text: the body; image, video, document: the caption; location: the name; reaction: emoji."""
    reply_id: str = ""
    """button_reply, list_reply: the id of the choice; template_button: the payload."""
    title: str = ""
    description: str | None = None
    context_id: str | None = None
    """The message this one answers (reaction: the message it is about)."""
    latitude: float = -1.2921
    longitude: float = 36.8219
    file: Base64Bytes | None = None
    """image, audio, video, document, sticker: other bytes than the sandbox's own few."""
    mime_type: str | None = None
    raw: dict[str, Any] = Field(default_factory=dict)
    """raw: `type` and the object(s) named like it, put into `messages[]` as they are."""
    id: str | None = None
    """Use this wamid instead of a new one."""
    at: float | None = None
    """Unix time of the message; default now."""
    copies: int = Field(default=1, ge=1, le=50)
    """Deliver the same webhook this many times, concurrently."""
    wait: bool = False
    """Reply only when the webhook was delivered or given up."""


class WireContent:
    """Turns messages into the objects of `messages[]`."""

    def __init__(self, media: MediaShelf, own_url: str) -> None:
        self._media, self._own_url = media, own_url
        self._builders: dict[str, Callable[[CustomerMessage], Content]] = {
            "text": lambda body: {"text": {"body": body.text}},
            "button_reply": lambda body: _interactive("button_reply", body),
            "list_reply": lambda body: _interactive("list_reply", body),
            "template_button": lambda body: {
                "button": {"text": body.title, "payload": body.reply_id}
            },
            **dict.fromkeys(_FILES, self._file),
            "location": _location,
            "reaction": lambda body: {
                "reaction": {"message_id": body.context_id, "emoji": body.text}
            },
            "contacts": lambda body: {"contacts": [_card(body)]},
            "unsupported": lambda _: {"errors": [_UNSUPPORTED], "unsupported": {"type": "poll"}},
        }

    def of(self, body: CustomerMessage) -> tuple[str, Content]:
        """The message type and the object(s) that carry the message."""
        if body.type == "raw":
            return _raw(body.raw)
        names = {"button_reply": "interactive", "list_reply": "interactive"}
        names["template_button"] = "button"
        return names.get(body.type, body.type), self._builders[body.type](body)

    def _file(self, body: CustomerMessage) -> Content:
        content, mime_type = _FILES[body.type]
        content, mime_type = body.file or content, body.mime_type or mime_type
        file = self._media.put(content, mime_type, body.phone_number_id)
        item: Content = {
            "id": file.id,
            "mime_type": mime_type,
            "sha256": file.sha256_base64,
            "url": f"{self._own_url}/meta/v26.0/media-files/{self._media.link(file)}",
        }
        if body.type == "audio":
            item["voice"] = True
        elif body.type == "sticker":
            item["animated"] = False
        elif body.text:
            item["caption"] = body.text
        if body.type == "document":
            item["filename"] = body.title or "document.pdf"
        return {body.type: item}


_UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}


def _interactive(kind: str, body: CustomerMessage) -> Content:
    reply = {"id": body.reply_id, "title": body.title}
    if kind == "list_reply" and body.description:
        reply["description"] = body.description
    return {"interactive": {"type": kind, kind: reply}}


def _location(body: CustomerMessage) -> Content:
    place: Content = {"latitude": body.latitude, "longitude": body.longitude}
    if body.text:
        place["name"] = body.text
    return {"location": place}


def _card(body: CustomerMessage) -> Content:
    name = body.title or body.text or "Contact"
    return {
        "name": {"formatted_name": name, "first_name": name},
        "phones": [{"phone": "+254700000001", "wa_id": "254700000001", "type": "CELL"}],
        "origin": "other",
    }


def _raw(raw: Content) -> tuple[str, Content]:
    kind = raw.get("type")
    if not isinstance(kind, str):
        raise HTTPException(422, "raw needs a type")
    return kind, {key: value for key, value in raw.items() if key != "type"}
