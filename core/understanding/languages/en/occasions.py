"""English wordings by which an occasion is told of: one has it, goes to it, or it is near."""

from typing import Final

_WHOSE: Final = r"""
    (?:\s(?:a|an|the|this|that|some|another|my|our|his|her|their|\w+'s|\w+s'))?
    (?:\s(?!(?:for|about|on|of|to|and|or|with|book\w*|reserv\w*|paid|appointment)\b)[\w']+){0,2}
"""
# Right before an occasion.
LEADS: Final = rf"""
    (?:
        (?<!can\s)(?<!could\s)(?<!may\s)(?:i|we|they)\s(?:(?:also|will|only|just)\s)?(?:have|had|got)
        | (?:i've|we've|they've)(?:\sgot)? | ive\sgot | i'll\shave | we'll\shave | \w+\shas | having
        | there(?:\sis|'s|s|\swill\sbe)
        | (?:it's|its|it\sis)(?=\s(?:my|our|his|her|their|\w+'s|\w+s')\s)
        | (?:going|go|goes|headed|heading|travell?ing|invited)\s(?:to|for)
        | attend | attending | hosting | planning
        | because\sof | due\sto | (?:bridesmaid|guest|groomsman)\s(?:at|in|for)
    ){_WHOSE}
"""
# Between a service and the occasion it is for.
PURPOSES: Final = r"""
    for\s(?:a|an|the|this|my|our|his|her|their)(?:\s[\w']+){0,2} | for\s\w+(?:'s|s')
"""
# Right behind an occasion.
COMINGS: Final = r"""
    (?:(?:is|are|was)\s)?(?:coming|approaching|around\sthe\scorner|starts|begins)
    | is\s(?:near|close|here)
"""
# Right behind an occasion, where a day follows.
BEINGS: Final = r"(?:is|'s|will\sbe|falls)(?:\s(?:on|in|this))?"
