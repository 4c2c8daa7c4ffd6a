"""What a meeting is to be about: the answer to that question, and what is none."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from actions.reasons import reason_in
from core.booking.models import Booking
from core.workflows.onboarding.business_parts import BusinessFile, FieldPart
from tests.actions.caller import Answer, Caller

pytestmark = pytest.mark.db

type Start = Callable[..., Awaitable[Caller]]


async def fields(caller: Caller) -> object:
    async with caller.session() as session:
        return await session.scalar(select(Booking.fields))


async def says_day(caller: Caller, text: str, day: str, date: str) -> Answer:
    """Say a text to the meeting form in which `day` was read as this date."""
    span = {"entity": "date", "start": text.index(day), "end": text.index(day) + len(day)}
    return await caller.meet("inform", text=text, date=date, spans=(span,))


class TestTheAnswer:
    async def test_an_answer_that_names_a_service_is_the_matter(self, caller: Caller) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        answer = await caller.meet("inform", text="braids", service=await caller.service("Braids"))
        assert answer.said == ["utter_meeting_booked"]
        assert await fields(caller) == {"topic": "braids"}

    @pytest.mark.parametrize(
        "text",
        [
            "not that day, put it on monday",
            "siyo siku hiyo, weka jumatatu",
            "tarehe imekosewa, ni jumatatu",
            "I changed my mind about the day, make it monday",
        ],
    )
    async def test_an_answer_that_names_another_day_instead_is_not_the_matter(
        self, caller: Caller, text: str
    ) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        await caller.meet("inform", text=text, date="2026-11-30")
        assert (caller.slots["date"], caller.slots.get("notes")) == ("2026-11-30", None)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("sorry, Thursday please", "Thursday"),
            ("tufanye alhamisi", "alhamisi"),
            ("not Wednesday, Thursday", "Thursday"),
            ("I can only come on Thursday", "Thursday"),
            ("reschedule to Thursday", "Thursday"),
            ("si jumatano, ni alhamisi", "alhamisi"),
            ("naweza kuja alhamisi", "alhamisi"),
            ("alhamisi itanifaa zaidi", "alhamisi"),
            ("alhamisi ingekuwa bora", "alhamisi"),
            ("is Thursday possible?", "Thursday"),
            ("could we do Thursday?", "Thursday"),
            ("sogeza hadi alhamisi", "alhamisi"),
        ],
    )
    async def test_a_bare_day_is_not_the_matter(self, caller: Caller, text: str, day: str) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        at = text.index(day)
        span = {"entity": "date", "start": at, "end": at + len(day)}
        answer = await caller.meet("inform", text=text, date="2026-11-26", spans=(span,))
        assert answer.said == ["utter_time_noted", "utter_optional_field_question"]
        assert (caller.slots["date"], caller.slots.get("notes")) == ("2026-11-26", None)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("I said 9 March, you have written another day", "9 March"),
            ("you put the wrong day, I told you 9 March", "9 March"),
            ("everything else is fine except the day, make it 9 March", "9 March"),
            ("Naomba urekebishe: jumatatu tarehe 9 machi", "jumatatu tarehe 9 machi"),
            ("umeandika siku nyingine, nilisema tarehe 9 machi", "tarehe 9 machi"),
            ("ulikosea, ni tarehe 9 machi", "tarehe 9 machi"),
            (
                "Mengine yote ni sawa ila siku. Naomba iwe tarehe 9 mwezi wa tatu.",
                "tarehe 9 mwezi wa tatu",
            ),
        ],
    )
    async def test_a_day_that_was_taken_down_wrongly_is_changed(
        self, caller: Caller, text: str, day: str
    ) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        answer = await says_day(caller, text, day, "2026-11-26")
        assert answer.said == ["utter_time_noted", "utter_optional_field_question"]
        assert (caller.slots["date"], caller.slots.get("notes")) == ("2026-11-26", None)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("the paper in front of me reads 9 March", "9 March"),
            ("my husband is only home on 9 March", "9 March"),
            ("my booking on 9 March", "9 March"),
            ("mume wangu anarudi nyumbani tarehe 9", "tarehe 9"),
            ("karatasi yangu inaonyesha tarehe 9", "tarehe 9"),
            ("miadi ya tarehe 9 inanifaa", "tarehe 9"),
        ],
    )
    async def test_another_day_that_is_not_the_matters_own_is_asked_back(
        self, caller: Caller, text: str, day: str
    ) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        asked = await says_day(caller, text, day, "2026-11-26")
        assert asked.said == ["utter_change_or_answer"]
        assert asked.payloads[0] == '/inform{"date": "2026-11-26"}'
        assert (caller.slots["date"], caller.slots.get("notes")) == ("2026-11-24", None)

    async def test_where_it_is_open_which_day_is_meant_a_change_asks_when(
        self, caller: Caller
    ) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        days = {"date": ["2026-11-26", "2026-12-03"]}
        asked = await caller.meet("inform", text="the paper reads Thursday", ambiguous=days)
        assert asked.said == ["utter_change_or_answer"]
        assert asked.payloads[0] == '/inform{"change": "when"}'

    async def test_the_day_that_is_booked_may_stand_in_the_matter(self, caller: Caller) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        text = "the paper in front of me reads 24 November"
        answer = await says_day(caller, text, "24 November", "2026-11-24")
        assert answer.said == ["utter_meeting_booked"]
        assert await fields(caller) == {"topic": text}

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("my wedding on Friday", "Friday"),
            ("my sister's party is on Friday", "Friday"),
            ("a wedding on Friday", "on Friday"),
            ("harusi yangu tarehe 9", "tarehe 9"),
            ("ni ndoa ya dada yangu ya tarehe 9", "tarehe 9"),
            ("actually I want advice about my wedding on Friday", "Friday"),
            ("miadi ya ijumaa haikuenda vizuri", "ijumaa"),
        ],
    )
    async def test_a_matter_may_name_a_day(self, caller: Caller, text: str, day: str) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        at = text.index(day)
        span = {"entity": "date", "start": at, "end": at + len(day)}
        answer = await caller.meet("inform", text=text, date="2026-11-27", spans=(span,))
        assert answer.said == ["utter_meeting_booked"]
        assert await caller.bookings() == [("confirmed", "2026-11-24 09:00")]

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("actually it is for my wedding on Friday", "Friday"),
            ("samahani, ni harusi yangu ijumaa", "ijumaa"),
        ],
    )
    async def test_what_may_be_both_the_matter_and_a_change_is_asked_back(
        self, caller: Caller, text: str, day: str
    ) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        at = text.index(day)
        span = {"entity": "date", "start": at, "end": at + len(day)}
        asked = await caller.meet("inform", text=text, date="2026-11-27", spans=(span,))
        assert asked.said == ["utter_change_or_answer"]
        assert (caller.slots["date"], caller.slots.get("notes")) == ("2026-11-24", None)
        answer = await caller.meet("inform", text="It is my answer", notes=text)
        assert answer.said == ["utter_meeting_booked"]
        assert await fields(caller) == {"topic": text}

    @pytest.mark.parametrize(
        ("intent", "text"), [("deny", "wrong day"), ("inform", "samahani, nimekosea siku")]
    )
    async def test_a_fault_is_neither_the_matter_nor_a_no_to_it(
        self, caller: Caller, intent: str, text: str
    ) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        answer = await caller.meet(intent, text=text)
        assert answer.said == ["utter_what_to_change"]
        assert await caller.bookings() == []

    async def test_to_move_on_is_to_move_nothing(self, caller: Caller) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        text = "I have nothing to say on that, move on please"
        answer = await caller.meet("reschedule_booking", text=text)
        assert answer.said == ["utter_meeting_booked"]
        assert await fields(caller) == {}

    async def test_a_wish_to_change_is_not_the_matter(self, caller: Caller) -> None:
        await caller.meet(staff=await caller.staff("Grace"), datetime="2026-11-24T09:00")
        text = "kumbe siwezi, tufanye tarehe 30"
        await caller.meet("reschedule_booking", text=text, date="2026-11-30")
        assert (caller.slots["date"], caller.slots.get("notes")) == ("2026-11-30", None)


class TestTheMatter:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("I want to meet Grace about a job", "a job"),
            ("can we meet to discuss our wedding on Friday at 3", "our wedding"),
            ("nataka kuonana na Grace kuhusu harusi yangu kesho", "harusi yangu"),
            ("tupatane ijumaa tujadili bei ya bulk", "bei ya bulk"),
            ("meet about tomorrow", None),
            ("kukutana na Amina kuhusu dreads, naitwa Ken Omondi", "dreads"),
            ("meet about colour, I'm Ken Omondi", "colour"),
            ("I need to discuss with Grace", None),
            ("book a meeting with Grace", None),
            ("see Grace tomorrow to discuss something", None),
            ("tuonane kesho tujadili jambo fulani", None),
        ],
    )
    def test_is_what_stands_after_about_or_its_like(self, text: str, reason: str | None) -> None:
        spans = [
            {"entity": "date", "start": start, "end": start + len(word)}
            for word in ("on Friday", "tomorrow", "kesho", "ijumaa")
            if (start := text.find(word)) >= 0
        ]
        if text.endswith("Ken Omondi"):
            spans.append({"entity": "name", "start": len(text) - 10, "end": len(text)})
        if text.endswith("Grace"):
            spans.append({"entity": "staff", "start": len(text) - 5, "end": len(text)})
        assert reason_in(text, spans) == reason

    async def test_is_left_out_where_the_business_does_not_ask_for_it(
        self, start_dialogue: Start, demo_file: BusinessFile
    ) -> None:
        demo_file.services[-1].fields = [
            FieldPart.model_validate({"key": "company", "label": {"en": "Your company?"}})
        ]
        caller = await start_dialogue(demo_file)
        caller.slots["name"] = "Jane Wanjiku"
        values = {"staff": await caller.staff("Grace"), "datetime": "2026-11-24T09:00"}
        asked = await caller.meet(**values, text="meet about work")
        assert asked.said == ["utter_field_question"]
        await caller.meet("inform", text="Acme Ltd")
        assert await fields(caller) == {"company": "Acme Ltd"}
