"""Days and times of scenarios: counted from the clock of the run, worded as customers do."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from random import Random

from tests.e2e.days import NAIROBI, usual_days

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "sw": ("jumatatu", "jumanne", "jumatano", "alhamisi", "ijumaa", "jumamosi", "jumapili"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
}
_HOURS = (
    "kumi na mbili", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa", "kumi",
    "kumi na moja",
)  # fmt: skip
_PARTS = ((12, "asubuhi"), (16, "mchana"), (19, "jioni"), (24, "usiku"))
_NEAR = {
    -1: ("yesterday", "jana"),
    0: ("today", "leo"),
    1: ("tomorrow", "kesho"),
    2: ("the day after tomorrow", "kesho kutwa"),
}
_MINUTES = {0: "", 15: " na robo", 30: " na nusu"}


def today() -> date:
    """The day it is for the business now."""
    return datetime.now(UTC).astimezone(NAIROBI).date()


def open_day(number: int, weekdays: Sequence[int]) -> date:
    """The `number`th day after today that is open as usual and one of these weekdays."""
    days = [day for day in usual_days(1) if day.weekday() in weekdays]
    return days[number - 1]


def word_day(day: date, language: str, rng: Random) -> str:
    """A day as somebody who speaks this language may write it."""
    ahead = (day - today()).days
    if language == "mixed" and ahead in _NEAR:
        return rng.choice(_NEAR[ahead])
    if ahead in _NEAR:
        return _NEAR[ahead][language == "sw"]
    if language == "mixed":
        weekday = rng.choice((_DAYS["en"], _DAYS["sw"]))[day.weekday()]
        own = f"{weekday} tarehe {day.day} {_month(day, rng.choice(('en', 'sw')))}"
        return rng.choice((own, word_day(day, "en", rng), word_day(day, "sw", rng)))
    weekday, month = _DAYS[language][day.weekday()], _month(day, language)
    ways = [f"{weekday} {day.day} {month}", f"{day.day} {month}"]
    if language == "sw":
        ways = [f"{weekday} tarehe {day.day} {month}"]
        ways.append(f"tarehe {day.day} mwezi wa {_ordinal(day.month)}")
    return rng.choice([*ways, weekday, weekday] if ahead <= 6 else ways)


def full_day(day: date, language: str) -> str:
    """A day with its month by name and its year, which nobody can take for another."""
    return f"{day.day} {_month(day, language)} {day.year}"


def word_time(at: time, language: str, rng: Random) -> str:
    """A time as somebody who speaks this language may write it."""
    if language == "mixed":
        return word_time(at, rng.choice(("en", "sw")), rng)
    if language == "en":
        half = "am" if at.hour < 12 else "pm"
        clock = f"{at.hour % 12 or 12}" + (f":{at.minute:02d}" if at.minute else "")
        return rng.choice((f"{clock}{half}", f"{clock} {half}", f"{clock}{half.upper()}"))
    part = next(word for end, word in _PARTS if at.hour < end)
    hour, minutes = at.hour, _MINUTES.get(at.minute, " kasorobo")
    if at.minute == 45:
        hour += 1
    return f"saa {_HOURS[(hour - 6) % 12]}{minutes} {part}"


def _month(day: date, language: str) -> str:
    return _MONTHS[language].split()[day.month - 1]


def _ordinal(number: int) -> str:
    words = "kwanza pili tatu nne tano sita saba nane tisa kumi"
    if number > 10:
        return "kumi na " + ("moja", "mbili")[number - 11]
    return words.split()[number - 1]
