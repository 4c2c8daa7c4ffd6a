"""Swahili wordings by which an occasion is told of: one has it, goes to it, or it is near."""

from typing import Final

_OF_WHOM: Final = r"""
    (?:(?:yangu|yetu|yake|yao|ya\s\w+(?:\s(?:yangu|wangu|yake|wake|yetu|wetu))?)\s)?
"""
_KIND: Final = r"(?:\s(?:kwa|kwenye|katika|ku|a|the|my|our|moja|sherehe\sya|siku\sya))?"
# Right before an occasion; "una", "mna", "mko na" ask what there is to be had.
LEADS: Final = rf"""
    (?:
        (?:nina|tuna|ana|wana|kuna|nitakuwa\sna|tutakuwa\sna|kutakuwa\sna|nilikuwa\sna)
        | (?:n|ni|tu|a|wa|ku)ko\sna | nikona | nkona | tukona | kukona
        | (?!\w*pend)\w*(?:enda|endea|alikwa|hudhuria)
        | (?:nina|na|tuna|ana|wana)(?:fanya|andaa|panga)
        | (?:sababu|ajili)\sya | juu\sya
    ){_KIND}
"""
# Between a service and the occasion it is for.
PURPOSES: Final = r"kwa|ya\skwenda|za\skwenda | for"
# Right behind an occasion.
COMINGS: Final = rf"""
    {_OF_WHOM}(?:inakuja|imefika|imekaribia|inakaribia|inaanza|(?:ni|iko)\skaribu)
"""
# Right behind an occasion, where a day follows.
BEINGS: Final = rf"{_OF_WHOM}(?:ni|iko|itakuwa|inafanyika|itafanyika)"
