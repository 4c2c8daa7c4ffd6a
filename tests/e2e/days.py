"""Days on which the demo salon is open, as customers write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import psycopg

NAIROBI = ZoneInfo("Africa/Nairobi")
HORIZON_DAYS = 118
_SAME_HOURS = range(6)
"""Monday to Saturday: launcher/demo/salon.yml has the same hours, and Amina works."""
_NOT_AS_USUAL = {(12, 24), (12, 25), (12, 26)}
_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "sw": ("jumatatu", "jumanne", "jumatano", "alhamisi", "ijumaa", "jumamosi", "jumapili"),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
}
_SHORT_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "sw": ("Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi", "Jumapili"),
}
_SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "sw": "Jan Feb Mac Apr Mei Jun Jul Ago Sep Okt Nov Des",
}
_TAKEN = """
    SELECT DISTINCT (lower(during) AT TIME ZONE 'Africa/Nairobi')::date
    FROM allocations WHERE status IN ('held', 'confirmed')"""


@dataclass(frozen=True)
class OpenDay:
    """A day to book on."""

    date: date

    def asked(self, language: str) -> str:
        """The day as a customer writes it."""
        weekday = _DAYS[language][self.date.weekday()]
        month = _MONTHS[language].split()[self.date.month - 1]
        if language == "sw":
            return f"{weekday} tarehe {self.date.day} {month}"
        return f"on {weekday} {self.date.day} {month}"

    def said(self, language: str) -> str:
        """How Ratiba names it, whether or not a year follows."""
        weekday = _SHORT_DAYS[language][self.date.weekday()]
        return f"{weekday} {self.date.day} {_SHORT_MONTHS[language].split()[self.date.month - 1]}"

    def at(self, hour: int, minute: int = 0) -> datetime:
        """A local time of this day."""
        return datetime.combine(self.date, time(hour, minute), NAIROBI)


def usual_days(first_ahead: int) -> Iterator[date]:
    """The days from so many days ahead on that are open as usual, as far as can be booked."""
    closed = holidays.country_holidays("KE")
    today = datetime.now(UTC).astimezone(NAIROBI).date()
    for ahead in range(first_ahead, HORIZON_DAYS):
        day = today + timedelta(days=ahead)
        if day.weekday() not in _SAME_HOURS or (day.month, day.day) in _NOT_AS_USUAL:
            continue
        if day not in closed:
            yield day


def free_day(connection: "psycopg.Connection[Any]") -> OpenDay:
    """The first day, two days ahead or more, that is open as usual and without any booking."""
    taken = {row[0] for row in connection.execute(_TAKEN)}
    for day in usual_days(2):
        if day not in taken:
            return OpenDay(day)
    raise AssertionError("every day of the demo salon has a booking")
