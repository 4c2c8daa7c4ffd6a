import subprocess
import sys

import pytest

from launcher.installation import ROOT

pytestmark = pytest.mark.unit

FIRST_CALL = """
import sys
from rasa_sdk import Tracker
from actions.warm_up import warm_up
warm_up()
known, opened = set(sys.modules), []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
from actions.cues import says
from actions.hearing import heard_in
from actions.reasons import reason_in
from actions.topics import topics_of
spans = [{"entity": "date", "start": 0, "end": 6}]
message = {"text": "Monday, about the price", "metadata": {"reading": {"spans": spans}}}
heard = heard_in(Tracker("s", {}, message, [], False, None, {}, None))
assert heard.is_weekday and topics_of(heard.text) and reason_in(heard.text, spans)
says(heard, "paid")
print(opened, sorted(set(sys.modules) - known))
"""


class TestWarmUp:
    def test_leaves_nothing_to_load_to_the_first_call(self) -> None:
        shown = subprocess.run(
            [sys.executable, "-c", FIRST_CALL],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert shown.stdout.strip() == "[] []"
