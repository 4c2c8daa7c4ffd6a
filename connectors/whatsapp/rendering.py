"""An outbound message as the Cloud API's JSON, within its limits."""

from typing import Any

from core.conversations.languages import LANGUAGES
from core.conversations.outbound import OfferedButton, OutboundMessage

MOST_BUTTONS, MOST_ROWS = 3, 10
_LONGEST_BUTTON, _LONGEST_ROW = 20, 24
_LONGEST_ROW_DESCRIPTION = 72
_LONGEST_BUTTON_BODY, _LONGEST_BODY = 1024, 4096


def message_body(message: OutboundMessage) -> dict[str, Any]:
    """The request body of a message: text, reply buttons, a list, or a numbered text."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(message),
        "biz_opaque_callback_data": str(message.id),
        **_content(message),
    }


def _recipient(message: OutboundMessage) -> dict[str, str]:
    # Without the plus sign Meta puts the business's own country code in front.
    if message.recipient_phone:
        return {"to": f"+{message.recipient_phone}"}
    return {"recipient": message.recipient_id}


def _content(message: OutboundMessage) -> dict[str, Any]:
    buttons, text = message.buttons, message.text
    if not buttons or not text:
        return _text(text)
    fits_buttons = all(len(button.title) <= _LONGEST_BUTTON for button in buttons)
    if len(buttons) <= MOST_BUTTONS and fits_buttons and len(text) <= _LONGEST_BUTTON_BODY:
        return _interactive(text, "button", {"buttons": _reply_buttons(buttons)})
    if len(buttons) <= MOST_ROWS and len(text) <= _LONGEST_BODY:
        action = {
            "button": LANGUAGES.wording(message.language).CHOOSE,
            "sections": [{"rows": _rows(buttons)}],
        }
        return _interactive(text, "list", action)
    lines = [f"{number}. {button.title}" for number, button in enumerate(buttons, 1)]
    return _text("\n".join([text, *lines])[:_LONGEST_BODY])


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _interactive(text: str, kind: str, action: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": text}, "action": action},
    }


def _reply_buttons(buttons: tuple[OfferedButton, ...]) -> list[dict[str, Any]]:
    titles = _distinct([button.title for button in buttons], _LONGEST_BUTTON)
    return [
        {"type": "reply", "reply": {"id": button.id, "title": title}}
        for button, title in zip(buttons, titles, strict=True)
    ]


def _rows(buttons: tuple[OfferedButton, ...]) -> list[dict[str, str]]:
    # One title that is too long makes all of them brief: a list reads better in one form.
    is_brief = any(len(button.title) > _LONGEST_ROW for button in buttons)
    wanted = [(is_brief and button.brief) or button.title for button in buttons]
    titles = _distinct(wanted, _LONGEST_ROW)
    rows = []
    for button, title in zip(buttons, titles, strict=True):
        row = {"id": button.id, "title": title}
        if title != button.title:
            row["description"] = button.title[:_LONGEST_ROW_DESCRIPTION]
        rows.append(row)
    return rows


def _distinct(titles: list[str], longest: int) -> list[str]:
    """The titles cut to length; Meta refuses two that are the same."""
    cut: list[str] = []
    for title in titles:
        short = title if len(title) <= longest else f"{title[: longest - 1].rstrip()}…"
        number = 2
        while short in cut:
            mark = f" {number}"
            short, number = f"{title[: longest - len(mark)].rstrip()}{mark}", number + 1
        cut.append(short)
    return cut
