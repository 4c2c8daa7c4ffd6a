"""Messages that no rule knows the right action for: what they say decides it."""

from actions import names
from actions.asked_about import is_price_follow_up
from actions.base import Desk
from actions.cues import says
from actions.hearing import Heard
from actions.my_bookings import upcoming, will_be_late
from actions.who_does import asks_who


async def action_instead(desk: Desk) -> str | None:
    """The action that a message belongs to which was taken for an answer, or for nothing."""
    if says(desk.heard, "overcharged") or await will_be_late(desk):
        return names.HAND_OVER
    if asks_who(desk) or is_price_follow_up(desk):
        return names.ANSWER_QUESTION
    is_of_booking = bool(desk.heard.text_of("reference")) and not desk.loop
    if is_of_booking and desk.slots.get("awaiting") is None:
        return names.SHOW_BOOKINGS
    if desk.loop or desk.slots.get("awaiting") or not await upcoming(desk):
        return None
    if says(desk.heard, "renaming"):
        return names.HAND_OVER
    return names.RESCHEDULE_FORM if _wants_another_in_its_place(desk.heard) else None


def _wants_another_in_its_place(heard: Heard) -> bool:
    """Whether a booking cannot be kept and another time is wanted: "won't make it, any other?"."""
    is_other = says(heard, "another_booking") or says(heard, "others")
    return is_other and says(heard, "in_its_place")
