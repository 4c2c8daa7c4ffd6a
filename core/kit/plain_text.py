"""Texts as every part of the system can keep them."""


def storable(text: str) -> str:
    """The text without NUL and lone surrogates, which neither PostgreSQL nor UTF-8 can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
