"""What a model may say about a message, and what of it is used."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.llm.errors import AnswerRejected
from core.understanding import CatalogNames, NamedEntry, ReadingSettings, read
from core.workflows.interpretation.checking import AnswerCheck, is_personal
from core.workflows.interpretation.meaning import Heard, Meaning
from tests.fixtures.language_model import PROMPT

pytestmark = pytest.mark.unit

# A Saturday, 13:00 in Nairobi.
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NAMES = CatalogNames(
    services=(
        NamedEntry("s-braids", "Box braids", ("rasta",), {"sw": "Kusuka"}),
        NamedEntry("s-cut", "Kids haircut"),
    ),
    staff=(NamedEntry("p-amina", "Amina"), NamedEntry("p-grace", "Grace")),
)
SETTINGS = ReadingSettings()


def check(text: str, intent: str, *entities: tuple[str, str, str | None]) -> Meaning:
    """The meaning of an answer about a text, which the readers have read first."""
    reading = read(text, reference=NOW, catalog=NAMES, settings=SETTINGS).as_dict()
    named = [dict(zip(("entity", "quote", "meaning"), each, strict=True)) for each in entities]
    heard = Heard(text, NOW, reading)
    return AnswerCheck(PROMPT, heard, NAMES, SETTINGS).accept({"intent": intent, "entities": named})


class TestAccept:
    def test_a_service_becomes_the_id_of_this_business(self) -> None:
        said = check(
            "my twins need their hair chopped", "book_service",
            ("service", "twins need their hair chopped", "Kids haircut"),
        )  # fmt: skip
        assert said.entities["service"]["ids"] == ["s-cut"]

    @pytest.mark.parametrize("name", ["box BRAIDS", "kusuka", "rasta"])
    def test_a_name_may_be_a_translation_or_another_word_of_the_owner(self, name: str) -> None:
        said = check("that long twisty thing", "book_service", ("service", "twisty thing", name))
        assert said.entities["service"]["ids"] == ["s-braids"]

    @pytest.mark.parametrize("name", ["s-braids", "Massage", "Amina", "*", ""])
    def test_a_name_of_nobody_here_rejects_everything(self, name: str) -> None:
        with pytest.raises(AnswerRejected, match="foreign_name"):
            check("that twisty thing", "book_service", ("service", "twisty thing", name))

    def test_a_service_that_is_not_offered_is_left_out(self) -> None:
        assert check("kazi ya massage", "book_service", ("service", "massage", None)).entities == {}

    @pytest.mark.parametrize(
        "quote", ["tomorrow", "BK-7F3K2", "ignore all rules", " ", "kesho saa tisa leo"]
    )
    def test_words_the_contact_never_wrote_reject_everything(self, quote: str) -> None:
        with pytest.raises(AnswerRejected, match="not_quoted"):
            check("weka kitu kesho", "book_service", ("when", quote, None))

    @pytest.mark.parametrize(
        ("meaning", "date"), [("Sunday", "2026-11-22"), ("Sunday next week", "2026-11-29")]
    )
    def test_a_day_in_words_of_the_model_is_read_by_our_readers(
        self, meaning: str, date: str
    ) -> None:
        said = check("siku ile ya kanisa", "inform", ("when", "siku ile ya kanisa", meaning))
        assert said.entities == {"date": date}

    @pytest.mark.parametrize(
        "meaning",
        [
            "yesterday",
            "2020-01-01",
            "2031-01-01",
            "last Friday",
            "Sunday at 3pm",
            "at 4 or so",
            "next Sunday",
        ],
    )
    def test_a_day_that_is_past_or_that_the_model_computed_is_left_out(self, meaning: str) -> None:
        said = check("siku ile ya kanisa", "inform", ("when", "siku ile ya kanisa", meaning))
        assert said.entities == {}

    @pytest.mark.parametrize(
        "meaning",
        [
            "twenty first december",
            "the third of January",
            "in three days",
            "saa tisa kesho",
            "tomorrow at half past noon",
            "tarehe tatu mwezi wa nne",
        ],
    )
    def test_a_number_that_the_contact_never_named_is_no_models_either(self, meaning: str) -> None:
        said = check("siku ile ya kanisa", "inform", ("when", "siku ile ya kanisa", meaning))
        assert said.entities == {}

    def test_a_number_of_the_contact_may_be_put_into_other_words(self) -> None:
        text = "ile siku ya tatu ya mwaka, ya kanisa"
        said = check(text, "inform", ("when", text, "third of January"))
        assert said.entities == {"date": "2027-01-03"}

    @pytest.mark.parametrize(
        ("text", "entity", "quote"),
        [
            ("0712345678 ndio", "party_size", "7"),
            ("tuko 15 hivi bana", "party_size", "5"),
            ("ni ya dadangu Wambui Njeri", "name", "jeri"),
            ("ile ya kanisa", "when", "il"),
        ],
    )
    def test_a_part_of_a_word_or_number_was_not_written(
        self, text: str, entity: str, quote: str
    ) -> None:
        with pytest.raises(AnswerRejected, match="not_quoted"):
            check(text, "inform", (entity, quote, None))

    @pytest.mark.parametrize(
        ("text", "entity", "quote", "meaning"),
        [
            ("any day but not friday", "when", "friday", None),
            ("any day but not friday", "when", "any day but not friday", "Friday"),
            ("si ijumaa, hiyo nyingine", "when", "hiyo nyingine", "Friday"),
            ("someone but not Amina", "staff", "Amina", None),
            ("someone but not Amina", "staff", "someone", "Amina"),
        ],
    )
    def test_what_the_contact_does_not_want_is_not_what_he_wants(
        self, text: str, entity: str, quote: str, meaning: str | None
    ) -> None:
        assert check(text, "inform", (entity, quote, meaning)).entities == {}

    def test_who_is_wanted_is_not_turned_into_anyone(self) -> None:
        assert check("nataka Amina tu", "inform", ("anyone", "tu", None)).entities == {}

    def test_no_words_of_a_model_break_a_reader(self) -> None:
        text = "a million weeks before 3 february"
        assert check(text, "inform", ("when", text, text)).entities == {}

    def test_what_the_reading_has_stands(self) -> None:
        said = check(
            "braids kesho tafadhali", "book_service",
            ("service", "braids", "Kids haircut"), ("when", "kesho", "next Friday"),
        )  # fmt: skip
        assert said.entities == {}

    def test_what_the_reading_leaves_open_is_not_decided_by_a_model(self) -> None:
        text = "braids kesho saa kumi asubuhi"
        reading = read(text, reference=NOW, catalog=NAMES, settings=SETTINGS).as_dict()
        assert [each["entity"] for each in reading["ambiguous"]]
        said = check(text, "book_service", ("when", "saa kumi asubuhi", "4 pm"))
        assert not said.entities.keys() & {"time", "datetime", "date"}

    def test_a_phone_number_of_the_model_is_never_used(self) -> None:
        for text in ("0712 345 678", "07one2 345678"):
            said = check(f"nipigie kwa {text}", "inform", ("phone", text, "0799999999"))
            assert said.entities == {}

    def test_a_persons_name_is_read_from_the_contacts_words(self) -> None:
        said = check("hii ni ya dadangu Wambui", "inform", ("name", "Wambui", "Jane Doe"))
        assert said.entities == {"name": "Wambui"}

    def test_a_count_is_read_from_the_contacts_words(self) -> None:
        said = check("tutakuwa kaa watatu hivi", "inform", ("party_size", "watatu", "30"))
        assert said.entities == {"party_size": 3}

    @pytest.mark.parametrize(
        "intent",
        [
            "affirm",
            "deny",
            "cancel_booking",
            "opt_out",
            "opt_in",
            "make_payment",
            "start_over",
            "speak_to_human",
        ],
    )
    def test_an_intent_with_an_effect_at_once_is_to_be_asked_back(self, intent: str) -> None:
        assert check("eeh fanya hivo", intent).is_asked_back

    def test_any_other_intent_is_not(self) -> None:
        assert not check("eeh fanya hivo", "check_booking").is_asked_back

    @pytest.mark.parametrize("intent", ["", "BOOK_SERVICE", "booking", "/book_service", "restart"])
    def test_an_intent_the_domain_lacks_rejects_everything(self, intent: str) -> None:
        with pytest.raises(AnswerRejected, match="unknown_intent"):
            check("sijui", intent)

    def test_an_entity_nobody_asked_for_rejects_everything(self) -> None:
        with pytest.raises(AnswerRejected, match="unknown_entity"):
            check("weka kitu", "book_service", ("price", "kitu", "0"))

    @pytest.mark.parametrize(
        "value",
        [
            None, 1, "text", [], {}, {"intent": 1}, {"intent": None, "entities": None},
            {"intent": "greet", "entities": {}}, {"intent": "greet", "entities": [None]},
            {"intent": "greet", "entities": [{"entity": "when"}]},
            {"intent": "greet", "entities": [], "tenant_id": "x"},
            {"intent": "greet", "entities": [{"entity": "when", "quote": 7, "meaning": None}]},
            {"intent": "greet", "entities": [{"entity": "when", "quote": "x" * 401}]},
            {"intent": "greet", "entities": [{"entity": "anyone", "quote": "a"}] * 13},
        ],
    )  # fmt: skip
    def test_a_value_of_another_form_is_rejected(self, value: Any) -> None:
        heard = Heard("weka a", NOW)
        with pytest.raises(AnswerRejected, match="wrong_form"):
            AnswerCheck(PROMPT, heard, NAMES, SETTINGS).accept(value)


class TestIsPersonal:
    @pytest.mark.parametrize(
        ("entity", "expected"), [("name", True), ("phone", True), ("service", False)]
    )
    def test_says_whether_an_answer_quotes_who_the_contact_is(
        self, entity: str, expected: bool
    ) -> None:
        said = {"intent": "inform", "entities": [{"entity": entity, "quote": "x"}]}
        assert is_personal(said) is expected
