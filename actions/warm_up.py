"""What the first message would wait for, done before the action server listens."""

from actions.cues import says
from actions.hearing import Heard
from actions.reasons import reason_in
from actions.topics import topics_of
from core.workflows.warm_up import warm_up as warm_up_core


def warm_up() -> None:
    """Load calendars, the words of every language and the phrases that actions look for."""
    warm_up_core()
    text = "I will call about the price"
    says(Heard("inform", text), "later")
    topics_of(text)
    reason_in(text, ())
