import pytest

from launcher.cli.models import _row

pytestmark = pytest.mark.unit

FOUND = {"in_use": "new", "chosen": None, "models": []}


def _state(name: str, running: list[str]) -> str:
    return str(_row({"name": name, "trained_at": "2026-11-30"}, FOUND, running)["state"])


class TestState:
    def test_the_newest_is_in_use_where_nothing_runs(self) -> None:
        assert (_state("new", []), _state("old", [])) == ("in use", "")

    def test_what_runs_is_told_from_what_will_from_the_next_start_on(self) -> None:
        assert _state("new", ["old", "old"]) == "from the next start on"
        assert _state("old", ["old", "old"]) == "running"

    def test_a_model_that_runs_and_stays_is_in_use(self) -> None:
        assert _state("new", ["new"]) == "running, in use"
