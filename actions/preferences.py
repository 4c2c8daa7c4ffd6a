"""Language, and whether the contact wants messages at all."""

from rasa_sdk.events import EventType, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from core.contacts.service import ContactService

_NAMED = {
    "en": ("english", "kiingereza", "kizungu", "ingereza", "inglish", "englsh"),
    "sw": ("swahili", "kiswahili", "sheng", "swa", "swahil", "kiswa"),
}
# Said in the new language, whatever the language of the request was.
_CONFIRMATIONS = {"en": "utter_now_in_english", "sw": "utter_now_in_swahili"}


class ActionChangeLanguage(TenantAction):
    action_name = names.CHANGE_LANGUAGE

    async def perform(self, desk: Desk) -> list[EventType]:
        """Go on in the language that was asked for; ask which when none was named."""
        wanted = _wanted(desk)
        if wanted is None:
            desk.say("utter_which_language")
            return []
        contact = await desk.contact()
        await ContactService(desk.session).prefer_language(contact.id, wanted)
        desk.say(_CONFIRMATIONS[wanted])
        return [SlotSet("language", wanted)]


class ActionOptOut(TenantAction):
    action_name = names.OPT_OUT

    async def perform(self, desk: Desk) -> list[EventType]:
        """Send the contact nothing more after this answer."""
        contact = await desk.contact()
        await ContactService(desk.session).opt_out(contact.id)
        desk.say("utter_opted_out")
        return [SlotSet("next_request", None)]


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
    text = desk.heard.text.casefold()
    named = [code for code, words in _NAMED.items() if any(word in text for word in words)]
    return named[0] if len(named) == 1 and named[0] in offered else None
