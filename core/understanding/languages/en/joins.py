"""English words between two requests."""

from typing import Final

JOINS: Final = (
    "and also", "and then", "and after that", "and please", "and", "also", "then", "after that",
    "plus", "but also", "but", "as well as", "besides", "another thing", "one more thing",
)  # fmt: skip
