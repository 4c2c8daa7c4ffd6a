"""Kenyan mobile numbers as M-Pesa wants them."""

import re

_PAYER = re.compile(r"254[17]\d{8}")
_SEPARATORS = re.compile(r"[\s\-.()]+")


def payer_number(text: str) -> str | None:
    """`2547XXXXXXXX` or `2541XXXXXXXX` from any usual way to write it; None for anything else."""
    digits = _SEPARATORS.sub("", text.strip())
    if digits.startswith("+"):
        digits = digits[1:]
    elif digits.startswith("00"):
        digits = digits[2:]
    if re.fullmatch(r"0[17]\d{8}", digits, re.ASCII):
        digits = "254" + digits[1:]
    elif re.fullmatch(r"[17]\d{8}", digits, re.ASCII):
        digits = "254" + digits
    elif re.fullmatch(r"2540[17]\d{8}", digits, re.ASCII):
        digits = "254" + digits[4:]
    return digits if digits.isascii() and _PAYER.fullmatch(digits) else None
