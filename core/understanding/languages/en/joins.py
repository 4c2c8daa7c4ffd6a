"""English words between two requests."""

from typing import Final

JOINS: Final = (
    "and also", "and then", "and after that", "and please", "and", "also", "then", "after that",
    "plus", "but also", "but", "as well as", "besides", "another thing", "one more thing",
)  # fmt: skip
# What begins a clause that says under what condition something holds.
CONDITIONS: Final = r"""
    (?:and\s|so\s|but\s|then\s|ok\s)?(?:if|when|once|unless|in\scase|suppose|supposing|assuming|let\'s\ssay|say)
"""
