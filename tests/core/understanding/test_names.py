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
            ("shave my beard sunday 10am", ["Beard trim"]),
            ("kushave ndevu", ["Beard trim"]),
            ("nishave ndevu", ["Beard trim"]),
            ("ninyolewe ndevu", ["Beard trim"]),
            ("cut my beard", ["Beard trim"]),
            ("beard cut", ["Beard trim"]),
            ("wash and cut my hair", ["Wash and blow-dry", "Haircut"]),
            ("cut and beard", ["Haircut", "Beard trim"]),
            ("beard trim and a cut", ["Beard trim", "Haircut"]),
            ("kunyolewa ndevu na nywele", ["Beard trim", "Haircut"]),
            ("kunyolewa na kutengeneza kucha", ["Haircut", "Manicure"]),
        ],
    )
    def test_a_verb_beside_what_is_named_is_no_second_service(
        self, text: str, names: list[str]
    ) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("toe nails", ["Pedicure"]),
            ("paint my toenails", ["Pedicure"]),
            ("kucha za miguu", ["Pedicure"]),
            ("kucha za mguu kesho", ["Pedicure"]),
            ("kucha za mikono", ["Manicure"]),
            ("nails", ["Manicure"]),
        ],
    )
    def test_tells_the_nails_of_feet_from_those_of_hands(self, text: str, names: list[str]) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("natak kusuuka na amna ijuma saa nan mchna", ["Braids", "Amina"]),
            ("braids with amin tomorrow", ["Braids", "Amina"]),
            ("haircut with otieno and beard", ["Haircut", "Beard trim", "Otieno"]),
            ("kusuka na dada kesho", ["Braids"]),
            ("braids with mama", ["Braids"]),
        ],
    )
    def test_finds_who_is_named_nearly_so_behind_with(self, text: str, names: list[str]) -> None:
        assert named(text) == names

    def test_somebody_who_is_only_like_one_of_them_is_a_stranger(self) -> None:
        found = read(
            "braids with amira tomorrow",
            reference=REFERENCE, catalog=CATALOG, settings=DAILY_8_TO_18,
        )  # fmt: skip
        assert (found.entities.get("staff"), found.entities["stranger"]) == (None, "Amira")

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

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("it lines up with my matatu", []),
            ("everything lined up for friday", []),
            ("that is in line with my plan", []),
            ("do you have online booking", []),
            ("I would go with the second one, it lines up with my matatu. braids", ["Braids"]),
            ("lines", ["Cornrows"]),
            ("matutu lines", ["Cornrows"]),
            ("do my lines", ["Cornrows"]),
            ("do my lines on friday", ["Cornrows"]),
        ],
    )
    def test_takes_no_verb_for_a_service(self, text: str, names: list[str]) -> None:
        assert named(text) == names


class TestWhatIsOnlySaid:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("Mwanangu, nahitaji kunyoa nywele", ["Haircut"]),
            ("Mwanangu nahitaji kunyoa nywele", ["Haircut"]),
            ("Mjukuu wangu, nahitaji kunyoa nywele", ["Haircut"]),
            ("My son, I need a haircut", ["Haircut"]),
            ("my child, please book me a haircut", ["Haircut"]),
            ("mama yangu, nisaidie kusuka kesho", ["Braids"]),
            ("Mwanangu anahitaji kunyoa", ["Kids haircut"]),
            ("Mwanangu nataka anyolewe", ["Kids haircut"]),
            ("mimi ni baba wa watoto watatu, nataka kunyoa", ["Haircut"]),
        ],
    )
    def test_kin_addressed_or_told_of_name_no_service(self, text: str, names: list[str]) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("I prefer Grace aki, mikono yake ni nyepesi", ["Grace"]),
            ("her hands are gentle", []),
            ("I love her hands", []),
            ("she has very soft hands", []),
            ("ana mikono mizuri", []),
            ("napenda mikono yake", []),
            ("nywele zangu ni ngumu", []),
            ("my hair is long", []),
            ("my hair is long, I want braids", ["Braids"]),
            ("nataka kucha za mikono", ["Manicure"]),
            ("my nails are broken", ["Manicure"]),
            ("nataka mikono", ["Manicure"]),
            ("my skin is dry", []),
            ("my hair is already braided, I want a manicure", ["Manicure"]),
            ("nywele zangu zimesukwa, nataka kucha", ["Manicure"]),
            ("my hair is dry, wash and blow-dry please", ["Wash and blow-dry"]),
            ("no not haircut, kids haircut", ["Kids haircut"]),
            ("si kunyoa, ni kunyoa mtoto", ["Kids haircut"]),
            ("my phone wallet is dry", []),
            ("I'm dry right now", []),
            ("it's a dry month", []),
            ("wallet iko dry", []),
            ("niko dry sai", []),
            ("the one I want is blow dry", ["Wash and blow-dry"]),
            ("niko dry but nataka wash and blow-dry", ["Wash and blow-dry"]),
        ],
    )
    def test_parts_of_the_body_told_of_name_no_service(self, text: str, names: list[str]) -> None:
        assert named(text) == names

    @pytest.mark.parametrize(
        ("text", "name", "names"),
        [
            ("Kindly schedule me for cornrows. Regards, Mrs Otieno", "Mrs Otieno", ["Cornrows"]),
            ("Niwekee braids kesho. Wako, Amina Hassan", "Amina Hassan", ["Braids"]),
            ("book me braids tomorrow. thanks, Grace W.", "Grace W", ["Braids"]),
            ("nataka kusuka kesho. ni mimi Amina", "Amina", ["Braids"]),
            ("kesho na Grace, asante, Wanjiru", "Wanjiru", ["Grace"]),
            ("asante Grace", None, ["Grace"]),
            ("thanks for yesterday, Grace was great", None, ["Grace"]),
            ("I want braids, thank you, with Njeri", None, ["Braids", "Njeri"]),
        ],
    )
    def test_who_signs_is_the_contact_and_nobody_of_the_staff(
        self, text: str, name: str | None, names: list[str]
    ) -> None:
        found = read(text, reference=REFERENCE, catalog=CATALOG, settings=DAILY_8_TO_18)
        assert (found.entities.get("name"), named(text)) == (name, names)


class TestOccasions:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            (
                "nina harusi ya ndugu yangu kwa hivyo naomba mniwekee kucha za mikono tarehe 7 "
                "mwezi wa tatu saa sita mchana na mhudumu awe Njeri",
                ["Manicure", "Njeri"],
            ),
            ("tuna harusi jumamosi, nataka kusuka", ["Braids"]),
            ("kuna harusi kesho nataka pedicure", ["Pedicure"]),
            ("niko na harusi nataka kucha", ["Manicure"]),
            ("naenda harusi nataka kusukwa mistari", ["Cornrows"]),
            ("naenda kwa harusi, niwekee kucha", ["Manicure"]),
            ("nimealikwa harusi, naomba kucha za miguu", ["Pedicure"]),
            ("nataka kucha kwa sababu ya harusi", ["Manicure"]),
            ("naomba kusuka kwa sababu nina harusi", ["Braids"]),
            ("harusi ya dada yangu inakuja, niwekee kucha", ["Manicure"]),
            ("harusi yetu ni jumamosi, nataka kusuka ijumaa", ["Braids"]),
            ("I have a wedding so I need a pedicure", ["Pedicure"]),
            ("I have a wedding on Saturday so I need a pedicure", ["Pedicure"]),
            ("we've got a wedding, can I get a haircut", ["Haircut"]),
            ("my sister's wedding is coming, book me braids", ["Braids"]),
            ("My wedding is on the 28th, a manicure on the 27th please", ["Manicure"]),
            ("I need a pedicure because I have my best friend's wedding", ["Pedicure"]),
            ("going to a wedding, nails and braids please", ["Braids", "Manicure"]),
            ("attending a wedding and I need a haircut", ["Haircut"]),
            ("it's my sister's wedding on friday, need cornrows", ["Cornrows"]),
            ("my sister has a wedding, she needs braids", ["Braids"]),
            ("there's a wedding on friday. need cornrows", ["Cornrows"]),
            ("a pedicure for my sister's wedding", ["Pedicure"]),
            ("I'm going to my cousin's wedding and want braids", ["Braids"]),
            ("nina wedding saturday nataka manicure", ["Manicure"]),
        ],
    )
    def test_is_no_service_beside_one_asked_for(self, text: str, names: list[str]) -> None:
        assert sorted(named(text)) == sorted(names)

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("nataka package ya harusi", ["Bridal package"]),
            ("nataka package ya harusi na kucha", ["Bridal package", "Manicure"]),
            ("bridal package and a manicure", ["Bridal package", "Manicure"]),
            ("bibi harusi na kucha", ["Bridal package", "Manicure"]),
            ("nina harusi, nataka kupambwa kama bibi harusi", ["Bridal package"]),
            ("nina harusi, nataka package ya harusi na kucha", ["Bridal package", "Manicure"]),
            ("I have a wedding, the bridal package please", ["Bridal package"]),
            ("I have a wedding", ["Bridal package"]),
            ("nina harusi jumamosi", ["Bridal package"]),
            ("can I have a wedding package and a manicure", ["Bridal package", "Manicure"]),
            ("has my wedding been moved, and my pedicure?", ["Bridal package", "Pedicure"]),
            ("it's the wedding I want, then a pedicure", ["Bridal package", "Pedicure"]),
            ("I have booked a wedding, add a pedicure", ["Bridal package", "Pedicure"]),
            ("I have a wedding package and a pedicure booked", ["Bridal package", "Pedicure"]),
            ("kuna harusi na kucha?", ["Bridal package", "Manicure"]),
            ("mko na harusi, kucha pia?", ["Bridal package", "Manicure"]),
            ("do you have wedding, manicure?", ["Bridal package", "Manicure"]),
            ("harusi ni pesa ngapi na kucha ni ngapi", ["Bridal package", "Manicure"]),
            ("how much is the wedding and how much is a pedicure", ["Bridal package", "Pedicure"]),
        ],
    )
    def test_is_the_service_that_is_named_so(self, text: str, names: list[str]) -> None:
        assert sorted(named(text)) == sorted(names)


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
            ("attending a wedding, need a massage", "massage"),
        ],
    )
    def test_is_read_where_no_service_is_named(self, text: str, kind: str | None) -> None:
        reading = read(text, reference=REFERENCE, catalog=CATALOG, settings=DAILY_8_TO_18)
        assert reading.entities.get("not_offered") == kind
