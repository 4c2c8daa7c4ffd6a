"""How each channel shows a message, without sending it: `python -m connectors.preview`.

In: a JSON line `{"channel", "text", "language", "buttons": [{"title", "brief"}]}`.
Out: a JSON line `{"channel", "kind", "text", "choices", "warnings"}`.
"""

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import orjson

from connectors.sms.channel import sms_text
from connectors.whatsapp.rendering import message_body
from core.conversations.buttons import button_id
from core.conversations.outbound import OfferedButton, OutboundMessage
from core.kit.ids import ChannelId, ConversationId, TenantId

_NOBODY = UUID(int=0)
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
_ONE_SMS, _PART_OF_SMS = {"gsm": 160, "unicode": 70}, {"gsm": 153, "unicode": 67}


def shown(question: Mapping[str, Any]) -> dict[str, Any]:
    """One message as its channel shows it."""
    message = OutboundMessage(
        id=_NOBODY,
        tenant_id=TenantId(_NOBODY),
        conversation_id=ConversationId(_NOBODY),
        channel_id=ChannelId(_NOBODY),
        recipient_id="254700000000",
        recipient_phone="254700000000",
        text=question["text"],
        buttons=tuple(
            OfferedButton(each["title"], button_id(_NOBODY, index), each.get("brief"))
            for index, each in enumerate(question.get("buttons") or ())
        ),
        language=question["language"],
    )
    return {"channel": question["channel"], **_CHANNELS[question["channel"]](message)}


def _on_whatsapp(message: OutboundMessage) -> dict[str, Any]:
    body = message_body(message)
    if body["type"] == "text":
        text = body["text"]["body"]
        warnings = list(_numbered_warnings(message, text))
        return {"kind": "text", "text": text, "choices": [], "warnings": warnings}
    interactive = body["interactive"]
    action = interactive["action"]
    if interactive["type"] == "button":
        choices = [{"title": each["reply"]["title"]} for each in action["buttons"]]
    else:
        choices = [
            {name: row[name] for name in ("title", "description") if name in row}
            for row in action["sections"][0]["rows"]
        ]
    return {
        "kind": interactive["type"],
        "text": interactive["body"]["text"],
        "choices": choices,
        "warnings": list(_choice_warnings(message, interactive["type"], choices)),
    }


def _numbered_warnings(message: OutboundMessage, text: str) -> Iterator[str]:
    if message.buttons:
        yield f"{len(message.buttons)} choices do not fit: they are numbered lines to answer"
        last = f"{len(message.buttons)}. {message.buttons[-1].title}"
        if not text.endswith(last):
            yield "the text is cut: it and its choices are too long for one message"


def _choice_warnings(
    message: OutboundMessage, kind: str, choices: list[dict[str, str]]
) -> Iterator[str]:
    if kind == "list":
        yield "the choices are behind a button: they are too many or too long for buttons"
    for button, choice in zip(message.buttons, choices, strict=True):
        if button.title != choice["title"]:
            yield f"{button.title!r} is shown as {choice['title']!r}"


def _on_sms(message: OutboundMessage) -> dict[str, Any]:
    text = sms_text(message)
    parts, strange = sms_parts(text)
    warnings = [f"it costs {parts} SMS"] if parts > 1 else []
    if strange:
        warnings.append(f"{''.join(strange)} cost room: without them an SMS has 160 characters")
    return {"kind": "text", "text": text, "choices": [], "warnings": warnings}


def sms_parts(text: str) -> tuple[int, list[str]]:
    """How many SMS a text costs, and the characters for which each holds only 70."""
    strange = sorted(set(text) - _GSM - _GSM_TWICE)
    if strange:
        coding, length = "unicode", len(text.encode("utf-16-le")) // 2
    else:
        coding, length = "gsm", len(text) + sum(character in _GSM_TWICE for character in text)
    if length <= _ONE_SMS[coding]:
        return 1, strange
    return math.ceil(length / _PART_OF_SMS[coding]), strange


_CHANNELS: Mapping[str, Callable[[OutboundMessage], dict[str, Any]]] = {
    "whatsapp": _on_whatsapp,
    "sms": _on_sms,
}


def main() -> None:
    """Answer standard input until it ends."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(orjson.dumps(shown(orjson.loads(line))) + b"\n")


if __name__ == "__main__":
    main()
