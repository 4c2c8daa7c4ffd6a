"""What was left out or settled before, wanted otherwise after all."""

import json

import pytest

from tests.actions.caller import Caller, Event
from tests.actions.test_corrections import asked_for_name, at_summary

pytestmark = pytest.mark.db


class TestBothAfterAll:
    @pytest.mark.parametrize(
        ("action", "intent", "text"),
        [
            ("action_release_hold", "deny", "no sorry both"),
            ("action_release_hold", "deny", "hapana, zote mbili"),
            ("action_pick_up", "inform", "ok actually both"),
            ("action_release_hold", "deny", "no just my mum"),
            ("action_release_hold", "deny", "hapana, dada yangu tu"),
        ],
    )
    async def test_lets_nothing_go(
        self, caller: Caller, action: str, intent: str, text: str
    ) -> None:
        await at_summary(caller)
        answer = await caller.call(action, intent, text=text)
        assert answer.said == ["utter_what_to_change"]
        assert [status for status, _ in await caller.bookings()] == ["held"]

    async def test_giving_up_both_lets_it_go(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call("action_release_hold", "deny", text="no, forget it, both")
        assert answer.said == ["utter_hold_released"]

    @pytest.mark.parametrize("text", ["no I was just checking", "hapana tu", "hapana sitaki tu"])
    async def test_who_only_asked_or_says_no_lets_it_go(self, caller: Caller, text: str) -> None:
        await at_summary(caller)
        answer = await caller.call("action_release_hold", "deny", text=text)
        assert answer.said == ["utter_hold_released"]


class TestTooExpensive:
    @pytest.mark.parametrize("text", ["haki ni ghali", "no that's too expensive", "bei ni juu"])
    async def test_is_answered_with_what_is_due_and_lets_nothing_go(
        self, caller: Caller, text: str
    ) -> None:
        await at_summary(caller)
        answer = await caller.call("action_release_hold", "deny", text=text)
        assert answer.said == ["utter_part_is_due", "utter_hold_waits"]
        assert [status for status, _ in await caller.bookings()] == ["held"]

    @pytest.mark.parametrize("text", ["too expensive, forget it", "ni ghali, futa"])
    async def test_who_gives_up_for_that_lets_it_go(self, caller: Caller, text: str) -> None:
        await at_summary(caller)
        answer = await caller.call("action_release_hold", "deny", text=text)
        assert answer.said == ["utter_hold_released"]


class TestAChangeThatSoundsLikeNone:
    async def test_is_taken_up_at_the_summary(self, caller: Caller) -> None:
        await at_summary(caller)
        answer = await caller.call(
            "action_decline", "out_of_scope", text="for me and my mum", party_size=2
        )
        assert answer.follow_up == "action_pick_up"

    @pytest.mark.parametrize("text", ["bring back the manicure", "rudisha kucha"])
    async def test_what_is_brought_back_comes_on_top(self, caller: Caller, text: str) -> None:
        await at_summary(caller)
        service = await caller.service("Manicure")
        await caller.book("inform", text=text, service=service)
        assert caller.slots["more_services"] == [service]


class TestANumberThatCorrects:
    @pytest.mark.parametrize("text", ["no wait 4", "actually 4"])
    async def test_is_an_hour_where_the_name_is_asked_for(self, caller: Caller, text: str) -> None:
        await asked_for_name(caller)
        await caller.book("inform", text=text, number=4)
        assert caller.slots["time"] == "16:00"


class TestUntilADayAtTheSummary:
    @pytest.mark.parametrize(
        ("intent", "text"),
        [
            ("reschedule_booking", "it can wait up to Thursday for me to be ready"),
            ("inform", "mpaka Alhamisi"),
        ],
    )
    async def test_is_the_new_day_of_what_is_held(
        self, caller: Caller, intent: str, text: str
    ) -> None:
        await at_summary(caller)
        until = {"days": ["2026-11-26"], "roll": "week"}
        said = {"date_range": ["2026-11-21", "2026-11-26"], "until": until, "text": text}
        await caller.book(intent, **said)
        assert caller.slots["date"] == "2026-11-26"

    async def test_of_who_pays_then_it_is_none(self, caller: Caller) -> None:
        await at_summary(caller)
        before = caller.slots["date"]
        until = {"days": ["2026-11-26"], "roll": "week"}
        text = "hold it for me until Thursday"
        answer = await caller.call("action_pick_up", "reschedule_booking", text=text, until=until)
        assert answer.follow_up is None
        assert caller.slots["date"] == before


class TestAServicePutRight:
    @pytest.mark.parametrize(
        ("text", "service", "changes"),
        [
            ("you have the service wrong, it should be cornrows", "Cornrows", True),
            ("huduma imekosewa, weka cornrows", "Cornrows", True),
            ("the service is wrong, let me talk to somebody about cornrows", "Cornrows", False),
            ("I want a person to look at my braids", "Braids", False),
        ],
    )
    async def test_is_no_wish_for_a_person(
        self, caller: Caller, text: str, service: str, changes: bool
    ) -> None:
        await at_summary(caller)
        heard = {"text": text, "service": await caller.service(service)}
        answer = await caller.call("action_hand_over", "speak_to_human", **heard)
        assert answer.follow_up == ("booking_form" if changes else None)
        assert answer.said == ([] if changes else ["utter_handed_over"])


class TestAWeekdayThatWasMeant:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [("oh no sorry i meant thursday", "2026-12-03"), ("thursday", "2026-11-26")],
    )
    async def test_is_in_the_week_talked_about(
        self, caller: Caller, text: str, expected: str
    ) -> None:
        braids = await caller.service("Braids")
        await caller.book(service=braids, datetime="2026-12-02T15:00")
        start = text.index("thursday")
        span = {"entity": "date", "start": start, "end": start + len("thursday")}
        await caller.book("inform", text=text, date="2026-11-26", spans=(span,))
        assert caller.slots["date"] == expected


class TestADayOfTheMonth:
    @pytest.mark.parametrize(
        ("text", "span", "expected"),
        [
            ("no, the 14th", "14th", "2027-01-14"),
            ("tarehe 14 badala yake", "tarehe 14", "2027-01-14"),
            ("ya tarehe kumi na nne", "tarehe kumi na nne", "2027-01-14"),
            ("14 december instead", "14 december", "2026-12-14"),
        ],
    )
    async def test_is_of_the_month_talked_about(
        self, caller: Caller, text: str, span: str, expected: str
    ) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2027-01-13T15:00")
        start = text.index(span)
        spans = ({"entity": "date", "start": start, "end": start + len(span)},)
        await caller.book("inform", text=text, date="2026-12-14", spans=spans)
        assert caller.slots["date"] == expected

    async def test_is_the_nearest_to_it(self, caller: Caller) -> None:
        await caller.book(service=await caller.service("Braids"), datetime="2027-01-29T15:00")
        spans = ({"entity": "date", "start": 4, "end": 7},)
        await caller.book("inform", text="the 2nd", date="2026-12-02", spans=spans)
        assert caller.slots["date"] == "2027-02-02"


class TestAnotherOneOfThoseOffered:
    async def offered(self, caller: Caller) -> tuple[Event, ...]:
        """The list of times that one was taken from, some messages ago."""
        await caller.book(service=await caller.service("Braids"), date="2026-11-24")
        listed = tuple(caller.said)
        await caller.book("inform", time="09:00")
        return listed

    @pytest.mark.parametrize(
        ("intent", "text", "choice", "expected"),
        [
            ("inform", "not that, the last one", -1, -1),
            ("inform", "siyo hiyo, ya pili", 2, 1),
            ("deny", "hapana, ya kwanza", 1, 0),
        ],
    )
    async def test_is_taken_instead(
        self, caller: Caller, intent: str, text: str, choice: int, expected: int
    ) -> None:
        caller.slots["name"] = None
        listed = await self.offered(caller)
        assert caller.slots["requested_slot"] == "name"
        times = [
            json.loads(str(each["payload"]).removeprefix("/inform"))["time"]
            for each in listed[0]["data"]["buttons"]
        ]
        await caller.book(intent, text=text, choice=choice, after=listed)
        assert caller.slots["time"] == times[expected]

    async def test_is_not_taken_of_who_does_not_take_it_back(self, caller: Caller) -> None:
        caller.slots["name"] = None
        listed = await self.offered(caller)
        await caller.call("validate_booking_form", text="the last one", choice=-1, after=listed)
        assert caller.slots["time"] == "09:00"


class TestOwnPeople:
    @pytest.mark.parametrize(
        ("text", "number", "expected"),
        [
            ("haircuts for my two boys", "two", 2),
            ("braids for my daughter, room 3", "3", None),
        ],
    )
    async def test_are_counted(
        self, caller: Caller, text: str, number: str, expected: int | None
    ) -> None:
        cut = {"ids": [await caller.service("Haircut")], "text": "x", "for_another": True}
        start = text.index(number)
        span = {"entity": "number", "start": start, "end": start + len(number)}
        await caller.call(
            "validate_booking_form", "book_service", text=text, service=cut,
            number=2 if number == "two" else 3, spans=(span,),
        )  # fmt: skip
        assert caller.slots.get("party_size") == expected
