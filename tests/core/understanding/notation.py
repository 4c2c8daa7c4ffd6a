"""Tables of texts and what a reading of them must say, in a notation a person can check."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.understanding import CatalogNames, NamedEntry, ReadingSettings, read

NAIROBI = ZoneInfo("Africa/Nairobi")
REFERENCE = datetime(2026, 11, 18, 10, 0, tzinfo=NAIROBI)
DAILY_8_TO_18 = ReadingSettings(
    zone=NAIROBI, open_hours=tuple(((time(8), time(18)),) for _ in range(7))
)
SALON = CatalogNames(
    services=(
        NamedEntry("box", "Box braids", synonyms=("rasta za box",)),
        NamedEntry("knotless", "Knotless braids"),
        NamedEntry("cut", "Haircut", translations={"sw": "Kunyoa nywele"}),
        NamedEntry("beard", "Beard trim"),
        NamedEntry("gel", "Gel manicure", synonyms=("gel nails",)),
        NamedEntry("pedi", "Spa pedicure"),
        NamedEntry("massage", "Deep tissue massage"),
        NamedEntry("wash", "Wash and blow dry"),
    ),
    staff=(
        NamedEntry("amina", "Amina Hassan"),
        NamedEntry("grace", "Grace Wanjiru"),
        NamedEntry("may", "May Otieno"),
        NamedEntry("alice", "Alice"),
        NamedEntry("kesha", "Kesha"),
        NamedEntry("john_k", "John Kamau"),
        NamedEntry("john_o", "John Odhiambo"),
        NamedEntry("mercy", "Mercy Njeri", synonyms=("Shiru",)),
    ),
)
_WHEN_KEYS = ("date", "time", "datetime", "date_range", "time_range", "soonest")
_FOLDER = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    text: str
    expected: str
    place: str


def rows(name: str) -> list[Row]:
    """The rows of a table file; lines with # or without => are for readers."""
    found = []
    path = _FOLDER / f"{name}.txt"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if "=>" not in line or line.startswith("#"):
            continue
        text, expected = (part.strip() for part in line.rsplit("=>", 1))
        found.append(Row(text, expected, f"{name}:{number}"))
    return found


def whens(text: str, **changes: Any) -> str:
    """What a text says about date and time, in the tables' notation."""
    arguments: dict[str, Any] = {
        "reference": REFERENCE, "catalog": SALON, "settings": DAILY_8_TO_18
    }  # fmt: skip
    return written(read(text, **(arguments | changes)).as_dict())


def written(reading: Mapping[str, Any]) -> str:
    """A reading's dates and times in full form, sorted."""
    entities = reading["entities"]
    found = [
        f"{key}={_joined(entities[key])}" for key in _WHEN_KEYS if entities.get(key) is not None
    ]
    found.extend(
        f"{item['entity']}?{_joined(item['candidates'])}"
        for item in reading["ambiguous"]
        if item["entity"] in ("date", "time", "time_range")
    )
    found.extend(flag for flag in ("past", "no_such_day") if reading.get(flag))
    return " ".join(sorted(found)) or "none"


def in_full(expected: str) -> str:
    """A table's short notation in the form `written` gives."""
    parts = expected.split()
    found: list[str] = []
    for part in parts:
        found.extend(_part_in_full(part))
    day = next((p for p in found if p.startswith("date=")), None)
    clock = next((p for p in found if p.startswith("time=")), None)
    if day and clock:
        found.append(f"datetime={day.removeprefix('date=')}T{clock.removeprefix('time=')}")
    return " ".join(sorted(found)) or "none"


def _part_in_full(part: str) -> Iterable[str]:
    if part == "none":
        return []
    if part in ("past", "no_such_day"):
        return [part]
    if part == "soonest":
        return ["soonest=True"]
    if part.startswith("d?"):
        return ["date?" + ",".join(_day(day) for day in part[2:].split(","))]
    if part.startswith("t?"):
        return ["time?" + part[2:]]
    if part.startswith("time_range?"):
        ranges = [str(span.split("-")) for span in part.removeprefix("time_range?").split(",")]
        return ["time_range?" + ",".join(ranges).replace(" ", "")]
    if ".." in part:
        return ["date_range=" + ",".join(_day(day) for day in part.split(".."))]
    if re.fullmatch(r"t?\d\d:\d\d", part):
        return ["time=" + part.removeprefix("t")]
    if re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", part):
        return ["time_range=" + part.replace("-", ",")]
    return ["date=" + _day(part)]


def _day(text: str) -> str:
    if text.count("-") == 2:
        return text
    month, day = (int(part) for part in text.split("-"))
    year = REFERENCE.year
    if date(year, month, day) < REFERENCE.date():
        year += 1
    return date(year, month, day).isoformat()


def _joined(value: Any) -> str:
    if not isinstance(value, list | tuple):
        return str(value)
    return ",".join(str(item).replace(" ", "") for item in value)


_OTHER_KEYS = (
    "party_size", "is_guest", "stranger", "nights", "duration_minutes", "amount_minor", "number",
    "choice", "phone", "email", "reference", "name", "anyone",
)  # fmt: skip


def others(text: str, requested_slot: str | None = None) -> str:
    """What a text says beside dates and times, in the tables' notation."""
    reading = read(
        text,
        reference=REFERENCE,
        catalog=SALON,
        settings=DAILY_8_TO_18,
        requested_slot=requested_slot,
    ).as_dict()
    entities, open_ones = reading["entities"], {item["entity"] for item in reading["ambiguous"]}
    found = [f"{key}={entities[key]}".replace(" ", "_") for key in _OTHER_KEYS if key in entities]
    found.extend(
        f"{item['entity']}?{_joined(item['candidates'])}"
        for item in reading["ambiguous"]
        if item["entity"] in _OTHER_KEYS
    )
    for key in ("service", "staff"):
        if key in entities:
            mark = "?" if key in open_ones else ""
            found.append(f"{key}={','.join(sorted(entities[key]['ids']))}{mark}")
    return " ".join(sorted(found)) or "none"
