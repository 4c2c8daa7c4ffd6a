"""What is to be repaired, where, and how."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from launcher.errors import LauncherError


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to repair."""

    path: Path
    line: int
    what: str
    hint: str = ""

    def seen_from(self, root: Path) -> "Problem":
        """The same with paths as they are from a folder."""
        return replace(
            self, path=self.path.relative_to(root), hint=self.hint.replace(f"{root}/", "")
        )

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.what}" + (f"\n    {self.hint}" if self.hint else "")


def composed(path: Path) -> yaml.Node | None:
    """The nodes of a YAML file, which know their lines; raises LauncherError."""
    try:
        node: yaml.Node | None = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise LauncherError(f"{path.name}{line}: {problem}") from None
    return node


def entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, int]]:
    """Each key of a mapping with its value and the line it stands on."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), value, key.start_mark.line + 1


def part(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """The value of a key of a mapping, if it is there."""
    return next((value for key, value, _ in entries(node) if key == name), None)
