"""English wordings that speak of a part of somebody's body."""

from typing import Final

PARTS: Final = r"""
    hands? | foot | feet | hair | face | skin | back | neck | head | scalp | fingers? | legs?
    | eyes? | nails? | beard | lips? | toes?
"""
# What a part of the body is said to be, in words that services have too: "my skin is dry".
STATES: Final = "dry | braided | plaited | dyed | coloured | colored | washed | cut | shaved"
TOLD: Final = rf"""
    (?:my|your|his|her|their|our|\w+'s)\s(?:\w+\s)?(?:{PARTS})
        \s(?:is|are|was|were|feels?|looks?|gets?|aren't|isn't)
        (?:\s(?:so|very|too|really|already|now|quite|still|naturally))?(?:\s(?:{STATES}))?
    | (?:loved?|likes?|liked|enjoy(?:ed)?)\s(?:his|her|their|\w+'s)\s(?:\w+\s)?(?:hands?|fingers?)
    | (?:she|he|they|who)\s(?:has|have|had)\s(?:\w+\s){{0,3}}(?:hands?|fingers?)
"""
