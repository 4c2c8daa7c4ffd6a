"""Swahili wordings that speak of a part of somebody's body."""

from typing import Final

PARTS: Final = r"""
    mikono | mkono | miguu | mguu | nywele | uso | ngozi | mgongo | shingo | kichwa | vidole
    | kidole | macho | kucha | ndevu | midomo
"""
TOLD: Final = rf"""
    (?:{PARTS})\s(?:y|z|l|w|v?y)(?:angu|ake|ao|ako|etu|enu)
        \s(?:ni|si|sio|siyo|iko|ziko|uko|ina|zina|una|haina|hazina|imekuwa|zimekuwa|inauma|zinauma)
    | (?:na|nina|a|ali|nili)penda\s(?:mikono|mkono|vidole)\s\w+
    | (?:ana|wana|mwenye)\s(?:mikono|mkono|vidole)
"""
