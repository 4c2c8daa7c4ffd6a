import json
from pathlib import Path

import pytest

from launcher.installs import Environment, Installer, find_python

pytestmark = pytest.mark.unit


class Recorder(Installer):
    """An installer whose uv only writes down what it was asked."""

    def __init__(self, root: Path, home: Path) -> None:
        super().__init__(root, home)
        self.asked: list[list[str]] = []
        self.fails_at: str | None = None

    def run(self, arguments: list[str], *, explain: str) -> None:
        self.asked.append(arguments)
        if self.fails_at in arguments:
            raise KeyboardInterrupt
        if arguments[0] == "venv":
            interpreter = Path(arguments[-1]) / "bin" / "python"
            interpreter.parent.mkdir(parents=True)
            interpreter.touch()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repo" / "requirements"
    folder.mkdir(parents=True)
    for name in ("services", "dev"):
        (folder / f"{name}.lock").write_text(f"{name}==1.0")
    return folder.parent


@pytest.fixture
def recorder(root: Path, tmp_path: Path) -> Recorder:
    return Recorder(root, tmp_path / "home")


def _environment(recorder: Recorder, *locks: str) -> Environment:
    folder = recorder.home / "venv"
    folder.parent.mkdir(exist_ok=True)
    return Environment("services", folder, "3.13", locks, "a minute")


class TestEnsure:
    def test_installs_once_and_then_costs_nothing(self, recorder: Recorder) -> None:
        recorder.ensure(_environment(recorder, "services"))
        verbs = [arguments[:2] for arguments in recorder.asked]
        assert [verb[0] for verb in verbs] == ["venv", "pip"]
        assert "--require-hashes" in recorder.asked[1]
        assert "--no-deps" in recorder.asked[1]
        recorder.asked.clear()
        recorder.ensure(_environment(recorder, "services"))
        assert recorder.asked == []

    def test_a_changed_lock_is_synchronized_with_what_is_installed(
        self, recorder: Recorder, root: Path
    ) -> None:
        recorder.ensure(_environment(recorder, "services", "dev"))
        recorder.asked.clear()
        (root / "requirements" / "services.lock").write_text("services==2.0")
        recorder.ensure(_environment(recorder, "services"))
        assert recorder.asked[0][:2] == ["pip", "sync"]
        assert [Path(part).name for part in recorder.asked[0][-2:]] == ["dev.lock", "services.lock"]

    def test_an_interrupted_install_starts_afresh(self, recorder: Recorder) -> None:
        recorder.fails_at = "install"
        environment = _environment(recorder, "services")
        with pytest.raises(KeyboardInterrupt):
            recorder.ensure(environment)
        (environment.folder / "half-a-package").touch()
        recorder.fails_at = None
        recorder.ensure(environment)
        assert not (environment.folder / "half-a-package").exists()
        assert set(json.loads(environment.stamp.read_text())) == {"services"}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python: an empty PATH, an empty home, no pyenv."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    return tmp_path


def _python_at(path: Path, *, says: str) -> str:
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)
    return str(path)


def _answering(path: Path, version: str) -> str:
    return _python_at(path, says=f"echo {version}; echo {path}")


def _in_pyenv(root: Path, patch: str) -> Path:
    return root / "versions" / patch / "bin" / "python3.13"


class TestFindPython:
    def test_there_may_be_none(self, machine: Path) -> None:
        assert find_python("3.13") is None

    def test_the_one_on_the_path_comes_first(
        self, machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        on_path = _answering(machine / "usr" / "python3.13", "3.13")
        _answering(_in_pyenv(machine / "user" / ".pyenv", "3.13.0"), "3.13")
        monkeypatch.setenv("PATH", str(machine / "usr"))
        assert find_python("3.13") == on_path

    def test_the_own_pyenv_counts_without_the_variable(self, machine: Path) -> None:
        own = _answering(_in_pyenv(machine / "user" / ".pyenv", "3.13.0"), "3.13")
        assert find_python("3.13") == own

    def test_the_own_pyenv_counts_beside_one_of_another_user(
        self, machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYENV_ROOT", str(machine / "root" / ".pyenv"))
        _python_at(_in_pyenv(machine / "root" / ".pyenv", "3.13.1"), says="exit 126")
        own = _answering(_in_pyenv(machine / "user" / ".pyenv", "3.13.0"), "3.13")
        assert find_python("3.13") == own

    def test_the_variable_comes_before_the_own_pyenv(
        self, machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PYENV_ROOT", str(machine / "opt"))
        named = _answering(_in_pyenv(machine / "opt", "3.13.0"), "3.13")
        _answering(_in_pyenv(machine / "user" / ".pyenv", "3.13.0"), "3.13")
        assert find_python("3.13") == named

    def test_a_name_is_not_believed(self, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(machine / "usr"))
        _answering(machine / "usr" / "python3.13", "3.12")
        own = _answering(_in_pyenv(machine / "user" / ".pyenv", "3.13.0"), "3.13")
        assert find_python("3.13") == own
