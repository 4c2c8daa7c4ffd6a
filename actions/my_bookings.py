"""The contact's own bookings: showing them, finding the one that is meant, keeping it."""

from uuid import UUID

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.booking_summary import is_stay, naming
from actions.corrections import changes_booking
from actions.cues import says
from actions.paying import explain_due
from actions.saying import (
    Button,
    Variable,
    button,
    day,
    instant,
    lines,
    words,
)
from actions.who_does import asks_who
from actions.wishes import Wishes
from core.booking.details import BookingDetails
from core.booking.errors import BookingNotFound
from core.kit.ids import BookingId

_MOST = 10


async def upcoming(desk: Desk) -> list[BookingDetails]:
    """The contact's coming bookings, the soonest first."""
    contact = await desk.contact()
    return list(await desk.bookings.upcoming_of(contact.id))[:_MOST]


async def will_be_late(desk: Desk) -> bool:
    """Whether somebody who is booked says that he comes late, which the staff should know.

    Nobody waits for what is only held, nor for somebody who asks to come at another time.
    """
    if not says(desk.heard, "running_late") or _says_when_instead(desk):
        return False
    return any(each.status == "confirmed" for each in await upcoming(desk))


def _says_when_instead(desk: Desk) -> bool:
    heard = desk.heard
    wants_other = says(heard, "moving") or says(heard, "correcting")
    return wants_other and bool(heard.text_of("time") or heard.text_of("datetime"))


async def booking_meant(desk: Desk, *, by_day: bool) -> BookingDetails | list[BookingDetails]:
    """The coming booking that is meant, or all of them when that is not clear.

    Only the contact's own are looked at: a reference alone opens nothing. `by_day` lets the day in
    the message name a booking; when moving, that day is where it should go.
    """
    own = await upcoming(desk)
    named, reference = desk.heard.text_of("booking"), desk.heard.text_of("reference")
    for each in own:
        if str(each.id) == named or (reference and each.reference == reference.upper()):
            return each
    if reference and own:
        raise BookingNotFound(f"no booking {reference} of this contact")
    told = _told_apart(desk, own, by_day=by_day)
    chosen = [each for each in own if str(each.id) == desk.slots.get("booking")]
    # What a message about moving names may be what the booking is to become.
    if chosen and (not by_day or len(told) == len(own)):
        return chosen[0]
    return told[0] if len(told) == 1 else own


def _told_apart(desk: Desk, own: list[BookingDetails], *, by_day: bool) -> list[BookingDetails]:
    """Those that the message can mean by what it names of them; all when it names nothing."""
    services = set(desk.heard.ids("service"))
    of_service = [each for each in own if services & {str(one) for one in each.service_ids}]
    left = of_service or own
    return (_on_heard_day(desk, left) if by_day else []) or left


async def names_standing(desk: Desk) -> bool:
    """Whether the message names bookings that stand, and none that is only held."""
    own = await upcoming(desk)
    chosen, reference = desk.heard.text_of("booking"), desk.heard.text_of("reference")
    meant = [each for each in own if str(each.id) == chosen or each.reference == reference]
    meant = meant or _told_apart(desk, own, by_day=True)
    return len(meant) < len(own) and all(each.status == "confirmed" for each in meant)


def _on_heard_day(desk: Desk, own: list[BookingDetails]) -> list[BookingDetails]:
    asked = desk.heard.text_of("date") or (desk.heard.text_of("datetime") or "").partition("T")[0]
    zone = desk.catalog.zone
    return [each for each in own if each.starts_at.astimezone(zone).date().isoformat() == asked]


def which_booking(desk: Desk, own: list[BookingDetails], intent: str) -> None:
    """Ask which booking is meant, or say that there is none."""
    if not own:
        desk.say("utter_no_bookings")
        return
    desk.say(
        "utter_which_booking",
        buttons=[_booking_button(desk, each, intent) for each in own],
        bookings=lines([words("line_own_booking", **naming(desk, each)) for each in own]),
    )


def _booking_button(desk: Desk, booking: BookingDetails, intent: str) -> Button:
    """The button of a booking, which may also be named by what the booking is."""
    local = booking.starts_at.astimezone(desk.catalog.zone)
    facts = {
        "service": [str(each) for each in booking.service_ids],
        "staff": [str(each.id) for each in desk.catalog.staff_among(booking.resource_ids)],
        "date": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M}",
    }
    title = words(
        "button_booking", **{**naming(desk, booking), "starts_at": _begins(desk, booking)}
    )
    return {**button(title, intent, booking=str(booking.id)), "facts": facts}


def _begins(desk: Desk, booking: BookingDetails) -> Variable:
    """When it begins, as briefly as a button has to be."""
    starts_at = booking.starts_at
    local = starts_at.astimezone(desk.catalog.zone)
    return day(local.date()) if is_stay(desk, booking) else instant(starts_at)


class ActionShowBookings(TenantAction):
    action_name = names.SHOW_BOOKINGS

    async def perform(self, desk: Desk) -> list[EventType]:
        """Name the contact's coming bookings.

        Who comes late is handed over to those who wait. Who has none, and names a service with a
        person or a time, wants one; an hour said of what waits for its payment is when it should
        be, another service what.
        """
        if await will_be_late(desk):
            return [FollowupAction(names.HAND_OVER)]
        if (explained := await explain_due(desk)) is not None:
            return explained
        if (other := _action_instead(desk)) is not None:
            return [FollowupAction(other)]
        own = await _asked_for(desk)
        if not own and _is_wish(desk):
            return [FollowupAction(names.BOOKING_FORM)]
        if not own:
            desk.say("utter_no_bookings")
            return []
        said = []
        for each in own:
            status = words(f"word_{each.status}")
            said.append(words("line_booking", status=status, **naming(desk, each)))
        desk.say("utter_your_bookings", bookings=lines(said))
        return []


def _action_instead(desk: Desk) -> str | None:
    if _says_another_hour(desk) or changes_booking(desk):
        return Wishes.from_slots(desk.slots).form
    return names.ANSWER_QUESTION if asks_who(desk) else None


async def _asked_for(desk: Desk) -> list[BookingDetails]:
    """The contact's coming bookings, or the one he names by its reference; no one else's."""
    own, reference = await upcoming(desk), desk.heard.text_of("reference")
    named = [each for each in own if reference and each.reference == reference.upper()]
    if reference and own and not named:
        raise BookingNotFound(f"no booking {reference} of this contact")
    return named or own


def _says_another_hour(desk: Desk) -> bool:
    heard = desk.heard
    is_said = bool(heard.text_of("time") or heard.text_of("datetime")) and "?" not in heard.text
    return is_said and desk.slots.get("awaiting") == "payment" and not says(heard, "asking")


def _is_wish(desk: Desk) -> bool:
    heard = desk.heard
    is_told_more = heard.ids("staff") or heard.text_of("datetime") or heard.text_of("time")
    return desk.loop is None and bool(heard.ids("service") and is_told_more)


class ActionKeepBooking(TenantAction):
    action_name = names.KEEP_BOOKING

    async def perform(self, desk: Desk) -> list[EventType]:
        """Leave the booking as it is."""
        return keep(desk)


def gives_up(desk: Desk) -> bool:
    """Whether the message leaves what was asked: "never mind", "wacha tu"."""
    return says(desk.heard, "giving_up") and not desk.heard.concerns_booking


def keep(desk: Desk) -> list[EventType]:
    """Say that the booking stays, and forget what was to become of it."""
    desk.say("utter_booking_kept")
    forgotten = ("booking", "awaiting", "cancel_rest", "date", "time", "offer")
    return [SlotSet(name, None) for name in forgotten]


async def own_booking(desk: Desk) -> BookingDetails:
    """The booking in the slot; raises BookingNotFound when it is not the contact's."""
    chosen, contact = desk.slots.get("booking"), await desk.contact()
    if not chosen:
        raise BookingNotFound("no booking was chosen")
    return await desk.bookings.get(BookingId(UUID(chosen)), contact_id=contact.id)
