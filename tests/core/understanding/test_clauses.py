import pytest

from core.understanding.clauses import changes_standing, halves_of

pytestmark = pytest.mark.unit


class TestHalvesOf:
    @pytest.mark.parametrize(
        ("text", "halves"),
        [
            ("cancel it and book braids", ("cancel it", "book braids")),
            ("book a trim, also where are you", ("book a trim", "where are you")),
            ("bei ni ngapi? pia nataka kusuka", ("bei ni ngapi?", "nataka kusuka")),
            (
                "futa booking yangu halafu nipangie ijumaa",
                ("futa booking yangu", "nipangie ijumaa"),
            ),
            ("where are you\nbook me at 4", ("where are you", "book me at 4")),
        ],
    )
    def test_are_what_stands_on_both_sides(self, text: str, halves: tuple[str, str]) -> None:
        assert halves in halves_of(text)

    def test_a_question_in_the_middle_is_one_and_what_is_around_it_the_other(self) -> None:
        text = "book pedicure thursday and also how much is bridal? my name is Joy"
        halves = ("book pedicure thursday. my name is Joy", "how much is bridal?")
        assert halves in halves_of(text)

    @pytest.mark.parametrize(
        "text", ["braids and cornrows", "hi, book me", "saa 9.30 kesho", "", "Amina na Grace"]
    )
    def test_are_none_where_one_would_be_a_single_word(self, text: str) -> None:
        assert halves_of(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "If I come for a pedicure, how much should I bring",
            "when I come with my daughter and my son, what do we pay",
            "nikija kwa pedicure, nibebe pesa ngapi",
            "kama nikileta mtoto na bibi, mtachaji ngapi",
        ],
    )
    def test_are_none_where_one_would_only_be_a_condition(self, text: str) -> None:
        assert halves_of(text) == []

    def test_a_condition_is_part_of_its_half(self) -> None:
        first, second = "book me a manicure.", "if I come for a pedicure, how much is it?"
        assert (first, second) in halves_of(f"{first} {second}")

    def test_are_few_however_long_the_text_is(self) -> None:
        assert len(halves_of("one two, " * 25)) <= 6
        assert halves_of("one two, " * 2000) == []


class TestChangesStanding:
    @pytest.mark.parametrize(
        "text",
        [
            "cancel my manicure",
            "move the other one to Friday",
            "please reschedule the appointment on Monday",
            "push Tuesday's to Wednesday",
            "uhamishe booking yangu ya kucha iwe Ijumaa",
            "futa miadi niliyoweka juzi",
            "ucancel my appointment",
            "usogeze ile nyingine",
        ],
    )
    def test_is_what_moves_or_calls_off_a_booking_that_it_names(self, text: str) -> None:
        assert changes_standing(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Grace should be the one doing it",
            "cancel it if she is sick",
            "hold my place",
            "mtunze nafasi hiyo",
            "Amina ndiye anihudumie",
            "my name is Joy",
        ],
    )
    def test_is_nothing_that_belongs_to_the_visit_just_named(self, text: str) -> None:
        assert not changes_standing(text)
