"""English words for dates, times, numbers and relations."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags, word_list
from core.understanding.marks import PartOfDay

_SMALL = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_ISH = {f"{word}ish": value for value, word in enumerate(_SMALL[1:13], 1)}
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
    "thurday": 3, "tusday": 1, "teusday": 1, "satday": 5, "sarday": 5, "saterday": 5, "freeday": 4,
    "fridei": 4, "fraidei": 4, "fraide": 4, "fraiday": 4, "mandei": 0, "mondei": 0, "tusdei": 1,
    "tuesdei": 1, "wenzdei": 2, "wensdei": 2, "wenesdei": 2, "thazdei": 3, "thasdei": 3,
    "satadei": 5, "saturdei": 5, "sandei": 6, "sundei": 6, "sande": 6,
}  # fmt: skip

MORNING = PartOfDay(360, 720, 0, 719)
AFTERNOON = PartOfDay(720, 1020, 720, 1199)
EVENING = PartOfDay(1020, 1260, 900, 1439)
NIGHT = PartOfDay(1140, 1439, 1020, 299)
TONIGHT = PartOfDay(1080, 1439, 960, 299)
MIDDAY = PartOfDay(720, 840, 660, 899)

_TONIGHT = ("tonight", "2nite", "2night", "tonite", "2nyt", "tonyt", "2nyte", "tonight's")
_TODAY = (*_TONIGHT, "today", "tdy", "today's", "2dei", "todays", "2day")
_TOMORROW = (
    "tomorrow", "tmrw", "tmr", "tmro", "tomoro", "tomorow", "tommorow", "tommorrow", "tomorro",
    "2moro", "2mrw", "2morrow", "tmw", "tom", "tumorrow", "to morrow", "tomorrow's", "tomorrows",
    "tmoro", "tomoz", "morrow", "tomo", "tmrrw", "tmrow", "tmmrw", "tomrw", "2morow", "2mro",
    "tomm", "tommo", "tomrow",
)  # fmt: skip

_SIDES = {
    "end": "end", "tail end": "end", "beginning": "start", "start": "start", "middle": "middle",
    "rest": "rest", "remainder": "rest", "first half": "half 1", "second half": "half 2",
    "first day": "first day", "last day": "last day", "last week": "last week",
    "last weekend": "last weekend",
    **{
        f"{word} {unit}": f"{unit} {n}"
        for n, words in enumerate((("first", "1st"), ("second", "2nd"), ("third", "3rd")), 1)
        for word in words
        for unit in ("week", "weekend")
    },
}  # fmt: skip
_EDGES = {
    **{
        f"{the}{side} {link}": value
        for side, value in _SIDES.items()
        for the in ("", "the ")
        for link in ("of", "in")
        if (side, link) not in (("end", "in"), ("start", "in"), ("rest", "in"))
    },
    **{f"{word}{link}": "start" for word in ("early",) for link in ("", " in", " in the", "-")},
    **{f"{word}{link}": "end" for word in ("late",) for link in ("", " in", " in the", "-")},
    **{f"{word}{link}": "rest" for word in ("later",) for link in ("", " in", " in the")},
    "mid": "middle", "mid-": "middle", "end": "end",
    "month end": "end of month", "month-end": "end of month", "eom": "end of month",
}  # fmt: skip

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.NUMBER: {
        **{word: value for value, word in enumerate(_SMALL)},
        **_ISH,
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
    tags.HALF: {"half": 0.5, "halfpast": 0.5, "three quarters of an": 0.75, "half a": 0.5,
    "half an": 0.5, "a half": 0.5},
    tags.QUARTER: {"quarter": 0.25, "qtr": 0.25, "a qtr": 0.25, "a quarter": 0.25, "quater": 0.25,
    "quarter of an": 0.25},
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
        "sept": 9, "oct": 10, "nov": 11, "dec": 12, "aprl": 4,
    },
    tags.RELATIVE_DAY: {
        **dict.fromkeys(_TODAY, 0),
        **dict.fromkeys(_TOMORROW, 1),
        **{
            f"{the}day {link} {word}": 2
            for word in _TOMORROW
            for the in ("", "the ")
            for link in ("after", "following")
        },
        "this day next week": 7, "today next week": 7,
        "overmorrow": 2, "yesterday": -1, "yday": -1, "yesterday's": -1,
        "day before yesterday": -2, "the day before yesterday": -2,
    },
    tags.BESIDE: {
        "the day after": 1, "a day after": 1, "one day after": 1,
        "the day before": -1, "a day before": -1, "one day before": -1, "day before": -1,
        "day after": 1,
        **{
            f"{count} days {side}": sign * days
            for count, days in (("two", 2), ("2", 2), ("three", 3), ("3", 3))
            for side, sign in (("before", -1), ("after", 1))
        },
    },
    tags.WHICH_BEFORE: {
        "next": "next", "nxt": "next", "this": "this", "ths": "this", "this coming": "coming",
        "this next": "coming", "the coming": "coming", "coming": "coming", "upcoming": "coming",
        "following": "following", "the following": "following", "last": "last", "past": "last",
        "previous": "last", "next next": "after_next",
        "the past": "last",
    },
    tags.WHICH_AFTER: {
        "coming": "coming", "after next": "after_next", "after this one": "after_this",
        "after this": "after_this",
        "next week": "next_week",
        "this week": "this_week", "of next week": "next_week", "of this week": "this_week",
        "the following week": "next_week", "week after next": "week_after_next",
        "next next week": "week_after_next", "of next next week": "week_after_next",
        "next next": "after_next",
        "in the coming week": "next_week", "of the coming week": "next_week",
        "gone": "last", "last week": "last_week", "of last week": "last_week", "week": "after_next",
    },
    tags.YEARS_ON: {"next year": 1, "in the new year": 1, "this year": 0, "the coming year": 1},
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
    tags.EVENT: flags("""
            party | parties | wedding | funeral | graduation | dinner | lunch | concert | photo |
            photos | photoshoot | shoot | season | break | event | gift | gifts | play | carols |
            do
        """),
    tags.HOLIDAY: {
        "christmas": (12, 25), "christmas day": (12, 25), "xmas": (12, 25), "x mas": (12, 25),
        "christmas eve": (12, 24), "boxing day": (12, 26), "new year's day": (1, 1),
        "new years day": (1, 1), "new year": (1, 1), "new year's": (1, 1), "new years": (1, 1),
        "new year's eve": (12, 31), "new years eve": (12, 31), "nye": (12, 31),
        "valentines": (2, 14), "valentine": (2, 14), "valentine day": (2, 14),
        "valentine's": (2, 14), "valentines day": (2, 14),
        "valentine's day": (2, 14), "labour day": (5, 1), "labor day": (5, 1),
        "jamhuri day": (12, 12), "madaraka day": (6, 1), "mashujaa day": (10, 20),
    },
    tags.EDGE: _EDGES,
    tags.PART: {
        "morning": MORNING, "mornings": MORNING, "mrng": MORNING, "morn": MORNING,
        "afternoon": AFTERNOON, "afternoons": AFTERNOON, "arvo": AFTERNOON,
        "after noon": AFTERNOON, "evening": EVENING, "evenings": EVENING, "eve": EVENING,
        "evng": EVENING, "evn": EVENING, "aftn": AFTERNOON,
        **dict.fromkeys(("night", "nite", "nyt", "nyte"), NIGHT),
        **dict.fromkeys(_TONIGHT, TONIGHT), "lunchtime": MIDDAY,
        "lunch time": MIDDAY, "lunch hour": MIDDAY,
        "lunch": MIDDAY, "over lunch": MIDDAY, "during lunch": MIDDAY,
        "daytime": PartOfDay(480, 1020, 360, 1079),
        "day time": PartOfDay(480, 1020, 360, 1079),
        "after work": PartOfDay(1020, 1200, 960, 1319),
        "midmorning": MORNING.leaning("middle"), "midafternoon": AFTERNOON.leaning("middle"),
        "before work": PartOfDay(360, 540, 300, 599), "dawn": PartOfDay(270, 390, 180, 419),
    },
    tags.MEAL: {
        "breakfast": MORNING, "brunch": PartOfDay(600, 840, 540, 959), "lunch": MIDDAY,
        "dinner": EVENING, "supper": EVENING, "sundowner": EVENING, "cocktails": EVENING,
    },
    tags.LEAN: {
        "early": "early", "late": "late", "early in the": "early", "late in the": "late",
        "mid": "middle", "mid-": "middle", "very early": "early", "a bit early": "early",
        "earlier in the": "early",
        "later in the": "late", "first thing": "early", "first thing in the": "early",
    },
    tags.AT: flags("""
            at | @ | at around | about at | at exactly | like at | at like | maybe at | how about |
            what about | by around
        """)
    | dict.fromkeys(
        (
            "around", "about", "abt", "ard", "arnd", "arround", "circa", "at about", "round",
            "approx", "approximately", "roughly", "exactly", "say", "for like", "make it",
            "let's do", "lets do", "as early as", "as late as",
            "round about", "make my booking", "make my appointment",
        ),
        "about",
    )
    | {"make that": "that"}
    | dict.fromkeys(
        (
            "can you do", "could you do", "can we do", "could we do", "i can do", "shall we do",
            "i could do", "could do", "can do", "we could do", "we can do", "down for",
            "how's", "hows",
        ),
        "do",
    ),
    tags.MERIDIEM: {
        "am": "am", "pm": "pm", "a.m": "am", "p.m": "pm", "a m": "am", "p m": "pm",
        "in the am": "am", "in the pm": "pm",
    },
    tags.OCLOCK: flags("sharp | ish | -ish")
    | dict.fromkeys(_ISH, True)
    | dict.fromkeys(
        (
            "o'clock", "oclock", "o clock", "clock", "oclk", "oclok", "o'clok", "0'clock",
            "0 clock", "oclcok", "o'clocks", "o'clock's",
        ),
        "western",
    ),
    tags.PAST_HOUR: flags("past | pass | passed | pas"),
    tags.TO_HOUR: flags("to | til") | dict.fromkeys(("till", "until", "before", "of"), "named"),
    tags.EXACTLY: flags("sharp | exactly | on the dot | ish | -ish"),
    tags.ZERO: flags("oh | o | zero | owe"),
    tags.CLOCK_WORD: {
        "noon": 720, "midday": 720, "mid day": 720, "12 noon": 720, "12noon": 720,
        "midnight": 0, "mid night": 0, "high noon": 720, "noonish": 720, "12 midday": 720,
        "12 midnight": 0, "twelve noon": 720, "mid-day": 720, "mid-night": 0, "twelve midnight": 0,
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
}  # fmt: skip
