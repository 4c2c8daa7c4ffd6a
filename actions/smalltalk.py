"""Greeting, helping, repeating, starting over, parting."""

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions import names
from actions.base import Desk, TenantAction
from actions.catalog_names import services_of_kind
from actions.forgetting import forget_all, let_go_of_hold
from actions.guesses import asks_back
from actions.paying import said_of_paying, say_what_waits


class ActionGreet(TenantAction):
    action_name = names.GREET

    async def perform(self, desk: Desk) -> list[EventType]:
        """Welcome the contact, by name when it is known; briefly inside a form."""
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
        services = services_of_kind(desk.catalog, None) or list(desk.catalog.services)
        desk.say("utter_help", example_service=services[0].name_in(desk.language))
        return []


class ActionDecline(TenantAction):
    action_name = names.DECLINE

    async def perform(self, desk: Desk) -> list[EventType]:
        """Ask back a guess, else say politely that this is not done here.

        A form goes on with its own question; what waits for payment is reminded of, but no two
        questions are asked at once.
        """
        said = await said_of_paying(desk) if desk.slots.get("awaiting") == "payment" else None
        if said is not None:
            return said
        if asks_back(desk):
            return []
        desk.say("utter_did_not_get" if desk.loop else "utter_out_of_scope")
        await say_what_waits(desk)
        return []


class ActionRepeat(TenantAction):
    action_name = names.REPEAT

    async def perform(self, desk: Desk) -> list[EventType]:
        """Say the last replies again; inside a form the question comes again by itself."""
        if desk.loop:
            return []
        replies = _last_replies(desk)
        if not replies:
            desk.say("utter_how_can_i_help")
        for name, variables, buttons in replies:
            desk.say(name, buttons=buttons, **variables)
        return []


class ActionStartOver(TenantAction):
    action_name = names.START_OVER

    async def perform(self, desk: Desk) -> list[EventType]:
        """Forget the booking that was being made, and what was held for it."""
        await let_go_of_hold(desk)
        desk.say("utter_started_over")
        return [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet("next_request", None),
            *forget_all(),
        ]


class ActionPart(TenantAction):
    action_name = names.PART

    async def perform(self, desk: Desk) -> list[EventType]:
        """Leave the form as it is; what was said stays known."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


def _last_replies(desk: Desk) -> list[tuple[str, dict[str, object], list[dict[str, object]]]]:
    """Response, variables and run-time buttons of everything said in the turn before this one."""
    found = []
    users_seen = 0
    for event in reversed(desk.tracker.events):
        if event["event"] == "user":
            users_seen += 1
            if users_seen > 1:
                break
        elif event["event"] == "bot" and users_seen == 1:
            metadata = event.get("metadata") or {}
            name = metadata.get("utter_action")
            if name:
                buttons = (event.get("data") or {}).get("buttons") or []
                found.append((name, dict(metadata.get("variables") or {}), list(buttons)))
    return found[::-1]
