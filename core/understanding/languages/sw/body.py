"""Swahili wordings that speak of a part of somebody's body."""

from typing import Final

PARTS: Final = r"""
    mikono | mkono | miguu | mguu | nywele | uso | ngozi | mgongo | shingo | kichwa | vidole
    | kidole | macho | kucha | ndevu | midomo
"""
# What was done to a part of the body: "nywele zangu zimesukwa".
# What anything may be said to be: "wallet iko dry".
STATES_OF_THINGS: Final = "dry | kavu | mkavu | full | hot | cold | tight"
STATES: Final = rf"(?:zi|i|u|m?e)me\w+ | {STATES_OF_THINGS}"
TOLD: Final = rf"""
    (?:{PARTS})\s(?:y|z|l|w|v?y)(?:angu|ake|ao|ako|etu|enu)
        \s(?:ni|si|sio|siyo|iko|ziko|uko|ina|zina|una|haina|hazina|imekuwa|zimekuwa|inauma|zinauma|{STATES})
    | (?:\w*ko|niko|ni|nime\w+|ime\w+|ume\w+|inakuwa|imekuwa)
        (?:\s(?:tu|sana|kabisa|so|very))?\s(?:{STATES_OF_THINGS})
        (?=\s(?:$|\W|(?:na|kwa|lakini|sai|saa|leo|so|but|sana|kabisa|sasa|hivi|bro|buda|boss|aki|jamani|mwezi|wiki)\b))
    | (?:na|nina|a|ali|nili)penda\s(?:mikono|mkono|vidole)\s\w+
    | (?:ana|wana|mwenye)\s(?:mikono|mkono|vidole)
"""
