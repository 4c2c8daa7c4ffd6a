"""Which responses anything can say: rules, stories, forms, and the names that the code uses."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from launcher.domain import DomainFacts

_CODE = ("actions", "bots", "connectors", "core")
_NAME = re.compile(r"[a-z]\w+")
_SHORTEST_PREFIX = 5


@dataclass(frozen=True)
class Reach:
    """Names that are said, and how names begin whose rest the code fills in."""

    names: frozenset[str]
    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, root: Path, facts: DomainFacts) -> Self:
        """What the rules, stories and code of a checkout can say."""
        told = (
            path.read_text("utf-8")
            for folder in ("rules", "stories")
            for path in (root / "data" / folder).rglob("*.yml")
        )
        asked = {
            name
            for form, slots in facts.forms.items()
            for slot in slots
            for name in (f"utter_ask_{slot}", f"utter_ask_{form}_{slot}")
        }
        constants, prefixes = _in_code(root)
        names = asked | constants | set(_NAME.findall("\n".join(told)))
        return cls(frozenset(names | set(facts.intents)), tuple(prefixes))

    def reaches(self, response: str) -> bool:
        """Whether a response is named; where a name is put together, both its parts must be."""
        if response in self.names:
            return True
        for prefix in self.prefixes:
            rest = response.removeprefix(prefix)
            if rest != response and (prefix != "utter_" or rest in self.names):
                return True
        return False


def _in_code(root: Path) -> tuple[set[str], set[str]]:
    constants: set[str] = set()
    prefixes: set[str] = set()
    for node in _nodes(root):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _NAME.fullmatch(node.value):
                constants.add(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            prefix = str(node.values[0].value)
            if len(prefix) >= _SHORTEST_PREFIX and _NAME.fullmatch(prefix):
                prefixes.add(prefix)
    return constants, prefixes


def _nodes(root: Path) -> Iterator[ast.AST]:
    for folder in _CODE:
        for path in sorted((root / folder).rglob("*.py")):
            yield from ast.walk(ast.parse(path.read_text("utf-8")))
