from pathlib import Path

import pytest

from tests.core.workflows.onboarding.files import loaded, problems_of

pytestmark = pytest.mark.unit

OFFICE = """\
slug: wakili
name: Wakili
vertical: other
time_zone: Africa/Nairobi
currency: KES
languages: [en]
branches:
  - name: Town
    hours: {mon-fri: "08:00-17:00"}
staff:
  - name: Ann
    services: [Talk]
services:
  - name: Talk
    kind: meeting
    duration: 20m
"""


class TestMeetings:
    def test_have_no_price(self, tmp_path: Path) -> None:
        (talk,) = loaded(tmp_path, OFFICE).services
        assert (talk.kind, talk.price, talk.duration) == ("meeting", 0, 20)

    @pytest.mark.parametrize("wrong", ["price: 500", "deposit: 20%", "price_per: night"])
    def test_that_cost_something_are_no_meetings(self, tmp_path: Path, wrong: str) -> None:
        field = wrong.partition(":")[0]
        found = problems_of(tmp_path, f"{OFFICE}    {wrong}\n")
        assert found == [
            f"line 17: services.Talk.{field}: a meeting costs nothing: leave it out, or use"
            " kind: service"
        ]

    def test_need_somebody_who_can_be_met(self, tmp_path: Path) -> None:
        found = problems_of(tmp_path, OFFICE.replace("services: [Talk]", "services: []"))
        assert found == [
            "line 15: services.Talk.kind: a meeting needs somebody who can be met; name 'Talk'"
            " under the services of a member of staff"
        ]

    def test_are_open_to_staff_who_do_everything(self, tmp_path: Path) -> None:
        loaded(tmp_path, OFFICE.replace("    services: [Talk]\n", ""))
