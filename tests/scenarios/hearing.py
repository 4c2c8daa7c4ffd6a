"""What a customer takes from a message: which response it is, its values, what can be tapped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from launcher.installation import ROOT
from tests.e2e.days import NAIROBI
from tests.fixtures.phone import Message, choices_of, text_of
from tests.scenarios.calendar_words import today
from tests.scenarios.scenario import HERE

_WEEKDAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun".split(),
    "sw": "Jumatatu Jumanne Jumatano Alhamisi Ijumaa Jumamosi Jumapili".split(),
}
_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "sw": "Jan Feb Mac Apr Mei Jun Jul Ago Sep Okt Nov Des".split(),
}
_DAY = re.compile(
    rf"\b({'|'.join(_WEEKDAYS['en'] + _WEEKDAYS['sw'])}) (\d{{1,2}})"
    rf" ({'|'.join(dict.fromkeys(_MONTHS['en'] + _MONTHS['sw']))})\b(?: (20\d\d))?"
)
_TIME = re.compile(r"\b(\d{1,2}):(\d\d) (AM|PM)\b|\((\d\d):(\d\d)\)")
_MOMENT = re.compile(rf"{_DAY.pattern}(?: at |, )(?:saa [a-z0-9 ]+)?(?:{_TIME.pattern})")
_MONEY = re.compile(r"\bKES ([\d,]+(?:\.\d\d)?)")
_REFERENCE = re.compile(r"\bBK-[A-Z0-9]{5}\b")
# A day without a year is a coming one, unless it has just passed.
_LONG_AGO = 60
_PLACEHOLDER = re.compile(r"\\{(\w+)\\}")
_NUMBERED = re.compile(r"^(\d{1,2})\. (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Choice:
    """One button, row or numbered line."""

    title: str
    kind: str | None = None
    id: str = ""

    @property
    def day(self) -> date | None:
        return next(iter(days_in(self.title)), None)

    @property
    def time(self) -> time | None:
        return next(iter(times_in(self.title)), None)


@dataclass(frozen=True)
class Heard:
    """One message of the business as a customer understands it."""

    id: str
    text: str
    response: str | None
    kind: str | None
    values: Mapping[str, str] = field(default_factory=dict)
    choices: Sequence[Choice] = ()

    def is_any_of(self, names: Sequence[str]) -> bool:
        """Whether it is one of these kinds or responses."""
        return self.kind in names or self.response in names

    def choice(self, which: str | int) -> Choice | None:
        """What can be tapped, by its number or by how its title begins."""
        if isinstance(which, int):
            return self.choices[which - 1] if 0 < which <= len(self.choices) else None
        begins = which.casefold()
        return next((c for c in self.choices if c.title.casefold().startswith(begins)), None)


class Ear:
    """Recognises the responses of the domain in both languages, in whatever business's words."""

    def __init__(self, domain: Path = ROOT / "bots" / "domain") -> None:
        self._templates = sorted(_templates(domain), key=lambda each: -each[0])
        content = yaml.safe_load((HERE / "answers.yml").read_text("utf-8"))
        self._kinds = {name: kind for kind, names in content["kinds"].items() for name in names}
        self.answers: Mapping[str, Sequence[str]] = content["answers"]
        self.names = {*content["kinds"], *(name for _, name, _ in self._templates)}

    def hear(self, message: Message) -> Heard:
        """What a message says."""
        text = text_of(message).strip()
        choices = [
            Choice(str(each.get("description") or each["title"]), kind, each["id"])
            for kind, each in choices_of(message)
        ]
        if not choices and (numbered := _NUMBERED.findall(text)):
            choices = [Choice(title) for _, title in numbered]
            text = _NUMBERED.sub("", text).strip()
        for _, name, pattern in self._templates:
            if found := pattern.fullmatch(text):
                kind = self._kinds.get(name)
                return Heard(message["id"], text, name, kind, found.groupdict(), choices)
        return Heard(message["id"], text, None, None, {}, choices)


def _templates(domain: Path) -> Iterator[tuple[int, str, re.Pattern[str]]]:
    for path in domain.glob("*.yml"):
        responses = yaml.safe_load(path.read_text("utf-8")).get("responses") or {}
        for name, variations in responses.items():
            if not name.startswith("utter_"):
                continue
            for each in variations:
                text = str(each["text"]).strip()
                yield len(re.sub(r"\{\w+\}", "", text)), name, _pattern(text)


def _pattern(text: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def group(found: re.Match[str]) -> str:
        name = found[1]
        if name in seen:
            return ".*?"
        seen.add(name)
        return f"(?P<{name}>.*?)"

    escaped = re.escape(text).replace(r"\ ", " ").replace("\\\n", "\n")
    return re.compile(_PLACEHOLDER.sub(group, escaped), re.DOTALL)


def days_in(text: str) -> list[date]:
    """Every day a text names; raises ValueError when the weekday is not that of the date."""
    return [_day(found) for found in _DAY.finditer(text)]


def times_in(text: str) -> list[time]:
    """Every time of day a text names."""
    return [_time(found.groups()) for found in _TIME.finditer(text)]


def moments_in(text: str) -> list[datetime]:
    """Every day with its time that a text names."""
    return [
        datetime.combine(_day(found), _time(found.groups()[-5:]), NAIROBI)
        for found in _MOMENT.finditer(text)
    ]


def money_in(text: str) -> list[int]:
    """Every amount in cents."""
    return [round(float(each.replace(",", "")) * 100) for each in _MONEY.findall(text)]


def references_in(text: str) -> list[str]:
    """Every booking reference."""
    return _REFERENCE.findall(text)


def _day(found: re.Match[str]) -> date:
    word, number, month_word, year = found.groups()[:4]
    language = "en" if word in _WEEKDAYS["en"] else "sw"
    weekday = _WEEKDAYS[language].index(word)
    month = next(names.index(month_word) for names in _MONTHS.values() if month_word in names) + 1
    now = today()
    if year:
        said = date(int(year), month, int(number))
    else:
        around = (date(now.year + each, month, int(number)) for each in (-1, 0, 1))
        said = min(around, key=lambda each: ((now - each).days > _LONG_AGO, abs(each - now)))
    if said.weekday() != weekday:
        raise ValueError(f"{found[0]} is a {_WEEKDAYS['en'][said.weekday()]}")
    return said


def _time(groups: Sequence[Any]) -> time:
    hour, minute, half, full_hour, full_minute = groups
    if half is None:
        return time(int(full_hour), int(full_minute))
    return time(int(hour) % 12 + (12 if half == "PM" else 0), int(minute))


_SAA = re.compile(
    r"saa ([a-z ]+?)(?: (na robo|na nusu|kasorobo|na dakika \d+))?"
    r" (usiku|alfajiri|asubuhi|mchana|alasiri|jioni) \((\d\d):(\d\d)\)"
)
_SAA_HOURS = (
    "kumi na mbili", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa", "kumi",
    "kumi na moja",
)  # fmt: skip


def swahili_times_in(text: str) -> Iterator[str]:
    """What is wrong where the Swahili clock does not agree with the figures beside it."""
    for hour_word, minutes, _, hour, minute in _SAA.findall(text):
        after = 1 if minutes == "kasorobo" else 0
        if hour_word != _SAA_HOURS[(int(hour) + after - 6) % 12]:
            yield f"saa {hour_word} is not {hour}:{minute}"
