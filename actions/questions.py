"""Answers from the business's own facts: services, prices, hours, places, people, rules."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from rasa_sdk.events import EventType, FollowupAction

from actions import names
from actions.asked_about import asked_about
from actions.base import Desk, TenantAction
from actions.booking_form import hand_over
from actions.catalog_names import price_facts, service_buttons, service_of, services_of
from actions.corrections import changes_booking
from actions.cues import Cue, says, words_besides
from actions.forgetting import held_booking
from actions.heard_otherwise import asks_to_come_and_talk
from actions.next_request import requested_services
from actions.opening_hours import say_hours
from actions.openings import request_of
from actions.parties import says_party_refused
from actions.paying import (
    asks,
    asks_of_cash,
    explain_due,
    pays_now,
    said_of_paying,
    say_what_waits,
)
from actions.saying import Variable, button, lines, money, phone, together, words
from actions.topics import topics_of
from actions.who_does import asks_number, says_who
from actions.wishes import Wishes
from core.catalog.snapshot import CatalogService

type Answer = Callable[[Desk, CatalogService | None], None]

_MOST_BUTTONS = 10
_OF_CANCELING = frozenset({"cancellation", "deposit", "payment", "price"})
_OF_SERVICES = frozenset({"services", "price", "duration", "staff"})
_UNKNOWN: Final = "utter_answer_unknown"
_OTHERWISE: tuple[tuple[Cue, str], ...] = (
    ("identity", "utter_who_i_am"),
    ("complaining", "utter_sorry_upset"),
)
_SUFFIX_BY_PRICE = {"per_person": "_per_person", "free": "_free"}


class ActionAnswerQuestion(TenantAction):
    action_name = names.ANSWER_QUESTION

    async def perform(self, desk: Desk) -> list[EventType]:
        """Answer from facts; what the facts do not say is not guessed."""
        if (instead := _instead(desk)) is not None:
            return instead
        topics = _topics(desk)
        if _is_of_canceling(desk, topics):
            return [FollowupAction(names.ASK_CANCELLATION)]
        said = await _of_paying(desk, topics) if desk.slots.get("awaiting") == "payment" else None
        if said is not None:
            return said
        if desk.heard.not_offered and not set(topics) - _OF_SERVICES:
            desk.say("utter_not_offered")
            topics = ["services"]
        service = _service_meant(desk)
        answers = _answers(desk, service, topics)
        if not answers:
            desk.say(next((said for cue, said in _OTHERWISE if says(desk.heard, cue)), _UNKNOWN))
            return asked_about(desk)
        for answer in answers:
            settled = _SETTLED.get(answer)
            if settled is None or not await settled(desk):
                answer(desk, service)
        await say_what_waits(desk)
        return asked_about(desk)


def _instead(desk: Desk) -> list[EventType] | None:
    """What follows on what was taken for a question and is none."""
    if changes_booking(desk):
        return [FollowupAction(Wishes.from_slots(desk.slots).form)]
    if says(desk.heard, "overcharged"):
        return [FollowupAction(names.HAND_OVER)]
    return hand_over(names.MEETING_FORM) if asks_to_come_and_talk(desk) else None


def _topics(desk: Desk) -> list[str]:
    """What is asked about; of one of the staff no number is given but that of the business."""
    if (button := desk.heard.text_of("topic")) is not None:
        return [button]
    if says(desk.heard, "paying_where"):
        besides = topics_of(words_besides(desk.heard.text, ("paying_where",)))
        return list(dict.fromkeys(["payment", *besides]))
    return ["phone"] if asks_number(desk.heard) else topics_of(desk.heard.text)


def _is_of_canceling(desk: Desk, topics: Sequence[str]) -> bool:
    """Whether what canceling costs and brings back is asked, once it was asked whether to."""
    is_asked = desk.slots.get("awaiting") == "cancellation" and not desk.heard.services
    is_of_money = bool(topics) and set(topics) <= _OF_CANCELING
    return is_asked and (is_of_money or says(desk.heard, "money_back"))


async def _of_paying(desk: Desk, topics: Sequence[str]) -> list[EventType] | None:
    """What is done where the message is less of a question than about what is to be paid."""
    if (said := await explain_due(desk) or pays_now(desk)) is not None:
        return said
    is_asked = asks(desk.heard) or asks_of_cash(desk.heard)
    is_told = "payment" not in topics or says(desk.heard, "paid") or not is_asked
    return await said_of_paying(desk, is_answering=True) if is_told else None


def _answers(desk: Desk, service: CatalogService | None, topics: Sequence[str]) -> list[Answer]:
    """What gives the answers to all that is asked, each once."""
    if not set(topics) <= _ANSWERS.keys():
        # A price says nothing about a lower one.
        topics = [topic for topic in topics if topic in _ANSWERS and topic != "price"]
    elif not topics and service is not None and desk.heard.ids("service"):
        topics = ["price"]
    found = [_ANSWERS[topic] for topic in topics if topic in _ANSWERS]
    if service is None and _services in found:
        found = [answer for answer in found if answer is not _price]
    return list(dict.fromkeys(found))


def _is_free(desk: Desk) -> bool:
    """Whether no booking is being made, moved or canceled."""
    return desk.loop is None and not desk.slots.get("awaiting")


def _service_meant(desk: Desk) -> CatalogService | None:
    """The service the question names, else the one being booked or to be booked next."""
    named = desk.heard.ids("service")
    if not named and not desk.slots.get("service"):
        named = requested_services(desk)
    if len(named) == 1:
        return service_of(desk.catalog, named[0])
    return service_of(desk.catalog, desk.slots.get("service")) if not named else None


def _wanted(desk: Desk) -> list[str]:
    """The services being booked, or those that the same message asks to book next."""
    return Wishes.from_slots(desk.slots).services or requested_services(desk)


def _services(desk: Desk, service: CatalogService | None) -> None:
    if service is not None and desk.heard.ids("service"):
        _price(desk, service)
        return
    offered = desk.catalog.services
    desk.say(
        "utter_services",
        buttons=service_buttons(desk, offered[:_MOST_BUTTONS], "book_service"),
        services=lines([_service_line(desk, each) for each in offered]),
    )


def _service_line(desk: Desk, service: CatalogService) -> Variable:
    facts = price_facts(service, desk.catalog.currency, desk.language)
    return words(f"line_price_of_service{_suffix(service)}", **facts)


def _price(desk: Desk, service: CatalogService | None) -> None:
    named = services_of(desk.catalog, desk.heard.services or _wanted(desk))
    if len(named) > 1:
        desk.say("utter_prices", services=lines([_service_line(desk, each) for each in named]))
        _say_refused_party(desk, named)
        return
    if service is None:
        _services(desk, None)
        return
    facts = price_facts(service, desk.catalog.currency, desk.language)
    book = button(words("guess_book_service"), "book_service", service=str(service.id))
    buttons = [{**book, "on_yes": True}] if _is_free(desk) else []
    desk.say(f"utter_price{_suffix(service)}", buttons=buttons, **facts)
    _say_refused_party(desk, [service])


def _say_refused_party(desk: Desk, services: Sequence[CatalogService]) -> None:
    """Say that so many cannot come in one booking, where the question says how many."""
    party = desk.heard.count_of("party_size")
    for each in services if party is not None else ():
        if says_party_refused(desk, each, Wishes(party_size=party)):
            return


def _suffix(service: CatalogService) -> str:
    if service.is_stay:
        return "_per_night"
    return _SUFFIX_BY_PRICE.get(service.price_kind, "")


def _location(desk: Desk, service: CatalogService | None) -> None:
    places = [
        words("line_place", branch=branch.name, address=branch.address)
        for branch in desk.catalog.branches
        if branch.address
    ]
    _say_lines(desk, "utter_location", places)


def _phone(desk: Desk, service: CatalogService | None) -> None:
    numbers = [
        words("line_phone", branch=branch.name, phone=phone(branch.phone))
        for branch in desk.catalog.branches
        if branch.phone
    ]
    _say_lines(desk, "utter_phone", numbers)


def _say_lines(desk: Desk, response: str, found: list[Variable]) -> None:
    if found:
        desk.say(response, places=lines(found))
    else:
        desk.say("utter_answer_unknown")


def _staff(desk: Desk, service: CatalogService | None) -> None:
    people = service.staff if service else desk.catalog.staff
    listed = together([each.name for each in people])
    if not people:
        desk.say("utter_answer_unknown")
    elif service:
        desk.say("utter_staff_for_service", staff=listed, service=service.name_in(desk.language))
    else:
        desk.say("utter_staff", staff=listed)


def _payment(desk: Desk, service: CatalogService | None) -> None:
    collects = desk.catalog.settings.payment.collect
    if collects == "nothing":
        desk.say("utter_pay_at_visit")
    elif says(desk.heard, "cash") and not says(desk.heard, "mobile_money"):
        desk.say("utter_cash_deposit" if collects == "deposit" else "utter_cash_full")
    else:
        desk.say("utter_how_to_pay")


async def _says_parts(desk: Desk) -> bool:
    """Say what of the price is paid now and what later, where a booking waits for its payment."""
    booking = await held_booking(desk) if desk.slots.get("awaiting") == "payment" else None
    if booking is None or booking.status != "held":
        return False
    status = await desk.payments.status_of(booking.id)
    rest = booking.price_minor - status.due_minor
    if status.due_minor <= 0 or rest <= 0:
        return False
    due, rest_said = money(status.due_minor, status.currency), money(rest, status.currency)
    desk.say("utter_pay_part_now", due=due, rest=rest_said)
    return True


def _deposit(desk: Desk, service: CatalogService | None) -> None:
    collects = desk.catalog.settings.payment.collect
    if collects != "deposit":
        _payment(desk, service)
        return
    wanted = Wishes.from_slots(desk.slots)
    if service is not None and str(service.id) not in wanted.services:
        wanted = Wishes(service=str(service.id))
    services = services_of(desk.catalog, wanted.services)
    if not services:
        desk.say("utter_deposits")
        return
    quote = desk.bookings.quote(request_of(desk.catalog, wanted))
    name = together([each.name_in(desk.language) for each in services])
    if not quote.deposit_minor:
        desk.say("utter_no_deposit", service=name)
        return
    desk.say(
        "utter_deposit",
        service=name,
        deposit=money(quote.deposit_minor, quote.currency),
        price=money(quote.price_minor, quote.currency),
    )


def _cancellation(desk: Desk, service: CatalogService | None) -> None:
    policy = desk.catalog.settings.cancellation
    if not policy.late_fee_percent:
        desk.say("utter_cancellation_free")
        return
    desk.say(
        "utter_cancellation_policy",
        hours=policy.free_until_hours,
        percent=policy.late_fee_percent,
    )


def _hours(desk: Desk, service: CatalogService | None) -> None:
    say_hours(desk)


# What is said instead where the booking at hand settles it.
_SETTLED: Mapping[Answer, Callable[[Desk], Awaitable[bool]]] = {
    _payment: _says_parts,
    _staff: says_who,
}
_ANSWERS: Mapping[str, Answer] = {
    "services": _services,
    "price": _price,
    "duration": _price,
    "hours": _hours,
    "location": _location,
    "phone": _phone,
    "staff": _staff,
    "payment": _payment,
    "deposit": _deposit,
    "cancellation": _cancellation,
}
