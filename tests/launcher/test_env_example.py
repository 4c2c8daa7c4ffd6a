"""`.env.example` is the list of what can be set: nothing is missing, nothing is said wrongly."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from pydantic_settings import BaseSettings

import actions
import connectors
import core
from launcher.installation import ROOT
from launcher.ports import DEFAULTS

pytestmark = pytest.mark.unit

# What the launcher or a container tells its processes; nobody sets it.
TOLD = {
    "ACTIONS_HOST",
    "DOMAIN_FOLDER",
    "HOST",
    "RASA_URL",
    "TURN_TOKEN",
}
# Read elsewhere than in a class of settings: the launcher, Rasa's process, docker-compose.yml.
ELSEWHERE = {
    *DEFAULTS,
    "DATABASE_URL",
    "DATABASE_RASA_URL",
    "LOG_LEVEL",
    "POSTGRES_PASSWORD",
    "RASA_MODEL",
    "RATIBA_ENGINES",
    "RATIBA_HOME",
    "RATIBA_PORT_SHIFT",
    "REDIS_PASSWORD",
}
TO_COME = {
    "DEEPGRAM_URL",
    "ELEVENLABS_URL",
    "PESAPAL_URL",
    "TELEGRAM_API_URL",
}


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


@pytest.fixture(scope="module")
def defaults() -> dict[str, object]:
    """Every setting of the processes, with the value it has when nobody sets it."""
    found: dict[str, object] = {}
    for module in (each for package in (actions, connectors, core) for each in _modules(package)):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, BaseSettings):
                for name, field in kind.model_fields.items():
                    if not _is_a_group(field.annotation):
                        found[name.upper()] = field.default
    return {name: default for name, default in found.items() if name not in TOLD}


def _is_a_group(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseSettings)


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    """The settings of the file, those in comments too, with what is written behind them."""
    text = (ROOT / ".env.example").read_text()
    return dict(re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", text, re.MULTILINE))


class TestEnvExample:
    def test_names_everything_that_can_be_set(
        self, defaults: dict[str, object], example: dict[str, str]
    ) -> None:
        assert set(defaults) - set(example) == set()

    def test_names_nothing_that_nobody_reads(
        self, defaults: dict[str, object], example: dict[str, str]
    ) -> None:
        assert set(example) - set(defaults) - ELSEWHERE == TO_COME

    def test_shows_the_value_that_holds_without_it(
        self, defaults: dict[str, object], example: dict[str, str]
    ) -> None:
        for name, default in defaults.items():
            shown = example.get(name, "")
            if isinstance(default, int | float):
                assert float(shown or default) == float(default), name
            elif isinstance(default, str) and default:
                assert shown == default, name
        assert {name: int(example[name]) for name in DEFAULTS} == DEFAULTS
