"""Phone numbers as people write and read them, by the country of a business."""

from datetime import tzinfo

import phonenumbers
from babel.core import get_global
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_NO_COUNTRY = ("ZZ", "001")
_EAST_AFRICAN_DIGITS = 10


def country_of(zone: tzinfo) -> str | None:
    """The country of a time zone (ISO 3166), or None for one that belongs to none."""
    name = getattr(zone, "key", "")
    territories, aliases = get_global("zone_territories"), get_global("zone_aliases")
    country: str | None = territories.get(name) or territories.get(aliases.get(name, ""))
    return None if country in _NO_COUNTRY else country


def is_country(code: str) -> bool:
    """Whether phone numbers of a country are known."""
    return bool(phonenumbers.country_code_for_region(code))


def read_number(text: str, country: str | None) -> str | None:
    """A number with its country code and digits only, or None for what is no number.

    Without a country code it is read by the country given, and then has to exist there; without
    the leading zero too only a mobile one is meant.
    """
    written = text.strip()
    if written.startswith("00"):
        written = f"+{written[2:]}"
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        return None
    if written.startswith("+"):
        is_one = phonenumbers.is_possible_number(number)
    else:
        is_one = phonenumbers.is_valid_number(number) and _is_plain(written, number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:] if is_one else None


def say_number(value: str, country: str | None) -> str:
    """A number as people read it out: 0712 345 678 at home, +256… from abroad."""
    written = value if value.startswith(("0", "+")) else f"+{value}"
    digits = read_number(written, country) or read_number(value, country)
    if digits is None:
        return value
    number = phonenumbers.parse(f"+{digits}")
    if country is None or phonenumbers.country_code_for_region(country) != number.country_code:
        return f"+{digits}"
    said: str = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    local = "".join(filter(str.isdigit, said))
    if local.startswith("0") and len(local) == _EAST_AFRICAN_DIGITS:
        return f"{local[:4]} {local[4:7]} {local[7:]}"
    return said


def _is_plain(written: str, number: PhoneNumber) -> bool:
    digits = "".join(filter(str.isdigit, written))
    has_lead = digits.startswith(("0", str(number.country_code)))
    return has_lead or phonenumbers.number_type(number) in _MOBILE
