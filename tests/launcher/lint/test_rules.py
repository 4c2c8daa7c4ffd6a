from collections.abc import Callable, Iterator

import pytest

from launcher.lint import rules
from launcher.lint.platform import check_platform_callers
from launcher.lint.source import Finding, SourceFile
from launcher.lint.texts import check_texts

pytestmark = pytest.mark.unit


def _found(
    rule: Callable[[SourceFile], Iterator[Finding]], path: str, text: str
) -> list[tuple[int, str]]:
    return [(finding.line, finding.rule) for finding in rule(SourceFile(path, text))]


class TestEnvironmentIsReadInSettings:
    @pytest.mark.parametrize(
        "text",
        ["import os\nx = os.environ['A']", "import os\nos.getenv('A')", "from os import environ"],
    )
    def test_finds_reads_in_business_code(self, text: str) -> None:
        assert _found(rules.environment_is_read_in_settings, "core/booking/holds.py", text)

    @pytest.mark.parametrize("path", ["actions/settings.py", "launcher/system.py", "tests/x.py"])
    def test_lets_settings_and_the_launcher_read(self, path: str) -> None:
        text = "import os\nx = os.environ['A']"
        assert _found(rules.environment_is_read_in_settings, path, text) == []


class TestLengths:
    def test_finds_long_files_and_long_functions(self) -> None:
        assert _found(rules.files_are_short, "core/a.py", "x = 1\n" * 401)
        body = "def f():\n" + "    x = 1\n" * 40
        assert _found(rules.functions_are_short, "core/a.py", body) == [(1, "function-length")]

    def test_lets_tests_tell_long_stories(self) -> None:
        body = "def f():\n" + "    x = 1\n" * 60
        assert _found(rules.functions_are_short, "tests/test_a.py", body) == []


class TestNames:
    @pytest.mark.parametrize("path", ["core/utils.py", "core/helpers/x.py", "bots/manager.py"])
    def test_finds_names_that_say_nothing(self, path: str) -> None:
        assert _found(rules.names_say_something, path, "") == [(1, "vague-name")]


class TestMarkers:
    def test_finds_test_modules_without_a_stage(self) -> None:
        assert _found(rules.tests_carry_a_marker, "tests/test_a.py", "x = 1") == [(1, "marker")]
        marked = "pytestmark = pytest.mark.unit"
        assert _found(rules.tests_carry_a_marker, "tests/test_a.py", marked) == []


class TestTransactions:
    def test_finds_commits_in_services(self) -> None:
        text = "async def f(session):\n    await session.commit()"
        rule = rules.core_leaves_commits_to_its_callers
        assert _found(rule, "core/booking/service.py", text) == [(2, "transaction")]
        assert _found(rule, "core/kit/db.py", text) == []


class TestPlatformCallers:
    FILE = SourceFile(
        "core/a.py",
        "class Sweeper:\n    def run(self):\n        self.db.platform_transaction(reason='x')",
    )

    def test_finds_callers_that_are_not_listed(self) -> None:
        found = check_platform_callers([self.FILE], [])
        assert [finding.line for finding in found] == [3]
        assert "core/a.py::Sweeper.run" in found[0].message

    def test_finds_lines_that_nothing_needs(self) -> None:
        found = check_platform_callers([self.FILE], ["core/a.py::Sweeper.run", "core/b.py::gone"])
        assert [finding.message for finding in found] == ["nothing calls it in core/b.py::gone"]


class TestTexts:
    def test_finds_paths_of_one_machine_and_package_indexes(self) -> None:
        text = "fine\nsee /" + "home/jane/x\nfrom https://pypi" + ".org/simple"
        assert [finding.line for finding in check_texts([("a.md", text)])] == [2, 3]
