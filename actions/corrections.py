"""Messages that are taken for something else and yet say who should do the booking at hand."""

from actions import names
from actions.base import Desk
from actions.cues import says
from actions.topics import topic_of


def names_other_staff(desk: Desk) -> bool:
    """Whether one of the staff is named, in the middle of a booking, to do it.

    Nobody wants to be handed over to somebody of the staff, unless he says that he wants to talk;
    and a question that has no topic but names somebody asks whether that one can do it.
    """
    heard = desk.heard
    is_booking = desk.loop == names.BOOKING_FORM or desk.slots.get("awaiting") == "payment"
    if not is_booking or heard.is_button or len(heard.ids("staff")) != 1:
        return False
    if heard.intent == "speak_to_human":
        return not says(heard, "talking")
    is_another = heard.ids("staff")[0] != desk.slots.get("staff")
    return heard.intent == "ask_question" and is_another and topic_of(heard.text) is None
