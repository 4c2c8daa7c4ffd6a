"""The domain's responses, read as data: response -> language -> template and buttons."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from core.conversations.utterances import Button
from core.kit.errors import CoreError

DOMAIN: Final = Path(__file__).parents[2] / "bots" / "domain"
PLACEHOLDER: Final = re.compile(r"{([a-zA-Z_][a-zA-Z0-9_]*)}")
DEFAULT_LANGUAGE = "en"
_LANGUAGE_SLOT = "language"


class ResponseMissing(CoreError):
    """A response that is not in the domain was to be said."""

    code = "response_missing"


@dataclass(frozen=True, slots=True)
class Template:
    """One response in one language."""

    text: str
    buttons: tuple[Button, ...] = ()


class TextCatalog:
    """Every response of the domain in every language it has."""

    def __init__(self, responses: Mapping[str, Mapping[str, Template]]) -> None:
        self._responses = responses

    @classmethod
    def load(cls, domain: Path) -> "TextCatalog":
        """Read the `responses` of all YAML files of a domain folder."""
        responses: dict[str, dict[str, Template]] = {}
        for path in sorted(domain.rglob("*.yml")):
            content = yaml.load(path.read_text("utf-8"), _SafeLoader) or {}  # noqa: S506
            for name, variations in (content.get("responses") or {}).items():
                responses.setdefault(name, {}).update(_templates(variations))
        return cls(responses)

    def template(self, response: str, language: str) -> Template:
        """A response in a language, else in the default one."""
        found = self._responses.get(response)
        if not found:
            raise ResponseMissing(f"the domain has no response {response}")
        return found.get(language) or found.get(DEFAULT_LANGUAGE) or next(iter(found.values()))

    def placeholders(self) -> frozenset[str]:
        """The names of all values that stand in any text."""
        templates = (each for found in self._responses.values() for each in found.values())
        return frozenset(PLACEHOLDER.findall(" ".join(each.text for each in templates)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._responses)

    def __contains__(self, response: str) -> bool:
        return response in self._responses


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _templates(variations: Iterable[Mapping[str, Any]]) -> dict[str, Template]:
    found: dict[str, Template] = {}
    for variation in variations:
        buttons = tuple(
            Button(button["title"], button["payload"]) for button in variation.get("buttons") or ()
        )
        template = Template(str(variation.get("text") or "").strip("\n"), buttons)
        found.setdefault(_language_of(variation), template)
    return found


def _language_of(variation: Mapping[str, Any]) -> str:
    for condition in variation.get("condition") or ():
        if condition.get("type") == "slot" and condition.get("name") == _LANGUAGE_SLOT:
            return str(condition["value"])
    return DEFAULT_LANGUAGE
