"""English: Sun 22 Nov, 3:00 PM, 1 hour 30 minutes."""

from collections.abc import Sequence
from datetime import date, time

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

OWN_NAME = "English"
CALLED = ("english", "kiingereza", "kizungu", "ingereza", "inglish", "englsh")
"""What customers call this language, in whatever language."""
REFUSED_BEFORE = r"""
    (?:not|no|\w+n't|dont|cant|isnt|cannot|never|without|stop|enough)
    (?:\ (?:really|even|very|so|too|well|that|good|fluent|comfortable|great))*
    (?:\ (?:understand|understanding|following|speak|speaking|get|getting|know|read|reading|hear
        |follow|use|using|like|want|write|writing|be|at))?
    (?:\ (?:me|much|this|the|your|any|of|in|with|at|to|all))*
    | poor|bad|broken|weak|little
    | (?:instead\ of|rather\ than|from|tired\ of|struggling\ with|struggle\ with)
    (?:\ (?:this|the|your|all))*
"""
"""What stands before the name of a language that is not wanted."""
REFUSED_AFTER = r"""
    (?:(?:is|isn't|isnt|was|'s|so|too|very|a|bit|really|for|to|me)\ )*
    (?:not|hard|difficult|poor|bad|weak|tough|confusing|confuses|isn't|isnt|gives\ me|defeats
        |small|limited|rusty|little|basic)
"""
"""What stands behind the name of a language that is not wanted."""
CHOOSE = "Choose"
"""What opens a list of choices, in at most 20 characters."""
GREETINGS = frozenset(
    "hi hello hey hallo helo hy hae yo good morning afternoon evening day there dear sir madam"
    " team".split()
)
"""Words that make up a bare greeting."""
GOES_ON = frozenset(
    "and or with for at on to the a an my i in of is can could would want need from but".split()
)
"""Words nobody ends on."""
OPTS_IN = frozenset(
    {"start", "unstop", "subscribe", "resume", "opt in", "opt me in", "opt me back in"}
)
"""Whole messages that take an opt-out back."""
POLITE = frozenset("ok okay please pls kindly just yes sorry hi hello then".split())
"""Words around such a message that change nothing."""
MESSAGES = frozenset(
    "message messages msg msgs text texts sms notification notifications reminder reminders update"
    " updates offer offers promo promos promotions list newsletter".split()
)
"""What an opt-out ends."""
AGAIN = frozenset("again back resume restart start continue".split())
"""Words that want something back."""
REFUSES = frozenset("stop no not don't dont never without cancel remove off".split())
"""Words that want none; a `*` stands for any ending."""
CALLS_ASSISTANT = frozenset(
    {"start over", "start again", "start afresh", "restart", "back to assistant",
     "back to the assistant", "assistant", "bot", "back to bot", "back to the bot"}
)  # fmt: skip
"""Whole messages that leave the operator for the assistant."""
COPULAS = frozenset({"is", "was"})
SECRETS = frozenset(
    {"pin", "pins", "pin code", "pincode", "pin number", "password", "passcode", "otp", "cvv"}
)
"""What nobody may be told: a number beside one of these is hidden."""
ABOUT_SECRETS = COPULAS | frozenset(
    "my the its it's it here number no code mpesa m-pesa for of to use enter put".split()
)
"""Words between a secret and its number."""


def say_date(day: date, *, with_year: bool) -> str:
    said = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return f"{said} {day.year}" if with_year else said


def say_time(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"


def say_datetime(day: str, at: str) -> str:
    return f"{day} at {at}"


def say_brief_time(at: time) -> str:
    """The time where a list has room for 24 characters."""
    return say_time(at)


def say_brief_datetime(day: date, at: time) -> str:
    """Day and time where a list has room for 24 characters."""
    return f"{say_date(day, with_year=False)}, {say_time(at)}"


def say_duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    said = []
    if hours:
        said.append(f"{hours} hour" if hours == 1 else f"{hours} hours")
    if rest or not hours:
        said.append(f"{rest} minute" if rest == 1 else f"{rest} minutes")
    return " ".join(said)


def say_nights(count: int) -> str:
    return f"{count} night" if count == 1 else f"{count} nights"


def join(items: Sequence[str], *, is_choice: bool) -> str:
    word = "or" if is_choice else "and"
    if len(items) < 2:
        return "".join(items)
    if len(items) == 2:
        return f"{items[0]} {word} {items[1]}"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
