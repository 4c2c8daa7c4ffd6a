"""English words for people, money, choices and names."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags, word_list

_KIN = """
    friend | wife | husband | daughter | son | mum | mom | mother | dad | father | sister | sis |
    brother | bro | partner | boyfriend | girlfriend | bf | gf | bestie | buddy | hubby | wifey |
    kid | child | baby | cousin | colleague | boss | fiance | fiancee | aunt | aunty | auntie |
    uncle | niece | nephew | grandma | grandpa | grandmother | grandfather | mother in law |
    mum in law | sister in law | brother in law | roommate | neighbor | neighbour | workmate |
    best friend | better half | spouse | toddler | guest | other person | client | bae | babe |
    girl | man | lady | infant | newborn | adult | teenager | step mum | stepdad | godchild |
    grandson | granddaughter | grandchild
"""
_PLACES = {
    "top": 1, "earlier": 1, "earliest": 1, "upper": 1, "bottom": -1, "later": -1, "latest": -1,
    "lower": -1,
}  # fmt: skip

_PAYING = tuple(
    f"{who} {verb}"
    for who in (
        "i'll", "ill", "i will", "we'll", "we will", "can i", "let me", "i can", "will", "i'd",
        "i would", "may i", "could i", "i shall", "i'm gonna", "am going to", "i'm going to",
    )
    for verb in ("pay", "pay for it", "pay you", "deposit")
)  # fmt: skip
"""What is promised or asked for with the day on which it is paid."""

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.PEOPLE: flags("""
            people | person | persons | pax | guests | guest | adults | adult | kids | kid |
            children | child | guys | ladies | friends | seats | heads | ppl | peeps |
            individuals | girls | boys | men | women | folks | pple | attendees | participants |
            seat | spots | spot | tickets | ticket | tourists | travelers | travellers |
            visitors | members | students | toddlers |
            toddler | infant | infants | babies | teens | seniors | colleagues | cousins | diners |
            bridesmaids | of us | of them | players | others | gents | gent | lady | boy | girl |
            grown ups | grown-ups | grownups | cousins | siblings | sisters | brothers | sons |
            daughters | bros | mates | buddies | pals | besties | parents | relatives | clients |
            in total | altogether | in all | all together | including me |
            including myself |
            including the kids | including kids | other people | other friends | baby |
            little ones | small kids | young kids | newborn
        """)
    | dict.fromkeys(("more", "more people", "more person", "more persons"), "more"),
    tags.THINGS: flags("rooms | tables | cars | tents | vehicles | suites | cottages"),
    tags.PARTY_LEAD: flags("""
            party of | group of | table for | table of | family of | we are | we're | we'll be |
            we will be | there are | there will be | there'll be | reservation for | seats for |
            seating for | a team of | team of | room for | rooms for | number of people | were |
            we shall be | spots for | places for | space for | total of | a total of | us |
            that makes | making it | which makes | so that's | our group is | our party is |
            group is | party is | party size | party size is | party size of | group size |
            we're going to be | we are going to be | we will likely be | we might be | we may be |
            we should be | we could be | it's going to be | expecting |
            we are now | we're now | now we are | now we're |
            we'll now be | we will now be | we're only | we are only | there's only |
            we'd be | just us | only us | all of us | it will be | it'll be
        """),
    tags.PARTY: {
        "just me": 1, "only me": 1, "just myself": 1, "by myself": 1,
        "i'm alone": 1, "coming alone": 1,
        "for myself": 1, "on my own": 1, "just for me": 1, "only for me": 1,
        "a single person": 1, "single person": 1, "me only": 1, "i am alone": 1,
        "the two of us": 2, "both of us": 2, "me plus one": 2, "a couple": 2, "alone": 1,
        "the both of us": 2, "a plus one": 2,
    },
    tags.SELF: flags("myself") | {"me": "object", "i": "subject"},
    tags.DOER: dict.fromkeys(("i'll", "i'd", "i've"), "subject"),
    tags.ALL_OF: flags("both | all | everything | all of it | all of them | both of them"),
    tags.PRONOUN: flags("he | she | him | her | hers | he's | she's | he'd | she'd"),
    tags.SIGNED: flags("""
            regards | kind regards | best regards | warm regards | with regards | many regards |
            yours | yours faithfully | yours sincerely | yours truly | sincerely | best wishes |
            warmly | respectfully
        """)
    | dict.fromkeys(
        (
            "thanks", "thank you", "many thanks", "thanks in advance", "thank you in advance",
            "thnks", "thx", "cheers",
        ),
        "end",
    ),
    tags.AS_WHO: flags("as a | as an"),
    tags.NUMBERED: flags("""
            iphone | galaxy | samsung | tecno | infinix | redmi | pixel | playstation | ps | form |
            grade | kcse | kcpe | gate | floor | bus number | bus no | bus no. | route | flight |
            chapter | episode | season | version | kg | kgs | block |
            plot | apartment | flat number | windows | gate number
        """),
    tags.OWN: flags("my | our | another | one other"),
    tags.COMPANION: flags(_KIN) | {"parents": 2, "grandparents": 2, "twins": 2},
    tags.ADDRESS: flags("""
            son | daughter | child | baby | girl | boy | sister | sis | brother | bro | mum | mom |
            mother | aunty | auntie | uncle | friend | boss | dear
        """),
    tags.CHILD: flags("child | kid | son | daughter | boy | girl | baby | toddler"),
    tags.ALONG: flags("with | along with | together with | as well as"),
    tags.AGE: flags("""
            years old | year old | yr old | yrs old | yo | years of age | turns | aged | age | ages
        """),
    tags.MONEY: {
        "kes": "KES", "ksh": "KES", "kshs": "KES", "kes.": "KES", "ksh.": "KES", "bob": "KES",
        "kenya shillings": "KES", "kenyan shillings": "KES", "sh": "", "shs": "", "/=": "",
        "/-": "", "shilling": "", "shillings": "", "tzs": "TZS", "tsh": "TZS", "ugx": "UGX",
        "ush": "UGX", "rwf": "RWF", "usd": "USD", "$": "USD", "dollar": "USD", "dollars": "USD",
        "bucks": "USD", "eur": "EUR", "euro": "EUR", "euros": "EUR", "gbp": "GBP", "pounds": "GBP",
    },
    tags.RATED: flags("per | each | pp | a head | apiece"),
    tags.PAID: flags("""
            paid | sent | send | sending | pay | have paid | i paid | i sent | deposit of |
            deposited | paying | charge | charged | cost of | budget of | budget is | budget
        """)
    | dict.fromkeys(_PAYING, True),
    tags.PAYING: dict.fromkeys(_PAYING, True)
    | dict.fromkeys(("deposit", "balance", "rest", "money", "cash", "payment"), "what"),
    tags.PLUS_ME: flags("""
            i am with | i'm with | im with | coming with | come with | i'll be with |
            i will be with | be with | accompanied by | bringing | along with | bringing along |
            i'm bringing | i am bringing | i'll bring | i will bring
        """),
    tags.ANYONE: flags("""
            anyone | anybody | any one of them | whoever | whomever | any of them | any stylist |
            any barber | any therapist | any doctor | any staff | any of you | any of your staff |
            any person | anyone available | whoever is available | whoever is free |
            whoever's free | no preference | any technician | any dentist | any beautician |
            any masseuse | any hairdresser | doesn't matter who | don't mind who | dont mind who |
            doesnt matter who | any available stylist | any available barber | anyone free |
            any member of staff | any nurse | any masseur | any hair dresser | any lady |
            any professional | any specialist | any trainer | any mechanic | any provider |
            any guy | not picky | any attendant | any consultant | whoever's available |
            whoever's around | any of your stylists | any of your people | any of your barbers |
            any of your team | any of the staff | any of your ladies | any of your doctors |
            any of your therapists | any of the ladies | any of your colleagues
        """),
    tags.ANY: flags("""
            any | any one | either | either one | whichever | doesn't matter | doesnt matter |
            don't mind | dont mind | don't care | no preference | any is fine | up to you |
            you can pick | you pick | you can choose | you choose | you decide | your choice
        """),
    tags.CHOICE: {
        "the latter": -1, "the former": 1,
        **{
            f"{the}{which} {one}": value
            for which, value in _PLACES.items()
            for the in ("", "the ", "that ")
            for one in (("one",) if "est" in which else ("one", "option", "slot", "choice"))
        },
        "the last but one": -2, "last but one": -2, "penultimate one": -2, "the penultimate": -2,
    },
    tags.PLACED: {
        **dict.fromkeys(word_list("after following below under beneath"), 1),
        **dict.fromkeys(("the one after", "next to", "that follows", "coming after"), 1),
        **dict.fromkeys(word_list("before above preceding"), -1),
        **dict.fromkeys(("prior to", "that precedes", "which precedes", "coming before"), -1),
    },
    tags.CLOSE_BY: flags("""
            right | just | immediately | directly | straight | that comes | which comes |
            next | coming
        """),
    tags.LIST_END: {
        "top": 1, "beginning": 1, "start": 1, "last": -1, "bottom": -1, "end": -1, "back": -1,
    },
    tags.OFFERED_TIME: {
        f"{the}{which} {time}": place
        for which, place in (
            ("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("last", -1),
        )
        for the in ("", "the ")
        for time in ("time", "time slot")
    },
    tags.OFFERED: flags("""
            you listed | you gave | you gave me | you offered | you mentioned | you showed |
            you showed me | you suggested | you sent | you said | on the list | on your list |
            in the list | in your list | listed | mentioned | offered | above | you have given |
            you have given me | you have listed | you have offered | you have mentioned |
            you have shown me | you have suggested | you have sent | you've given |
            you've given me | you've listed | you've offered | you've sent
        """),
    tags.SUITS: flags("""
            works | work | please | pls | plz | suits | suit | sounds | will | would | looks |
            then | does | kindly | thanks | too | instead | fits | ok | okay | perfect | be |
            if possible | if available | if you can
        """),
    tags.CHOICE_LEAD: {"no": "weak"}
    | flags("option | number | no. | choice | num | # | opt | the number | item"),
    tags.TITLE: flags("""
            dr | dr. | mr | mrs | ms | miss | prof | sir | madam | doctor | eng | engr | pastor |
            pst | rev | reverend | bishop | hon | capt | sheikh
        """),
    tags.CHOICE_ONE: flags("""
            one | option | choice | slot | opening | suggestion | of those | of them
        """)
    | {"time": "time"},
    tags.NAME_LEAD: {
        "my name is": "sure", "name's": "sure", "the names": "sure", "names is": "sure",
        "use the name": "sure", "use the name of": "sure", "the booking name is": "sure",
        "my name's": "sure", "my names are": "sure", "name is": "sure",
        "my name": "sure", "names are": "sure", "name:": "sure", "call me": "sure",
        "the name is": "sure", "the name's": "sure", "under the name": "sure",
        "booking under": "sure", "under the name of": "sure", "in the name of": "sure",
        **dict.fromkeys(("her name is", "his name is", "her name's", "his name's"), "other"),
        **dict.fromkeys(("she's called", "he's called", "is called"), "other"),
        "this is": "maybe", "i'm": "maybe", "i am": "maybe", "it's": "maybe", "im": "maybe",
        "its": "maybe", "am": "maybe", "it is": "maybe", "under": "maybe", "name": "maybe",
        "book for": "maybe", "names": "maybe", "put": "answer", "put it under": "answer",
        "write": "answer", "write down": "answer", "save as": "answer", "save it as": "answer",
        "book it as": "answer", "book it under": "answer", "put down": "answer", "me is": "answer",
        **{
            f"{change} {name}{where} {to}": "sure"
            for change in ("change", "correct", "update", "edit")
            for name in ("name", "my name", "the name")
            for where in ("", " on it", " on the booking", " on my booking", " there")
            for to in ("to", "to be", "into")
        },
        **dict.fromkeys(("name should be", "the name should be", "my name should be"), "sure"),
        **dict.fromkeys(("put the name as", "rename it to", "rename to", "make the name"), "sure"),
        "it's for": "answer", "its for": "answer", "put me down as": "answer", "use": "answer",
    },
    tags.NAME_TAIL: flags("here | speaking"),
    tags.WITH: flags("for | and | see | to | is")
    | dict.fromkeys(("with", "by", "w/", "wid", "wth", "meet", "meeting"), "person"),
}  # fmt: skip

NOT_NAMES: Final = frozenset(
    word_list(
        "monday tuesday wednesday thursday friday saturday sunday "
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
        "uber bolt indrive faras glovo whatsapp mpesa google using taking driving riding living "
        "staying working walking eating cooking studying standing sitting sleeping watching "
        "carrying holding hosting attending heading rushing dropping picking flying landing "
        "boarding moving relocating expecting preparing shopping celebrating feeling suffering "
        "reaching texting following finishing starting sharing "
        "yeah because but and or if then than as by unwell delayed confused requesting inquiring "
        "enquiring gonna gotta always never ever almost already out off up down over under between "
        "angry mad upset livid fuming irate cross sad bitter hurt scared worried nervous excited "
        "thrilled grateful thankful drunk broke lost stuck sober weak sleepy bald bored shy "
        "serious kidding joking sorted set good married single male female old young"
    )
)
