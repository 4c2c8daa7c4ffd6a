"""Going on with the second thing that a message asked for."""

from rasa_sdk.events import EventType

from actions import names
from actions.base import Desk, TenantAction
from actions.forgetting import forget_all


class ActionNextRequest(TenantAction):
    action_name = names.NEXT_REQUEST

    async def perform(self, desk: Desk) -> list[EventType]:
        """Say that the other request comes now; nothing of the first is taken over into it."""
        desk.say("utter_next_request")
        return forget_all()
