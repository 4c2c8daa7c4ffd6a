"""Messages that are taken for something else and yet change the booking at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from actions import names
from actions.base import Desk
from actions.catalog_names import services_of
from actions.cues import Cue, says, says_not
from actions.hearing import Heard, heard_in
from actions.last_said import moments_offered
from actions.saying import button, words
from actions.topics import topic_of
from actions.wishes import Wishes
from actions.wording import plain
from core.catalog.snapshot import CatalogResource

_BARE_WORDS = 4
_OTHER_ONE: tuple[Cue, ...] = ("correcting", "refusing", "meant")
_FORMS = (names.BOOKING_FORM, names.MEETING_FORM)


def names_other_staff(desk: Desk) -> bool:
    """Whether one of the staff is named, in the middle of a booking, to do it.

    Nobody wants to be handed over to somebody of the staff, unless he says that he wants to talk;
    and a question that has no topic but names somebody asks whether that one can do it. "Remove
    her and put Grace" cancels nothing.
    """
    heard = desk.heard
    if not _is_booking(desk) or heard.is_button or len(heard.ids("staff")) != 1:
        return False
    if heard.intent == "speak_to_human":
        return not says(heard, "talking")
    is_another = heard.ids("staff")[0] != desk.slots.get("staff")
    if heard.intent in ("check_booking", "cancel_booking", "deny"):
        is_mistaken = heard.intent == "check_booking" and says(heard, "mistaken")
        return is_another and (is_mistaken or says(heard, "correcting"))
    return heard.intent == "ask_question" and is_another and topic_of(heard.text) is None


def gives_name(desk: Desk) -> bool:
    """Whether the name that was asked for is said, in words that were taken for another wish.

    "Can I call you" has no name, and who asks for somebody says more than that he is called so.
    """
    heard, asked = desk.heard, desk.slots.get("requested_slot")
    is_said = asked == "name" and not heard.is_button and heard.text_of("name") is not None
    is_call = says(heard, "talking") and not says(heard, "naming")
    return is_said and "?" not in heard.text and not is_call


def changes_booking(desk: Desk) -> bool:
    """Whether a message that was taken for a question or for canceling changes who or what."""
    return names_other_staff(desk) or _changes_services(desk)


def _changes_services(desk: Desk) -> bool:
    """Whether other services are named than the booking at hand has, or one less is wanted."""
    heard, known = desk.heard, Wishes.from_slots(desk.slots)
    if not _is_booking(desk) or heard.is_button or not heard.services:
        return False
    if heard.intent in ("check_booking", "speak_to_human"):
        is_faulty = says(heard, "correcting") or says(heard, "mistaken")
        is_other = not set(heard.services) & set(known.services)
        return is_faulty and is_other and not says(heard, "talking")
    if heard.intent == "cancel_booking":
        is_other = not set(heard.services) & set(known.services) and says(heard, "correcting")
        return is_other or 0 < len(known.with_heard(heard).services) < len(known.services)
    is_plain = "?" not in heard.text and topic_of(heard.text) is None and not says(heard, "asking")
    after = known.with_heard(heard)
    is_other = bool(known.services) and after.services != known.services
    is_other = is_other or (known.may_be_of_persons and bool(after.persons))
    return heard.intent == "ask_question" and is_plain and is_other


def _is_booking(desk: Desk) -> bool:
    return desk.loop in _FORMS or desk.slots.get("awaiting") == "payment"


def heard_at_summary(desk: Desk) -> Heard:
    """The message; a bare number at the summary is an hour: "no, 12 instead".

    So is one that corrects something where the name is asked for: "no wait, 3".

    Who of the staff is wanted there gives the booking no name: "it's Grace I want". "Not that one,
    the last" is another one of the times that were offered.
    """
    heard = _put_off_until(desk, _picked_again(desk, _with_wished_staff(desk)))
    number = None if heard.concerns_booking or heard.is_button else heard.count_of("number")
    on_date = desk.slots.get("date")
    is_corrected = desk.slots.get("requested_slot") == "name" and says(heard, "correcting")
    is_settled = desk.slots.get("awaiting") == "payment" or is_corrected
    if not is_settled or number is None or not on_date:
        return heard
    hours = [f"{hour:02d}:00" for hour in {number, number + 12} if _is_open(desk, on_date, hour)]
    if len(hours) != 1:
        return heard
    return replace(heard, values={**heard.values, "time": hours[0]})


def _picked_again(desk: Desk, heard: Heard) -> Heard:
    """The message with the other time it points to, of those that the contact chose from."""
    place = None if heard.is_button or heard.concerns_booking else heard.count_of("choice")
    is_taken = desk.slots.get("requested_slot") == "name" or desk.slots.get("awaiting") == "payment"
    is_other = heard.intent == "deny" or any(says(heard, cue) for cue in _OTHER_ONE)
    if not place or not (is_taken and is_other):
        return heard
    offered = moments_offered(desk)
    index = place - 1 if place > 0 else len(offered) + place
    if not 0 <= index < len(offered):
        return heard
    return replace(heard, values={**heard.values, **offered[index]})


def _put_off_until(desk: Desk, heard: Heard) -> Heard:
    """The message; where what is held should wait until a day, that is its new day.

    A stay keeps its own end, the day until which it lasts; who pays then changes nothing.
    """
    held_on, told = desk.slots.get("date") or "", heard_in(desk.tracker).values.get("until")
    days = told.get("days") if isinstance(told, Mapping) else None
    is_waiting = desk.slots.get("awaiting") == "payment" and not says(heard, "later")
    is_moved = heard.intent == "reschedule_booking" or len(heard.text.split()) <= _BARE_WORDS
    services = services_of(desk.catalog, Wishes.from_slots(desk.slots).services)
    is_stay = any(each.is_stay for each in services)
    if not days or not is_waiting or not is_moved or is_stay or says(heard, "paying"):
        return heard
    values = {k: v for k, v in heard.values.items() if k != "date_range"}
    new_day = next((each for each in days if each > held_on), days[0])
    return replace(heard, values={**values, "date": new_day})


def _with_wished_staff(desk: Desk) -> Heard:
    heard, name = desk.heard, desk.heard.text_of("name")
    is_waiting = desk.slots.get("awaiting") == "payment"
    if name is None or heard.is_button or not is_waiting or not says(heard, "wishing"):
        return heard
    wished = [each for each in desk.catalog.staff if plain(each.name) == plain(name)]
    if len(wished) != 1:
        return heard
    values = {key: value for key, value in heard.values.items() if key != "name"}
    return replace(heard, values={**values, "staff": str(wished[0].id)})


def _is_open(desk: Desk, on_date: str, hour: int) -> bool:
    weekday = date.fromisoformat(on_date).weekday()
    return any(
        row.kind == "open" and row.resource_id is None and row.weekday == weekday
        and row.opens_at.hour <= hour <= row.closes_at.hour
        for row in desk.catalog.weekly_hours
    )  # fmt: skip


def staff_for_name(desk: Desk) -> CatalogResource | None:
    """Who of the staff is named by what was taken for the contact's own name, bare of any "I am".

    One word alone is the contact's; so is a name beside which no word is written small.
    """
    asked, name = desk.slots.get("requested_slot"), desk.heard.text_of("name")
    said = desk.heard.text.split()
    says_more = desk.heard.concerns_booking and set(desk.heard.values) - {"staff", "name"}
    if asked != "name" or desk.heard.is_button or len(said) < 2 or says_more:
        return None
    is_introduced = name is not None and len(name.split()) < len(said)
    if is_introduced and not says(desk.heard, "wishing"):
        return None
    named = [each for each in desk.catalog.staff if _has_word(said, each.name)]
    is_name = all(word[:1].isupper() for word in said)
    return named[0] if len(named) == 1 and not is_name else None


def is_plainly_staff(heard: Heard, staff: CatalogResource) -> bool:
    """Whether only the name of the staff is written as a name, or nothing else was read as one."""
    is_read = str(staff.id) in heard.ids("staff")
    if is_read and not {"name"} & (heard.values.keys() | heard.ambiguous.keys()):
        return True
    text = heard.text
    others = [word for word in text.split() if not _has_word([word], staff.name)]
    is_written = any(staff.name in word for word in text.split())
    return is_written and all(len(word) == 1 or word[:1].islower() for word in others)


def refused_staff(desk: Desk, heard: Heard) -> list[CatalogResource]:
    """Who of the staff is not wanted: "but not with Grace", "anyone except Grace"."""
    if heard.is_button:
        return []
    return [each for each in desk.catalog.staff if says_not(heard, each.name)]


def ask_whose_name(desk: Desk, staff: CatalogResource) -> None:
    """Ask whether somebody of the staff is meant, or that this is the contact's name."""
    said = desk.heard.text_of("name") or desk.heard.text.strip().title()
    desk.say(
        "utter_whose_name",
        buttons=[
            button(words("button_with_staff", staff=staff.name), "inform", staff=str(staff.id)),
            button(words("button_own_name", name=said), "inform", name=said),
        ],
        staff=staff.name,
    )


def ask_whether_name(desk: Desk) -> dict[str, str] | None:
    """Ask whether what was said for a name is one; what a "yes" means then, or None: no doubt."""
    said = desk.heard.ambiguous.get("name", ())
    if desk.heard.intent != "inform" or len(said) != 1:
        return None
    offer = {"name": str(said[0])}
    yes = button(words("button_is_name", **offer), "inform", **offer)
    desk.say("utter_is_it_a_name", buttons=[yes], **offer)
    return offer


def _has_word(said: Sequence[str], name: str) -> bool:
    return name.casefold() in {word.strip(".,!?").casefold() for word in said}
