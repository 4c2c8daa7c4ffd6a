"""Understanding on standard input: the same component as the turn, two thousand lines quickly."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest

from tests.bots.fixtures.stack import RASA_PYTHON, REPOSITORY, Dialogue

# A busy machine takes a minute to train and start what the first test needs.
pytestmark = [pytest.mark.contract, pytest.mark.timeout(300)]

SERVICE = {"entities": {"service": {"ids": ["s1"], "text": "braids"}}}


IN_FORM = {"requested_slot": "date", "active_loop": "booking_form"}
TOMORROW = {
    "entities": {"date": "2026-11-22"},
    "spans": [{"entity": "date", "start": 0, "end": 8}],
}


def said_for_a_name(text: str, **reading: Any) -> dict[str, Any]:
    """A line that was read as nothing but a name, when one was asked for."""
    spans = [{"entity": "name", "start": 0, "end": len(text)}]
    return {"text": text, "requested_slot": "name", "reading": {"spans": spans, **reading}}


LINES: dict[str, dict[str, Any]] = {
    "payload": {"text": "zxqv", "payload": '/inform{"date": "2026-11-23"}', **IN_FORM},
    "interpretation": {
        "text": "zxqv",
        "interpretation": {"intent": "deny", "entities": {"nonsense": 1}},
    },
    "unknown interpretation": {"text": "hello", "interpretation": {"intent": "nonsense"}},
    "asked back": {"text": "zxqv", "interpretation": {"intent": "deny"}, "ask_back": True},
    "answer": {"text": "tomorrow", "reading": TOMORROW, **IN_FORM},
    "choice": {
        "text": "zxqv wvut",
        "reading": {"entities": {"choice": 2}},
        "requested_slot": "time",
        "active_loop": "booking_form",
    },
    "interruption": {"text": "tomorrow do you have parking", "reading": TOMORROW, **IN_FORM},
    "short question": {"text": "tomorrow mko wapi", "reading": TOMORROW, **IN_FORM},
    "hours of a day": {"text": "tomorrow parking?", "reading": TOMORROW, **IN_FORM},
    "question of something else": {
        "text": "tomorrow tell me a joke about politics?",
        "reading": TOMORROW,
        **IN_FORM,
    },
    "a day put as a question": {"text": "tomorrow ok?", "reading": TOMORROW, **IN_FORM},
    "name": said_for_a_name("zxqv wvut", entities={"name": "Zxqv Wvut"}),
    "question for a name": said_for_a_name("mko wapi jamani", entities={"name": "Mko Wapi"}),
    "name of everyday words": said_for_a_name(
        "mko wapi jamani", entities={"name": "Mko Wapi"}, called_so=True
    ),
    "doubtful name": said_for_a_name(
        "zxqv wvut", ambiguous=[{"entity": "name", "candidates": ["Zxqv Wvut"]}]
    ),
    "thanks for a name": said_for_a_name(
        "asante sana", ambiguous=[{"entity": "name", "candidates": ["Asante Sana"]}]
    ),
    "free text": {"text": "zxqv wvut", "requested_slot": "notes"},
    "classifier": {"text": "nataka kubook kusuka"},
    "in form": {"text": "zxqv", "reading": {"entities": {"time": "15:00"}}, **IN_FORM},
    "service": {"text": "zxqv", "reading": SERVICE},
    "nothing": {"text": "zxqv wvut"},
    "slash": {"text": '/inform{"date": "2026-11-23"}'},
    "empty": {"text": ""},
    "number": {
        "text": "we are 4",
        "requested_slot": "party_size",
        "reading": {"entities": {"number": 4}},
    },
}
UNPROMPTED = {"text": "kesho saa tisa ndio"}
LINES["unprompted"] = UNPROMPTED
LINES["prompted"] = {**UNPROMPTED, "requested_slot": "service"}
LINES["said of a service"] = {"text": "cancelled zxqv", "reading": SERVICE}
SAME_AS_TURN = ["hello there", "nataka kubook kesho", "mko wapi jamani", "zxqv", "asante sana"]
MANY = 2000


@dataclass(frozen=True)
class Answers:
    """What one run of `bots.parse` over all lines gave, and the processor time it took."""

    named: dict[str, dict[str, Any]]
    by_text: dict[str, dict[str, Any]]
    lines: int
    processor_seconds: float


@pytest.fixture(scope="module")
def run(trained: dict[str, str]) -> Answers:
    many = [{"text": f"nataka kubook braids kesho saa tisa {number}"} for number in range(MANY)]
    lines = [*LINES.values(), *({"text": text} for text in SAME_AS_TURN), *many]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    finished = subprocess.run(
        [RASA_PYTHON, "-m", "bots.parse"],
        input="".join(json.dumps(line) + "\n" for line in lines),
        cwd=REPOSITORY,
        env={**os.environ, **trained},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answers = [json.loads(line) for line in finished.stdout.splitlines()]
    texts = [line["text"] for line in lines]
    return Answers(
        dict(zip(LINES, answers, strict=False)),
        dict(zip(texts, answers, strict=True)),
        len(answers),
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    )


class TestDecisionTable:
    @pytest.fixture
    def answers(self, run: Answers) -> dict[str, dict[str, Any]]:
        return run.named

    @pytest.mark.parametrize(
        ("line", "intent", "source", "unsure"),
        [
            ("payload", "inform", "payload", False),
            ("interpretation", "deny", "llm", False),
            ("asked back", "out_of_scope", "llm", True),
            ("unknown interpretation", "greet", "local", False),
            ("answer", "inform", "local", False),
            ("choice", "inform", "local", False),
            ("interruption", "ask_question", "local", False),
            ("short question", "ask_question", "local", False),
            ("hours of a day", "ask_question", "local", False),
            ("question of something else", "out_of_scope", "local", False),
            ("a day put as a question", "inform", "local", False),
            ("name", "inform", "local", False),
            ("question for a name", "ask_question", "local", False),
            ("doubtful name", "inform", "local", False),
            ("thanks for a name", "thank", "local", False),
            ("free text", "inform", "local", False),
            ("classifier", "book_service", "local", False),
            ("in form", "inform", "local", False),
            ("service", "book_service", "local", False),
            ("nothing", "out_of_scope", "local", True),
            ("slash", "out_of_scope", "local", True),
            ("empty", "out_of_scope", "local", True),
        ],
    )
    def test_the_first_line_that_applies_decides(
        self,
        answers: dict[str, dict[str, Any]],
        line: str,
        intent: str,
        source: str,
        unsure: bool,
    ) -> None:
        answer = answers[line]
        assert (answer["intent"], answer["source"], answer["unsure"]) == (intent, source, unsure)

    def test_what_is_said_for_a_name_and_asks_something_names_nobody(
        self, answers: dict[str, dict[str, Any]]
    ) -> None:
        assert answers["name"]["entities"] == {"name": "Zxqv Wvut"}
        assert answers["question for a name"]["entities"] == {}

    def test_a_name_that_people_are_called_by_is_not_doubted(
        self, answers: dict[str, dict[str, Any]]
    ) -> None:
        answer = answers["name of everyday words"]
        assert (answer["intent"], answer["entities"]) == ("inform", {"name": "Mko Wapi"})

    def test_an_answer_is_likelier_after_a_question(
        self, answers: dict[str, dict[str, Any]]
    ) -> None:
        def share(line: str) -> float:
            shares = {each["name"]: each["confidence"] for each in answers[line]["ranking"]}
            return float(shares["inform"])

        assert share("prompted") > share("unprompted")

    def test_a_service_does_not_make_a_booking_of_what_else_is_said_of_it(
        self, answers: dict[str, dict[str, Any]]
    ) -> None:
        assert answers["said of a service"]["intent"] == "cancel_booking"

    def test_a_payloads_entities_stand_alone(self, answers: dict[str, dict[str, Any]]) -> None:
        assert answers["payload"]["entities"] == {"date": "2026-11-23"}

    def test_entities_the_domain_lacks_are_not_taken_from_an_interpretation(
        self, answers: dict[str, dict[str, Any]]
    ) -> None:
        assert answers["interpretation"]["entities"] == {}

    def test_an_entity_keeps_its_structure(self, answers: dict[str, dict[str, Any]]) -> None:
        assert answers["service"]["entities"] == SERVICE["entities"]

    def test_a_bare_number_answers_the_question_for_a_number(
        self, answers: dict[str, dict[str, Any]]
    ) -> None:
        assert answers["number"]["entities"] == {"number": 4, "party_size": 4}


class TestSameAsTheTurn:
    @pytest.mark.parametrize("text", SAME_AS_TURN)
    def test_it_says_what_the_turn_says(self, run: Answers, dialogue: Dialogue, text: str) -> None:
        turn = dialogue.request(text, ask_if_unsure=True).json()["parse"]
        line = run.by_text[text]
        assert turn["intent"]["name"] == line["intent"]
        assert turn["intent"]["confidence"] == pytest.approx(line["confidence"], abs=1e-3)


class TestSpeed:
    def test_two_thousand_lines_take_less_than_forty_seconds_of_processor(
        self, run: Answers
    ) -> None:
        assert run.lines > MANY
        assert run.processor_seconds < 40


class TestConfiguration:
    def test_what_silences_the_assistant_is_asked_back_unless_it_is_sure(self) -> None:
        program = """
from bots.reading_component import ReadingComponent, Situation
component = ReadingComponent({})
for intent, confidence in (("opt_out", 0.49), ("opt_out", 0.6), ("ask_question", 0.49)):
    ranking = [{"name": intent, "confidence": confidence}]
    decision = component.decision("zxqv", ranking, Situation())
    print(decision.intent, decision.guess, decision.unsure)
"""
        assert _printed(program) == [
            "out_of_scope opt_out True", "opt_out None False", "ask_question None True",
        ]  # fmt: skip

    def test_a_slot_that_a_designer_adds_is_answered_beside_those_that_are_there(self) -> None:
        program = """
from bots.reading_component import ReadingComponent, Situation
component = ReadingComponent({"answers": {"stars": ["number"]}})
for slot, entity in (("stars", "number"), ("date", "date"), ("stars", "date")):
    situation = Situation(reading={"entities": {entity: 5}}, requested_slot=slot)
    print(component.decision("zxqv", [], situation).intent)
"""
        assert _printed(program) == ["inform", "inform", "out_of_scope"]


def _printed(program: str) -> list[str]:
    """The lines that a program prints in Rasa's environment."""
    finished = subprocess.run(
        [RASA_PYTHON, "-W", "ignore", "-c", program],
        cwd=REPOSITORY,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return finished.stdout.splitlines()
