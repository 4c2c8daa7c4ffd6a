"""Messages that are taken for something else and yet say who should do the booking at hand."""

from collections.abc import Sequence

from actions import names
from actions.base import Desk
from actions.cues import says
from actions.saying import button, words
from actions.topics import topic_of
from core.catalog.snapshot import CatalogResource

_FORMS = (names.BOOKING_FORM, names.MEETING_FORM)


def names_other_staff(desk: Desk) -> bool:
    """Whether one of the staff is named, in the middle of a booking, to do it.

    Nobody wants to be handed over to somebody of the staff, unless he says that he wants to talk;
    and a question that has no topic but names somebody asks whether that one can do it.
    """
    heard = desk.heard
    is_booking = desk.loop in _FORMS or desk.slots.get("awaiting") == "payment"
    if not is_booking or heard.is_button or len(heard.ids("staff")) != 1:
        return False
    if heard.intent == "speak_to_human":
        return not says(heard, "talking")
    is_another = heard.ids("staff")[0] != desk.slots.get("staff")
    return heard.intent == "ask_question" and is_another and topic_of(heard.text) is None


def staff_for_name(desk: Desk) -> CatalogResource | None:
    """Who of the staff is named by what was taken for the contact's own name, bare of any "I am".

    One word alone is the contact's; so is a name beside which no word is written small.
    """
    asked, name = desk.slots.get("requested_slot"), desk.heard.text_of("name")
    said = desk.heard.text.split()
    if asked != "name" or desk.heard.is_button or len(said) < 2:
        return None
    if name is not None and len(name.split()) < len(said):
        return None
    named = [each for each in desk.catalog.staff if _has_word(said, each.name)]
    is_name = all(word[:1].isupper() for word in said)
    return named[0] if len(named) == 1 and not is_name else None


def is_plainly_staff(text: str, staff: CatalogResource) -> bool:
    """Whether only the name of the staff is written as a name."""
    others = [word for word in text.split() if not _has_word([word], staff.name)]
    is_written = any(staff.name in word for word in text.split())
    return is_written and all(word[:1].islower() for word in others)


def ask_whose_name(desk: Desk, staff: CatalogResource) -> None:
    """Ask whether somebody of the staff is meant, or that this is the contact's name."""
    said = desk.heard.text.strip().title()
    desk.say(
        "utter_whose_name",
        buttons=[
            button(words("button_with_staff", staff=staff.name), "inform", staff=str(staff.id)),
            button(words("button_own_name", name=said), "inform", name=said),
        ],
        staff=staff.name,
    )


def _has_word(said: Sequence[str], name: str) -> bool:
    return name.casefold() in {word.strip(".,!?").casefold() for word in said}
