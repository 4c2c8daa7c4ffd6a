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
CHANGING: Final = r"""
    cancel\w* | delete | remove | drop | scrap | call\s(?:\w+\s){0,3}off | move | moving | shift
    | re-?schedul\w* | postpone | push | bring\sforward | swap | change
"""
STANDING: Final = r"""
    (?:my|our|his|her|their|the\sother|the\sold|the\searlier|the\sexisting|the\sprevious)\s\w+
    | (?:the|that|this)\s(?:\w+\s){0,2}(?:booking|appointment|reservation)
    | the\sone\s(?:on|for|at|of|in|from|with|that|i|we)
    | (?:mon|tues|wednes|thurs|fri|satur|sun)day(?:'s|\sone) | (?:today|tomorrow)'s
    | (?:what|which)\s(?:i|we)\s(?:have\s|had\s)?(?:booked|reserved)
"""
