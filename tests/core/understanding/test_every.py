"""Every day and every time of day, in every wording of both languages, comes back as itself."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from core.understanding import ReadingSettings, read
from tests.core.understanding.notation import NAIROBI, SALON

pytestmark = pytest.mark.unit

ALWAYS_OPEN = ReadingSettings(
    zone=NAIROBI, open_hours=tuple(((time(0), time(23, 59)),) for _ in range(7))
)
REFERENCES = tuple(
    datetime(*day, 9, 40, tzinfo=NAIROBI)
    for day in ((2026, 11, 18), (2026, 12, 30), (2027, 1, 31), (2028, 2, 28), (2026, 8, 30))
)
MONTHS_EN = (
    "January February March April May June July August September October November December"
).split()
MONTHS_SW = (
    "Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba"
).split()
DAYS_EN = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DAYS_SW = "Jumatatu Jumanne Jumatano Alhamisi Ijumaa Jumamosi Jumapili".split()
UNITS_EN = "one two three four five six seven eight nine ten eleven twelve".split()
UNITS_SW = (
    "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa", "kumi",
    "kumi na moja", "kumi na mbili",
)  # fmt: skip
TENS_SW = {0: "", 10: "kumi", 20: "ishirini", 30: "thelathini", 40: "arobaini", 50: "hamsini"}
ORDINALS_EN = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth twenty-ninth thirtieth thirty-first"
).split()


def ordinal(number: int) -> str:
    """1st, 2nd, 11th."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def number_sw(number: int) -> str:
    """A number below sixty in words."""
    tens, unit = number - number % 10, number % 10
    return " na ".join(part for part in (TENS_SW[tens], UNITS_SW[unit - 1] if unit else "") if part)


def wordings_of_a_date(day: date) -> Iterator[str]:
    month_en, month_sw = MONTHS_EN[day.month - 1], MONTHS_SW[day.month - 1]
    weekday = DAYS_EN[day.weekday()]
    yield f"{day.day} {month_en}"
    yield f"{ordinal(day.day)} {month_en}"
    yield f"the {ordinal(day.day)} of {month_en}"
    yield f"the {ORDINALS_EN[day.day - 1]} of {month_en}"
    yield f"{month_en} {ordinal(day.day)}"
    yield f"{month_en} the {ordinal(day.day)}"
    yield f"{month_en[:3]} {day.day}, {day.year}"
    yield f"{weekday} {day.day} {month_en[:3]}"
    yield f"{weekday}, {month_en} {day.day}"
    yield f"{weekday[:3]} {ordinal(day.day)} {month_en[:3].lower()}"
    if day.day > 12 or day.day == day.month:
        yield f"can I come on {day:%d/%m/%Y}"
    yield day.isoformat()
    yield f"tarehe {day.day} {month_sw}"
    yield f"tarehe {day.day} mwezi wa {day.month}"
    yield f"tarehe {day.day} mwezi wa {number_sw(day.month)}"
    yield f"tarehe {number_sw(day.day)} mwezi wa {number_sw(day.month)}"
    yield f"tar {day.day} {month_en[:3]}"
    yield f"{day.day} {month_sw}"
    yield f"mwezi wa {number_sw(day.month)} tarehe {number_sw(day.day)}"
    yield f"{DAYS_SW[day.weekday()]} tarehe {day.day} {month_en}"


def wordings_of_days_ahead(ahead: int, day: date) -> Iterator[str]:
    yield f"in {ahead} days"
    yield f"{ahead} days from now"
    yield f"in {ahead} days' time"
    yield f"baada ya siku {ahead}"
    yield f"siku {ahead} zijazo"
    yield f"siku {ahead} kutoka leo"
    if ahead <= 12:
        yield f"in {UNITS_EN[ahead - 1]} days time" if ahead > 1 else "in one day"
        yield f"baada ya siku {number_sw(ahead)}"
    if ahead % 7 == 0:
        weeks = ahead // 7
        yield f"in {weeks} weeks"
        yield f"{weeks} weeks from today"
        yield f"baada ya wiki {number_sw(weeks)}"
        yield f"wiki {number_sw(weeks)} kutoka leo"
    if ahead < 7:
        yield f"this coming {DAYS_EN[day.weekday()]}"
        yield f"{DAYS_EN[day.weekday()]}"
        yield f"siku ya {DAYS_SW[day.weekday()]}"
        yield f"hii {DAYS_SW[day.weekday()]}"
    if ahead == 1:
        yield from ("tomorrow", "tmrw", "kesho", "siku ya kesho")
    if ahead == 2:
        yield from ("the day after tomorrow", "kesho kutwa", "keshokutwa")


def wordings_of_a_weekday_next_week(day: date) -> Iterator[str]:
    weekday, siku = DAYS_EN[day.weekday()], DAYS_SW[day.weekday()]
    yield f"{weekday} next week"
    yield f"next week {weekday}"
    yield f"next week on {weekday}"
    yield f"{weekday} of next week"
    yield f"{siku} wiki ijayo"
    yield f"{siku} ya wiki ijayo"
    yield f"wiki ijayo {siku}"
    yield f"wiki ijayo siku ya {siku}"
    yield f"next week {siku}"
    yield f"{weekday} ya wiki ijayo"


def wordings_of_a_time(at: time) -> Iterator[str]:
    half = "am" if at.hour < 12 else "pm"
    hour, minute = at.hour % 12 or 12, at.minute
    part = _part_en(at)
    yield f"{hour}:{minute:02d}{half}"
    yield f"{hour}.{minute:02d} {half}"
    yield f"at {hour}:{minute:02d} {half.upper()}"
    yield f"{hour}:{minute:02d} in the {part}"
    yield f"{at.hour:02d}h{minute:02d}"
    yield f"{at:%H%M}hrs"
    if at.hour >= 13 or at.hour == 0:
        yield f"{at:%H:%M}"
    if minute == 0:
        yield f"{hour}{half}"
        yield f"{hour} {half[0]}.m."
        yield f"{UNITS_EN[hour - 1]} {half}"
        yield f"{hour} o'clock in the {part}"
        yield f"around {hour}ish {half}"
    if minute == 15:
        yield f"quarter past {hour} {half}"
        yield f"a quarter past {UNITS_EN[hour - 1]} in the {part}"
        yield f"a quarter after {hour} in the {part}"
    if minute == 30:
        yield f"half past {hour} {half}"
        yield f"half {UNITS_EN[hour - 1]} in the {part}"
        yield f"{UNITS_EN[hour - 1]} thirty {half}"
        yield f"{UNITS_EN[hour - 1]}-thirty in the {part}"
    if minute == 45:
        following = time((at.hour + 1) % 24)
        if (following.hour < 12) == (at.hour < 12):
            next_hour = following.hour % 12 or 12
            yield f"quarter to {next_hour} {half}"
            yield f"a quarter to {UNITS_EN[next_hour - 1]} in the {part}"


def wordings_of_a_saa(at: time) -> Iterator[str]:
    saa, minute, part = (at.hour + 6) % 12 or 12, at.minute, _part_sw(at)
    word = UNITS_SW[saa - 1]
    if minute == 0:
        yield f"saa {word} {part}"
        yield f"saa {saa} {part}"
        yield f"mida ya saa {word} {part}"
        yield f"saa {word} kamili {part}"
    if minute == 15:
        yield f"saa {word} na robo {part}"
        yield f"saa {saa} na robo {part}"
    if minute == 30:
        yield f"saa {word} na nusu {part}"
        yield f"saa {saa} u nusu {part}"
        yield f"saa {saa}:30 {part}"
    if minute == 45:
        following = time((at.hour + 1) % 24)
        if _part_sw(following) == part:
            yield f"saa {UNITS_SW[((following.hour + 6) % 12 or 12) - 1]} kasoro robo {part}"
            yield f"saa {UNITS_SW[((following.hour + 6) % 12 or 12) - 1]} kasorobo {part}"
    if minute in (10, 20, 25, 40):
        yield f"saa {word} na dakika {number_sw(minute)} {part}"
        yield f"saa {saa} na dakika {minute} {part}"


def _part_en(at: time) -> str:
    return "morning" if at.hour < 12 else "afternoon" if at.hour < 17 else "evening"


def _part_sw(at: time) -> str:
    if 6 <= at.hour < 12:
        return "asubuhi"
    if 12 <= at.hour < 16:
        return "mchana"
    if 16 <= at.hour < 19:
        return "jioni"
    return "usiku" if at.hour >= 19 or at.hour < 4 else "alfajiri"


def entities(text: str, reference: datetime, **changes: Any) -> dict[str, Any]:
    reading = read(text, reference=reference, catalog=SALON, settings=ALWAYS_OPEN, **changes)
    found = dict(reading.entities)
    found.update({item.entity: item.candidates for item in reading.ambiguous})
    return found


class TestRead:
    @pytest.mark.parametrize("reference", REFERENCES, ids=lambda at: f"{at:%Y-%m-%d}")
    def test_gives_every_date_of_a_year_in_every_wording(self, reference: datetime) -> None:
        wrong = []
        for ahead in range(0, 365, 1 if reference == REFERENCES[0] else 9):
            day = reference.date() + timedelta(days=ahead)
            wrong += [
                (text, found)
                for text in wordings_of_a_date(day)
                if (found := entities(text, reference).get("date")) != day.isoformat()
            ]
        assert wrong == []

    @pytest.mark.parametrize("reference", REFERENCES, ids=lambda at: f"{at:%Y-%m-%d}")
    def test_counts_days_and_weeks_from_today(self, reference: datetime) -> None:
        wrong = []
        for ahead in range(1, 57):
            day = reference.date() + timedelta(days=ahead)
            wrong += [
                (text, found)
                for text in wordings_of_days_ahead(ahead, day)
                if (found := entities(text, reference).get("date")) != day.isoformat()
            ]
        assert wrong == []

    @pytest.mark.parametrize("reference", REFERENCES, ids=lambda at: f"{at:%Y-%m-%d}")
    def test_finds_every_day_of_next_week(self, reference: datetime) -> None:
        monday = reference.date() + timedelta(days=7 - reference.weekday())
        wrong = [
            (text, found)
            for n in range(7)
            for text in wordings_of_a_weekday_next_week(monday + timedelta(days=n))
            if (found := entities(text, reference).get("date"))
            != (monday + timedelta(days=n)).isoformat()
        ]
        assert wrong == []

    def test_gives_every_time_of_the_day_in_every_wording(self) -> None:
        wrong = []
        for minutes in range(0, 1440, 5):
            at = time(minutes // 60, minutes % 60)
            wrong += [
                (text, found)
                for text in wordings_of_a_time(at)
                if (found := entities(text, REFERENCES[0]).get("time")) != f"{at:%H:%M}"
            ]
        assert wrong == []

    def test_gives_every_time_of_the_saa_clock(self) -> None:
        wrong = []
        for minutes in range(0, 1440, 5):
            at = time(minutes // 60, minutes % 60)
            wrong += [
                (text, found)
                for text in wordings_of_a_saa(at)
                if (found := entities(text, REFERENCES[0]).get("time")) != f"{at:%H:%M}"
            ]
        assert wrong == []

    def test_keeps_day_and_time_apart_in_one_text(self) -> None:
        wrong = []
        for ahead in range(1, 29, 3):
            day = REFERENCES[0].date() + timedelta(days=ahead)
            at = time(6 + ahead % 14, ahead % 4 * 15)
            for when in wordings_of_a_date(day):
                for clock in (*wordings_of_a_time(at), *wordings_of_a_saa(at)):
                    for text in (f"{when} {clock}", f"{clock} {when}", f"{when}, {clock}"):
                        found = entities(text, REFERENCES[0]).get("datetime")
                        if found != f"{day.isoformat()}T{at:%H:%M}":
                            wrong.append((text, entities(text, REFERENCES[0])))
        assert wrong == []
