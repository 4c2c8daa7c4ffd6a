"""English words for dates, times, numbers and relations."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.marks import PartOfDay

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT_DAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3,
    "fri": 4, "sat": 5, "satur": 5, "sun": 6, "wednes": 2, "frid": 4,
}  # fmt: skip

MORNING = PartOfDay(360, 720, 0, 719)
AFTERNOON = PartOfDay(720, 1020, 720, 1199)
EVENING = PartOfDay(1020, 1260, 900, 1439)
NIGHT = PartOfDay(1140, 1439, 1020, 299)
TONIGHT = PartOfDay(1080, 1439, 960, 299)
MIDDAY = PartOfDay(720, 840, 660, 899)

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.NUMBER: {
        **{word: value for value, word in enumerate(_SMALL)},
        "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
        "eighty": 80, "ninety": 90, "a dozen": 12,
    },
    tags.SCALE: {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000},
    tags.ORDINAL: {
        **{word: value for value, word in enumerate(_ORDINALS, 1)},
        **{f"twenty {word}": 20 + value for value, word in enumerate(_ORDINALS[:9], 1)},
        "thirtieth": 30, "thirty first": 31, "last": -1, "twelveth": 12, "nineth": 9,
    },
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
        "today": 0, "tdy": 0, "tonight": 0, "2nite": 0, "2night": 0, "tonite": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tmro": 1,
        "tomoro": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "2moro": 1, "2mrw": 1,
        "2morrow": 1, "tmw": 1, "tomorro": 1, "tom": 1, "tumorrow": 1, "to morrow": 1,
        "day after tomorrow": 2, "the day after tomorrow": 2, "overmorrow": 2,
        "day after tmrw": 2, "yesterday": -1, "yday": -1, "day before yesterday": -2,
        "tomorrow's": 1, "today's": 0, "same day": 0, "yesterday's": -1,
    },
    tags.WHICH_BEFORE: {
        "next": "next", "nxt": "next", "this": "this", "ths": "this", "this coming": "coming",
        "this next": "coming", "the coming": "coming", "coming": "coming", "upcoming": "coming",
        "following": "coming", "last": "last", "past": "last", "previous": "last",
        "the past": "last",
    },
    tags.WHICH_AFTER: {
        "coming": "coming", "after next": "after_next", "next week": "next_week",
        "this week": "this_week", "of next week": "next_week", "of this week": "this_week",
        "the following week": "next_week", "week after next": "week_after_next",
        "in the coming week": "next_week", "of the coming week": "next_week",
        "gone": "last", "last week": "last", "of last week": "last",
    },
    tags.UNIT: {
        "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute",
        "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
        "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week",
        "wks": "week", "month": "month", "months": "month", "year": "year", "years": "year",
        "weekend": "weekend", "weekends": "weekend", "wknd": "weekend", "wkend": "weekend",
        "week end": "weekend", "night": "night", "nights": "night", "fortnight": "fortnight",
        "h": "hour",
    },
    tags.DATE_WORD: {"date": True, "dated": True},
    tags.EDGE: {
        "end of": "end", "the end of": "end", "beginning of": "start", "start of": "start",
        "the beginning of": "start", "the start of": "start", "middle of": "middle",
        "the middle of": "middle", "mid": "middle", "early": "start", "late": "end",
        "later": "rest", "first week of": "start", "end": "end", "rest of": "rest",
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
    tags.AT: {
        "at": True, "@": True, "around": True, "about": True, "at around": True, "at about": True,
        "by around": True, "round": True, "approx": True, "approximately": True, "roughly": True,
        "at exactly": True, "exactly": True, "like at": True, "at like": True, "maybe at": True,
        "say": True, "for like": True,
    },
    tags.MERIDIEM: {
        "am": "am", "pm": "pm", "a.m": "am", "p.m": "pm",
    },
    tags.OCLOCK: {
        "o'clock": True, "oclock": True, "o clock": True, "clock": True, "sharp": True, "ish": True,
    },
    tags.PAST_HOUR: {"past": True},
    tags.TO_HOUR: {"to": True, "til": True},
    tags.EXACTLY: {"sharp": True, "exactly": True, "on the dot": True, "ish": True},
    tags.CLOCK_WORD: {
        "noon": 720, "midday": 720, "mid day": 720, "12 noon": 720, "12noon": 720,
        "midnight": 0, "mid night": 0, "high noon": 720, "noonish": 720, "12 midday": 720,
        "12 midnight": 0, "twelve noon": 720, "twelve midnight": 0,
    },
    tags.SOONEST: {
        "asap": True, "as soon as possible": True, "earliest": True, "soonest": True,
        "the earliest": True, "earliest available": True, "first available": True,
        "the first available": True, "next available": True, "the next available": True,
        "as early as possible": True, "as soon as you can": True, "immediately": True,
    },
    tags.NOW: {
        "now": True, "right now": True, "right away": True, "just now": True,
        "straight away": True, "rn": True,
    },
    tags.ANY_TIME: {
        "anytime": True, "any time": True, "whenever": True, "all day": True, "any hour": True,
        "whatever time": True,
    },
    tags.IN_SPAN: {
        "in": True, "after": True, "within": True, "in about": True, "in like": True,
        "in the next": True, "within the next": True, "in another": True,
    },
    tags.FROM_NOW: {
        "from now": 0, "from today": 0, "from tomorrow": 1, "later": 0, "time": 0,
        "to come": 0, "after today": 0, "after tomorrow": 1, "'time": 0,
    },
    tags.AGO: {"ago": True, "back": True, "before today": True},
    tags.AFTER: {
        "after": True, "past": True, "later than": True, "any time after": True,
        "anytime after": True, "not before": True, "no earlier than": True,
        "from after": True, "sometime after": True, "not earlier than": True, "post": True,
    },
    tags.BEFORE: {
        "before": True, "by": True, "earlier than": True, "no later than": True,
        "not later than": True, "any time before": True, "anytime before": True, "b4": True,
        "not after": True, "until": True, "till": True, "up to": True, "latest": True,
        "latest by": True, "at the latest by": True, "sometime before": True,
    },
    tags.BETWEEN: {
        "between": True, "btwn": True, "btw": True, "anywhere between": True,
        "any time between": True, "anytime between": True, "somewhere between": True,
        "sometime between": True, "in between": True,
    },
    tags.FROM: {"from": True, "starting": True, "starting from": True, "beginning": True,
                "starting at": True, "as from": True, "any time from": True, "frm": True},
    tags.UNTIL: {"to": True, "until": True, "till": True, "til": True, "through": True,
                 "thru": True, "up to": True, "-": True, "–": True, "—": True},
    tags.ONWARDS: {"onwards": True, "onward": True, "or later": True, "and later": True,
                   "or after": True, "going forward": True, "and above": True, "upwards": True},
    tags.AND: {"and": True, "&": True, "n": True, "plus": True},
    tags.OR: {"or": True, "/": True, "either": True, "or even": True, "or maybe": True},
    tags.OF: {"of": True},
    tags.THE: {"the": True},
    tags.FOR: {"for": True, "4": True},
    tags.GLUE: {
        "on": True, "the": True, "of": True, "at": True, "in": True, "in the": True, ",": True,
        "during": True, "during the": True, "for": True, "around": True, "about": True,
        "@": True, "that": True, "is": True, "which is": True, "i.e": True, "ie": True,
        "(": True, ")": True, "date": True, "-": True, "a": True, "an": True, "maybe": True,
        "say": True, "and": True, "from": True, ".": True,
    },
    tags.NOT: {
        "not": True, "instead of": True, "rather than": True, "except": True, "but not": True,
        "not on": True, "anything but": True, "other than": True, "can't do": True,
        "can't make": True, "not at": True, "excluding": True, "not available": True,
    },
    tags.CORRECTION: {
        "actually": True, "sorry": True, "i mean": True, "i meant": True, "or rather": True,
        "correction": True, "make it": True, "make that": True, "no wait": True, "wait": True,
        "scratch that": True, "instead": True, "change it to": True, "change that to": True,
        "no": True, "rather": True, "let's do": True, "lets do": True, "i said": True,
        "but": True, "better": True, "lets make it": True, "let's make it": True, "oops": True,
        "nope": True, "change to": True, "lemme": True, "on second thought": True,
        "how about": True, "what about": True,
    },
    tags.MOVE: {
        "move": True, "moved": True, "shift": True, "shifted": True, "change": True,
        "changed": True, "reschedule": True, "rescheduled": True, "postpone": True,
        "postponed": True, "switch": True, "push": True, "pushed": True, "bring": True,
        "transfer": True, "rebook": True, "swap": True, "moving": True, "changing": True,
    },
    tags.IGNORE: {
        phrase: True
        for phrase in (
            "good morning", "good evening", "good afternoon", "good night", "good day",
            "gud morning", "gud evening", "gud afternoon", "goodmorning", "goodevening",
            "morning all", "have a nice day", "have a good day", "have a great day",
            "have a nice weekend", "have a good weekend", "have a nice evening",
            "have a good evening", "have a lovely day", "these days", "one day", "any day",
            "day off", "may i", "may we", "may you", "may be", "you may", "i may", "we may",
            "24/7", "the other day", "for now", "by now", "until now", "up to now", "one time",
            "this time", "next time", "last time", "first time", "second time", "third time",
            "the first time", "at first", "first of all", "on the one hand", "no one",
            "someone", "everyone", "this one", "that one", "one more thing", "a second",
            "one second", "one sec", "a sec", "a minute", "one minute", "one moment",
            "a moment", "at once", "all at once", "every day", "everyday", "now that",
            "happy new year", "next to", "the day", "all night", "every time",
            "how about you", "what about you", "sun screen", "second hand", "at last",
            "half price", "last minute", "fridays off", "march on", "24 7", "the only one",
            "new one", "past few", "past week", "monthly", "happy birthday", "as well",
        )
    },
}  # fmt: skip
