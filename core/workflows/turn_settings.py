"""How patient and how large a turn is."""

from pydantic_settings import BaseSettings


class TurnSettings(BaseSettings):
    """Limits of a turn; the defaults suit one Rasa process on two cores."""

    turn_attempt_seconds: float = 10.0
    """Deadline of one attempt; it travels to Rasa and on to the action server."""
    turn_rasa_seconds: float = 3.0
    """What is left of an attempt for Rasa when a language model is asked."""
    turn_patience_seconds: float = 45.0
    """How long attempts go on before the contact is told and handed over."""
    turn_longest_text: int = 4000
    """Characters that are read; the whole text is stored."""
    turn_fragment_wait_seconds: float = 0.9
    turn_most_per_dialogue: int = 40
    """A dialogue that asks nothing is rotated after this many turns, so that cost stays flat."""
    turn_most_per_minute: int = 600
    """Turns of one conversation in a minute; more are joined, none is lost."""
