"""The rules; each takes one parsed file and yields what breaks it."""

import ast
from collections.abc import Callable, Iterator
from pathlib import PurePath

from launcher.lint.source import Finding, SourceFile

MAX_FILE_LINES = 400
MAX_TEST_LINES = 600
MAX_FUNCTION_LINES = 40
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
# Rasa and TensorFlow read these when they are imported, before any settings class can exist.
_OUTSIDE = ("benchmarks", "docker", "launcher", "tests")
_SETS_VARIABLES_BEFORE_IMPORT = {
    "bots/server.py",
    "bots/training.py",
    "bots/parse.py",
    "bots/runtime.py",
}

Rule = Callable[[SourceFile], Iterator[Finding]]


def environment_is_read_in_settings(file: SourceFile) -> Iterator[Finding]:
    """`os.environ` and `os.getenv` only in settings modules and the launcher."""
    if PurePath(file.path).parts[0] in _OUTSIDE or file.path in _SETS_VARIABLES_BEFORE_IMPORT:
        return
    if PurePath(file.path).name == "settings.py":
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"):
            yield file.finding(
                node.lineno, "environment", "read settings through a BaseSettings class"
            )
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            for name in node.names:
                if name.name in ("environ", "getenv"):
                    yield file.finding(
                        node.lineno, "environment", "read settings through a BaseSettings class"
                    )


def files_are_short(file: SourceFile) -> Iterator[Finding]:
    """At most 400 lines (tests 600): split by noun before that."""
    allowed = MAX_TEST_LINES if file.path.startswith("tests/") else MAX_FILE_LINES
    count = file.text.count("\n")
    is_history = file.path.startswith("migrations/versions/")
    if not is_history and count > allowed:
        yield file.finding(count, "file-length", f"{count} lines; {allowed} are allowed")


def functions_are_short(file: SourceFile) -> Iterator[Finding]:
    """At most 40 lines; tests and migrations tell longer stories."""
    if PurePath(file.path).parts[0] in ("tests", "migrations"):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > MAX_FUNCTION_LINES:
                message = f"{node.name} has {count} lines; {MAX_FUNCTION_LINES} are allowed"
                yield file.finding(node.lineno, "function-length", message)


def names_say_something(file: SourceFile) -> Iterator[Finding]:
    """No `utils`, `helpers`, `manager`: name the thing."""
    for part in PurePath(file.path).with_suffix("").parts:
        if part in VAGUE_NAMES:
            yield file.finding(1, "vague-name", f"{part!r} says nothing; name what is in it")


def tests_carry_a_marker(file: SourceFile) -> Iterator[Finding]:
    """Each test module says which stage of the gate runs it."""
    path = PurePath(file.path)
    if path.parts[0] != "tests" or not path.name.startswith("test_"):
        return
    for node in file.tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            return
    yield file.finding(1, "marker", "set pytestmark = pytest.mark.<stage>")


def core_leaves_commits_to_its_callers(file: SourceFile) -> Iterator[Finding]:
    """No commit or rollback inside core but in the kit that opens transactions."""
    if not file.path.startswith("core/") or file.path.startswith("core/kit/"):
        return
    for node in ast.walk(file.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("commit", "rollback")
        ):
            yield file.finding(
                node.lineno, "transaction", "the edge that opened the transaction ends it"
            )


RULES: tuple[Rule, ...] = (
    environment_is_read_in_settings,
    files_are_short,
    functions_are_short,
    names_say_something,
    tests_carry_a_marker,
    core_leaves_commits_to_its_callers,
)
