"""A booking that was left unfinished long ago, taken up where it was."""

from rasa_sdk.events import EventType, FollowupAction

from actions import names
from actions.base import Desk
from actions.catalog_names import services_of
from actions.saying import together
from actions.wishes import Wishes
from core.conversations.dialogues import left_idle

_FORMS = (names.BOOKING_FORM, names.MEETING_FORM)


async def resumed(desk: Desk) -> list[EventType] | None:
    """What goes on where somebody answers a booking that he left idle; None where there is none.

    Nothing is taken for granted: the form checks service, people and opening anew, and a day that
    is over is asked for again. Who names a service begins afresh.
    """
    present = Wishes.from_slots(desk.slots)
    if present.service or desk.heard.ids("service") or desk.slots.get("held_booking"):
        return None
    left = await left_idle(desk.session, desk.conversation_id)
    if left is None or left.active_loop not in _FORMS:
        return None
    wishes = _still_possible(desk, Wishes.from_slots(left.slots))
    services = services_of(desk.catalog, wishes.services)
    if not services:
        return None
    desk.say("utter_resumed", service=together([each.name_in(desk.language) for each in services]))
    return [*wishes.slot_events(present), FollowupAction(wishes.form)]


def _still_possible(desk: Desk, wishes: Wishes) -> Wishes:
    """The wishes without what is over."""
    today = desk.clock().astimezone(desk.catalog.zone).date().isoformat()
    days = [wishes.date] if wishes.date else wishes.date_range or []
    return wishes.without("when") if any(each < today for each in days) else wishes
