"""Whether what was said is so: every price, day, time, reference and name against the rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from tests.e2e.days import NAIROBI
from tests.fixtures.phone import Phone
from tests.scenarios.hearing import (
    Heard,
    days_in,
    moments_in,
    money_in,
    references_in,
    swahili_times_in,
    times_in,
)
from tests.scenarios.salon import Row, Salon

_RECEIPT_FOLLOWS = ("receipt to follow", "risiti inafuata")
_ABOUT_A_BOOKING = ("summary", "confirmed", "booked", "cancel", "canceled", "move", "moved")
_OFFERS = ("time", "other time")


class Truth:
    """Checks messages to one customer at the moment they arrive."""

    def __init__(self, salon: Salon, phone: Phone) -> None:
        self._salon, self._phone = salon, phone

    def wrong_in(self, said: Heard) -> list[str]:
        """What is not so in a message; empty when all is."""
        everything = "\n".join([said.text, *(each.title for each in said.choices)])
        try:
            days_in(everything)
        except ValueError as error:
            return [str(error)]
        wrong = list(swahili_times_in(everything))
        rows = self._salon.bookings(self._phone)
        wrong += self._wrong_references(everything, rows)
        wrong += self._wrong_money(said, rows)
        wrong += self._wrong_booking(said, rows)
        wrong += self._wrong_list(said, rows)
        wrong += self._wrong_offers(said)
        wrong += self._wrong_staff(said)
        return wrong

    def _wrong_references(self, text: str, rows: Sequence[Row]) -> Iterator[str]:
        own = {row["reference"] for row in rows}
        yield from (f"{name} is no booking of this customer" for name in references_in(text)
                    if name not in own)  # fmt: skip

    def _wrong_money(self, said: Heard, rows: Sequence[Row]) -> Iterator[str]:
        catalog = {amount for each in self._salon.facts["services"] for amount in _amounts(each)}
        known = catalog | {0} | {amount for row in rows for amount in _amounts_of(row)}
        for amount in money_in(said.text):
            if amount not in known:
                yield f"KES {amount / 100:g} is no price"
        if "service" in said.values and "price" in said.values and said.kind == "price":
            price = round(float(self._salon.service(said.values["service"])["price"]) * 100)
            if money_in(said.values["price"]) not in ([price], []):
                yield f"{said.values['service']} costs {price / 100:g}"
        for line in said.text.splitlines() if said.response == "utter_services" else ():
            yield from self._wrong_line(line)

    def _wrong_line(self, line: str) -> Iterator[str]:
        name, _, rest = line.removeprefix("• ").partition(": ")
        if not line.startswith("• "):
            return
        price = round(float(self._salon.service(name)["price"]) * 100)
        if money_in(rest) != ([price] if price else []):
            yield f"{name} costs {price / 100:g}"

    def _wrong_booking(self, said: Heard, rows: Sequence[Row]) -> Iterator[str]:
        """A message about one booking against that booking's row."""
        if said.kind not in _ABOUT_A_BOOKING:
            return
        named = references_in(said.text)
        about = [row for row in rows if row["reference"] in named]
        if not named:
            about = [row for row in rows if row["status"] == "held"]
        if len(about) != 1:
            yield f"{len(about)} bookings are meant"
            return
        yield from _differences(said, about[0], self._salon)
        if said.kind == "confirmed":
            yield from self._wrong_payment(said, about[0])

    def _wrong_payment(self, said: Heard, row: Row) -> Iterator[str]:
        paid = [p for p in self._salon.payments(self._phone)
                if p["booking_id"] == row["id"] and p["state"] == "paid"]  # fmt: skip
        amount = sum(p["amount_minor"] for p in paid)
        if money_in(said.values["amount"]) != [amount]:
            yield f"{amount / 100:g} was paid"
        if money_in(said.values["price"]) != [row["price_minor"]]:
            yield f"the price is {row['price_minor'] / 100:g}"
        if (money_in(said.values["balance"]) or [0]) != [row["price_minor"] - amount]:
            yield f"{(row['price_minor'] - amount) / 100:g} is still to pay"
        receipts = {p["receipt"] for p in paid if p["receipt"]}
        told = said.values["receipt"]
        # A query knows that it is paid before the callback brings the receipt, which is then sent.
        if receipts and told not in receipts and told not in _RECEIPT_FOLLOWS:
            yield f"the receipt is {receipts}"

    def _wrong_list(self, said: Heard, rows: Sequence[Row]) -> Iterator[str]:
        """A list of bookings names each once, as its row has it, and no other."""
        if said.kind != "bookings":
            return
        now = datetime.now(NAIROBI)
        coming = {row["reference"]: row for row in rows
                  if row["status"] in ("held", "confirmed") and row["starts_at"] > now}  # fmt: skip
        if sorted(references_in(said.text)) != sorted(coming):
            yield f"the bookings are {sorted(coming)}"
            return
        for line in said.values["bookings"].splitlines():
            row = coming[references_in(line)[0]]
            if moments_in(line) != [row["starts_at"].astimezone(NAIROBI)]:
                yield f"{row['reference']} is at {row['starts_at']}"
            words = {"confirmed": ("(confirmed)", "(imethibitishwa)")}
            words["held"] = ("(waiting for payment)", "(inasubiri malipo)")
            if not line.endswith(words[row["status"]]):
                yield f"{row['reference']} is {row['status']}"

    def _wrong_offers(self, said: Heard) -> Iterator[str]:
        """Openings lie in the future and within the hours of the business."""
        if said.kind not in _OFFERS:
            return
        for each in said.choices:
            at = each.time
            if at is None:
                continue
            if not time(8) <= at < time(19):
                yield f"{each.title} is outside the hours"
            if each.day and datetime.combine(each.day, at, NAIROBI) < datetime.now(NAIROBI):
                yield f"{each.title} has passed"

    def _wrong_staff(self, said: Heard) -> Iterator[str]:
        if said.response != "utter_offer_staff":
            return
        able = self._salon.staff_of(self._salon.service(said.values["service"])["name"])
        for each in said.choices:
            if each.title not in (*able, "Anyone", "Yeyote"):
                yield f"{each.title} does not do {said.values['service']}"


def _differences(said: Heard, row: Row, salon: Salon) -> Iterator[str]:
    starts_at = row["starts_at"].astimezone(NAIROBI)
    wanted = [starts_at]
    if said.kind == "move":
        wanted = moments_in(said.text)[-1:] if len(moments_in(said.text)) > 1 else []
        wanted = [starts_at, *wanted]
    if moments_in(said.text) != wanted:
        yield f"{row['reference']} is at {starts_at:%a %d %b %H:%M}"
    for name in row["services"]:
        names = (name, salon.service(name)["names"]["sw"])
        if not any(each in said.text for each in names):
            yield f"{row['reference']} is {name}"
    if said.kind != "summary":
        return
    for name in row["staff"]:
        if name not in said.values["summary"]:
            yield f"{row['reference']} is with {name}"
    wanted_money = [row["price_minor"]] if row["price_minor"] else []
    if 0 < row["deposit_minor"] < row["price_minor"]:
        wanted_money.append(row["deposit_minor"])
    if money_in(said.values["summary"])[-len(wanted_money) :] != wanted_money:
        yield f"{row['reference']} costs {[amount / 100 for amount in wanted_money]}"
    if money_in(said.values["due"]) != [row["deposit_minor"] or row["price_minor"]]:
        yield f"{row['deposit_minor'] / 100:g} is due"
    held_until = (row["held_until"] or starts_at).astimezone(NAIROBI)
    if times_in(said.values["held_until"]) != [time(held_until.hour, held_until.minute)]:
        yield f"it is held until {held_until:%H:%M}"


def _amounts(service: dict[str, Any]) -> Iterator[int]:
    price = round(float(service["price"]) * 100)
    for people in range(1, int(service.get("max_party", 1)) + 1):
        total = price * people
        yield total
        deposit = str(service.get("deposit", 0))
        yield (
            round(total * float(deposit[:-1]) / 100)
            if deposit.endswith("%")
            else round(float(deposit) * 100)
        )


def _amounts_of(row: Row) -> Iterator[int]:
    yield row["price_minor"]
    yield row["deposit_minor"]
    yield row["price_minor"] - row["deposit_minor"]
