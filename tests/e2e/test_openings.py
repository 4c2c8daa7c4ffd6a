"""Customers who want the same opening, and openings that nobody pays for."""

import asyncio

import pytest

from tests.e2e.days import OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import PATIENCE, Visitor, reference_in, titles_of, visitor
from tests.e2e.wording import LANGUAGES, WORDING
from tests.fixtures.crowd import Customer, open_crowd
from tests.fixtures.phone import Message, choices_of, text_of
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

RIVALS = 64
SAMPLE = 6
_EXPIRED = "UPDATE bookings SET held_until = now() - interval '1 second' WHERE id = %s"
_DUE = """
    UPDATE procrastinate_jobs SET scheduled_at = now()
    WHERE task_name = 'booking.expire_hold' AND status = 'todo' AND args ->> 'booking_id' = %s"""
_HELD_AT = """
    SELECT b.id FROM bookings b JOIN allocations a ON a.booking_id = b.id
    JOIN resources r ON r.id = a.resource_id
    WHERE r.name = 'Amina' AND b.starts_at = %s AND b.status IN ('held', 'confirmed')"""


@pytest.mark.parametrize("language", LANGUAGES)
class TestTwoWantOneOpening:
    def test_one_gets_it_and_the_other_an_alternative(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        first, second = visitor(stack, language), visitor(stack, language)
        summary = first.hold(day)
        alternatives = second.ask_for(day, second.words.taken)
        assert 2 <= len(titles_of(alternatives)) <= 10

        answer = second.tap(alternatives, titles_of(alternatives)[0], "")
        if second.words.asks_name in text_of(answer):
            answer = second.say(second.name, second.words.held)
        for customer, held in ((first, summary), (second, answer)):
            customer.pay(held)
            customer.answer_prompt()
            customer.hear(customer.words.confirmed)

        won, other = (rows.booking(customer.phone.number) for customer in (first, second))
        assert (won["status"], won["starts_at"]) == ("confirmed", day.at(15))
        assert other["status"] == "confirmed"
        assert other["starts_at"] != day.at(15)
        assert "Amina" in [row["name"] for row in rows.resources(other["id"])]


class TestManyWantOneOpening:
    async def test_one_gets_it_and_every_alternative_can_be_booked(
        self, stack: Stack, rows: Rows, day: OpenDay
    ) -> None:
        async with open_crowd(str(stack.sandbox.base_url).rstrip("/"), _number(stack)) as crowd:
            prefix = stack.phone().number[:6]
            rivals = [
                await crowd.customer(f"{prefix}9{index:05d}", "Jane Wanjiku")
                for index in range(RIVALS)
            ]
            wish = WORDING["en"].wish.format(day=day.asked("en"))
            endings = await asyncio.gather(*(_wish_for(rival, wish) for rival in rivals))
            winners, losers = _split(rivals, endings)
            assert len(winners) == 1
            assert len(losers) == RIVALS - 1
            assert len(rows.find(_HELD_AT, day.at(15))) == 1
            assert all(len(titles_of(offer)) >= 2 for _, offer in losers)

            await _pay(*winners[0])
            for rival, offer, title in _sample(losers):
                await _take_and_release(rival, offer, title)
        confirmed = rows.find(_HELD_AT, day.at(15))
        assert len(confirmed) == 1
        assert rows.find("SELECT status FROM bookings WHERE id = %s", confirmed[0]["id"]) == [
            {"status": "confirmed"}
        ]


def _number(stack: Stack) -> str:
    return str(stack.business["phone_number_id"])


async def _wish_for(rival: Customer, wish: str) -> Message:
    """The summary of a hold, or the offer of other times."""
    await rival.say(wish)
    while True:
        reply = await rival.reply(seconds=PATIENCE)
        if WORDING["en"].asks_name in text_of(reply):
            await rival.say("Jane Wanjiku")
        elif choices_of(reply):
            return reply


Ending = tuple[Customer, Message]


def _split(rivals: list[Customer], endings: list[Message]) -> tuple[list[Ending], list[Ending]]:
    words, winners, losers = WORDING["en"], [], []
    for rival, ending in zip(rivals, endings, strict=True):
        if words.held in text_of(ending):
            winners.append((rival, ending))
        else:
            assert words.taken in text_of(ending)
            assert text_of(ending).startswith("Sorry")
            losers.append((rival, ending))
    return winners, losers


async def _pay(winner: Customer, summary: Message) -> None:
    await winner.tap(summary, "Pay")
    await winner.pay(seconds=PATIENCE)
    while WORDING["en"].confirmed not in text_of(await winner.reply(seconds=PATIENCE)):
        pass


def _sample(losers: list[Ending]) -> list[tuple[Customer, Message, str]]:
    """Customers with one of the times each was offered, the first to the last of them."""
    return [
        (rival, offer, titles_of(offer)[index % len(titles_of(offer))])
        for index, (rival, offer) in enumerate(losers[:SAMPLE])
    ]


async def _take_and_release(rival: Customer, offer: Message, title: str) -> None:
    """Take an alternative and let it go again, so that those beside it stay free."""
    await rival.tap(offer, title)
    reply = await rival.reply(seconds=PATIENCE)
    while WORDING["en"].held not in text_of(reply):
        assert WORDING["en"].asks_name in text_of(reply), (title, text_of(reply))
        await rival.say("Jane Wanjiku")
        reply = await rival.reply(seconds=PATIENCE)
    await rival.tap(reply, "Cancel")
    assert WORDING["en"].released in text_of(await rival.reply(seconds=PATIENCE))


@pytest.mark.parametrize("language", LANGUAGES)
class TestHoldThatNobodyPays:
    def test_ends_is_told_and_can_be_booked_again(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        customer.hold(day)
        booking = rows.booking(customer.phone.number)
        let_time_pass(rows, booking["id"])

        news = customer.hear(customer.words.expired)
        assert day.said(language) in text_of(news)
        assert customer.words.service in text_of(news)
        assert rows.booking(customer.phone.number)["status"] == "expired"
        assert {row["status"] for row in rows.resources(booking["id"])} == {"expired"}
        summary = customer.tap(news, customer.words.book_again, customer.words.held)
        confirm(customer, summary)
        assert [row["status"] for row in rows.bookings(customer.phone.number)] == [
            "expired",
            "confirmed",
        ]

    def test_paying_after_its_end_holds_it_again(
        self, stack: Stack, rows: Rows, day: OpenDay, language: str
    ) -> None:
        customer = visitor(stack, language)
        summary = customer.hold(day)
        let_time_pass(rows, rows.booking(customer.phone.number)["id"])
        customer.hear(customer.words.expired)

        renewed = customer.tap(summary, customer.words.pay, customer.words.held)
        confirmation = confirm(customer, renewed)

        last = rows.bookings(customer.phone.number)[-1]
        assert (last["status"], last["starts_at"]) == ("confirmed", day.at(15))
        assert last["reference"] == reference_in(confirmation)


def let_time_pass(rows: Rows, booking_id: object) -> None:
    """Make a hold's time be up now, with the job that ends it."""
    assert rows.change(_EXPIRED, booking_id) == 1
    assert rows.change(_DUE, str(booking_id)) == 1


def confirm(customer: Visitor, summary: Message) -> Message:
    """Pay for what is held; the confirmation."""
    customer.pay(summary)
    customer.answer_prompt()
    return customer.hear(customer.words.confirmed)
