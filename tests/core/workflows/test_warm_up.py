import subprocess
import sys

import pytest

from launcher.installation import ROOT

pytestmark = pytest.mark.unit

FIRST_TURN = """
import sys
from datetime import date, datetime, UTC
from core.workflows.warm_up import warm_up
warm_up()
known = set(sys.modules)
from core.catalog.holidays import PublicHolidays
from core.understanding import CatalogNames, ReadingSettings, read
PublicHolidays("KE").name_of(date(2026, 12, 25))
read("nataka kusuka kesho saa tisa", reference=datetime.now(UTC), catalog=CatalogNames(),
     settings=ReadingSettings())
print(sorted(set(sys.modules) - known))
"""


class TestWarmUp:
    def test_leaves_nothing_to_import_to_the_first_turn(self) -> None:
        shown = subprocess.run(
            [sys.executable, "-c", FIRST_TURN],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert shown.stdout.strip() == "[]"
