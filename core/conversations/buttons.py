"""Ids of the buttons we offer: a contact gets an id, the payload stays in the outbox row."""

import re
from uuid import UUID

_BUTTON_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,2}")


def button_id(outbound_id: UUID, index: int) -> str:
    """What the channel carries for the button at this place of an outbound message."""
    return f"{outbound_id}:{index}"


def is_button_id(value: str) -> bool:
    """Whether a value has the form of our button ids; whose it is, the outbox knows."""
    return _BUTTON_ID.fullmatch(value) is not None
