"""`validate_meeting_form`: the booking form for meetings with people of the business.

A meeting is a service of that kind in the business's catalog. Another service that is named along
is what the meeting is about, or what is wanted instead; where that is open, it is asked back.
"""

from dataclasses import replace
from typing import ClassVar

from rasa_sdk.events import EventType, SlotSet

from actions import names
from actions.base import Desk
from actions.booking_form import (
    INTERRUPTING,
    REQUESTED_SLOT,
    ValidateBookingForm,
    ended,
    is_returning,
)
from actions.catalog_names import services_of, services_of_kind
from actions.field_answers import matter_in
from actions.fields import TOPIC, questions_of
from actions.hearing import Heard
from actions.saying import button, words
from actions.wishes import MEETING, Wishes
from core.catalog.snapshot import CatalogService

_WHICH_KIND = "kind"


class ValidateMeetingForm(ValidateBookingForm):
    action_name = names.VALIDATE_MEETING_FORM
    form: ClassVar[str] = names.MEETING_FORM
    kind: ClassVar[str | None] = MEETING

    async def perform(self, desk: Desk) -> list[EventType]:
        """As for a booking; ends at once where the business meets nobody."""
        others = [] if self._is_aside(desk) else self._others(desk)
        if not others and not services_of_kind(desk.catalog, MEETING):
            return _without_meetings(desk)
        if others and self.form_instead(desk) is None and self._is_open(desk):
            return self._ask_which_kind(desk)
        return await super().perform(desk)

    def hear(self, desk: Desk) -> Heard:
        """The message without the services that are no meetings."""
        heard, offered = desk.heard, services_of_kind(desk.catalog, MEETING)
        meetings = {str(each.id) for each in offered}
        values, ambiguous = dict(heard.values), dict(heard.ambiguous)
        if "service" in values:
            values["service"] = {"ids": [each for each in heard.ids("service") if each in meetings]}
        candidates = [each for each in ambiguous.pop("service", ()) if str(each) in meetings]
        if len(candidates) > 1:
            ambiguous["service"] = tuple(candidates)
        if not values.get("service", {}).get("ids"):
            values.pop("service", None)
        return replace(heard, values=values, ambiguous=ambiguous)

    def understood(self, desk: Desk, before: Wishes, heard: Heard) -> Wishes | None:
        """The wishes with what was heard, the matter included."""
        wishes = super().understood(desk, before, heard)
        topic = _topic(desk)
        if topic is None:
            return wishes
        known = wishes or before
        return replace(known, notes={TOPIC: topic, **(known.notes or {})})

    def form_instead(self, desk: Desk) -> str | None:
        """The booking form, where a service is wanted and no meeting."""
        is_wanted = (
            desk.heard.intent == "book_service"
            or self._answers_which_kind(desk)
            or not services_of_kind(desk.catalog, MEETING)
        )
        return names.BOOKING_FORM if is_wanted and self._others(desk) else None

    def _others(self, desk: Desk) -> list[CatalogService]:
        """The services named that are no meetings, unless a meeting was named too."""
        named = services_of(desk.catalog, desk.heard.ids("service"))
        return [] if any(each.kind == MEETING for each in named) else named

    def _is_aside(self, desk: Desk) -> bool:
        is_answered = is_returning(desk.tracker, self.form) or desk.heard.intent in INTERRUPTING
        return self.is_asked(desk) and is_answered

    def _is_open(self, desk: Desk) -> bool:
        """Whether a service was named and nothing says that it is what the meeting is about."""
        asked = desk.slots.get(REQUESTED_SLOT) if self.is_asked(desk) else None
        return asked != "notes" and _topic(desk) is None

    def _answers_which_kind(self, desk: Desk) -> bool:
        is_asked = self.is_asked(desk) and desk.slots.get(REQUESTED_SLOT) == _WHICH_KIND
        return is_asked and desk.heard.intent != "book_meeting"

    def _ask_which_kind(self, desk: Desk) -> list[EventType]:
        """Ask whether the service is to be booked, or a meeting about it."""
        service, heard = self._others(desk)[0], self.hear(desk)
        name = service.name_in(desk.language)
        before = Wishes.from_slots(desk.slots)
        wishes = replace(before, kind=MEETING).with_heard(heard)
        if before.kind != MEETING:
            wishes = replace(wishes, service=None, more_services=None, notes=None)
        desk.say(
            "utter_meeting_or_service",
            buttons=[
                button(words("button_service_itself"), "book_service", service=str(service.id)),
                button(words("button_meeting"), "book_meeting", notes=name),
            ],
            service=name,
        )
        return [
            *wishes.slot_events(before),
            SlotSet("offer", None),
            SlotSet(REQUESTED_SLOT, _WHICH_KIND),
        ]


def _topic(desk: Desk) -> str | None:
    """What the meeting is to be about, when it was said and a meeting here has that question."""
    heard = desk.heard
    if heard.is_button:
        said = heard.text_of("notes") if heard.intent == "book_meeting" else None
    else:
        said = matter_in(heard)
    questions = questions_of(services_of_kind(desk.catalog, MEETING))
    topics = [each for each in questions if each.key == TOPIC]
    return topics[0].accepts(said) if said and topics else None


def _without_meetings(desk: Desk) -> list[EventType]:
    """Say that nobody can be met; day and person stay known, in case a service is booked."""
    before = Wishes.from_slots(desk.slots)
    wishes = replace(before, service=None, more_services=None, kind=None).with_heard(desk.heard)
    desk.say("utter_no_meetings")
    return [*wishes.slot_events(before), *ended()]
