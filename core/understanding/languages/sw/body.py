"""Swahili wordings that speak of a part of somebody's body."""

from typing import Final

PARTS: Final = r"""
    mikono | mkono | miguu | mguu | nywele | uso | ngozi | mgongo | shingo | kichwa | vidole
    | kidole | macho | kucha | ndevu | midomo
"""
# What was done to a part of the body: "nywele zangu zimesukwa".
STATES: Final = r"(?:zi|i|u|m?e)me\w+"
TOLD: Final = rf"""
    (?:{PARTS})\s(?:y|z|l|w|v?y)(?:angu|ake|ao|ako|etu|enu)
        \s(?:ni|si|sio|siyo|iko|ziko|uko|ina|zina|una|haina|hazina|imekuwa|zimekuwa|inauma|zinauma|{STATES})
    | (?:na|nina|a|ali|nili)penda\s(?:mikono|mkono|vidole)\s\w+
    | (?:ana|wana|mwenye)\s(?:mikono|mkono|vidole)
"""
