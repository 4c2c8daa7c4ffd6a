from typing import Any

import pytest

from core.conversations.masking import STAND_INS, masked

pytestmark = pytest.mark.unit


def _reading(text: str, **words: str) -> dict[str, Any]:
    """A reading that found these words."""
    spans = [
        {"entity": entity, "start": text.index(found), "end": text.index(found) + len(found)}
        for entity, found in words.items()
    ]
    return {"spans": spans}


class TestMasked:
    def test_what_the_turn_read_as_personal_is_gone(self) -> None:
        text = "naitwa Achieng Otieno, nataka braids kesho"
        reading = _reading(text, name="Achieng Otieno", service="braids", date="kesho")
        assert masked(text, reading) == "naitwa <name>, nataka braids kesho"

    def test_the_contacts_own_name_is_gone_in_any_case(self) -> None:
        assert masked("it's JANE again", {}, ["Jane Wanjiku", None]) == "it's <name> again"

    def test_a_name_inside_another_word_stays(self) -> None:
        assert masked("the grace period", {}, ["Race"]) == "the grace period"

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("call 0712 345 678 please", "call <phone> please"),
            ("call +254 712-345-678", "call <phone>"),
            ("jane.w+x@mail.co.ke ni yangu", "<email> ni yangu"),
            ("cancel bk-7f3k2", "cancel <reference>"),
            ("nimelipa SFE4AB12CD", "nimelipa <reference>"),
            ("ID 31234567", "ID <number>"),
            ("see https://me.example/x?y", "see <link>"),
        ],
    )
    def test_what_has_the_form_of_personal_data_is_gone(self, text: str, shown: str) -> None:
        assert masked(text, {}) == shown

    @pytest.mark.parametrize(
        "text", ["kesho saa 10:30", "tarehe 22/11/2026", "KES 15,000", "nataka appointment", "2 pm"]
    )
    def test_days_times_and_money_stay(self, text: str) -> None:
        assert masked(text, {}) == text

    def test_stand_ins_keep_the_text_a_sentence(self) -> None:
        shown = masked("I am Otieno, 0712345678", {}, ["Otieno"], words=STAND_INS)
        assert shown == "I am Wanjiku, 0712345678"

    def test_a_span_is_masked_once(self) -> None:
        text = "0712345678"
        assert masked(text, _reading(text, phone=text), ["0712345678"]) == "<phone>"

    def test_four_digits_alone_may_be_a_pin(self) -> None:
        assert masked("4821", {}) == "<number>"
        assert masked("4821 people", {}) == "4821 people"

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Asha Yusuf", "<name>"),
            ("Joe", "<name>"),
            ("Nina.", "<name>."),
            ("Nataka Braids", "Nataka Braids"),
            ("Hello", "Hello"),
            ("Sawa", "Sawa"),
            ("Kesho Asubuhi", "Kesho Asubuhi"),
            ("Joe?", "Joe?"),
            ("zxqv", "zxqv"),
        ],
    )
    def test_a_message_that_is_nothing_but_a_name_is_gone(self, text: str, shown: str) -> None:
        assert masked(text, {}) == shown

    def test_who_is_wanted_and_is_not_of_the_staff_is_gone(self) -> None:
        text = "I want Zuhura to do it"
        assert masked(text, _reading(text, stranger="Zuhura")) == "I want <name> to do it"
