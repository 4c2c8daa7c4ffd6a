"""Who may see every tenant's rows: each caller of `platform_transaction`, by name."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from launcher.lint.source import Finding, SourceFile

LIST = Path(__file__).with_name("platform_callers.txt")


def check_platform_callers(files: Iterable[SourceFile], listed: Iterable[str]) -> list[Finding]:
    """Callers that are not listed, and lines of the list that nothing needs."""
    allowed = {line.strip() for line in listed if line.strip() and not line.startswith("#")}
    found: dict[str, Finding] = {}
    for file in files:
        if not file.path.startswith(("benchmarks/", "tests/")):
            for caller, line in _callers(file):
                name = f"{file.path}::{caller}"
                found[name] = file.finding(line, "platform", f"{name} is not in {LIST.name}")
    unused = sorted(allowed - found.keys())
    return [finding for name, finding in sorted(found.items()) if name not in allowed] + [
        Finding(f"launcher/lint/{LIST.name}", 1, "platform", f"nothing calls it in {name}")
        for name in unused
    ]


def _callers(file: SourceFile) -> Iterator[tuple[str, int]]:
    for node in file.tree.body:
        yield from _calls_below(node, ())


def _calls_below(node: ast.AST, path: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        path = (*path, node.name)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "platform_transaction"
    ):
        yield ".".join(path) or "<module>", node.lineno
    for child in ast.iter_child_nodes(node):
        yield from _calls_below(child, path)
