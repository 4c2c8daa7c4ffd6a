"""English wordings that speak of a part of somebody's body."""

from typing import Final

PARTS: Final = r"""
    hands? | foot | feet | hair | face | skin | back | neck | head | scalp | fingers? | legs?
    | eyes? | nails? | beard | lips? | toes?
"""
# What a part of the body is said to be, in words that services have too: "my skin is dry".
STATES: Final = """
    dry | braided | plaited | dyed | coloured | colored | washed | cut | shaved
    | wet | hot | cold | light | deep | full | empty | tight
"""
# What anything may be said to be: "my wallet is dry".
EVERYDAY: Final = "dry | wet | hot | cold | light | deep | full | empty | tight | cut"
# What may follow such a word, so that it is no beginning of a name.
ENDS: Final = r"""
    and | but | so | now | today | right | at | this | till | until | since | sorry | bro | man
    | guys | boss | na | kwa | lakini | sai | saa | leo
"""
TOLD: Final = rf"""
    (?:my|your|his|her|their|our|\w+'s)\s(?:\w+\s)?(?:{PARTS})
        \s(?:is|are|was|were|feels?|looks?|gets?|aren't|isn't)
        (?:\s(?:so|very|too|really|already|now|quite|still|naturally))?(?:\s(?:{STATES}))?
    | (?:\w+'[sm]|am|im|is|are|was|were|feels?|looks?|gets?|got|runs?|running|ran|gone|went|goes)
        (?:\s(?:so|very|too|really|already|now|quite|still|all|bone|completely|totally|kinda))*
        \s(?:{EVERYDAY})(?=\s(?:$|\W|(?:{ENDS})\b))
    | (?:a|this|such\sa)\s(?:{EVERYDAY})\s(?:month|week|spell|season|day|time|patch|pocket|wallet)
    | (?:loved?|likes?|liked|enjoy(?:ed)?)\s(?:his|her|their|\w+'s)\s(?:\w+\s)?(?:hands?|fingers?)
    | (?:she|he|they|who)\s(?:has|have|had)\s(?:\w+\s){{0,3}}(?:hands?|fingers?)
"""
