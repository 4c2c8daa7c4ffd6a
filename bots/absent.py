"""Stands in for packages that Rasa imports at start although nothing of ours uses them.

TensorFlow and a few chat and cloud clients would cost every process ten seconds and 300 MB. The
stand-in lets Rasa's classes be defined; using one of them (a DIETClassifier in config.yml, say)
raises an error that says why. A package that is imported already stays what it is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PACKAGES = frozenset(
    {
        "aiogram",
        "boto3",
        "botocore",
        "keras",
        "slack_sdk",
        "tensorflow",
        "tensorflow_hub",
        "tensorflow_text",
        "webexteamssdk",
    }
)


class _AbsentType(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class Absent(Exception, metaclass=_AbsentType):
    """Any class, function, error or constant of an absent package."""

    def __new__(cls, *given: Any, **named: Any) -> Any:
        if cls is Absent:
            return given[0] if given and callable(given[0]) else Absent
        raise RuntimeError(
            f"{cls.__module__}.{cls.__qualname__} needs a package that bots/absent.py leaves out"
        )

    def __class_getitem__(cls, _: Any) -> Any:
        return cls


class _AbsentModule(ModuleType):
    __path__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent


class _Finder(MetaPathFinder, Loader):
    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] not in self._packages:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: every attribute is made up on demand."""


def leave_out() -> None:
    """From now on the packages are imported as stand-ins."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(PACKAGES - sys.modules.keys()))
