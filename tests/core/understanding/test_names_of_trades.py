"""Names of services of clinics and tour operators, as their customers write them."""

import pytest

from core.understanding import CatalogNames, NamedEntry, read
from tests.core.understanding.notation import DAILY_8_TO_18, REFERENCE

pytestmark = pytest.mark.unit

PARK = "Nairobi National Park tour"
GIRAFFES = "Giraffe Centre visit"
TOURS = CatalogNames(
    services=(
        NamedEntry(PARK, PARK, ("park tour",), {"sw": "Safari ya Nairobi National Park"}),
        NamedEntry(GIRAFFES, GIRAFFES, ("giraffes",), {"sw": "Kutembelea twiga"}),
    ),
    staff=(),
)
DOCTOR = "General consultation"
CLINIC = CatalogNames(
    services=(
        NamedEntry(DOCTOR, DOCTOR, ("check-up",), {"sw": "Kumuona daktari"}),
        NamedEntry("Eye test", "Eye test", (), {"sw": "Kupima macho"}),
    ),
    staff=(NamedEntry("Dr Kamau", "Dr Kamau"),),
)


def services(text: str, catalog: CatalogNames) -> list[str]:
    reading = read(text, reference=REFERENCE, catalog=catalog, settings=DAILY_8_TO_18)
    return list(reading.entities.get("service", {"ids": ()})["ids"])


class TestRead:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("we're visiting in December, can we do a game drive on the 12th", [PARK]),
            ("twiga tour jumamosi asubuhi", [GIRAFFES]),
            ("we land in Nairobi on the 12th and want to see the giraffes", [GIRAFFES]),
            ("how much for giraffes and the park", [GIRAFFES, PARK]),
            ("the national park, giraffes", [PARK, GIRAFFES]),
            ("the park on Friday", [PARK]),
            ("book a tour for 2 tomorrow", []),
            ("can we visit on Sunday", []),
        ],
    )
    def test_takes_a_word_of_a_long_name_for_no_second_service(
        self, text: str, names: list[str]
    ) -> None:
        assert services(text, TOURS) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("nataka kuona daktari kesho", [DOCTOR]),
            ("can my daughter see the doctor", [DOCTOR]),
            ("macho kesho", ["Eye test"]),
            ("can I meet Dr Kamau about my test results", []),
            ("naomba kuonana na Daktari Kamau", []),
        ],
    )
    def test_knows_what_a_clinic_does(self, text: str, names: list[str]) -> None:
        assert services(text, CLINIC) == names
