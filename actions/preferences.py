"""Language, and whether the contact wants messages at all."""

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.saying import Button, button
from core.contacts.service import ContactService
from core.conversations.languages import LANGUAGES
from core.conversations.wanted_language import wanted_language


class ActionChangeLanguage(TenantAction):
    action_name = names.CHANGE_LANGUAGE

    async def perform(self, desk: Desk) -> list[EventType]:
        """Go on in the language that was asked for; ask which when none was named."""
        wanted = _wanted(desk)
        if wanted is None:
            desk.say("utter_which_language", buttons=_choices(desk))
            return []
        contact = await desk.contact()
        await ContactService(desk.session).prefer_language(contact.id, wanted)
        # The reply is worded in the language that the slot has then.
        desk.say("utter_language_changed")
        return [SlotSet("language", wanted)]


class ActionOptOut(TenantAction):
    action_name = names.OPT_OUT

    async def perform(self, desk: Desk) -> list[EventType]:
        """Send the contact nothing more after this answer."""
        contact = await desk.contact()
        await ContactService(desk.session).opt_out(contact.id)
        desk.say("utter_opted_out")
        return [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet("next_request", None),
        ]


class ActionOptIn(TenantAction):
    action_name = names.OPT_IN

    async def perform(self, desk: Desk) -> list[EventType]:
        """Write to the contact again."""
        contact = await desk.contact()
        await ContactService(desk.session).opt_in(contact.id)
        desk.say("utter_opted_in")
        return []


def _wanted(desk: Desk) -> str | None:
    offered = desk.catalog.languages
    chosen = desk.heard.text_of("language")
    if chosen is not None:
        return chosen if chosen in offered else None
    return wanted_language(desk.heard.text, offered)


def _choices(desk: Desk) -> list[Button]:
    """The languages of this business, each under its own name."""
    return [
        button(LANGUAGES.wording(code).OWN_NAME, "change_language", language=code)
        for code in desk.catalog.languages
    ]
