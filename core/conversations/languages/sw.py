"""Swahili: Jumapili 22 Nov, saa tisa alasiri (15:00), saa 1 na dakika 30.

The clock counts from sunrise and sunset, so the hour said is six off; the figures in brackets keep
it from being mistaken. A duration is said in figures: "saa mbili" is two hours and eight o'clock.
"""

from collections.abc import Sequence
from datetime import date, time

_DAYS = ("Jumatatu", "Jumanne", "Jumatano", "Alhamisi", "Ijumaa", "Jumamosi", "Jumapili")
_BRIEF_DAYS = ("Jtatu", "Jnne", "Jtano", "Alh", "Ijumaa", "Jmosi", "Jpili")
_MONTHS = ("Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt", "Nov", "Des")
_HOURS = (
    "kumi na mbili", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa", "kumi",
    "kumi na moja",
)  # fmt: skip
_PARTS = ((4, "usiku"), (6, "alfajiri"), (12, "asubuhi"), (15, "mchana"), (17, "alasiri"),
          (19, "jioni"), (24, "usiku"))  # fmt: skip
_MINUTES = {0: "", 15: " na robo", 30: " na nusu"}

OWN_NAME = "Kiswahili"
CALLED = ("swahili", "kiswahili", "sheng", "swa", "swahil", "kiswa")
REFUSED_BEFORE = r"""
    (?:si(?:o|yo)?|sielewi|sijui|sifahamu|sijaelewa|siongei|sizungumzi|sisomi|siskii|sisikii|sitaki
        |sipendi|sizoei|sijazoea|siwezi|hatujui|hatuelewi|usi\w+|msi\w+|acha\w*|wacha\w*|kutoka|toka
        |badala\ ya|shida\ na|nje\ ya)
    (?:\ (?:ku\w+|hii|hiyo|hizi|hicho|hiki|lugha|mambo|ya|kwa|na|vizuri|sana|poa|fiti))*
"""
REFUSED_AFTER = r"""
    (?:(?:yangu|yako|yenu|changu|hii|hiyo|hicho|hiki|ile|ni|iko|kwangu|sana|nayo|hainiingii|ina\w+
        |kina\w+|ime\w+|kidogo|a|bit)\ )*
    (?:ngumu|gumu|kigumu|mbaya|mbovu|shida|si|sio|siyo|siielewi|sielewi|sijui|sikielewi|sikijui
        |siijui|hapana|apana|inanishinda|inanisumbua|inanichanganya|imenishinda|imeniweza|inaniweza
        |imenilemea|inanilemea|kinanishinda|haieleweki)
"""
CHOOSE = "Chagua"
GREETINGS = frozenset(
    "habari hujambo mambo niaje sasa vipi poa jambo shikamoo salamu salaam asubuhi mchana jioni"
    " njema yako zenu za leo ya aje aisee boss msee".split()
)
GOES_ON = frozenset(
    "na kwa ya wa au ama ni nataka ningependa naomba nahitaji lakini hadi mpaka".split()
)
OPTS_IN = frozenset(
    {"anza", "rudi", "jiunge", "najiunga tena", "nataka kujiunga tena", "nirudishe", "nirudisheni",
     "anza tena", "anzeni tena", "niunge tena", "niungeni tena", "nisajili tena"}
)  # fmt: skip
POLITE = frozenset("sawa tafadhali naomba samahani haya ndio basi poa".split())
MESSAGES = frozenset(
    "ujumbe jumbe meseji mesej matangazo tangazo ofa taarifa habari vikumbusho kumbusho orodha"
    " notisi broadcast".split()
)
AGAIN = frozenset(
    "tena rudisha rudisheni nirudishe nirudisheni zirudi virudi endelea endeleeni ziendelee anza"
    " anzeni washa washeni".split()
)
REFUSES = frozenset(
    "si* msi* usi* nisi* isi* zisi* hatu* haku* hapana acha* ache* wacha* wache* koma* kome* zima*"
    " zime* toa* toe* ondo* futa* fute* basi".split()
)
CALLS_ASSISTANT = frozenset(
    {"anza upya", "anza tena", "tuanze upya", "tuanze tena", "rudi kwa msaidizi", "msaidizi",
     "rudi kwa bot", "nirudishe kwa bot"}
)  # fmt: skip
COPULAS = frozenset({"ni", "ndio", "ndiyo", "ndo"})
SECRETS = frozenset(
    {"pin", "pini", "namba ya siri", "namba yangu ya siri", "nambari ya siri",
     "nambari yangu ya siri", "number ya siri", "neno la siri", "neno langu la siri", "nenosiri"}
)  # fmt: skip
ABOUT_SECRETS = COPULAS | frozenset(
    "yangu langu yake yenyewe ya hii hiyo ile iko hapa tumia weka andika mpesa m-pesa namba".split()
)


def say_date(day: date, *, with_year: bool) -> str:
    said = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return f"{said} {day.year}" if with_year else said


def say_time(at: time) -> str:
    hour = at.hour
    if at.minute == 45:
        hour, minutes = hour + 1, " kasorobo"
    else:
        minutes = _MINUTES.get(at.minute, f" na dakika {at.minute}")
    return f"saa {_HOURS[(hour - 6) % 12]}{minutes} {_part_of_day(at)} ({at:%H:%M})"


def say_datetime(day: str, at: str) -> str:
    return f"{day}, {at}"


def say_brief_time(at: time) -> str:
    return f"{at:%H:%M} {_part_of_day(at)}"


def say_brief_datetime(day: date, at: time) -> str:
    return f"{_BRIEF_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}, {at:%H:%M}"


def _part_of_day(at: time) -> str:
    return next(word for end, word in _PARTS if at.hour < end)


def say_duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    said = []
    if hours:
        said.append("saa 1" if hours == 1 else f"masaa {hours}")
    if rest or not hours:
        said.append(f"dakika {rest}")
    return " na ".join(said)


def say_nights(count: int) -> str:
    return f"usiku {count}"


def join(items: Sequence[str], *, is_choice: bool) -> str:
    word = "au" if is_choice else "na"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
