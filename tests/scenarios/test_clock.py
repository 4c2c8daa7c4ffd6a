"""The chosen moment of simulated conversations."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from launcher.installation import ROOT
from tests.scenarios import clock

pytestmark = pytest.mark.unit

SHOW = "import time; time.sleep(0.01); print(time.time())"


class TestMoment:
    def test_is_nairobis_unless_an_offset_is_said(self) -> None:
        assert clock.moment("2026-12-31T23:50") == datetime(2026, 12, 31, 20, 50, tzinfo=UTC)
        assert clock.moment("2026-12-31T23:50+00:00") == datetime(2026, 12, 31, 23, 50, tzinfo=UTC)

    def test_the_default_is_one(self) -> None:
        assert clock.moment(clock.DEFAULT).utcoffset() is not None


class TestPinning:
    def test_leaves_a_database_with_a_clock_of_its_own_alone(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/ratiba")
        with pytest.raises(clock.NotPinned, match="a clock of its own"):
            clock.pinning(clock.moment(clock.DEFAULT), [])

    def test_refuses_a_library_that_does_not_do_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("DATABASE_URL", raising=False)
        with pytest.raises(clock.NotPinned, match="libfaketime"):
            clock.pinning(clock.moment(clock.DEFAULT), [tmp_path / "libfaketime.so.1"])


class TestPreloaded:
    def test_another_process_has_the_chosen_time_and_can_sleep(self) -> None:
        library = next((each for each in clock.candidates(print) if clock.is_usable(each)), None)
        if library is None:
            pytest.skip("libfaketime is neither here nor can be built: make and cc?")
        at = clock.moment("2027-01-01T00:30")
        shown = subprocess.run(
            [sys.executable, "-c", SHOW],
            env={**os.environ, **clock.preloaded(library, at)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert abs(float(shown.stdout) - at.timestamp()) < 10
