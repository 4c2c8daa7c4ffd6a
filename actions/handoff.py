"""Giving the conversation to a person of the business."""

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.booking_form import hand_over
from actions.corrections import changes_booking, gives_name
from actions.heard_otherwise import wants_meeting
from actions.wishes import Wishes
from core.conversations.takeovers import Takeovers, handover_reference


class ActionHandOver(TenantAction):
    action_name = names.HAND_OVER

    async def perform(self, desk: Desk) -> list[EventType]:
        """Let an operator answer from here on, and say so with a reference to ask for.

        Naming who should do the booking at hand, or what it should be instead, is no wish to talk
        to that person, nor is "you can call me Jane"; and who wants to meet somebody, where that
        can be booked, has none to talk here and now.
        """
        if wants_meeting(desk):
            return hand_over(names.MEETING_FORM)
        if changes_booking(desk) or gives_name(desk):
            return [FollowupAction(Wishes.from_slots(desk.slots).form)]
        await Takeovers(desk.session).hand_over(desk.conversation_id, "contact")
        desk.say(
            "utter_handed_over",
            reference=handover_reference(desk.conversation_id),
            hours=desk.catalog.settings.handover.back_after_hours,
        )
        return [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet("next_request", None),
        ]
