"""Swahili words for kinds of service; the key is the concept all languages share."""

from typing import Final

from core.understanding.languages import word_list

SERVICES: Final[dict[str, tuple[str, ...]]] = {
    "braids": ("kusuka", "kusuka nywele", "misuko", "msuko", "kusukwa", "kusonga nywele"),
    "cornrows": (
        "kusuka mistari", "kusuka lines", "kusuka cornrows", "kusuka matuta", "kusuka line",
        "lines", "matutu", "mistari"),
    "haircut": ("kunyoa", "kunyoa nywele", "kunyolewa", "kukata nywele", "kinyozi"),
    "shave": ("kunyoa ndevu", "ndevu"),
    "hair wash": ("kuosha nywele", "kuoshwa nywele"),
    "hair dye": ("kupaka nywele rangi", "rangi ya nywele", "kupaka rangi"),
    "dreadlocks": ("rasta", "dredi"),
    "manicure": ("kucha", "kutengeneza kucha", "kucha za mikono", "kupaka rangi kucha",
                 "rangi ya kucha"),
    "pedicure": (
        "kucha za miguu", "kucha za mguu", "kucha za vidole vya miguu", "kucha za vidole vya mguu",
        "kusafisha miguu"),
    "massage": ("masaji", "kukandwa", "kukanda", "kuchuliwa"),
    "facial": ("kusafisha uso", "uso"),
    "makeup": ("kupaka makeup", "vipodozi", "kupambwa"),
    "eyelashes": ("kope",),
    "eyebrows": ("nyusi",),
    "consultation": ("ushauri",),
    "dentist": ("daktari wa meno", "meno", "kung'oa jino", "jino"),
    "doctor": ("kuona daktari", "kumuona daktari", "kumwona daktari"),
    "eye test": ("kupima macho", "macho"),
    "vaccination": ("chanjo", "kuchanjwa"),
    "safari": ("safari", "kuona wanyama"),
    "cleaning": ("kusafisha", "usafi", "kufanya usafi"),
    "car wash": ("kuosha gari", "kuoshwa gari", "gari kuoshwa"),
    "car service": ("service ya gari", "huduma ya gari"),
    "table": ("meza",),
    "room": ("chumba", "malazi", "kulala"),
    "class": ("darasa", "somo"),
    "meeting": ("mkutano", "kikao"),
    "photo shoot": ("kupigwa picha", "picha", "kupiga picha"),
}  # fmt: skip

SAME_AS: Final = {
    "watoto": "mtoto", "mtoi": "mtoto", "watoi": "mtoto", "mwanangu": "mtoto", "wanangu": "mtoto",
}  # fmt: skip

DOING: Final = frozenset(
    word_list("nyoa nyolewa nyolea kunyoa kunyolewa kata kukata kukatwa kushave kutrim")
)
