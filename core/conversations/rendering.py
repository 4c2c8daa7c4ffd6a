"""From a response to the words a contact reads: the business's wording, the contact's language."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from core.conversations.languages import LANGUAGES, Wording
from core.conversations.texts import PLACEHOLDER, TextCatalog
from core.conversations.utterances import Business, Button, Utterance, Variable
from core.kit.clock import Clock, utc_now
from core.kit.phones import say_number

LONGEST_TEXT = 4096
_FRAGMENT_DEPTH = 4


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """A choice in words; `brief` says the same where a channel has no room for the title."""

    title: str
    payload: str
    brief: str | None = None


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """One message as the outbox keeps it: final text, buttons with their payloads."""

    text: str
    language: str
    response: str | None = None
    buttons: tuple[RenderedButton, ...] = ()

    def content(self) -> dict[str, Any]:
        """The JSON of the outbox row."""
        content: dict[str, Any] = {
            "text": self.text,
            "language": self.language,
            "response": self.response,
        }
        if self.buttons:
            content["buttons"] = [
                {name: value for name, value in asdict(button).items() if value is not None}
                for button in self.buttons
            ]
        return content


class Renderer:
    """Words utterances for one business in one language."""

    def __init__(
        self,
        texts: TextCatalog,
        business: Business,
        language: str,
        clock: Clock = utc_now,
        *,
        is_brief: bool = False,
    ) -> None:
        self._texts, self._business, self._language = texts, business, language
        self._wording: Wording = LANGUAGES.wording(language)
        self._clock = clock
        self._is_brief = is_brief

    def render(self, utterance: Utterance) -> list[RenderedMessage]:
        """The messages of an utterance: one, or several where the text is longer than one."""
        template, own_buttons = self._template(utterance)
        text = self._interpolate(template, utterance.variables, _FRAGMENT_DEPTH).strip()
        buttons = tuple(map(self._button, utterance.buttons or own_buttons))
        parts = split_text(text, LONGEST_TEXT)
        last = len(parts) - 1
        return [
            RenderedMessage(
                part, self._language, utterance.response, buttons if index == last else ()
            )
            for index, part in enumerate(parts)
        ]

    def _button(self, button: Button) -> RenderedButton:
        title, brief = self.say(button.title).strip(), self._briefly(button.title).strip()
        return RenderedButton(title, button.payload, brief if brief != title else None)

    def _briefly(self, variable: Variable) -> str:
        brief = Renderer(self._texts, self._business, self._language, self._clock, is_brief=True)
        return brief.say(variable)

    def say(self, variable: Variable) -> str:
        """A variable in words."""
        return self._say(variable, _FRAGMENT_DEPTH)

    def _template(self, utterance: Utterance) -> tuple[str, tuple[Button, ...]]:
        name, own = utterance.response, self._business.settings.texts
        overrides = own.get(name, {}) if name else {}
        given = utterance.texts
        if given is None and name is not None:
            template = self._texts.template(name, self._language)
            return overrides.get(self._language) or template.text, template.buttons
        given = given or {}
        text = overrides.get(self._language) or given.get(self._language)
        return text or given.get(LANGUAGES.default) or next(iter(given.values()), ""), ()

    def _interpolate(self, template: str, variables: Mapping[str, Variable], depth: int) -> str:
        # One pass: what a contact typed into a variable is never read as a template.
        return PLACEHOLDER.sub(
            lambda found: (
                self._say(variables.get(found[1]), depth)
                if found[1] in variables
                else self._known(found[1])
            ),
            template,
        )

    def _known(self, name: str) -> str:
        return self._business.name if name == "business_name" else ""

    def _say(self, variable: Variable, depth: int) -> str:
        if variable is None:
            return ""
        if not isinstance(variable, Mapping):
            return str(variable)
        if variable.get("type") == "list":
            return self._say_list(variable, depth)
        if variable.get("type") == "text":
            fragment = Utterance(str(variable["response"]))
            return self._fragment(fragment, variable.get("variables") or {}, depth - 1)
        return _SAY[str(variable["type"])](self, variable)

    def _fragment(self, fragment: Utterance, variables: Mapping[str, Variable], depth: int) -> str:
        return self._interpolate(self._template(fragment)[0], variables, depth) if depth else ""

    def _say_list(self, variable: Mapping[str, Any], depth: int) -> str:
        items = [self._say(item, depth) for item in variable["items"]]
        if variable.get("join") == "lines":
            return "\n".join(items)
        return self._wording.join(items, is_choice=variable.get("join") == "or")

    def _say_date(self, day: date) -> str:
        today = self._clock().astimezone(self._business.zone).date()
        with_year = day.year != today.year and abs((day - today).days) > 180
        return self._wording.say_date(day, with_year=with_year)

    def _money(self, variable: Mapping[str, Any]) -> str:
        return say_money(int(variable["amount_minor"]), str(variable["currency"]))

    def _datetime(self, variable: Mapping[str, Any]) -> str:
        local = datetime.fromisoformat(variable["value"]).astimezone(self._business.zone)
        if self._is_brief:
            return self._wording.say_brief_datetime(local.date(), local.time())
        return self._wording.say_datetime(
            self._say_date(local.date()), self._wording.say_time(local.time())
        )

    def _date(self, variable: Mapping[str, Any]) -> str:
        return self._say_date(self._local_day(str(variable["value"])))

    def _nights(self, variable: Mapping[str, Any]) -> str:
        first, last = (self._local_day(str(variable[end])) for end in ("first", "last"))
        return self._wording.say_nights((last - first).days)

    def _local_day(self, value: str) -> date:
        """A day; a moment stands for its day where the business is."""
        if "T" not in value:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value).astimezone(self._business.zone).date()

    def _time(self, variable: Mapping[str, Any]) -> str:
        at = time.fromisoformat(variable["value"])
        return self._wording.say_brief_time(at) if self._is_brief else self._wording.say_time(at)

    def _duration(self, variable: Mapping[str, Any]) -> str:
        return self._wording.say_duration(int(variable["minutes"]))

    def _name(self, variable: Mapping[str, Any]) -> str:
        return str(variable["names"].get(self._language) or variable["name"])

    def _phone(self, variable: Mapping[str, Any]) -> str:
        return say_number(str(variable["value"]), self._business.reading_settings.country)


_SAY: dict[str, Callable[[Renderer, Mapping[str, Any]], str]] = {
    "money": Renderer._money,
    "datetime": Renderer._datetime,
    "date": Renderer._date,
    "time": Renderer._time,
    "duration": Renderer._duration,
    "nights": Renderer._nights,
    "name": Renderer._name,
    "phone": Renderer._phone,
}


def say_money(amount_minor: int, currency: str) -> str:
    """An amount such as KES 1,500, with cents only where there are any."""
    digits = get_currency_precision(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    is_whole = amount == amount.to_integral_value()
    return f"{currency} {amount:,.0f}" if is_whole else f"{currency} {amount:,.{digits}f}"


def split_text(text: str, longest: int) -> list[str]:
    """The text in parts of at most `longest` characters, cut at a line, else at a space."""
    parts = []
    while len(text) > longest:
        window = text[: longest + 1]
        cut = max(window.rfind("\n"), window.rfind(" ") if "\n" not in window else -1)
        cut = cut if cut > longest // 2 else longest
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text or not parts else parts
