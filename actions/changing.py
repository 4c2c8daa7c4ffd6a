"""The choices when a contact wants to change a booking that is being made."""

from actions.base import Desk
from actions.catalog_names import service_of
from actions.saying import button, words


def say_what_to_change(desk: Desk) -> None:
    """Ask what should change; the answer is a button with the entity `change`."""
    service = service_of(desk.catalog, desk.slots.get("service"))
    buttons = [
        button(words("button_when"), "inform", change="when"),
        button(words("button_service"), "inform", change="service"),
    ]
    if service and len(service.staff) > 1:
        buttons.append(button(words("button_person"), "inform", change="staff"))
    desk.say("utter_what_to_change", buttons=buttons)
