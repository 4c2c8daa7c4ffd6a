"""Greeting, helping, repeating, starting over, parting."""

from typing import Final

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.catalog_names import services_of_kind
from actions.changing import wants_another
from actions.cues import Cue, says
from actions.forgetting import forget_all, let_go_of_hold
from actions.guesses import asks_back
from actions.heard_otherwise import action_instead
from actions.last_said import say_again, say_news_again
from actions.my_bookings import upcoming
from actions.paying import (
    asks,
    look_up,
    pays_now,
    remind_of_hold,
    said_of_paying,
    say_what_waits,
    to_be_paid,
)
from actions.prompting_again import wants_prompt_again
from actions.topics import topic_of


class ActionGreet(TenantAction):
    action_name = names.GREET

    async def perform(self, desk: Desk) -> list[EventType]:
        """Welcome the contact, by name when it is known; briefly inside a form.

        Who pays his respects, as one does to elders in Swahili, gets them returned. Who greets and
        says what he wants is not asked what he wants.
        """
        if says(desk.heard, "respects"):
            desk.say("utter_respects_returned")
        if not desk.loop and desk.heard.concerns_booking and desk.heard.ids("service"):
            return [FollowupAction(names.BOOKING_FORM)]
        if desk.loop:
            desk.say("utter_hello_again")
            return []
        contact = await desk.contact()
        if contact.name:
            desk.say("utter_greet_by_name", name=contact.name.split()[0])
        else:
            desk.say("utter_greet")
        return []


class ActionShowHelp(TenantAction):
    action_name = names.SHOW_HELP

    async def perform(self, desk: Desk) -> list[EventType]:
        """Say what can be done here, with a service of this business as the example."""
        if says(desk.heard, "identity"):
            desk.say("utter_who_i_am")
            return []
        services = services_of_kind(desk.catalog, None) or list(desk.catalog.services)
        desk.say("utter_help", example_service=services[0].name_in(desk.language))
        return []


_FEWEST_WORDS: Final = 3
_CHANGES: Final[tuple[Cue, ...]] = (
    "correcting", "adding", "dropping", "dropping_it", "only", "wishing",
)  # fmt: skip
_SAID_INSTEAD: Final[dict[Cue, str]] = {
    "complaining": "utter_sorry_upset",
    "identity": "utter_who_i_am",
}


class ActionDecline(TenantAction):
    action_name = names.DECLINE

    async def perform(self, desk: Desk) -> list[EventType]:
        """Ask back a guess, else say politely that this is not done here.

        A form goes on with its own question; what waits for payment is reminded of, or gets the
        name or the change that was said, but no two questions are asked at once.
        """
        is_waiting = desk.slots.get("awaiting") == "payment"
        said = (await said_of_paying(desk) or pays_now(desk)) if is_waiting else None
        if said is None and is_waiting and says(desk.heard, "back_again"):
            said = await remind_of_hold(desk)
        if said is not None:
            return said
        is_change = wants_another(desk) and not (asks(desk.heard) or _only_mentions(desk))
        is_change = is_change or bool(desk.heard.text_of("name")) or says(desk.heard, "renaming")
        if is_waiting and not desk.loop and is_change:
            return [FollowupAction(names.PICK_UP)]
        if (other := await _elsewhere(desk)) is not None:
            return other
        for cue, response in _SAID_INSTEAD.items():
            if says(desk.heard, cue):
                desk.say(response)
                return []
        if asks_back(desk):
            return []
        desk.say("utter_did_not_get" if desk.loop and _is_unclear(desk) else "utter_out_of_scope")
        await say_what_waits(desk)
        return []


def _only_mentions(desk: Desk) -> bool:
    """Whether a sentence that is surely about something else has the word of a service in it."""
    heard, said = desk.heard, desk.tracker.latest_message
    is_alone = set(heard.values) <= {"service"} and len(heard.text.split()) > _FEWEST_WORDS
    is_surely_other = heard.intent == "out_of_scope" and not said.get("unsure")
    return is_surely_other and is_alone and not any(says(heard, cue) for cue in _CHANGES)


def _is_unclear(desk: Desk) -> bool:
    """Whether what was said in a form is rather an answer that was not understood."""
    is_short = len(desk.heard.text.split()) < _FEWEST_WORDS
    return is_short or bool(desk.tracker.latest_message.get("unsure"))


async def _elsewhere(desk: Desk) -> list[EventType] | None:
    """What is done for a message that belongs to another action after all, else None."""
    if (action := await action_instead(desk)) is not None:
        return [FollowupAction(action)]
    if says(desk.heard, "money_back") and not desk.loop:
        if await upcoming(desk):
            return [FollowupAction(names.CANCEL_FORM)]
        return await look_up(desk, await to_be_paid(desk))
    # What is surely about something else, "the bus fare to Mombasa", asks nothing of the service.
    may_ask = asks(desk.heard) and desk.tracker.latest_message.get("unsure")
    is_of_service = desk.heard.services or (desk.slots.get("service") and may_ask)
    if is_of_service and topic_of(desk.heard.text) is not None:
        return [FollowupAction(names.ANSWER_QUESTION)]
    is_said_instead = any(says(desk.heard, cue) for cue in _SAID_INSTEAD)
    if not is_said_instead and await wants_prompt_again(desk):
        return [FollowupAction(names.START_PAYMENT)]
    return None


class ActionRepeat(TenantAction):
    action_name = names.REPEAT

    async def perform(self, desk: Desk) -> list[EventType]:
        """Say again what was said last, news included; a form's question comes again by itself.

        "Send it again" after a payment that failed is a wish for another prompt.
        """
        if await wants_prompt_again(desk):
            return [FollowupAction(names.START_PAYMENT)]
        is_said = await say_news_again(desk, only_news=True)
        if desk.loop or is_said:
            return []
        if not (say_again(desk) or await say_news_again(desk)):
            desk.say("utter_how_can_i_help")
        return []


class ActionStartOver(TenantAction):
    action_name = names.START_OVER

    async def perform(self, desk: Desk) -> list[EventType]:
        """Forget the booking that was being made, and what was held for it.

        Who will "try again later" keeps what is held until then.
        """
        is_waiting = desk.slots.get("awaiting") == "payment" and not desk.heard.is_button
        if is_waiting and (said := await said_of_paying(desk)) is not None:
            return said
        await let_go_of_hold(desk)
        desk.say("utter_started_over")
        return [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet("next_request", None),
            *forget_all(desk.slots),
        ]


class ActionPart(TenantAction):
    action_name = names.PART

    async def perform(self, desk: Desk) -> list[EventType]:
        """Leave the form as it is; what was said stays known."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)]
