"""References people can read out, type and hear."""

import re
import secrets

# Without 0/O, 1/I/L, and the letters that look like 2, 5 and 8.
ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"
PREFIX = "BK-"
LENGTH = 5

_WRITTEN = re.compile(rf"\s*(?:BK)?[\s\-_.#]*([A-Z0-9]{{{LENGTH}}})\s*")
_LOOKALIKES = str.maketrans("BSZ", "852")


def new_reference() -> str:
    """A reference such as BK-7F3K2; unique only once the database has taken it."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalized_reference(written: str) -> str | None:
    """The reference as stored, from what a person wrote ("bk 7f3k2"); None when it is none."""
    found = _WRITTEN.fullmatch(written.upper())
    return PREFIX + found.group(1).translate(_LOOKALIKES) if found else None
