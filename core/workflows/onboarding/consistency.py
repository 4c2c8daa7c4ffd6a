"""What no field of a business file can judge alone: times, money, credentials, wording."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import holidays

from core.conversations.texts import DOMAIN, PLACEHOLDER, TextCatalog
from core.kit.phones import read_number
from core.payments.errors import PaymentUnavailable
from core.payments.mpesa.account import MpesaAccount
from core.workflows.onboarding.business_parts import (
    MEETING,
    BusinessFile,
    ResourcePart,
    ServicePart,
    TimeOff,
)
from core.workflows.onboarding.naming import Contradiction, Location, twice
from core.workflows.onboarding.values import minor_units

_MOST_MINOR = 2_000_000_000
_MOST_NIGHTS = 31
_CREDENTIALS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # what it is for: secrets that must be there, others that may be
    "whatsapp": (("access_token",), ("app_secret", "verify_token")),
    "sms": (("username", "api_key"), ()),
    "mpesa": (("consumer_key", "consumer_secret", "passkey"), ()),
}
_MPESA_SETTINGS = ("shortcode", "type", "party_b")


def contradictions(business: BusinessFile) -> Iterator[Contradiction]:
    """Everything that is wrong between the fields of a file whose fields are right."""
    if not (business.staff or business.resources):
        yield Contradiction(("staff",), "at least one staff member or resource to be booked")
    for index, branch in enumerate(business.branches):
        yield from _times_off(("branches", index, "blocked"), branch.blocked)
        yield from _phone(("branches", index, "phone"), branch.phone, business)
    for index, service in enumerate(business.services):
        yield from _service(("services", index), service, business.currency)
    yield from _meetings(business)
    for loc, resource in _resources(business):
        yield from _times_off((*loc, "away"), resource.away)
        yield from _phone((*loc, "phone"), resource.phone, business)
    yield from _connections(business)
    yield from _settings(business)
    yield from _wording(business)


def _resources(business: BusinessFile) -> Iterator[tuple[Location, ResourcePart]]:
    for part in ("staff", "resources"):
        for index, resource in enumerate(getattr(business, part)):
            yield (part, index), resource


def _times_off(loc: Location, spans: Iterable[TimeOff]) -> Iterator[Contradiction]:
    for index, span in enumerate(spans):
        if (span.starts.tzinfo is None) != (span.ends.tzinfo is None):
            yield Contradiction((*loc, index, "to"), "both ends with a UTC offset, or neither")
        elif span.ends <= span.starts:
            yield Contradiction((*loc, index, "to"), "`to` comes after `from`")


def _service(loc: Location, service: ServicePart, currency: str) -> Iterator[Contradiction]:
    if service.max_party < service.min_party:
        yield Contradiction((*loc, "max_party"), f"at least min_party, {service.min_party}")
    yield from _amounts(loc, service, currency)
    yield from twice(((*loc, "fields", i, "key"), f.key) for i, f in enumerate(service.fields))
    for index, field in enumerate(service.fields):
        if (field.kind == "choice") != bool(field.choices):
            message = "a field of kind choice has choices, and no other field does"
            yield Contradiction((*loc, "fields", index, "choices"), message)


def _meetings(business: BusinessFile) -> Iterator[Contradiction]:
    for index, service in enumerate(business.services):
        can_be_met = any(
            each.services == "all" or service.name in each.services for each in business.staff
        )
        if service.kind == MEETING and not can_be_met:
            message = (
                "a meeting needs somebody who can be met;"
                f" name {service.name!r} under the services of a member of staff"
            )
            yield Contradiction(("services", index, "kind"), message)


def _amounts(loc: Location, service: ServicePart, currency: str) -> Iterator[Contradiction]:
    kind, deposit = service.deposit
    amounts = {"price": service.price, **({"deposit": deposit} if kind == "fixed" else {})}
    for name, amount in amounts.items():
        if amount * _largest_count(service) > Decimal(_MOST_MINOR) / 100:
            yield Contradiction((*loc, name), "too large an amount for one booking")
            return
        try:
            minor_units(amount, currency)
        except ValueError as error:
            yield Contradiction((*loc, name), str(error))
            return
    if kind == "fixed" and service.price_per == "appointment" and deposit > service.price:
        yield Contradiction((*loc, "deposit"), f"at most the price, {service.price}")


def _largest_count(service: ServicePart) -> int:
    people = service.max_party if service.price_per == "person" else 1
    return people * (_MOST_NIGHTS if service.price_per == "night" else 1)


def _connections(business: BusinessFile) -> Iterator[Contradiction]:
    for index, channel in enumerate(business.channels):
        yield from _credentials(("channels", index, "secrets"), channel.type, channel.secrets)
        if channel.type == "whatsapp" and not channel.id.isdigit():
            message = "the phone number id of the WhatsApp Cloud API, digits only"
            yield Contradiction(("channels", index, "id"), message)
    for index, payment in enumerate(business.payments):
        loc: Location = ("payments", index)
        found = [*_credentials((*loc, "secrets"), payment.provider, payment.secrets)]
        yield from found
        yield from _mpesa(loc, business, index, has_secrets=not found)


def _credentials(loc: Location, kind: str, given: Mapping[str, str]) -> Iterator[Contradiction]:
    needed, optional = _CREDENTIALS[kind]
    missing = [name for name in needed if not given.get(name, "").strip()]
    if missing:
        yield Contradiction(loc, f"{', '.join(missing)} missing; {kind} needs {', '.join(needed)}")
    for name in given:
        if name not in (*needed, *optional):
            yield Contradiction((*loc, name), f"allowed are: {', '.join((*needed, *optional))}")


def _mpesa(
    loc: Location, business: BusinessFile, index: int, *, has_secrets: bool
) -> Iterator[Contradiction]:
    payment = business.payments[index]
    if business.currency != "KES":
        yield Contradiction((*loc, "provider"), f"M-Pesa takes KES, not {business.currency}")
    for name in payment.settings:
        if name not in _MPESA_SETTINGS:
            message = f"allowed are: {', '.join(_MPESA_SETTINGS)}"
            yield Contradiction((*loc, "settings", name), message)
    if not has_secrets:
        return
    try:
        MpesaAccount.from_stored(payment.secrets, payment.settings)
    except PaymentUnavailable:
        message = (
            "type is paybill (shortcode, and party_b the same or left out) or till (shortcode is"
            " the store number, party_b the till); numbers are digits"
        )
        yield Contradiction((*loc, "settings"), message)


def _phone(loc: Location, phone: str | None, business: BusinessFile) -> Iterator[Contradiction]:
    country = business.home_country
    if phone is None or read_number(phone, country):
        return
    of_country = f"of {country} or " if country else ""
    message = f'a phone number {of_country}with its country code, such as "+254711000101"'
    yield Contradiction(loc, message)


def _settings(business: BusinessFile) -> Iterator[Contradiction]:
    for index, phone in enumerate(business.staff_notices.phones):
        yield from _phone(("staff_notices", "phones", index), phone, business)
    if (country := business.holidays.country) is not None:
        try:
            holidays.country_holidays(country)
        except NotImplementedError:
            message = f"no public holidays are known for {country}; KE is Kenya"
            yield Contradiction(("holidays", "country"), message)


def _wording(business: BusinessFile) -> Iterator[Contradiction]:
    if not business.texts:
        return
    texts = TextCatalog.load(DOMAIN)
    for name, translations in business.texts.items():
        if name not in texts:
            message = "no text has this name; bots/domain has those that can be worded anew"
            yield Contradiction(("texts", name), message)
            continue
        for language, text in translations.items():
            unknown = set(PLACEHOLDER.findall(text)) - texts.placeholders()
            if unknown:
                message = f"no text has a value {{{min(unknown)}}}"
                yield Contradiction(("texts", name, language), message)
