"""The question to a language model: a text file, the domain's intents, this business's names."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, Final

import orjson
import yaml

from core.llm.answers import Question
from core.understanding import CatalogNames, NamedEntry
from core.workflows.interpretation.meaning import Heard

PROMPTS: Final = Path(__file__).parents[3] / "bots" / "prompts"
_ANSWER_NAME = "label_message"
_LONGEST_TEXT = 1000
_MOST_NAMES = 120
_LONGEST_NAME = 80


@dataclass(frozen=True)
class InterpretationPrompt:
    """What every question has in common."""

    template: Template
    intents: Mapping[str, str]
    asked_back: frozenset[str]
    entities: Mapping[str, str]
    most_tokens: int
    version: str

    @classmethod
    def load(cls, domain: Path, prompts: Path, *, most_tokens: int) -> "InterpretationPrompt":
        """The prompt over the intents of a domain folder."""
        words = (prompts / "interpret.md").read_bytes()
        facts = (prompts / "interpret.yml").read_bytes()
        described = yaml.safe_load(facts)
        known: dict[str, dict[str, Any]] = described["intents"]
        names = sorted(_intents(domain))
        return cls(
            template=Template(words.decode()),
            intents={name: known.get(name, {}).get("means", "") for name in names},
            asked_back=frozenset(
                name for name in names if known.get(name, {}).get("asked_back", False)
            ),
            entities=described["entities"],
            most_tokens=most_tokens,
            version=hashlib.sha256(words + facts + " ".join(names).encode()).hexdigest()[:16],
        )

    def question(self, heard: Heard, names: CatalogNames) -> Question:
        """What to ask about a message; its text stands in the data, never in the instructions."""
        instructions = self.template.substitute(
            intents=_listed(self.intents.items()),
            entities=_listed(self.entities.items()),
            services=_named(names.services),
            staff=_named(names.staff),
        )
        told = {
            "message": heard.text[:_LONGEST_TEXT],
            "asked_for": heard.requested_slot,
            "task": heard.active_loop,
        }
        return Question(
            instructions=instructions,
            text=orjson.dumps(told).decode(),
            schema=self.schema,
            name=_ANSWER_NAME,
            most_tokens=self.most_tokens,
        )

    @property
    def schema(self) -> dict[str, Any]:
        """The form of an answer, as strict as both providers take it."""
        entity = {
            "type": "object",
            "additionalProperties": False,
            "required": ["entity", "quote", "meaning"],
            "properties": {
                "entity": {"type": "string", "enum": list(self.entities)},
                "quote": {"type": "string"},
                "meaning": {"type": ["string", "null"]},
            },
        }
        return {
            "type": "object",
            "additionalProperties": False,
            "required": ["intent", "entities"],
            "properties": {
                "intent": {"type": "string", "enum": list(self.intents)},
                "entities": {"type": "array", "items": entity},
            },
        }


def _intents(domain: Path) -> Iterator[str]:
    for path in sorted(domain.rglob("*.yml")):
        for intent in (yaml.safe_load(path.read_bytes()) or {}).get("intents") or []:
            yield intent if isinstance(intent, str) else next(iter(intent))


def _listed(items: Any) -> str:
    return "\n".join(f"- {name}: {means}" if means else f"- {name}" for name, means in items)


def _named(entries: Sequence[NamedEntry]) -> str:
    # A name is the owner's own text: one line of limited length, so that it stays a name.
    lines = []
    for entry in entries[:_MOST_NAMES]:
        others = sorted({*entry.translations.values(), *entry.synonyms} - {entry.name})
        also = f" (also: {', '.join(map(_line, others[:6]))})" if others else ""
        lines.append(f"- {_line(entry.name)}{also}")
    return "\n".join(lines) or "- none"


def _line(name: str) -> str:
    return " ".join(name.split())[:_LONGEST_NAME]
