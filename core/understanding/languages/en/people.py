"""English words for people, money, choices and names."""

from typing import Any, Final

from core.understanding import tags

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.PEOPLE: dict.fromkeys(
        "people person persons pax guests guest adults adult kids kid children child guys "
        "ladies friends seats heads ppl peeps individuals girls boys men women folks pple "
        "attendees participants seat diners bridesmaids".split(),
        True,
    )
    | {"of us": True, "more people": True},
    tags.PARTY_LEAD: {
        "party of": True, "group of": True, "table for": True, "table of": True,
        "family of": True, "we are": True, "we're": True, "we'll be": True,
        "we will be": True, "there are": True, "there will be": True, "there'll be": True,
        "reservation for": True, "seats for": True, "seating for": True, "a team of": True,
        "team of": True, "room for": True, "rooms for": True, "number of people": True,
        "were": True, "we shall be": True, "spots for": True, "places for": True,
        "space for": True,
    },
    tags.PARTY: {
        "just me": 1, "only me": 1, "just myself": 1, "by myself": 1, "me alone": 1,
        "for myself": 1, "on my own": 1, "me only": 1, "alone": 1,
        "the two of us": 2, "both of us": 2, "me and my friend": 2, "me and a friend": 2,
        "my friend and i": 2, "me and my wife": 2, "me and my husband": 2,
        "me and my daughter": 2, "me and my son": 2, "me and my mum": 2, "me and my mom": 2,
        "me and my sister": 2, "me and my brother": 2, "me and my partner": 2,
        "my wife and i": 2, "my husband and i": 2, "me and my boyfriend": 2,
        "me and my girlfriend": 2, "my sister and i": 2, "my friend and me": 2,
        "myself and a friend": 2, "me and one friend": 2, "me plus one": 2, "a couple": 2,
        "my wife and me": 2, "my daughter and i": 2, "my son and i": 2, "me and my mother": 2,
        "me and my kid": 2, "me and my child": 2,
    },
    tags.MONEY: {
        "kes": 1, "ksh": 1, "kshs": 1, "sh": 1, "shs": 1, "shilling": 1, "shillings": 1,
        "bob": 1, "/=": 1, "/-": 1, "kenya shillings": 1, "kes.": 1, "ksh.": 1,
        "kenyan shillings": 1,
    },
    tags.ANYONE: {
        phrase: True
        for phrase in (
            "anyone", "anybody", "any one of them", "whoever", "whomever", "any of them",
            "any stylist", "any barber", "any therapist", "any doctor", "any staff",
            "any of you", "any of your staff", "any person", "anyone available",
            "whoever is available", "whoever is free", "whoever's free", "no preference",
            "any technician", "any dentist", "any beautician", "any masseuse", "any hairdresser",
            "doesn't matter who", "don't mind who", "dont mind who", "doesnt matter who",
            "any available stylist", "any available barber", "anyone free", "any member of staff",
            "any nurse", "any masseur", "any hair dresser", "any lady", "any professional",
            "any specialist", "any trainer", "any mechanic", "any provider", "any guy",
            "not picky", "any attendant", "any consultant",
        )
    },
    tags.ANY: {
        "any": True, "any one": True, "either": True, "either one": True, "whichever": True,
        "doesn't matter": True, "doesnt matter": True, "don't mind": True, "dont mind": True,
        "don't care": True, "no preference": True, "any is fine": True, "up to you": True,
    },
    tags.CHOICE_LEAD: {
        "option": True, "number": True, "no": True, "no.": True, "choice": True, "num": True,
        "#": True, "opt": True, "the number": True, "item": True,
    },
    tags.CHOICE_ONE: {
        "one": True, "option": True, "choice": True, "time": True, "slot": True,
        "opening": True, "suggestion": True, "of those": True, "of them": True,
    },
    tags.NAME_LEAD: {
        "my name is": "sure", "my name's": "sure", "my names are": "sure", "name is": "sure",
        "my name": "sure", "names are": "sure", "name:": "sure", "call me": "sure",
        "the name is": "sure", "the name's": "sure", "under the name": "sure",
        "booking under": "sure", "under the name of": "sure", "in the name of": "sure",
        "this is": "maybe", "i'm": "maybe", "i am": "maybe", "it's": "maybe", "im": "maybe",
        "its": "maybe", "am": "maybe", "it is": "maybe", "under": "maybe", "name": "maybe",
        "book for": "maybe", "names": "maybe",
    },
    tags.NAME_TAIL: {"here": True, "speaking": True},
    tags.WITH: {"with": True, "by": True, "w/": True, "wid": True, "wth": True, "for": True,
                "and": True, "see": True, "to": True, "is": True},
}  # fmt: skip

NOT_NAMES: Final = frozenset(
    "a an the not so very just here there fine good great okay ok well late early coming going "
    "looking trying calling writing asking wondering interested ready available free busy sure "
    "sorry happy glad afraid unable able done back home running stuck outside inside new sick "
    "ill tired hungry still also only really too quite now today tomorrow in on at from for "
    "with about to of my your his her our their it that this what which who where when why how "
    "an alone allergic pregnant getting having planning hoping thinking booking paying sending "
    "waiting doing being visiting traveling travelling arriving leaving bringing pleased "
    "traveller customer client student mother father interested bit little around near next "
    "possible urgent important necessary true false correct wrong right left perfect nice "
    "awesome cool alright all everyone anyone me him them us you we they i he she yes no nope "
    "yeah because but and or if then than as by unwell delayed confused requesting inquiring "
    "enquiring gonna gotta always never ever almost already out off up down over under between "
    "serious kidding joking sorted set good married single male female old young".split()
)
