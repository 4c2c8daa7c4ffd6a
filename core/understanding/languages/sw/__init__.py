"""Swahili as people in Nairobi write it, Sheng included."""

from core.understanding.languages import LanguagePack
from core.understanding.languages.sw import (
    joins,
    naming,
    people,
    people_told_of,
    readers,
    service_words,
    verbs,
    words,
)
from core.understanding.languages.sw.ordinary_words import COMMON, GENERIC, INFORMAL, NEUTRAL

PACK = LanguagePack(
    code="sw",
    words=words.WORDS | people.WORDS | people_told_of.WORDS,
    common=COMMON,
    informal=INFORMAL,
    generic=GENERIC,
    neutral=NEUTRAL,
    read_number=readers.read_number,
    stems=readers.stems,
    looks_like=readers.looks_like,
    dial="swahili",
    is_noun_first=True,
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
    no_name_shapes=verbs.VERBS,
    doubtful_shapes=verbs.VERB_LIKE,
    lending=verbs.LENDING,
    conditions=joins.CONDITIONS,
    telling=people_told_of.TELLING,
    asking=naming.ASKING,
)
