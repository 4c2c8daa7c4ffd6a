"""Python files of the checkout, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDERS = (
    "actions",
    "benchmarks",
    "bots",
    "connectors",
    "core",
    "docker",
    "launcher",
    "migrations",
    "sandbox",
    "tests",
)


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule at one place."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class SourceFile:
    """A Python file, its path relative to the checkout."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def finding(self, line: int, rule: str, message: str) -> Finding:
        """A finding in this file."""
        return Finding(self.path, line, rule, message)


def source_files(root: Path) -> Iterator[SourceFile]:
    """Every Python file of ours below `root`."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield SourceFile(str(path.relative_to(root)), path.read_text(encoding="utf-8"))


def tracked_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Path and text of every text file that git keeps; nothing outside a git checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = root / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content[:4096]:
                yield name, content.decode("utf-8", errors="replace")
