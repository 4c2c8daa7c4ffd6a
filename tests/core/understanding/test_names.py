"""Names of one salon's services and staff, as its customers write them."""

import os
from pathlib import Path

import pytest

from core.understanding import CatalogNames, NamedEntry, read
from core.workflows.onboarding.business_file import load_business_file
from tests.core.understanding.notation import DAILY_8_TO_18, REFERENCE

pytestmark = pytest.mark.unit

SALON = load_business_file(
    Path(__file__).parents[3] / "launcher" / "demo" / "salon.yml", os.environ
)
CATALOG = CatalogNames(
    services=tuple(
        NamedEntry(each.name, each.name, tuple(each.also_called), each.names)
        for each in SALON.services
    ),
    staff=tuple(NamedEntry(each.name, each.name, tuple(each.also_called)) for each in SALON.staff),
)


def named(text: str, slot: str | None = None) -> list[str]:
    """The services and people read of a text, with a question mark where it stays open."""
    reading = read(
        text, reference=REFERENCE, catalog=CATALOG, settings=DAILY_8_TO_18, requested_slot=slot
    )
    open_ones = {item.entity for item in reading.ambiguous}
    return [
        name + ("?" if entity in open_ones else "")
        for entity in ("service", "staff")
        for name in reading.entities.get(entity, {"ids": ()})["ids"]
    ]


class TestRead:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("kunyoa watoto", ["Kids haircut"]),
            ("naleta mtoi kunyolewa", ["Kids haircut"]),
            ("naomba mumnyoe mwanangu", ["Kids haircut"]),
            ("a haircut for my kid", ["Kids haircut"]),
            ("mtoto anaumwa", []),
            ("checkup ya mtoto", []),
            ("a check up tomorrow", []),
            ("sounds good, lock it in", []),
            ("a bird's nest", []),
            ("kata ile ya kesho", []),
            ("jino linauma usiku kucha", []),
        ],
    )
    def test_knows_what_an_everyday_word_stands_for(self, text: str, names: list[str]) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("corn rows", ["Cornrows"]),
            ("corn-rows", ["Cornrows"]),
            ("cornrow", ["Cornrows"]),
            ("hair cut", ["Haircut"]),
            ("a hair cut and beard trim", ["Haircut", "Beard trim"]),
            ("kids hair cut", ["Kids haircut"]),
            ("boxbraids", ["Braids"]),
            ("blow out", ["Wash and blow-dry"]),
            ("blowdry", ["Wash and blow-dry"]),
        ],
    )
    def test_finds_a_name_written_apart_or_together(self, text: str, names: list[str]) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("kunyoa nywele", ["Haircut"]),
            ("kunyolewa nywele", ["Haircut"]),
            ("kusuka nywele", ["Braids"]),
            ("kusuka knotless", ["Braids"]),
            ("kusuka mistari", ["Cornrows"]),
            ("nataka kusuka lines", ["Cornrows"]),
            ("kids cut", ["Kids haircut"]),
            ("haircut for kids", ["Kids haircut"]),
            ("trim my beard", ["Beard trim"]),
            ("hair colour", ["Colour and highlights"]),
            ("coloring", ["Colour and highlights"]),
            ("rangi", ["Colour and highlights"]),
            ("mani/pedi", ["Manicure", "Pedicure"]),
            ("bridal makeup", ["Bridal package"]),
        ],
    )
    def test_takes_words_for_one_service_as_one(self, text: str, names: list[str]) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("drop the colour, just do a haircut", ["Haircut"]),
            ("leave the pedicure, do the manicure only", ["Manicure"]),
            ("wacha braids, nifanyie mistari", ["Cornrows"]),
            ("braids instead of cornrows", ["Braids"]),
            ("cornrows not braids", ["Cornrows"]),
            ("cancel the braids", ["Braids"]),
            ("braids and a manicure", ["Braids", "Manicure"]),
            ("nisikae kwa line", []),
        ],
    )
    def test_leaves_out_what_is_dropped_for_something_else(
        self, text: str, names: list[str]
    ) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("ameena", ["Amina"]),
            ("aminah", ["Amina"]),
            ("njery", ["Njeri"]),
            ("otyeno", ["Otieno"]),
            ("padicure", ["Pedicure"]),
            ("manicur", ["Manicure"]),
        ],
    )
    def test_finds_a_name_by_its_sound_or_with_a_slip(self, text: str, names: list[str]) -> None:
        assert named(text, "staff") == names


class TestWhatIsNotOffered:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("do you do massages?", "massage"),
            ("hey there, you guys do dreads?", "dreadlocks"),
            ("mnafanya masaji", "massage"),
            ("I'd like a facial tomorrow at 3", "facial"),
            ("braids and a facial", None),
            ("not a massage, a manicure", None),
            ("mnasuka rasta?", None),
            ("do you have a table for us", None),
        ],
    )
    def test_is_read_where_no_service_is_named(self, text: str, kind: str | None) -> None:
        reading = read(text, reference=REFERENCE, catalog=CATALOG, settings=DAILY_8_TO_18)
        assert reading.entities.get("not_offered") == kind
