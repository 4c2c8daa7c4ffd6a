"""Whose each service is."""

from datetime import UTC, datetime

import pytest

from core.understanding import read
from core.understanding.model import CatalogNames, NamedEntry, Reading, ReadingSettings

pytestmark = pytest.mark.unit

SALON = CatalogNames(
    (
        NamedEntry("braids", "Braids", (), {"sw": "Kusuka"}),
        NamedEntry("cut", "Haircut", ("trim",), {"sw": "Kunyoa"}),
        NamedEntry("kids", "Kids haircut", ("child haircut", "mtoto kunyoa"), {}),
        NamedEntry("nails", "Manicure", ("kucha",), {}),
        NamedEntry("feet", "Pedicure", (), {}),
    ),
    (NamedEntry("amina", "Amina"),),
)
BRAIDS, CUT, KIDS, NAILS, FEET = "braids", "cut", "kids", "nails", "feet"


def reading(text: str) -> Reading:
    return read(
        text,
        reference=datetime(2026, 11, 21, 5, 0, tzinfo=UTC),
        catalog=SALON,
        settings=ReadingSettings(),
    )


def by_person(text: str) -> list[list[str]] | None:
    """The services of each; None where they are not told apart."""
    found: list[list[str]] | None = reading(text).entities["service"].get("by_person")
    return found


class TestServicesByPerson:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("braids for me and a haircut for my daughter", [[BRAIDS], [CUT]]),
            ("my daughter needs a haircut and I want braids", [[CUT], [BRAIDS]]),
            ("braids and a manicure for me, a haircut for my son", [[BRAIDS, NAILS], [CUT]]),
            ("I want a manicure and my friend wants a pedicure", [[NAILS], [FEET]]),
            ("for me braids, for my mum a pedicure", [[BRAIDS], [FEET]]),
            ("book me for braids and my son for a trim on friday", [[BRAIDS], [CUT]]),
            ("haircut for me and my son, braids for my wife", [[CUT], [CUT], [BRAIDS]]),
            (
                "a haircut for my husband, a kids haircut for my son and a manicure for me",
                [[CUT], [KIDS], [NAILS]],
            ),
            ("mimi kusuka na mtoto kunyoa", [[BRAIDS], [KIDS]]),
            ("nataka kusuka, na mtoto wangu anyolewe", [[BRAIDS], [KIDS]]),
            ("kusuka kwangu na kucha kwa dada yangu kesho", [[BRAIDS], [NAILS]]),
            ("nataka kucha na dada yangu pedicure", [[NAILS], [FEET]]),
            ("mke wangu anataka pedicure na mimi nataka kunyoa", [[FEET], [CUT]]),
            ("me and my husband: I want a pedicure, he wants a haircut", [[FEET], [CUT]]),
            ("my sister and me: she wants a manicure and I want braids", [[NAILS], [BRAIDS]]),
            ("two kids for haircuts and I'll do a pedicure", [[KIDS], [KIDS], [FEET]]),
            ("I'll have braids, my two girls haircuts", [[BRAIDS], [CUT], [CUT]]),
            ("a trim for my three boys and braids for me", [[CUT], [CUT], [CUT], [BRAIDS]]),
            ("braids for 2 people and a pedicure for me", [[BRAIDS], [BRAIDS], [FEET]]),
            ("watoto wawili kunyolewa na mimi kucha", [[KIDS], [KIDS], [NAILS]]),
            ("watoto wangu wawili wanyolewe na nataka kusuka", [[KIDS], [KIDS], [BRAIDS]]),
        ],
    )
    def test_are_told_apart(self, text: str, expected: list[list[str]]) -> None:
        assert by_person(text) == expected
        assert reading(text).entities["party_size"] == len(expected)

    @pytest.mark.parametrize(
        "text",
        [
            "braids and a manicure for me",
            "I want braids and a manicure",
            "my friend told me about you, I want braids and a manicure",
            "braids and a manicure for my sister",
            "nataka kusuka na kucha",
            "mimi nataka kusuka na kucha",
            "kusuka na kucha kwa mtoto wangu",
        ],
    )
    def test_of_one_person_are_not(self, text: str) -> None:
        assert by_person(text) is None
        assert "party_size" not in reading(text).entities

    @pytest.mark.parametrize(
        "text",
        [
            # Both may be for the daughter, or one of them.
            "I want braids and a haircut for my daughter",
            "a haircut for my daughter and braids",
            "braids or a manicure for me and my sister",
        ],
    )
    def test_that_can_be_either_are_left_open(self, text: str) -> None:
        assert by_person(text) is None

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("I want braids and a haircut for my daughter", [[BRAIDS], [CUT]]),
            ("braids, a manicure and a haircut for my mum", [[BRAIDS, NAILS], [CUT]]),
            ("a haircut for my daughter and braids", [[CUT], [BRAIDS]]),
            ("nataka kusuka na kucha kwa dada yangu", [[BRAIDS], [NAILS]]),
        ],
    )
    def test_that_can_be_either_say_whose_they_may_be(
        self, text: str, expected: list[list[str]]
    ) -> None:
        assert reading(text).entities["service"]["maybe_by_person"] == expected

    @pytest.mark.parametrize(
        "text",
        [
            "braids and a haircut for me",
            "for my daughter braids and a haircut",
            "my daughter wants braids and a haircut",
            "braids and a haircut, both for my daughter",
            "for my son I want a haircut and a pedicure",
            "kusuka na kucha zote kwa dada yangu",
            "a haircut for my daughter",
        ],
    )
    def test_that_are_plainly_one_persons_are_not_open(self, text: str) -> None:
        found = reading(text).entities
        assert "maybe_by_person" not in found["service"]
        assert "party_size" not in found

    def test_all_for_both_are_a_party(self) -> None:
        text = "manicure and pedicure for me and my sister"
        assert (by_person(text), reading(text).entities["party_size"]) == (None, 2)

    def test_the_same_for_each_is_a_party(self) -> None:
        read_ = reading("a haircut for me and a haircut for my son")
        assert read_.entities["service"]["ids"] == [CUT]
        assert read_.entities["party_size"] == 2

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("haircut for 2 kids", KIDS),
            ("haircut for my two kids tomorrow", KIDS),
            ("a haircut for 2 people", CUT),
            ("2 adults and 2 kids for haircuts", CUT),
            ("me and my 2 kids need a haircut", CUT),
            ("braids for 2 kids", BRAIDS),
        ],
    )
    def test_who_is_counted_may_be_in_a_services_name(self, text: str, expected: str) -> None:
        assert reading(text).entities["service"]["ids"] == [expected]

    def test_more_people_than_are_named_keep_their_number(self) -> None:
        text = "we are 5 people, braids for me and a manicure for my sister"
        assert (by_person(text), reading(text).entities["party_size"]) == (None, 5)


class TestForAnother:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("and a haircut for my daughter", True),
            ("na mtoto wangu anyolewe", True),
            ("add a manicure and a pedicure for my mum", True),
            ("my son needs a trim", True),
            ("na kucha kwa dada yangu", True),
            ("and a haircut for me", False),
            ("and a haircut", False),
            ("pia kucha", False),
            ("manicure for me and my sister", False),
            ("braids for me and a haircut for my daughter", False),
        ],
    )
    def test_is_read_of_services_that_are_all_somebody_elses(
        self, text: str, expected: bool
    ) -> None:
        assert bool(reading(text).entities["service"].get("for_another")) is expected
