"""Messages that no rule knows the right action for: what they say decides it."""

from actions import names
from actions.asked_about import is_price_follow_up
from actions.base import Desk
from actions.catalog_names import services_of_kind
from actions.cues import says
from actions.hearing import Heard
from actions.my_bookings import upcoming, will_be_late
from actions.topics import topic_of
from actions.who_does import asks_who
from actions.wishes import MEETING


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


def wants_meeting(desk: Desk) -> bool:
    """Whether somebody is to be met, instead of what is being booked if anything is."""
    heard, is_booking = desk.heard, desk.loop == names.BOOKING_FORM
    is_to_meet = says(heard, "meeting") and not says(heard, "talking")
    if is_booking and heard.ids("staff"):
        is_to_meet = False
    is_free = (is_booking or not desk.loop) and not desk.slots.get("awaiting")
    is_meant = is_free and (is_to_meet or says(heard, "in_person"))
    return is_meant and bool(services_of_kind(desk.catalog, MEETING))


def asks_to_come_and_talk(desk: Desk) -> bool:
    """Whether a question asks for a meeting and for no fact: "naeza kuja hapo tuongee?"."""
    is_said = says(desk.heard, "in_person") and topic_of(desk.heard.text) is None
    return is_said and not desk.heard.services and wants_meeting(desk)
