"""The grader finds what is missing, extra, altered or untrue."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.e2e.days import NAIROBI
from tests.scenarios.grading import (
    WRONG_EFFECT,
    Fault,
    Wanted,
    grade_contact,
    grade_given,
    grade_money,
    grade_new,
)
from tests.scenarios.hearing import Ear, days_in, moments_in, money_in, swahili_times_in
from tests.scenarios.report import score
from tests.scenarios.scenario import Ends, Goal, ScenarioError, load, phrases
from tests.scenarios.trial import Outcome
from tests.scenarios.voice import Plan

pytestmark = pytest.mark.unit

AT = datetime(2027, 3, 9, 15, tzinfo=NAIROBI)
PLAN = Plan(Goal("Braids", "Amina", 2, "15:00"), AT.date(), time(15))
WANTED = Wanted(PLAN, AT, "confirmed", "Jane Wanjiku")
BOOKED = Ends(booking="confirmed")


def row(**changes: Any) -> dict[str, Any]:
    facts = {
        "id": 1, "reference": "BK-AAAAA", "services": ["Braids"], "staff": ["Amina"],
        "starts_at": AT, "status": "confirmed", "confirmed_at": AT, "party_size": 1,
        "contact_name": "Jane Wanjiku", "price_minor": 250_000, "deposit_minor": 50_000,
    }  # fmt: skip
    return {**facts, **changes}


def kinds(faults: Any) -> list[str]:
    return [fault.kind for fault in faults]


class TestGradeNew:
    def test_the_booking_that_was_wanted_has_no_fault(self) -> None:
        assert list(grade_new(WANTED, [row()], was_told=True)) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"services": ["Cornrows"]},
            {"staff": ["Grace"]},
            {"starts_at": AT + timedelta(hours=1)},
            {"party_size": 2},
            {"contact_name": "andika Jane"},
        ],
    )
    def test_an_altered_row_is_a_wrong_effect(self, change: dict[str, Any]) -> None:
        assert kinds(grade_new(WANTED, [row(**change)], was_told=True)) == [WRONG_EFFECT]

    def test_an_extra_row_is_a_wrong_effect(self) -> None:
        rows = [row(), row(id=2, starts_at=AT + timedelta(days=1))]
        assert kinds(grade_new(WANTED, rows, was_told=True)) == [WRONG_EFFECT]
        assert kinds(grade_new(None, [row()], was_told=False)) == [WRONG_EFFECT]

    def test_a_missing_row_is_a_wrong_effect_when_it_was_said_to_be_booked(self) -> None:
        assert kinds(grade_new(WANTED, [], was_told=True)) == [WRONG_EFFECT]
        assert kinds(grade_new(WANTED, [], was_told=False)) == ["missing"]

    def test_what_was_let_go_again_does_not_count(self) -> None:
        gone = row(id=2, status="canceled", confirmed_at=None)
        assert list(grade_new(WANTED, [gone, row()], was_told=True)) == []


class TestGradeGiven:
    def test_a_booking_nobody_meant_must_stay_as_it_is(self) -> None:
        after = [row(status="canceled")]
        assert kinds(grade_given(Ends(), [row()], after, None)) == [WRONG_EFFECT]

    def test_the_first_is_moved_and_the_second_is_not(self) -> None:
        ends, other = Ends(given="moved"), row(id=2)
        before = [row(starts_at=AT - timedelta(days=1)), other]
        assert list(grade_given(ends, before, [row(), other], WANTED)) == []
        late = row(starts_at=AT + timedelta(hours=1))
        assert kinds(grade_given(ends, before, [late, other], WANTED)) == [WRONG_EFFECT]
        assert kinds(grade_given(ends, before, before, WANTED)) == ["missing"]


class TestGradeMoney:
    def test_the_deposit_is_paid_once(self) -> None:
        paid = {"booking_id": 1, "amount_minor": 50_000, "state": "paid"}
        assert list(grade_money(BOOKED, [row()], [paid])) == []
        assert WRONG_EFFECT in kinds(grade_money(BOOKED, [row()], [paid, paid]))
        assert WRONG_EFFECT in kinds(grade_money(BOOKED, [row()], []))


class TestGradeContact:
    def test_who_answers_and_who_opted_out(self) -> None:
        now = {"answered_by": "operator", "opted_out_at": AT}
        assert kinds(grade_contact(Ends(), now)) == [WRONG_EFFECT, WRONG_EFFECT]
        assert list(grade_contact(Ends(answered_by="operator", opted_out=True), now)) == []


class TestHearing:
    def test_a_weekday_that_is_not_that_of_the_date_is_found(self) -> None:
        with pytest.raises(ValueError, match="is a"):
            days_in("Mon 9 Mar 2027")
        assert days_in("Tue 9 Mar 2027") == [date(2027, 3, 9)]

    def test_a_swahili_hour_that_is_not_that_of_the_figures_is_found(self) -> None:
        assert list(swahili_times_in("saa tisa alasiri (15:00)")) == []
        assert list(swahili_times_in("saa nane kasorobo mchana (13:45)")) == []
        assert len(list(swahili_times_in("saa tisa alasiri (16:00)"))) == 1

    def test_moments_and_amounts_are_read_in_both_languages(self) -> None:
        assert moments_in("When: Tue 9 Mar 2027 at 3:00 PM") == [AT]
        assert moments_in("Lini: Jumanne 9 Mac 2027, saa tisa alasiri (15:00)") == [AT]
        assert money_in("Price: KES 2,500, deposit now KES 500") == [250_000, 50_000]

    def test_a_message_is_known_by_its_template(self) -> None:
        text = "Braids is KES 2,500 and takes 2 hours."
        said = Ear().hear({"id": "1", "content": {"text": {"body": text}}, "text": text})
        assert (said.response, said.kind) == ("utter_price", "price")
        assert said.values["price"] == "KES 2,500"


class TestScore:
    def test_every_time_counts_scenarios_and_once_counts_trials(self) -> None:
        scenario = load()[0]
        faults = [[], [Fault("missing", "")]]
        outcomes = [Outcome(scenario, n, each, [], 0, 0.1) for n, each in enumerate(faults)]
        found = score(outcomes)
        assert (found.once, found.every_time, found.wrong_effects) == (0.5, 0.0, 0)
        assert not found.is_good_enough


class TestLoad:
    def test_every_name_is_a_kind_or_a_response(self) -> None:
        ear = Ear()
        named = {name for names in ear.answers.values() for name in names}
        for each in load():
            lines = (*each.wants, *each.path)
            named |= {name for line in lines for name in line.heard if name != "any"}
            named |= {name for line in lines for name in (line.when, line.unless) if name}
            named |= {*each.ends.heard, *each.ends.never}
        assert named - ear.names == set()
        assert set(ear.answers) - set(phrases()) == set()

    def test_a_hundred_and_twenty_are_there_and_a_third_is_in_each_language(self) -> None:
        languages = [each.language for each in load()]
        assert len(languages) >= 120
        assert max(map(languages.count, languages)) - min(map(languages.count, languages)) < 20

    def test_a_mistake_names_file_and_field(self, tmp_path: Any) -> None:
        (tmp_path / "wrong.yml").write_text("scenarios: {one: {gaol: {}}}")
        with pytest.raises(ScenarioError, match=r"wrong\.yml: one: unknown: gaol"):
            load(tmp_path)
