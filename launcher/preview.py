"""A response as customers would read it: in each language, on each channel, with examples."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from core.conversations.rendering import RenderedMessage, Renderer
from core.conversations.texts import TextCatalog
from core.conversations.utterances import Button, Utterance, Variable
from core.tenancy.settings import BusinessSettings
from core.understanding import ReadingSettings
from core.workflows.onboarding.business_file import BusinessFile
from launcher.domain import DOMAIN
from launcher.ear import Ear
from launcher.errors import LauncherError
from launcher.installation import ROOT

CHANNELS = ("whatsapp", "sms")
_WHENS = ("when", "when_line", "when_lines")


@dataclass(frozen=True)
class ShownBusiness:
    """What the wording of a text needs to know of a business file."""

    name: str
    zone: ZoneInfo
    languages: Sequence[str]
    reading_settings: ReadingSettings
    settings: BusinessSettings


@dataclass(frozen=True)
class Wanted:
    """What to show."""

    response: str
    languages: Sequence[str]
    channels: Sequence[str] = CHANNELS
    buttons: Sequence[str] = ()
    """Titles of buttons that an action would offer."""


def previews(business: BusinessFile, wanted: Wanted) -> list[dict[str, Any]]:
    """The response in each language on each channel; raises LauncherError when there is none."""
    texts = TextCatalog.load(DOMAIN)
    if wanted.response not in texts:
        near = ", ".join(get_close_matches(wanted.response, list(texts), 5, 0.5))
        hint = f"Did you mean: {near}" if near else "They stand in bots/domain/*.yml."
        raise LauncherError(f"There is no response {wanted.response!r}.", hint=hint)
    questions = [
        _question(channel, message)
        for language in wanted.languages
        for message in _rendered(business, texts, wanted, language)
        for channel in wanted.channels
    ]
    finished = subprocess.run(
        [sys.executable, "-m", "connectors.preview"],
        cwd=ROOT,
        env=os.environ,
        input=b"".join(orjson.dumps(each) + b"\n" for each in questions),
        stdout=subprocess.PIPE,
        check=True,
    )
    answers = map(orjson.loads, finished.stdout.splitlines())
    return [
        {"language": question["language"], **answer}
        for question, answer in zip(questions, answers, strict=True)
    ]


def examples(business: BusinessFile) -> dict[str, Variable]:
    """A likely value of every variable that a text may have."""
    service, branch = business.services[0].name, business.branches[0]
    staff = business.staff[0].name if business.staff else "Amina"
    address = branch.address or "Kenyatta Avenue"
    return {
        **_values(business),
        **dict.fromkeys(("what", "summary"), f"{service}, {staff}"),
        "branch": branch.name,
        "address": address,
        "places": f"{branch.name}: {address}",
        "name": "Wanjiku",
        "business_name": business.name,
        "service": service,
        "services": "\n".join(each.name for each in business.services),
        "example_service": service,
        "staff": staff,
        "reference": "BK-7F3K2",
        "bookings": f"BK-7F3K2: {service}, {staff}",
        "receipt": "SFE4AB12CD",
        "calendar": "https://example.com/calendar/7f3k2.ics",
        "holiday": "Jamhuri Day",
        "question": "Anything we should know?",
        "said": "Friday please",
        "topic": "wedding hair",
    }


def _values(business: BusinessFile) -> dict[str, Variable]:
    """Money, times, numbers and words, as the wording of each language says them."""
    day = datetime.now(UTC).date() + timedelta(days=1)
    starts = datetime(day.year, day.month, day.day, 15, tzinfo=ZoneInfo(business.time_zone))
    price = {"type": "money", "amount_minor": 150_000, "currency": business.currency}
    half = {**price, "amount_minor": 75_000}
    last_day = day + timedelta(days=2)
    leaves = {"type": "datetime", "value": (starts + timedelta(days=2)).isoformat()}
    moment = {"type": "datetime", "value": starts.isoformat()}
    words = {"status": "word_confirmed", "first": "weekday_0", "last": "weekday_4"}
    counts = {
        "hours": 24,
        "count": 2,
        "at_once": 1,
        "percent": 50,
        "party_size": 4,
        "person": 2,
        "min_party": 1,
        "max_party": 6,
    }
    opens, closes = ({"type": "time", "value": at} for at in ("07:00", "19:00"))
    clock = {"held_until": "14:10", "opens_at": "08:00", "closes_at": "18:00"}
    return {
        **counts,
        **dict.fromkeys(("amount", "due", "price", "paid"), price),
        **dict.fromkeys(("balance", "deposit", "fee", "kept", "refund", "rest"), half),
        **dict.fromkeys(("starts_at", "new_starts_at", "check_in", *_WHENS), moment),
        **dict.fromkeys(("ends_at", "check_out"), leaves),
        "nights": {"type": "nights", "first": day.isoformat(), "last": last_day.isoformat()},
        **{name: {"type": "time", "value": at} for name, at in clock.items()},
        **{name: {"type": "text", "response": said} for name, said in words.items()},
        "days": {"type": "text", "response": "weekday_0"},
        "spans": "08:00-18:00",
        "times": {"type": "list", "items": [opens, closes], "join": "and"},
        **{name: {"type": "date", "value": day.isoformat()} for name in ("date", "day")},
        "part": opens,
        "duration": {"type": "duration", "minutes": 90},
        "phone": {"type": "phone", "value": "254712345678"},
    }


def lines(shown: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The previews for a person."""
    for each in shown:
        yield f"{each['language']}, {each['channel']} ({len(each['text'])} characters)"
        yield from (f"  | {line}" for line in each["text"].splitlines())
        for choice in each["choices"]:
            more = f"  {choice['description']}" if "description" in choice else ""
            yield f"  | [{choice['title']}]{more}"
        yield from (f"  ! {warning}" for warning in each["warnings"])
        yield ""


def _rendered(
    business: BusinessFile, texts: TextCatalog, wanted: Wanted, language: str
) -> list[RenderedMessage]:
    shown = ShownBusiness(
        business.name,
        ZoneInfo(business.time_zone),
        business.languages,
        Ear(business).settings,
        BusinessSettings.model_validate({"texts": business.texts}),
    )
    buttons = [Button(title, "/affirm") for title in wanted.buttons]
    utterance = Utterance(wanted.response, examples(business), buttons)
    return Renderer(texts, shown, language).render(utterance)


def _question(channel: str, message: RenderedMessage) -> dict[str, Any]:
    return {
        "channel": channel,
        "text": message.text,
        "language": message.language,
        "buttons": [{"title": each.title, "brief": each.brief} for each in message.buttons],
    }
