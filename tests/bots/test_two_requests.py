"""Two requests in one message, with real Rasa and the test bot's actions."""

from __future__ import annotations

import json
import subprocess
import uuid
from typing import Any

import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY, Dialogue

# A busy machine takes a minute to train and start what the first test needs.
pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

QUESTION, BOOKING = "where are you located", "nataka kubook kusuka"
BRAIDS = {"entities": {"service": "Braids"}}


def both(first: str, second: str, **readings: Any) -> dict[str, Any]:
    """The reading of a message that may be these two."""
    halves = [{"text": text, "reading": readings.get(text, {})} for text in (first, second)]
    return {"entities": {}, "halves": [halves]}


def responses(answer: dict[str, Any]) -> list[str | None]:
    return [reply["response"] for reply in answer["replies"]]


class TestAQuestionAndABooking:
    @pytest.mark.parametrize("halves", [(QUESTION, BOOKING), (BOOKING, QUESTION)])
    def test_the_question_is_answered_and_the_form_goes_on(
        self, dialogue: Dialogue, halves: tuple[str, str]
    ) -> None:
        answer = dialogue.say(" and ".join(halves), reading=both(*halves, **{BOOKING: BRAIDS}))
        assert responses(answer) == ["utter_answer", None, "utter_ask_date"]
        assert (answer["active_loop"], answer["slots"]["service"]) == ("booking_form", "Braids")
        assert "next_request" not in answer["slots"]

    def test_each_half_is_told_its_own_reading(self, dialogue: Dialogue) -> None:
        reading = both(QUESTION, BOOKING, **{BOOKING: BRAIDS})
        answer = dialogue.say(f"{QUESTION} {BOOKING}", reading=reading)
        assert answer["replies"][1]["custom"]["seen"]["reading"] == {}

    def test_repeated_it_is_answered_whole_from_the_tracker(self, dialogue: Dialogue) -> None:
        reading, message_id = both(QUESTION, BOOKING), uuid.uuid4().hex
        first = dialogue.say("both", reading=reading, message_id=message_id)
        again = dialogue.say("both", reading=reading, message_id=message_id)
        assert (first["repeated"], again["repeated"]) == (False, True)
        assert again["replies"] == first["replies"]


class TestOneRequest:
    def test_is_what_has_a_half_that_nobody_understands(self, dialogue: Dialogue) -> None:
        reading = both(QUESTION, "zxqv wvut")
        assert responses(dialogue.say(QUESTION, reading=reading)) == ["utter_answer", None]

    def test_is_what_asks_twice_for_the_same(self, dialogue: Dialogue) -> None:
        reading = both("mko wapi", QUESTION)
        assert responses(dialogue.say(QUESTION, reading=reading)) == ["utter_answer", None]

    def test_is_a_pressed_button(self, dialogue: Dialogue) -> None:
        reading = both(QUESTION, BOOKING)
        answer = dialogue.say("Book", payload="/book_service", reading=reading)
        assert responses(answer) == ["utter_choose_service"]


_CALL = """
import json, sys
from bots.requests import two_requests
parts = json.load(sys.stdin)
halves = [{"text": text, "reading": {}, **parts[text].pop("half", {})} for text in parts]
found = two_requests({"halves": [halves]}, lambda text, **_: parts[text])
print(json.dumps(found and [each.text for each in found]))
"""


def understood(intent: str, service: str, on_date: str) -> dict[str, Any]:
    """What is made of a half that is plain by itself."""
    sure = {"name": intent, "confidence": 0.98}
    entities = [
        {"entity": "service", "value": {"ids": [service]}},
        {"entity": "date", "value": on_date},
    ]
    return {"intent": sure, "intent_ranking": [sure], "entities": entities}


def two_of(parts: dict[str, dict[str, Any]]) -> list[str] | None:
    """The two requests that these parts of one message are, or None where it is one."""
    finished = subprocess.run(
        [RASA_PYTHON, "-c", _CALL],
        cwd=REPOSITORY, input=json.dumps(parts), capture_output=True, text=True, check=True,
        timeout=60,
    )  # fmt: skip
    found: list[str] | None = json.loads(finished.stdout)
    return found


class TestABookingAndAMeeting:
    def test_on_two_days_are_two(self) -> None:
        cut = understood("book_service", "haircut", "2026-11-24")
        meeting = understood("book_meeting", "consultation", "2026-11-27")
        assert two_of({"a haircut tomorrow": cut, "see Grace on Friday": meeting}) == [
            "a haircut tomorrow", "see Grace on Friday"
        ]  # fmt: skip

    def test_on_one_day_are_one(self) -> None:
        cut = understood("book_service", "haircut", "2026-11-24")
        meeting = understood("book_meeting", "consultation", "2026-11-24")
        assert two_of({"a haircut tomorrow": cut, "see Grace too": meeting}) is None


class TestABookingAndAChange:
    BOOKING = "book braids tomorrow"

    def with_change(self, text: str, change: dict[str, Any], **half: Any) -> list[str] | None:
        booking = understood("book_service", "braids", "2026-11-24")
        return two_of({self.BOOKING: booking, text: {**change, "half": half}})

    @pytest.mark.parametrize("intent", ["reschedule_booking", "cancel_booking"])
    def test_that_names_nothing_that_stands_are_one(self, intent: str) -> None:
        sure = {"name": intent, "confidence": 0.98}
        change = {"intent": sure, "entities": [{"entity": "staff", "value": {"ids": ["grace"]}}]}
        assert self.with_change("and have it done by Grace", change) is None

    def test_of_the_same_service_are_one(self) -> None:
        change = understood("reschedule_booking", "braids", "2026-11-24")
        assert self.with_change("let the braids be by Grace", change) is None

    @pytest.mark.parametrize("intent", ["reschedule_booking", "cancel_booking"])
    def test_that_speaks_of_one_that_stands_are_two(self, intent: str) -> None:
        change = {"intent": {"name": intent, "confidence": 0.98}, "entities": []}
        text = "cancel my appointment"
        assert self.with_change(text, change, changes_standing=True) == [self.BOOKING, text]

    @pytest.mark.parametrize(
        "named",
        [
            {"entity": "service", "value": {"ids": ["manicure"]}},
            {"entity": "reference", "value": "BK-7QM4X"},
        ],
    )
    def test_that_names_another_are_two(self, named: dict[str, Any]) -> None:
        change = {"intent": {"name": "cancel_booking", "confidence": 0.98}, "entities": [named]}
        assert self.with_change("cancel that one", change) == [self.BOOKING, "cancel that one"]

    def test_the_other_way_round_are_two(self) -> None:
        change = {"intent": {"name": "cancel_booking", "confidence": 0.98}, "entities": []}
        booking = understood("book_service", "braids", "2026-11-24")
        parts = {"cancel it": change, self.BOOKING: booking}
        assert two_of(parts) == ["cancel it", self.BOOKING]
