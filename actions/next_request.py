"""Going on with the second thing that a message asked for."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.forgetting import forget_all
from actions.saying import button, words

# These ask for a yes. "Done" after a PIN must not be taken for one.
_NEEDS_A_YES = ("cancel_booking", "reschedule_booking")


class ActionNextRequest(TenantAction):
    action_name = names.NEXT_REQUEST

    async def perform(self, desk: Desk) -> list[EventType]:
        """Say that the other request comes now; nothing of the first is taken over into it.

        While a payment is on its way, what needs a yes is a button instead, for when it is wanted.
        """
        intent, entities = _request(desk.slots.get("next_request") or {})
        if desk.slots.get("awaiting") == "payment" and intent in _NEEDS_A_YES:
            title = words(f"guess_{intent}")
            desk.say("utter_next_request_waits", buttons=[button(title, intent, **entities)])
            # From here on a "cancel" is not about what is being paid, and a "no" lets nothing go.
            return [SlotSet("next_request", None), SlotSet("awaiting", None)]
        desk.say("utter_next_request")
        return forget_all(desk.slots)


def _request(kept: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    parsed = kept.get("parsed") or {}
    entities = {each["entity"]: each["value"] for each in parsed.get("entities") or []}
    return str((parsed.get("intent") or {}).get("name") or ""), entities


def requested_services(desk: Desk) -> list[str]:
    """The services of the request that waits until this one is done."""
    _, entities = _request(desk.slots.get("next_request") or {})
    value = entities.get("service")
    return list(value.get("ids") or []) if isinstance(value, Mapping) else []
