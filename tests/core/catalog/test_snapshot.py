from datetime import time

import pytest

from core.kit.ids import new_id
from tests.core.catalog.business import EVERY_DAY, Business

pytestmark = pytest.mark.unit


class TestCatalogSnapshot:
    def test_names_what_can_be_booked_now(self) -> None:
        business = Business()
        amina = business.add("Amina")
        business.add("Old Otieno", is_active=False)
        business.add("Chair 1", "chair")
        braids = business.add_service(
            "Braids", [amina], names={"sw": "Kusuka"}, synonyms=("rasta",)
        )
        business.add_service("Gone", [amina], is_active=False)
        names = business.snapshot().names
        assert [entry.id for entry in names.services] == [str(braids)]
        assert names.services[0].translations == {"sw": "Kusuka"}
        assert names.services[0].synonyms == ("rasta",)
        assert [entry.name for entry in names.staff] == ["Amina"]

    def test_looks_up_what_is_no_longer_offered(self) -> None:
        business = Business()
        gone = business.add_service("Gone", [business.add("Amina")], is_active=False)
        catalog = business.snapshot()
        service = catalog.service(gone)
        assert service is not None
        assert service.name == "Gone"
        assert catalog.services == ()
        assert catalog.service(new_id()) is None

    def test_gives_readers_zone_currency_and_usual_hours(self) -> None:
        business = Business("Europe/Berlin", currency="EUR", hours={0: EVERY_DAY[0]})
        business.add("Amina", hours={0: [("06:00", "07:00")]})
        settings = business.snapshot().reading_settings
        assert str(settings.zone) == "Europe/Berlin"
        assert settings.currency == "EUR"
        assert settings.open_hours == (((time(9), time(17)),), (), (), (), (), (), ())

    def test_says_that_usual_hours_are_unknown(self) -> None:
        assert Business(hours={}).snapshot().reading_settings.open_hours == ()

    def test_picks_staff_once_in_the_given_order(self) -> None:
        business = Business()
        amina, grace, chair = (
            business.add("Amina"),
            business.add("Grace"),
            business.add("C", "chair"),
        )
        staff = business.snapshot().staff_among([grace, chair, amina, grace, new_id()])
        assert [member.name for member in staff] == ["Grace", "Amina"]


class TestCatalogService:
    def test_staff_are_those_who_work_now(self) -> None:
        business = Business()
        by = [business.add("Amina"), business.add("Old Otieno", is_active=False)]
        business.add_service("Braids", by)
        service = business.snapshot().services[0]
        assert [member.name for member in service.staff] == ["Amina"]
        assert service.name_in("sw") == "Braids"
