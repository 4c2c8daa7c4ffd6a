"""What a typed answer picks of the buttons that were offered, on the wire."""

from __future__ import annotations

import pytest

from tests.bots.fixtures.stack import Dialogue, in_form, read

# A busy machine takes a minute to train and start what the first test needs.
pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]


class TestOfferedButtons:
    """News is said past Rasa: the worker tells which buttons the contact saw last."""

    OFFERED = (
        {"title": "Tuma tena", "payload": '/inform{"service": "Manicure"}'},
        {"title": "Achilia nafasi", "payload": '/inform{"service": "Haircut"}'},
    )

    @pytest.mark.parametrize(
        ("typed", "reading"),
        [("Tuma tena", {}), ("tuma  tenaa", {}), ("1", read(choice=1, number=1))],
    )
    def test_typing_one_is_tapping_it(
        self, dialogue: Dialogue, typed: str, reading: dict[str, object]
    ) -> None:
        in_form(dialogue)
        answer = dialogue.say(typed, reading=reading, offered=list(self.OFFERED))
        assert answer["parse"]["source"] == "payload"
        assert answer["slots"]["service"] == "Manicure"

    def test_words_of_a_title_pick_it(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        offered = [{"title": "Day or time", "payload": '/inform{"service": "Manicure"}'}]
        answer = dialogue.say("the time", offered=[*offered, *self.OFFERED])
        assert answer["slots"]["service"] == "Manicure"

    def test_they_stand_in_for_those_of_the_dialogue(self, dialogue: Dialogue) -> None:
        in_form(dialogue)
        assert "service" not in dialogue.say("2", reading=read(choice=2), offered=[])["slots"]


class TestChoosingATime:
    """The form offers 09:30, 10:30 and 11:30 as buttons."""

    @pytest.fixture
    def asked(self, dialogue: Dialogue) -> Dialogue:
        dialogue.say("please book", payload="/book_service")
        answer = dialogue.say("x", reading=read(service="Braids", date="2026-11-22"))
        assert answer["requested_slot"] == "time"
        return dialogue

    def test_an_ordinal_picks_the_button(self, asked: Dialogue) -> None:
        answer = asked.say("the second one", reading=read(choice=2))
        assert answer["slots"]["time"] == "10:30"

    def test_a_number_that_is_also_an_offered_hour_is_asked_back(self, dialogue: Dialogue) -> None:
        dialogue.say("please book", payload="/book_service")
        dialogue.say("x", reading=read(service="Braids", date="2026-11-22"))
        offered = [
            {"title": at, "payload": f'/inform{{"time": "{at}"}}'}
            for at in ("09:30", "11:30", "14:30")
        ]
        reading = read(choice=2, number=2, time="14:00")
        answer = dialogue.say("2", reading=reading, offered=offered)
        assert "time" not in answer["slots"]
        assert answer["parse"]["ambiguous"] == [
            {"entity": "time", "candidates": ["11:30", "14:30"]}
        ]
        assert answer["parse"]["intent"]["name"] == "inform"

    def test_asked_back_the_same_number_is_the_hour(self, asked: Dialogue) -> None:
        offered = [
            {"title": at, "payload": f'/inform{{"time": "{at}"}}'} for at in ("11:30", "14:30")
        ]
        answer = asked.say("2", reading=read(choice=2, number=2, time="14:00"), offered=offered)
        assert answer["slots"]["time"] == "14:30"

    def test_a_number_that_is_no_offered_hour_picks_the_button(self, asked: Dialogue) -> None:
        reading = read(choice=2, number=2, time="14:00")
        assert asked.say("2", reading=reading)["slots"]["time"] == "10:30"

    def test_an_hour_beyond_the_buttons_stays_an_hour(self, asked: Dialogue) -> None:
        answer = asked.say("9", reading=read(choice=9, number=9, time="09:00"))
        assert answer["slots"]["time"] == "09:00"

    def test_the_last_one_counts_from_the_end(self, asked: Dialogue) -> None:
        assert asked.say("the last one", reading=read(choice=-1))["slots"]["time"] == "11:30"

    def test_an_ordinal_within_a_sentence_picks_the_button(self, asked: Dialogue) -> None:
        text = "ok let me have the second then"
        reading = {**read(choice=2), "spans": [{"entity": "choice", "start": 15, "end": 25}]}
        assert asked.say(text, reading=reading)["slots"]["time"] == "10:30"

    @pytest.mark.parametrize(
        ("text", "kept"), [("option two, yes two", "10:30"), ("option two, 2pm", "14:00")]
    )
    def test_the_number_of_a_choice_said_again_is_no_hour(
        self, asked: Dialogue, text: str, kept: str
    ) -> None:
        spans = [
            {"entity": "choice", "start": 0, "end": 10},
            {"entity": "time", "start": text.rindex(" ") + 1, "end": len(text)},
        ]
        reading = {**read(choice=2, number=2, time="14:00"), "spans": spans}
        assert asked.say(text, reading=reading)["slots"]["time"] == kept

    def test_an_ordinal_within_a_question_picks_none(self, asked: Dialogue) -> None:
        text = "does the second one include washing?"
        reading = {**read(choice=2), "spans": [{"entity": "choice", "start": 5, "end": 19}]}
        assert "time" not in asked.say(text, reading=reading)["slots"]

    def test_a_typed_title_picks_exactly_its_button(self, asked: Dialogue) -> None:
        assert asked.say("11:30")["slots"]["time"] == "11:30"

    def test_a_title_that_differs_in_a_digit_is_not_guessed(self, asked: Dialogue) -> None:
        assert "time" not in asked.say("12:30")["slots"]

    def test_a_longer_sentence_is_no_choice(self, asked: Dialogue) -> None:
        answer = asked.say("is there parking for two cars there", reading=read(choice=2))
        assert "time" not in answer["slots"]
