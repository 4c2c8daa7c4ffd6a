"""Messages that no rule knows the right action for: what they say decides it."""

from actions import names
from actions.asked_about import is_price_follow_up
from actions.base import Desk
from actions.cues import says
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
    renames = says(desk.heard, "renaming") and not (desk.loop or desk.slots.get("awaiting"))
    return names.HAND_OVER if renames and await upcoming(desk) else None
