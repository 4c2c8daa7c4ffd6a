"""What the contact read last, to be said once more."""

import json
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from actions.base import Desk
from core.conversations.last_said import last_said

# What asks for the yes to something that cannot be undone.
CONFIRMATIONS = frozenset(
    {
        "utter_confirm_cancellation", "utter_confirm_cancellation_refund",
        "utter_confirm_cancellation_late", "utter_confirm_cancellation_no_refund",
        "utter_confirm_cancellation_moved_late", "utter_confirm_cancellation_moved_no_refund",
        "utter_confirm_move", "utter_confirm_move_late",
        "utter_confirm_move_to_staff", "utter_confirm_move_to_staff_late",
    }
)  # fmt: skip


_WHEN = frozenset({"date", "time", "datetime"})


@dataclass(frozen=True, slots=True)
class Reply:
    """A response with what the action gave it."""

    response: str
    variables: dict[str, Any]
    buttons: list[dict[str, Any]]


def last_replies(desk: Desk) -> list[Reply]:
    """Everything said in the turn before this one, as far as this dialogue remembers."""
    found: list[Reply] = []
    users_seen = 0
    for event in reversed(desk.tracker.events):
        if event["event"] == "user":
            users_seen += 1
            if users_seen > 1:
                break
        elif event["event"] == "bot" and users_seen == 1:
            metadata = event.get("metadata") or {}
            if name := metadata.get("utter_action"):
                buttons = list((event.get("data") or {}).get("buttons") or [])
                found.append(Reply(name, dict(metadata.get("variables") or {}), buttons))
    return found[::-1]


def moments_offered(desk: Desk) -> list[dict[str, Any]]:
    """The days or times of the newest list that the contact chose from, as slots."""
    for event in reversed(desk.tracker.events):
        buttons = (event.get("data") or {}).get("buttons") or [] if event["event"] == "bot" else []
        found = [_values_of(str(each.get("payload") or "")) for each in buttons]
        found = [each for each in found if _WHEN & each.keys()]
        if len(found) > 1:
            return found
    return []


def _values_of(payload: str) -> dict[str, Any]:
    _, brace, rest = payload.partition("{")
    return dict(json.loads(brace + rest)) if brace else {}


def amount_asked(desk: Desk, question: str, variable: str) -> int | None:
    """An amount that the last question of this name was asked with; None when it had none."""
    for event in reversed(desk.tracker.events):
        metadata = event.get("metadata") or {}
        if event["event"] == "bot" and metadata.get("utter_action", "").startswith(question):
            said = (metadata.get("variables") or {}).get(variable) or {}
            return said.get("amount_minor")
    return None


def has_choices(desk: Desk) -> bool:
    """Whether the contact was offered something to choose from."""
    return any(each.buttons for each in last_replies(desk))


def say_again(desk: Desk, only: Container[str] | None = None) -> bool:
    """Say the last replies again, or those of certain names; False when there are none."""
    replies = [each for each in last_replies(desk) if only is None or each.response in only]
    for each in replies:
        desk.say(each.response, buttons=each.buttons, **each.variables)
    return bool(replies)


async def say_news_again(desk: Desk, *, only_news: bool = False) -> bool:
    """Say once more what no dialogue said, or one that is closed; False when there is nothing.

    `only_news` leaves out what answered a message.
    """
    said = await last_said(desk.session, desk.conversation_id)
    if said is None or (only_news and not said.is_news):
        return False
    for content in said.contents:
        buttons = [
            {"title": each["title"], "payload": each["payload"]}
            for each in content.get("buttons") or ()
        ]
        desk.dispatcher.utter_message(text=content["text"], buttons=buttons)
    return True
