"""English words for dates, times, numbers and relations."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags, word_list
from core.understanding.marks import PartOfDay

_SMALL = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_ORDINALS = word_list(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_MONTHS = word_list(
    "january february march april may june july august september october november december"
)
_DAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
_SHORT_DAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3,
    "fri": 4, "sat": 5, "satur": 5, "sun": 6, "wednes": 2, "frid": 4,
    "wensday": 2, "wenesday": 2, "wednsday": 2, "wendsday": 2, "weds day": 2, "thirsday": 3,
    "thurday": 3, "tusday": 1, "teusday": 1, "satday": 5, "saterday": 5, "freeday": 4,
}  # fmt: skip

MORNING = PartOfDay(360, 720, 0, 719)
AFTERNOON = PartOfDay(720, 1020, 720, 1199)
EVENING = PartOfDay(1020, 1260, 900, 1439)
NIGHT = PartOfDay(1140, 1439, 1020, 299)
TONIGHT = PartOfDay(1080, 1439, 960, 299)
MIDDAY = PartOfDay(720, 840, 660, 899)

_TODAY = word_list("today tdy tonight 2nite 2night tonite today's 2dei todays")
_TOMORROW = (
    "tomorrow", "tmrw", "tmr", "tmro", "tomoro", "tomorow", "tommorow", "tommorrow", "tomorro",
    "2moro", "2mrw", "2morrow", "tmw", "tom", "tumorrow", "to morrow", "tomorrow's", "tomorrows",
    "tmoro", "tomoz", "morrow",
)  # fmt: skip

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.NUMBER: {
        **{word: value for value, word in enumerate(_SMALL)},
        **{f"{ten}-{_SMALL[n]}": value + n for ten, value in _TENS.items() for n in range(1, 10)},
        **_TENS, "a dozen": 12, "half a dozen": 6,
    },
    tags.SCALE: {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000},
    tags.ORDINAL: {
        **{word: value for value, word in enumerate(_ORDINALS, 1)},
        **{
            f"twenty{link}{word}": 20 + value
            for value, word in enumerate(_ORDINALS[:9], 1)
            for link in (" ", "-")
        },
        "thirty-first": 31,
        "thirtieth": 30, "thirty first": 31, "last": -1, "twelveth": 12, "nineth": 9,
    },
    tags.RANK: {"last": "plain"},
    tags.HALF: {"half": 0.5, "half a": 0.5, "half an": 0.5, "a half": 0.5},
    tags.QUARTER: {"quarter": 0.25, "a quarter": 0.25, "quater": 0.25, "quarter of an": 0.25},
    tags.ARTICLE: {"a": 1, "an": 1, "another": 1},
    tags.COUPLE: {"couple": 2, "a couple of": 2, "couple of": 2, "a couple": 2},
    tags.WEEKDAY: {
        **{word: (value,) for value, word in enumerate(_DAYS)},
        **{f"{word}s": (value,) for value, word in enumerate(_DAYS)},
        **{word: (value,) for word, value in _SHORT_DAYS.items()},
    },
    tags.MONTH: {
        **{word: value for value, word in enumerate(_MONTHS, 1)},
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
        "sept": 9, "oct": 10, "nov": 11, "dec": 12,
    },
    tags.RELATIVE_DAY: {
        **dict.fromkeys(_TODAY, 0),
        **dict.fromkeys(_TOMORROW, 1),
        **{f"{the}day after {word}": 2 for word in _TOMORROW for the in ("", "the ")},
        "overmorrow": 2, "yesterday": -1, "yday": -1, "yesterday's": -1,
        "day before yesterday": -2, "the day before yesterday": -2,
    },
    tags.BESIDE: {
        "the day after": 1, "a day after": 1, "one day after": 1,
        "the day before": -1, "a day before": -1, "one day before": -1,
    },
    tags.WHICH_BEFORE: {
        "next": "next", "nxt": "next", "this": "this", "ths": "this", "this coming": "coming",
        "this next": "coming", "the coming": "coming", "coming": "coming", "upcoming": "coming",
        "following": "coming", "last": "last", "past": "last", "previous": "last",
        "the past": "last",
    },
    tags.WHICH_AFTER: {
        "coming": "coming", "after next": "after_next", "after this one": "next",
        "after this": "next",
        "next week": "next_week",
        "this week": "this_week", "of next week": "next_week", "of this week": "this_week",
        "the following week": "next_week", "week after next": "week_after_next",
        "in the coming week": "next_week", "of the coming week": "next_week",
        "gone": "last", "last week": "last_week", "of last week": "last_week", "week": "after_next",
    },
    tags.YEARS_ON: {"next year": 1, "this year": 0, "the coming year": 1},
    tags.RANKED: flags("""
            floor | street | avenue | ave | road | lane | year | grade | form | visit | session |
            class | edition | child | born | wife | opinion | hand | row | gate | person |
            birthday | anniversary | customer | client | attempt | try | party | world | rate |
            degree | place | stage | trimester | baby | course | round |
            page | door | building | block | phase |
            generation | parklands
        """),
    tags.UNIT: {
        "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute",
        "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
        "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week",
        "wks": "week", "month": "month", "months": "month", "year": "year", "years": "year",
        "weekend": "weekend", "weekends": "weekend", "wknd": "weekend", "wkend": "weekend",
        "week end": "weekend", "night": "night", "nights": "night", "fortnight": "fortnight",
        "h": "hour",
    },
    tags.DATE_WORD: {"date": "weak", "dated": True},
    tags.HOLIDAY: {
        "christmas": (12, 25), "christmas day": (12, 25), "xmas": (12, 25), "x mas": (12, 25),
        "christmas eve": (12, 24), "boxing day": (12, 26), "new year's day": (1, 1),
        "new years day": (1, 1), "new year": (1, 1), "new years": (1, 1),
        "new year's eve": (12, 31), "new years eve": (12, 31), "nye": (12, 31),
        "valentines": (2, 14), "valentine": (2, 14), "valentine day": (2, 14),
        "valentine's": (2, 14), "valentines day": (2, 14),
        "valentine's day": (2, 14), "labour day": (5, 1), "labor day": (5, 1),
        "jamhuri day": (12, 12), "madaraka day": (6, 1), "mashujaa day": (10, 20),
    },
    tags.EDGE: {
        "end of": "end", "the end of": "end", "beginning of": "start", "start of": "start",
        "the beginning of": "start", "the start of": "start", "middle of": "middle",
        "the middle of": "middle", "mid": "middle", "early": "start", "late": "end",
        "later": "rest", "later in": "rest", "later in the": "rest",
        "early in the": "start", "late in the": "end",
        "first week of": "week",
        "last week of": "last week", "second week of": "week 2",
        "third week of": "week 3", "first day of": "first day", "the first day of": "first day",
        "last day of": "last day", "the last day of": "last day",
        "the first week of": "week", "the last week of": "last week",
        "end": "end", "rest of": "rest",
        "the rest of": "rest", "late in": "end", "early in": "start",
    },
    tags.PART: {
        "morning": MORNING, "mornings": MORNING, "mrng": MORNING, "morn": MORNING,
        "afternoon": AFTERNOON, "afternoons": AFTERNOON, "arvo": AFTERNOON,
        "after noon": AFTERNOON, "evening": EVENING, "evenings": EVENING, "eve": EVENING,
        "night": NIGHT, "tonight": TONIGHT, "tonite": TONIGHT, "2nite": TONIGHT,
        "2night": TONIGHT, "lunchtime": MIDDAY, "lunch time": MIDDAY, "lunch hour": MIDDAY,
        "lunch": MIDDAY, "over lunch": MIDDAY, "during lunch": MIDDAY,
        "daytime": PartOfDay(480, 1020, 360, 1079),
        "day time": PartOfDay(480, 1020, 360, 1079),
        "after work": PartOfDay(1020, 1200, 960, 1319),
        "before work": PartOfDay(360, 540, 300, 599), "dawn": PartOfDay(270, 390, 180, 419),
    },
    tags.LEAN: {
        "early": "early", "late": "late", "early in the": "early", "late in the": "late",
        "mid": "middle", "very early": "early", "a bit early": "early", "earlier in the": "early",
        "later in the": "late", "first thing": "early", "first thing in the": "early",
    },
    tags.AT: flags("""
            at | @ | at around | about at | at exactly | like at | at like | maybe at | how about |
            what about | by around
        """)
    | dict.fromkeys(
        (
            "around", "about", "at about", "round", "approx", "approximately", "roughly",
            "exactly", "say", "for like", "make it", "let's do", "lets do", "round about",
        ),
        "about",
    )
    | dict.fromkeys(
        ("can you do", "could you do", "can we do", "could we do", "i can do", "shall we do"),
        "do",
    ),
    tags.MERIDIEM: {
        "am": "am", "pm": "pm", "a.m": "am", "p.m": "pm",
    },
    tags.OCLOCK: flags("sharp | ish | -ish")
    | dict.fromkeys(("o'clock", "oclock", "o clock", "clock", "oclk"), "western"),
    tags.PAST_HOUR: flags("past"),
    tags.TO_HOUR: flags("to | til"),
    tags.EXACTLY: flags("sharp | exactly | on the dot | ish | -ish"),
    tags.CLOCK_WORD: {
        "noon": 720, "midday": 720, "mid day": 720, "12 noon": 720, "12noon": 720,
        "midnight": 0, "mid night": 0, "high noon": 720, "noonish": 720, "12 midday": 720,
        "12 midnight": 0, "twelve noon": 720, "twelve midnight": 0,
    },
    tags.SOONEST: flags("""
            asap | as soon as possible | earliest | soonest | the earliest | earliest available |
            first available | the first available | next available | the next available |
            as early as possible | as soon as you can | immediately
        """),
    tags.NOW: flags("now | right now | right away | just now | straight away | rn"),
    tags.ANY_TIME: flags("""
            anytime | any time | whenever | all day | any hour | whatever time
        """),
    tags.IN_SPAN: flags("in | after | in about | in like | in another")
    | {"within": "within", "within the next": "within", "in the next": "within"},
    tags.FROM_NOW: {
        "from now": 0, "from today": 0, "from tomorrow": 1, "time": 0,
        "to come": 0, "after today": 0, "after tomorrow": 1, "'time": 0,
    },
    tags.NEXT_ONE: flags("the next one | next one | the one after | the following one"),
    tags.FROM_DAY: {"from today": 0, "from tomorrow": 1, "starting today": 0, "from tmrw": 1,
        "starting tomorrow": 1, "as from today": 0, "as from tomorrow": 1},
    tags.AGO: flags("ago | back | before today"),
    tags.AFTER: flags("""
            after | past | later than | any time after | anytime after | from after |
            sometime after | post | but after | it has to be after | and after
        """)
    | dict.fromkeys(
        (
            "not before", "no earlier than", "not earlier than", "but not before",
            "but not earlier than", "but no earlier than", "and not before",
        ),
        "inclusive",
    ),
    tags.THEREAFTER: {
        "after that": "after", "afterwards": "after", "after then": "after", "from then": "after",
        "from then on": "after", "any time after that": "after", "anytime after that": "after",
        "thereafter": "after", "before that": "before", "before then": "before",
        "any time before that": "before", "anytime before that": "before",
    },
    tags.BEFORE: {"before": "exclusive", "sometime before": "exclusive"} | flags("""
            by | earlier than | no later than | not later than | any time before |
            anytime before | b4 | not after | until | till | up to | latest | latest by |
            at the latest by | but not after | but not later than | but no later than |
            but before | and not later than | and no later than | and not after | and before
        """),
    tags.BETWEEN: flags("""
            between | btwn | btw | btn | anywhere between | any time between | anytime between |
            somewhere between | sometime between | in between
        """),
    tags.FROM: flags("""
            from | starting | starting from | beginning | starting at | as from | any time from |
            frm
        """),
    tags.UNTIL: flags("""
            to | until | till | til | through | thru | up to | - | \u2013 | \u2014
        """),
    tags.ONWARDS: flags("""
            onwards | onward | or later | and later | or after | going forward | or any time after
        """)
    | dict.fromkeys(("and above", "upwards", "and up"), "more"),
    tags.AND: flags("and | & | n | plus | +"),
    tags.OR: flags("or | / | either | or even | or maybe"),
    tags.OF: flags("of"),
    tags.ON_DAY: flags("on | on the"),
    tags.NEVER_ALONE: flags("may | march | mar | last"),
    tags.THE: flags("the"),
    tags.FOR: flags("for"),
    tags.GLUE: flags("""
            on | on the | the | of | at | in | in the | , | during | during the | for | around |
            about | @ | that | is | which is | i.e | ie | ( | ) | date | - | a | an | maybe | say |
            and | from | .
        """),
    tags.NOT: flags("""
            not | instead of | rather than | except | but not | not on | anything but |
            other than | not at | any day but | any day except | every day but | excluding |
            better than | than | not available on | not free on | don't want | dont want |
            do not want
        """),
    tags.DROP: flags("""
            drop | leave | scratch | skip | forget | forget about | remove | leave out | minus |
            without | cancel | ditch | take out | take off | leave the | hold the
        """),
    tags.CANNOT: flags("""
            can't | cannot | cant | can not | won't | wont | unable | couldn't | not able |
            doesn't work | does not work | doesnt work | won't work | wont work | not good |
            not possible | isn't good | is taken | was taken | not available | not free |
            don't want | dont want | do not want | busy | can't make it | cant make it |
            cannot make it | can not make it | won't make it | wont make it | not make it |
            couldn't make it | unable to make it | can't do | cant do | cannot do |
            doesn't suit | does not suit | away | out of town | at work | booked up | full |
            travelling | traveling | i have work | have plans | got plans
        """),
    tags.STAY_END: flags("""
            check out | checkout | checking out | leave | leaving | depart | departing | return |
            returning | check-out
        """),
    tags.CORRECTION: flags("""
            actually | sorry | i mean | i meant | or rather | correction | make it | make that |
            no wait | wait | scratch that | instead | change it to | change that to | no |
            rather | let's do | lets do | i said | but | better | lets make it | let's make it |
            oops | nope | change to | preferably | ideally | strike that | forget that |
            lemme | on second thought | how about | what about
        """),
    tags.SHIFT: flags("earlier | later | ahead | forward | back"),
    tags.MOVE: flags("""
            move | moved | moving | shift | shifted | shifting | reschedule | rescheduled |
            rescheduling | postpone | postponed | push | pushed | pushing | bring | rebook |
            put off | delay | defer | bump | put back | rearrange | slide | brought
        """)
    | dict.fromkeys(
        (
            "change", "changed", "changing", "update", "adjust", "readjust", "switch", "swap",
            "transfer", "switched", "swapped", "adjusted",
        ),
        "change",
    ),
    tags.IGNORE: flags("""
            anyone there | anybody there | anyone else | is there anyone | is anyone |
            good morning | good evening | good afternoon | good night | good day | gud morning |
            gud evening | gud afternoon | goodmorning | goodevening | morning all |
            have a nice day | have a good day | have a great day | have a nice weekend |
            have a good weekend | have a nice evening | have a good evening | have a lovely day |
            these days | any day | day off | may i | may we | may you | may be |
            you may | i may | we may | 24/7 | the other day | for now | by now | until now |
            up to now | one time | this time | next time | last time | first time | second time |
            third time | the first time | at first | first of all | on the one hand | no one |
            someone | everyone | this one | that one | one more thing | a second | one second |
            one sec | a sec | a minute | one minute | one moment | a moment | at once |
            all at once | every day | everyday | now that | happy new year | next to | the day |
            all night | every time | how about you | what about you | sun screen | second hand |
            i sat | he sat | she sat | we sat | they sat | you sat | who sat | the sun |
            wed like | wed love | wed want | wed prefer | wed rather | wed be | wed need |
            leave me alone | alone time | left alone |
            good friday | easter monday | easter sunday | black friday | as last week |
            as last time | like last time | as last month |
            like last week | same as last week | sat down |
            sat there | sat in | sat on the chair | 4 by 4 | sat next |
            at last | half price | last minute | fridays off | march on | 24 7 | the only one |
            new one | past few | past week | monthly | happy birthday | as well
        """),
}  # fmt: skip
