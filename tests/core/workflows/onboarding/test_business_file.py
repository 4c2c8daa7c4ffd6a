from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest

from core.workflows.onboarding.business_file import load_business_file
from core.workflows.onboarding.values import (
    minor_units,
    parse_amount,
    parse_deposit,
    parse_duration,
    parse_spans,
    parse_week,
)
from tests.core.workflows.onboarding.files import problems_of

pytestmark = pytest.mark.unit

DEMO = Path("launcher/demo/salon.yml")
SMALL = """\
slug: duka
name: Duka
vertical: other
time_zone: Africa/Nairobi
currency: KES
languages: [en]
branches:
  - name: Town
    hours: {mon-fri: "08:00-17:00"}
staff:
  - name: Ann
    services: [Visit]
services:
  - name: Visit
    price: 100
"""


class TestParseDuration:
    @pytest.mark.parametrize(
        ("text", "minutes"), [(90, 90), ("45m", 45), ("2h", 120), ("2h 30m", 150), ("1h30min", 90)]
    )
    def test_reads_minutes_and_hours(self, text: object, minutes: int) -> None:
        assert parse_duration(text) == minutes

    @pytest.mark.parametrize("text", ["", "soon", 0, "-5m", "2 days", True, 10**9])
    def test_refuses_what_is_not_a_duration(self, text: object) -> None:
        with pytest.raises(ValueError, match="duration"):
            parse_duration(text)


class TestParseSpans:
    def test_reads_one_several_and_none(self) -> None:
        assert parse_spans("08:00-18:00") == ((time(8), time(18)),)
        assert parse_spans(["08:00-12:00", "14:00-18:00"]) == (
            (time(8), time(12)),
            (time(14), time(18)),
        )
        assert parse_spans("closed") == ()

    def test_reads_midnight_as_the_end_of_the_day(self) -> None:
        assert parse_spans("18:00-24:00") == ((time(18), time(0)),)

    def test_knows_no_hour_after_the_last(self) -> None:
        for text in ("08:00-30:00", "25:00-26:00", "24:00-08:00", "08:61-09:00", "08:00-24:30"):
            with pytest.raises(ValueError, match="no time of a day"):
                parse_spans(text)


class TestParseAmount:
    @pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, "two", [1]])
    def test_refuses_what_is_no_amount(self, value: object) -> None:
        with pytest.raises(ValueError, match="an amount is"):
            parse_amount(value)


class TestParseWeek:
    def test_spreads_a_span_of_days(self) -> None:
        week = parse_week({"mon-wed": "08:00-18:00", "sun": "closed"})
        assert sorted(week) == [0, 1, 2, 6]
        assert week[6] == ()

    def test_wraps_around_the_weekend(self) -> None:
        assert sorted(parse_week({"fri-mon": "10:00-12:00"})) == [0, 4, 5, 6]

    def test_a_day_may_be_written_out(self) -> None:
        assert sorted(parse_week({"Monday-Thurs": "10:00-12:00"})) == [0, 1, 2, 3]

    @pytest.mark.parametrize("days", ["mon-sunshine", "monkey", "mo"])
    def test_what_only_begins_like_a_day_is_none(self, days: str) -> None:
        with pytest.raises(ValueError, match="days are mon, tue"):
            parse_week({days: "10:00-12:00"})


class TestParseDeposit:
    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("none", ("none", Decimal(0))),
            ("full", ("full", Decimal(0))),
            ("20%", ("percent", Decimal(20))),
            (500, ("fixed", Decimal(500))),
        ],
    )
    def test_reads_every_notation(self, text: object, rule: tuple[str, Decimal]) -> None:
        assert parse_deposit(text) == rule

    @pytest.mark.parametrize("text", ["0%", "101%", "half", "-3"])
    def test_refuses_nonsense(self, text: object) -> None:
        with pytest.raises(ValueError, match="deposit"):
            parse_deposit(text)


class TestMinorUnits:
    def test_follows_the_currency(self) -> None:
        assert minor_units(Decimal("1500.50"), "KES") == 150_050
        assert minor_units(Decimal(1500), "UGX") == 1500

    def test_refuses_decimals_the_currency_lacks(self) -> None:
        with pytest.raises(ValueError, match="decimals"):
            minor_units(Decimal("1.5"), "UGX")


class TestLoadBusinessFile:
    def test_reads_the_demo_business(self) -> None:
        business = load_business_file(DEMO, {})
        assert business.name == "Zuri Hair Studio"
        assert {service.name for service in business.services} >= {"Braids", "Haircut"}
        assert business.channels[0].id == "109000000000001"

    def test_takes_secrets_from_the_environment(self) -> None:
        business = load_business_file(DEMO, {"DEMO_WHATSAPP_TOKEN": "from-outside"})
        assert business.channels[0].secrets["access_token"] == "from-outside"

    def test_names_line_field_and_what_is_allowed(self, tmp_path: Path) -> None:
        found = problems_of(tmp_path, SMALL.replace("Africa/Nairobi", "Nairobi"))
        assert found == ["line 4: time_zone: a time zone of the IANA list, such as Africa/Nairobi"]

    def test_points_into_nested_parts(self, tmp_path: Path) -> None:
        found = problems_of(tmp_path, SMALL.replace('"08:00-17:00"', "8 to 5"))
        assert len(found) == 1
        assert found[0].startswith("line 9: branches.Town.hours: mon-fri: hours are like")

    def test_refuses_a_service_nobody_has(self, tmp_path: Path) -> None:
        found = problems_of(tmp_path, SMALL.replace("[Visit]", "[Massage]"))
        assert found == [
            "line 12: staff.Ann.services.1: no service is called 'Massage'; there are: Visit"
        ]

    def test_says_which_fields_are_known(self, tmp_path: Path) -> None:
        top = problems_of(tmp_path, SMALL + "website: duka.example\n")[0]
        assert top.startswith("line 16: website: not known here; allowed are: slug, name, vertical")
        nested = problems_of(tmp_path, SMALL.replace("price: 100", "price: 100\n    cost: 5"))[0]
        assert nested.startswith(
            "line 16: services.Visit.cost: not known here; allowed are: name, "
        )
        assert "price_per" in nested

    def test_guesses_what_was_meant(self, tmp_path: Path) -> None:
        found = problems_of(tmp_path, SMALL.replace("    price:", "    prise:"))
        assert found[0] == "line 14: services.Visit.price: has to be there"
        assert found[1].startswith(
            "line 15: services.Visit.prise: not known here (did you mean price?)"
        )

    def test_says_which_variable_is_missing(self, tmp_path: Path) -> None:
        found = problems_of(tmp_path, SMALL.replace("name: Duka", "name: ${SHOP_NAME}"))
        assert found == ["line 2: the environment variable SHOP_NAME is not set"]

    def test_refuses_a_day_that_does_not_exist(self, tmp_path: Path) -> None:
        closed = SMALL.replace("staff:", "    special_hours: {2026-02-30: closed}\nstaff:")
        assert problems_of(tmp_path, closed)[0].startswith("line 10: branches.Town.special_hours")

    def test_refuses_signs_that_cannot_be_stored(self, tmp_path: Path) -> None:
        raw = problems_of(tmp_path, SMALL.replace("Duka", "Du\x07ka"))
        escaped = problems_of(tmp_path, SMALL.replace("name: Duka", 'name: "Du\\0ka"'))
        assert raw == ["line 2: not YAML: a sign that cannot be printed; delete it"]
        assert escaped == ["line 2: a text has a sign that cannot be printed"]

    @pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [id]", "!secret word"])
    def test_refuses_tagged_values(self, tmp_path: Path, tag: str) -> None:
        assert problems_of(tmp_path, SMALL.replace("name: Duka", f"name: {tag}"))[0].startswith(
            "line 2"
        )

    @pytest.mark.parametrize("text", ["", "- a\n", "a: [1\n", "\t"])
    def test_refuses_what_is_no_mapping(self, tmp_path: Path, text: str) -> None:
        assert "line" in problems_of(tmp_path, text)[0]
