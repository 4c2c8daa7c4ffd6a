"""Which button an answer means, by title, by fact, or by a plain yes."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY

pytestmark = [pytest.mark.contract, pytest.mark.timeout(120)]

_CALL = """
import json, sys
from rasa.shared.core.events import BotUttered, UserUttered
from bots.choices import chosen_payload, in_doubt, yes_button
for line in sys.stdin:
    asked = json.loads(line)
    if "said" in asked:
        events = [UserUttered("x"), *(BotUttered("y", {"buttons": each}) for each in asked["said"])]
        print(json.dumps(yes_button(events, asked["seen"])))
    elif asked.pop("doubt", False):
        print(json.dumps(in_doubt(**asked)))
    else:
        print(json.dumps(chosen_payload(**asked)))
"""
HAIRCUT = {
    "title": "Haircut, Thu 5 Mar, 12:…",
    "payload": '/cancel_booking{"booking": "h"}',
    "facts": {"service": ["cut"], "staff": ["grace"], "date": "2026-03-05", "time": "12:00"},
}
MANICURE = {
    "title": "Manicure, Fri 6 Mar, 10…",
    "payload": '/cancel_booking{"booking": "m"}',
    "facts": {"service": ["nails"], "staff": ["njeri"], "date": "2026-03-06", "time": "10:00"},
}
PERSON = {"title": "Talk to a person", "payload": "/speak_to_human", "on_yes": True}
PRICES = {"title": "Services and prices", "payload": "/ask_question"}


def answers(*asked: dict[str, Any]) -> list[str | None]:
    """What the functions give for each call."""
    finished = subprocess.run(
        [RASA_PYTHON, "-c", _CALL],
        cwd=REPOSITORY,
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    return [json.loads(line) for line in finished.stdout.splitlines()]


def naming(text: str, **entities: Any) -> dict[str, Any]:
    return {
        "text": text,
        "reading": {"entities": entities},
        "buttons": [HAIRCUT, MANICURE],
        "requested_slot": None,
    }


class TestAButtonWithFacts:
    def test_is_named_by_what_it_is_about(self) -> None:
        nails = {"ids": ["nails"]}
        assert answers(
            naming("the manicure", service=nails),
            naming("the one on friday", date="2026-03-06"),
            naming("with grace", staff={"ids": ["grace"]}),
            naming("the nails on thursday", service=nails, date="2026-03-05"),
            naming("how much is the manicure?", service=nails),
            naming("hello"),
        ) == [MANICURE["payload"], MANICURE["payload"], HAIRCUT["payload"], None, None, None]


def at(hour: str) -> dict[str, Any]:
    return {"title": hour, "payload": f'/inform{{"time": "{hour}"}}'}


def pointing(text: str, *hours: str, **more: Any) -> dict[str, Any]:
    """A number that points into a list of hours, and may be read as an hour."""
    reading = {"entities": {}, "ambiguous": [{"entity": "time", "candidates": ["08:00", "14:00"]}]}
    return {
        "text": text,
        "reading": reading,
        "buttons": [at(hour) for hour in hours],
        "requested_slot": "time",
        **more,
    }


class TestANumberThatPoints:
    @pytest.mark.parametrize("text", ["Hiyo ya 2", "ya 2 hapo", "ile ya 2", "that 2"])
    def test_is_the_place_in_the_list(self, text: str) -> None:
        hours = ("10:00", "11:00", "15:00")
        assert answers(pointing(text, *hours), pointing(text, *hours, doubt=True)) == [
            at("11:00")["payload"],
            None,
        ]

    def test_is_in_doubt_where_that_hour_is_offered_too(self) -> None:
        found: Any = answers(pointing("Hiyo ya 2", "10:00", "11:00", "14:00", doubt=True))[0]
        assert found["ambiguous"] == [{"entity": "time", "candidates": ["11:00", "14:00"]}]

    def test_with_more_said_is_no_place(self) -> None:
        assert answers(pointing("saa ya 2 asubuhi hapo", "10:00", "11:00")) == [None]


class TestANumberAskedForATime:
    def test_is_an_hour_where_nobody_counts_so_far(self) -> None:
        hours = [f"{hour:02}:30" for hour in range(7, 17)]
        said = pointing("10", *hours)
        said["reading"] = {"entities": {"choice": 10, "number": 10, "time": "10:00"}}
        assert answers(said, {**said, "doubt": True}) == [None, None]


class TestAPlainYes:
    def test_is_for_the_last_message_whose_button_was_seen(self) -> None:
        asks, tells = [PERSON, PRICES], [PRICES]
        assert answers(
            {"said": [asks], "seen": asks},
            {"said": [asks, tells], "seen": tells},
            {"said": [tells], "seen": tells},
            {"said": [asks], "seen": [{"title": "Send it again", "payload": "/make_payment"}]},
        ) == ["/speak_to_human", None, None, None]


class TestATitle:
    def test_may_be_misspelled_and_is_none_of_its_contrary(self) -> None:
        buttons = [
            {"title": "Ndio, ghairi", "payload": "/affirm"},
            {"title": "Yes, move it", "payload": "/affirm"},
            {"title": "Keep it", "payload": "/deny"},
        ]
        said = ["ndio gairi", "yes moove it", "ndio usighairi", "yes remove it", "keep it"]
        assert answers(
            *(
                {"text": each, "reading": {}, "buttons": buttons, "requested_slot": None}
                for each in said
            )
        ) == ["/affirm", "/affirm", None, None, "/deny"]


class TestANumber:
    def test_is_the_place_in_the_list_and_no_part_of_an_hour(self) -> None:
        hours = ("14:00", "14:30", "18:00")
        titles = ("saa nane mchana", "saa nane na nusu mchana", "saa kumi na mbili jioni")
        buttons = [
            {"title": title, "payload": f'/inform{{"time": "{hour}"}}'}
            for title, hour in zip(titles, hours, strict=True)
        ]
        asked = {
            "text": "mbili",
            "reading": {"entities": {"choice": 2, "number": 2, "time": "08:00"}},
            "buttons": buttons,
            "requested_slot": "time",
        }
        jioni = {**asked, "text": "kumi na mbili jioni", "reading": {"entities": {}}}
        assert answers(asked, jioni) == [buttons[1]["payload"], buttons[2]["payload"]]

    def test_an_hour_is_no_part_of_another_one(self) -> None:
        buttons = [
            {"title": title, "payload": f'/inform{{"time": "{hour}"}}'}
            for title, hour in (("saa tatu asubuhi", "09:00"), ("saa kumi na moja jioni", "17:00"))
        ]
        open_hour = {"ambiguous": [{"entity": "time", "candidates": ["07:00", "19:00"]}]}
        asked = {"buttons": buttons, "requested_slot": "time"}
        assert answers({**asked, "text": "saa moja", "reading": {"entities": {}, **open_hour}}) == [
            None
        ]

    def test_may_be_counted_from_the_end_and_be_none(self) -> None:
        buttons = [{"title": f"{hour}:00", "payload": f"/{hour}"} for hour in (9, 12, 15)]
        asked = {"buttons": buttons, "requested_slot": "time"}
        said = {
            "the one before the last": -2,
            "the one right after the first": 2,
            "the one after the last": 0,
        }
        spans = [{"entity": "choice", "start": 0, "end": 3}]
        readings = [
            {"text": text, "reading": {"entities": {"choice": place}, "spans": spans}}
            for text, place in said.items()
        ]
        assert answers(*({**each, **asked} for each in readings)) == ["/12", "/12", None]
