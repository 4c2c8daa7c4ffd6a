"""Rasa's domain read as data: what designers declare, without loading Rasa."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from launcher.errors import LauncherError
from launcher.installation import ROOT

DOMAIN = ROOT / "bots" / "domain"


@dataclass(frozen=True)
class DomainFacts:
    """Names that the domain declares."""

    intents: tuple[str, ...] = ()
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each form with its required slots."""

    def known_intent(self, name: str) -> str:
        """The intent, if there is one of this name; raises LauncherError."""
        if name in self.intents:
            return name
        raise LauncherError(
            f"There is no intent {name!r}.", hint=f"Intents: {', '.join(sorted(self.intents))}"
        )

    def form_of(self, slot: str) -> str:
        """The first form that asks for a slot; raises LauncherError."""
        for form, slots in self.forms.items():
            if slot in slots:
                return form
        asked = sorted({each for slots in self.forms.values() for each in slots})
        raise LauncherError(f"No form asks for {slot!r}.", hint=f"Asked for: {', '.join(asked)}")


def load_domain(folder: Path = DOMAIN) -> DomainFacts:
    """The facts of all YAML files of a domain folder."""
    intents: list[str] = []
    forms: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.rglob("*.yml")):
        content = load_yaml(path) or {}
        declared = content.get("intents") or []
        intents += [each if isinstance(each, str) else next(iter(each)) for each in declared]
        for name, form in (content.get("forms") or {}).items():
            forms[name] = tuple((form or {}).get("required_slots") or ())
    return DomainFacts(tuple(intents), forms)


def load_yaml(path: Path) -> Any:
    """The content of a YAML file; raises LauncherError that names the line of a mistake."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise LauncherError(f"{path.name}{line}: {problem}") from None
