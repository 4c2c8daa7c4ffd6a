from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.hearing import heard_in
from actions.topics import topic_of
from actions.wishes import ANYONE, Wishes

pytestmark = pytest.mark.unit


def tracker(source: str = "local", reading: dict[str, Any] | None = None, **values: Any) -> Tracker:
    message = {
        "intent": {"name": "inform"},
        "entities": [{"entity": name, "value": value} for name, value in values.items()],
        "metadata": {"reading": reading or {}},
        "source": source,
        "text": "said",
    }
    return Tracker.from_dict({"sender_id": "x", "latest_message": message})


class TestHeardIn:
    def test_takes_ids_of_a_reading_a_button_and_a_list(self) -> None:
        assert heard_in(tracker(service={"ids": ["a"], "text": "braids"})).ids("service") == ["a"]
        assert heard_in(tracker(service="a")).ids("service") == ["a"]
        assert heard_in(tracker(service=["a", 3])).ids("service") == ["a"]
        assert heard_in(tracker()).ids("service") == []

    def test_an_ambiguous_value_is_no_value(self) -> None:
        reading = {"ambiguous": [{"entity": "time", "candidates": ["04:00", "16:00"]}]}
        heard = heard_in(tracker(reading=reading))
        assert heard.text_of("time") is None
        assert heard.ambiguous["time"] == ("04:00", "16:00")

    def test_a_button_is_not_read_again_from_its_title(self) -> None:
        reading = {
            "ambiguous": [{"entity": "time", "candidates": ["04:00", "16:00"]}],
            "past": True,
        }
        heard = heard_in(tracker("payload", reading, time="16:00"))
        assert (heard.ambiguous, heard.is_past) == ({}, False)

    def test_values_of_a_wrong_kind_are_nothing(self) -> None:
        heard = heard_in(tracker(party_size="many", name=7, date=None))
        assert heard.count_of("party_size") is None
        assert heard.text_of("name") is None
        assert heard.text_of("date") is None


class TestWishes:
    def test_a_new_day_keeps_the_time(self) -> None:
        wishes = Wishes(date="2026-11-24", time="15:00").with_heard(
            heard_in(tracker(date="2026-11-25"))
        )
        assert (wishes.date, wishes.time) == ("2026-11-25", "15:00")

    def test_a_part_of_the_day_replaces_a_time(self) -> None:
        wishes = Wishes(time="15:00").with_heard(heard_in(tracker(time_range=["16:00", "19:00"])))
        assert (wishes.time, wishes.time_range) == (None, ["16:00", "19:00"])

    def test_several_services_are_wanted_together(self) -> None:
        wishes = Wishes().with_heard(heard_in(tracker(service={"ids": ["a", "b"]})))
        assert wishes.services == ["a", "b"]

    def test_one_of_several_services_is_a_question(self) -> None:
        either = {"ids": ["a", "b"], "is_choice": True}
        assert Wishes().with_heard(heard_in(tracker(service=either))).services == []

    def test_anyone_is_a_choice(self) -> None:
        assert Wishes(staff="a").with_heard(heard_in(tracker(anyone=True))).staff == ANYONE

    def test_dates_of_a_stay_give_its_nights(self) -> None:
        heard = heard_in(tracker(date_range=["2026-12-05", "2026-12-08"]))
        assert Wishes().with_heard(heard).nights == 3

    def test_only_changed_slots_are_set(self) -> None:
        before = Wishes(service="a", date="2026-11-24")
        events = Wishes(service="a", date="2026-11-25").slot_events(before)
        assert [(event["name"], event["value"]) for event in events] == [("date", "2026-11-25")]


class TestTopicOf:
    @pytest.mark.parametrize(
        ("text", "topic"),
        [
            ("How much are the braids?", "price"),
            ("bei gani", "price"),
            ("nikitaka msuko nitalipa ngapi?", "price"),
            ("msuko itanigharimu ngapi", "price"),
            ("malipo ya kusuka ni ngapi", "price"),
            ("malipo ya deposit", "deposit"),
            ("mnapokea malipo gani", "payment"),
            ("nitalipa aje", "payment"),
            ("mko wapi", "location"),
            ("what time do you close", "hours"),
            ("inachukua muda gani", "duration"),
            ("nikighairi inakuwaje", "cancellation"),
            ("is there a swimming pool", None),
        ],
    )
    def test_knows_a_topic_by_its_words(self, text: str, topic: str | None) -> None:
        assert topic_of(text) == topic
