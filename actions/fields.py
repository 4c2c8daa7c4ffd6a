"""The business's own questions of a service: which is next, and whether an answer will do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.catalog.snapshot import CatalogService

LONGEST_ANSWER = 500
TOPIC = "topic"
"""The key of the question that is answered by what a contact wants to meet about."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FEWEST_PHONE_DIGITS = 9


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """One question; `kind` is text, number, choice, phone or email."""

    key: str
    label: Mapping[str, str]
    is_required: bool
    kind: str
    choices: tuple[str, ...]

    def question(self, language: str) -> str:
        """The question in a language, else in any it was entered in."""
        return self.label.get(language) or next(iter(self.label.values()), self.key)

    def accepts(self, text: str) -> str | None:
        """The answer to store, or None when the text is no answer to this question."""
        answer = text.strip()[:LONGEST_ANSWER]
        if not answer:
            return None
        if self.kind == "number":
            found = re.search(r"\d+(?:\.\d+)?", answer)
            return found.group() if found else None
        if self.kind == "choice":
            return next((each for each in self.choices if _same(each, answer)), None)
        if self.kind == "phone":
            digits = re.sub(r"\D", "", answer)
            return digits if len(digits) >= _FEWEST_PHONE_DIGITS else None
        if self.kind == "email":
            found = _EMAIL.search(answer)
            return found.group() if found else None
        return answer


def questions_of(services: Sequence[CatalogService]) -> list[FieldQuestion]:
    """All questions of these services, in the owner's order."""
    return [
        FieldQuestion(
            key=field["key"],
            label=field.get("label") or {},
            is_required=bool(field.get("is_required", field.get("required", True))),
            kind=field.get("kind") or "text",
            choices=tuple(field.get("choices") or ()),
        )
        for service in services
        for field in service.fields
    ]


def next_question(
    services: Sequence[CatalogService], notes: Mapping[str, Any] | None
) -> FieldQuestion | None:
    """The first question that was neither answered nor skipped."""
    answered = (notes or {}).keys()
    return next((each for each in questions_of(services) if each.key not in answered), None)


def answers_of(
    services: Sequence[CatalogService], notes: Mapping[str, Any] | None
) -> dict[str, str]:
    """What the booking stores: answers to these services' questions, skipped ones left out."""
    keys = {each.key for each in questions_of(services)}
    return {key: value for key, value in (notes or {}).items() if key in keys and value}


def _same(choice: str, answer: str) -> bool:
    return choice.casefold() == answer.casefold()
