"""English."""

from core.understanding.languages import LanguagePack
from core.understanding.languages.en import (
    joins,
    naming,
    occasions,
    people,
    people_told_of,
    readers,
    relations,
    service_words,
    words,
)
from core.understanding.languages.en.ordinary_words import COMMON, GENERIC, INFORMAL, LENT, NEUTRAL

PACK = LanguagePack(
    code="en",
    words=words.WORDS | relations.WORDS | people.WORDS | people_told_of.WORDS,
    common=COMMON,
    informal=INFORMAL,
    generic=GENERIC,
    neutral=NEUTRAL,
    lent=LENT,
    read_number=readers.read_number,
    stems=readers.stems,
    looks_like=readers.looks_like,
    rules=readers.RULES,
    services=service_words.SERVICES,
    same_as=service_words.SAME_AS,
    joins=joins.JOINS,
    not_names=people.NOT_NAMES,
    introducing=naming.INTRODUCING,
    beside_names=naming.BESIDE_NAMES,
    within_names=naming.WITHIN_NAMES,
    after_names=naming.AFTER_NAMES,
    names_too=naming.NAMES_TOO,
    no_names=naming.NO_NAMES,
    doubtful_shapes=naming.DOUBTFUL,
    conditions=joins.CONDITIONS,
    telling=people_told_of.TELLING,
    occasion_leads=occasions.LEADS,
    occasion_purposes=occasions.PURPOSES,
    occasion_comings=occasions.COMINGS,
    occasion_beings=occasions.BEINGS,
    asking=naming.ASKING,
)
