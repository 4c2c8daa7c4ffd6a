"""Swahili words, and the Sheng of Nairobi, for dates, times, numbers and relations."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags, word_list
from core.understanding.marks import PartOfDay

MORNING = PartOfDay(360, 720, 330, 719)
DAYTIME = PartOfDay(720, 960, 660, 1019)
AFTERNOON = PartOfDay(900, 1080, 840, 1109)
EVENING = PartOfDay(960, 1140, 900, 1229)
NIGHT = PartOfDay(1140, 1439, 1080, 359)
DAWN = PartOfDay(240, 360, 180, 419)
MIDDAY = PartOfDay(720, 840, 660, 899)
AFTER_WORK = PartOfDay(1020, 1200, 960, 1319)

_UNITS = word_list("moja mbili tatu nne tano sita saba nane tisa")
_COUNTED = (
    ("mmoja", 1), ("wawili", 2), ("watatu", 3), ("wanne", 4), ("watano", 5),
    ("mawili", 2), ("matatu", 3), ("manne", 4), ("matano", 5), ("viwili", 2), ("vitatu", 3),
    ("vinne", 4), ("vitano", 5), ("miwili", 2), ("mitatu", 3), ("minne", 4), ("mitano", 5),
    ("wanane", 8), ("manane", 8), ("minane", 8), ("kimoja", 1), ("limoja", 1), ("tatu", 3),
    ("wane", 4), ("wawil", 2), ("kiwili", 2),
)  # fmt: skip
_OF_PEOPLE = word_list("mmoja wawili watatu wanne watano wanane wane wawil")
_MONTHS = word_list(
    "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba"
)

_ORDER = {
    "kwanza": 1, "pili": 2, "tatu": 3, "nne": 4, "tano": 5, "sita": 6, "saba": 7, "nane": 8,
    "tisa": 9, "kumi": 10, "mwisho": -1,
}  # fmt: skip

_POINTED = ("ile ", "hiyo ", "yule ", "huyo ", "lile ", "hilo ", "hii ")
_RANKS = {
    f"{lead}{link} {word}": value
    for word, value in _ORDER.items()
    for link in ("ya", "wa", "la", "cha")
    for lead in ("", *_POINTED)
} | {
    # An hour is counted only in these words: "saa ya tatu" may be nine o'clock.
    f"{lead}saa ya {word}": _ORDER[word]
    for word in ("pili", "mwisho")
    for lead in ("", *_POINTED)
}

_PARTS_OF_MONTH = {
    "tarehe": {"kwanza": "first day", "mwisho": "last day"},
    "siku": {"kwanza": "first day", "mwisho": "last day"},
    "wikendi": {"kwanza": "weekend 1", "pili": "weekend 2", "mwisho": "last weekend"},
    "wiki": {"kwanza": "week 1", "pili": "week 2", "tatu": "week 3", "mwisho": "last week"},
    "juma": {"kwanza": "week 1", "pili": "week 2", "tatu": "week 3", "mwisho": "last week"},
}


# What is cut is money and no hair: "mmenikata pesa".
_MONEY_TAKEN = {
    f"{who}{whom}kat{end} {what}": True
    for who in ("mme", "ume", "ame", "wame", "ime", "zime", "mli", "wali", "nime", "mna")
    for whom in ("", "ni", "tu")
    for end in ("a", "wa")
    for what in ("pesa", "hela", "doh", "ganji", "mara mbili", "deposit", "mpesa")
}
_PREFIXES = (
    "", "ku", "ni", "tu", "u", "i", "m", "na", "nina", "tuna", "nita", "tuta", "nime", "tume",
    "nili", "ime", "ita", "una", "uta", "mna", "mta", "ume", "kuni", "uni", "mni",
)  # fmt: skip
_MOVES = {
    f"{prefix}{thing}{root}{ending}": True
    for root in (
        "hamish", "sogez", "songez", "badilish", "badil", "ahirish", "chelewesh", "rudish",
        "pelek", "songesh", "sukum", "song", "vush",
    )
    for prefix in _PREFIXES
    for thing in ("", "i", "zi", "ya")
    for ending in ("a", "e", "i", "wa", "we", "ia", "ie", "ea", "ee", "iwa", "iwe", "ewa", "ewe")
}  # fmt: skip
"""Verbs for moving something, in the forms people use."""

_BORROWED_MOVES = {
    f"{prefix}{root}{ending}": True
    for root in ("shift", "move", "push", "reschedule", "postpone")
    for prefix in _PREFIXES[1:]
    for ending in ("", "ia", "ie", "iwa", "iwe", "isha", "ishe")
}
"""The same in English verbs with Swahili beginnings and ends: "kushift", "nipushie"."""

_GREETED = {
    **dict.fromkeys(("za asubuhi", "za jioni", "za mchana", "za leo", "za usiku"), "start"),
    **{
        f"{greeting} {link} {time}": True
        for greeting in ("habari", "habarini", "hbr", "mambo")
        for link in ("za", "ya")
        for time in ("asubuhi", "mchana", "jioni", "usiku", "leo", "alasiri", "wikendi", "saa hizi",
                     "kutwa", "tangu jana")
    },
}  # fmt: skip

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.NUMBER: {
        **{word: value for value, word in enumerate(_UNITS, 1)},
        **dict(_COUNTED),
        "sufuri": 0, "kumi": 10, "ishirini": 20, "thelathini": 30, "thelatini": 30,
        "arobaini": 40, "arubaini": 40, "hamsini": 50, "sitini": 60, "sabini": 70,
        "themanini": 80, "thamanini": 80, "tisini": 90, "mosi": 1, "dazeni": 12,
        "ne": 4, "finje": 50, "mbao": 20, "ashu": 10, "jirongo": 500, "chwani": 50,
        "punch": 500, "rwabe": 200,
        "kumi namoja": 11, "kuminamoja": 11, "kumi nambili": 12, "kuminambili": 12,
    },
    tags.COUNTED: {
        **{word: "things" for word, _ in _COUNTED if word not in _UNITS},
        **dict.fromkeys(_OF_PEOPLE, "people"),
    },
    tags.SCALE: {
        "mia": 100, "elfu": 1000, "elf": 1000, "laki": 100_000, "milioni": 1_000_000,
        "soo": 100, "thao": 1000, "ngiri": 1000, "thaoo": 1000, "thou": 1000, "ndovu": 1000,
    },
    tags.ORDINAL: {
        "kwanza": 1, "pili": 2,
        **_RANKS,
    },
    tags.RANK: {
        phrase: "pointed" if phrase.startswith(_POINTED) else "plain" for phrase in _RANKS
    },
    tags.HALF: {"nusu": 0.5, "nus": 0.5},
    tags.QUARTER: {"robo": 0.25},
    tags.AND_HALF: {"unusu": 0.5},
    tags.WEEKDAY: {
        "j1": (5,), "j2": (6,), "j4": (1,), "j5": (2,), "jumaa mosi": (5,), "jumaa tatu": (0,),
        "jumatatu": (0,), "jumanne": (1,), "jumatano": (2,), "alhamisi": (3,), "ijumaa": (4,),
        "jumamosi": (5,), "jumapili": (6,), "j3": (0,), "jtatu": (0,), "j'tatu": (0,),
        "j tatu": (0,), "jnne": (1,), "jumane": (1,), "juma nne": (1,), "jtano": (2,),
        "alhamis": (3,), "alhamisis": (3,), "alkhamisi": (3,), "alhmisi": (3,), "ijuma": (4,),
        "ijuumaa": (4,), "ijumma": (4,), "jmosi": (5,), "jumamos": (5,), "jmamosi": (5,),
        "jpili": (6,), "jumapil": (6,), "jumatat": (0,), "juma tatu": (0,), "juma tano": (2,),
        "juma mosi": (5,), "juma pili": (6,), "mande": (0,), "furahiday": (4,), "sato": (5,),
        "sunde": (6,), "jumaa": (4,), "ij": (4,), "alh": (3,), "jmos": (5,),
        "juma1": (5,), "juma2": (6,), "juma3": (0,), "juma4": (1,), "juma5": (2,), "jumaa3": (0,),
    },
    tags.MONTH: {
        **{word: value for value, word in enumerate(_MONTHS, 1)},
        "machi": 3, "agosto": 8, "octoba": 10, "disemba": 12, "decemba": 12, "januari": 1,
    },
    tags.RELATIVE_DAY: {
        "leo": 0, "leo hii": 0, "kesho": 1, "kesho kutwa": 2, "keshokutwa": 2, "kesho-kutwa": 2,
        "kesho kutwaa": 2, "kesho - kutwa": 2, "mtondo": 3, "mtondogoo": 4, "jana": -1,
        "juzi": -2, "majuzi": -2, "siku ya kesho": 1, "siku ya kesho kutwa": 2,
        "siku ya keshokutwa": 2, "siku ya leo": 0, "kesh": 1, "keso": 1, "kexho": 1,
        "ksho": 1, "kexo": 1, "keshoo": 1,
        **dict.fromkeys(("ksho kutwa", "kesho ktwa", "keshoktwa", "ksho ktwa", "kesho kutw"), 2),
        "morro": 1, "juzijuzi": -2, "leo wiki ijayo": 7, "siku kama ya leo wiki ijayo": 7,
    },
    tags.BESIDE: {
        "siku moja baada ya": 1, "siku baada ya": 1, "siku moja kabla ya": -1, "siku kabla ya": -1,
        "usiku wa kuamkia": -1, "kuamkia": -1, "mkesha wa": -1, "siku moja kabla": -1,
        "siku moja baada": 1, "siku inayofuata baada ya": 1, "siku mbili kabla": -2,
        "siku mbili kabla ya": -2, "siku tatu kabla": -3,
        "siku tatu kabla ya": -3,
    },
    tags.WHICH_BEFORE: {"hii": "this", "hiyo": "this"},
    tags.WHICH_AFTER: {
        "ijayo": "next", "lijalo": "next", "ujao": "next", "zijazo": "next", "yajayo": "next",
        "inayokuja": "next", "inayofuata": "next", "unaokuja": "next", "linalokuja": "next",
        "ifuatayo": "next", "unaofuata": "next", "inakuja": "next",
        "baada ya hii": "next", "hii": "this", "hili": "this", "huu": "this", "hizi": "this",
        "ile inakuja": "next",
        "iliyopita": "last", "lililopita": "last", "uliopita": "last", "imepita": "last",
        "iliopita": "last", "ilopita": "last", "zilizopita": "last",
        "ya wiki ijayo": "next_week", "wiki ijayo": "next_week", "ya wiki hii": "this_week",
        "wiki hii": "this_week", "next week": "next_week", "ya next week": "next_week",
        "ya wiki inayokuja": "next_week", "wiki inayokuja": "next_week",
    },
    tags.YEARS_ON: {"mwakani": 1, "mwaka ujao": 1, "mwaka huu": 0, "mwaka unaokuja": 1},
    tags.UNIT: {
        "dakika": "minute", "dk": "minute", "saa": "hour", "masaa": "hour", "lisaa": "hour",
        "siku": "day", "wiki": "week", "wiki yote": "week", "wiki nzima": "week", "juma": "week",
        "majuma": "week", "mwezi": "month",
        "miezi": "month", "mwaka": "year", "miaka": "year", "wikendi": "weekend",
        "wikiendi": "weekend", "wikend": "weekend", "usiku": "night", "masiku": "day",
        "mwisho wa wiki": "weekend", "mwishoni mwa wiki": "weekend", "mwisho wa juma": "weekend",
    },
    tags.DATE_WORD: flags("""
            tarehe | trh | tar | tr | trehe | tareh | siku ya tarehe | tarhe | terehe
        """),
    tags.KEPT: flags("ibaki | ibakie | iwe | ni | ikuwe | : "),
    tags.MONTH_WORD: flags("""
            mwezi wa | mwezi | mwezi ya | mwez wa | ya mwezi wa | wa mwezi wa
        """),
    tags.EVENT: flags("""
            party | harusi | bibi harusi | bwana harusi | mazishi | matanga | sherehe | karamu |
            sikukuu | picha | zawadi | likizo
        """),
    tags.HOLIDAY: {
        "krismasi": (12, 25), "siku ya krismasi": (12, 25), "christmasi": (12, 25),
        "mkesha wa krismasi": (12, 24), "mwaka mpya": (1, 1), "siku ya mwaka mpya": (1, 1),
        "mkesha wa mwaka mpya": (12, 31), "jamhuri": (12, 12), "siku ya jamhuri": (12, 12),
        "madaraka": (6, 1), "siku ya valentine": (2, 14), "siku ya wapendanao": (2, 14),
        "valentine": (2, 14), "siku ya valentines": (2, 14), "sikukuu ya krismasi": (12, 25),
        "siku ya boxing": (12, 26), "mashujaa": (10, 20),
    },
    tags.EDGE: {
        **{
            f"{unit} {link} {rank} {of}": side
            for unit, sides in _PARTS_OF_MONTH.items()
            for rank, side in sides.items()
            for link in ("ya", "la")
            for of in ("ya", "wa", "")
        } | {f"last {unit} ya": f"last {unit}" for unit in ("day", "week", "weekend")},
        "mwisho wa": "end", "mwishoni mwa": "end", "mwanzo wa": "start", "mwanzoni mwa": "start",
        "katikati ya": "middle", "katikati mwa": "middle",
    },
    tags.PART: {
        "asubuhi": MORNING, "asbh": MORNING, "asubui": MORNING, "asubh": MORNING,
        "asubuh": MORNING, "asubuhii": MORNING, "subuhi": MORNING, "morio": MORNING,
        "mchana": DAYTIME, "mchana kutwa": DAYTIME, "mchna": DAYTIME, "muchana": DAYTIME,
        "alasiri": AFTERNOON, "alasir": AFTERNOON, "adhuhuri": MIDDAY, "jioni": EVENING,
        "jion": EVENING, "jioni hivi": EVENING, "jionii": EVENING, "usiku": NIGHT,
        "alfajiri": DAWN, "alfajiri mapema": DAWN, "usikuu": NIGHT, "magharibi": EVENING,
        "chakula cha mchana": MIDDAY, "baada ya kazi": AFTER_WORK, "after kazi": AFTER_WORK,
        "lunch": MIDDAY,
        **dict.fromkeys(("aftie", "afti", "aftii", "afta noon", "aftenun"), AFTERNOON),
        "maghrib": EVENING, "asub": MORNING, "jiooni": EVENING,
    },
    tags.LEAN: {
        "mapema": "early", "mapema sana": "early", "na mapema": "early", "mapemaa": "early",
    },
    tags.CLOCK_MARKER: flags("""
            saa | saaa | majira ya saa | mida ya saa | kama saa | kitu saa | mnamo saa | sa |
            masaa ya saa | kwa saa | asa | ssa
        """),
    tags.AT: flags("mida ya | mida | mnamo | majira ya")
    | dict.fromkeys(("kama", "kitu", "karibu", "hivi", "takriban"), "about"),
    tags.TO_HOUR: flags("kasoro | kasorobo"),
    tags.EXACTLY: flags("kamili | hivi | hv | on the dot | ivi"),
    tags.SOONEST: flags("""
            haraka iwezekanavyo | mapema iwezekanavyo | upesi | haraka | haraka sana |
            mapema zaidi | saa ya kwanza | ya mapema
        """),
    tags.NOW: flags("""
            sasa hivi | saa hii | saa hizi | sahii | sai | sahi | saa hivi | sa hii | sai sai |
            sasahivi | saizi | hivi sasa
        """),
    tags.ANY_TIME: flags("""
            saa yoyote | wakati wowote | muda wowote | saa yeyote | time yoyote | time yeyote |
            any saa
        """),
    tags.IN_SPAN: {"ndani ya": "within"} | flags("baada ya | in kama | after kama"),
    tags.FROM_NOW: {
        "zijazo": 0, "yajayo": 0, "ijayo": 0, "zinazokuja": 0, "kutoka sasa": 0,
        "kutoka sai": 0, "kutoka saa hii": 0, "kuanzia sai": 0,
        "kutoka leo": 0, "toka leo": 0, "toka sasa": 0, "toka kesho": 1, "kuanzia kesho": 1,
        "tangu leo": 0, "from leo": 0, "from kesho": 1, "kuanzia leo": 0,
        "kuanzia sasa": 0, "kutoka kesho": 1, "baadaye": 0,
        "baadae": 0,
    },
    tags.NEXT_ONE: dict.fromkeys(
        ("ijayo", "ile ijayo", "inayofuata", "ile inayofuata", "ile inakuja"), "week"
    )
    | dict.fromkeys(("kesho yake", "keshoye", "siku inayofuata", "siku itakayofuata"), "day"),
    tags.FROM_DAY: {
        f"{start} {day}": offset
        for start in ("kutoka", "kuanzia", "toka", "tangu", "from", "kwanzia")
        for day, offset in (("leo", 0), ("kesho", 1))
    },
    tags.AGO: flags("zilizopita | iliyopita | yaliyopita | imepita"),
    tags.AFTER: flags("""
            baada ya | kutoka | baada | after ya |
            lakini baada ya | ila baada ya | iwe baada ya
        """)
    | dict.fromkeys(
        (
            "si kabla ya", "sio kabla ya", "isiwe kabla ya", "usiwe kabla ya", "na si kabla ya",
            "sio mapema kuliko", "isiwe mapema kuliko", "siyo kabla ya", "usije kabla ya",
        ),
        "inclusive",
    ),
    tags.THEREAFTER: {
        "baada ya hapo": "after", "baada ya hiyo": "after", "after hapo": "after",
        "baada hapo": "after", "kutoka hapo": "after", "kuanzia hapo": "after",
        "after hiyo": "after", "kabla ya hapo": "before",
        "before hapo": "before", "from hapo": "after", "toka hapo": "after",
    },
    tags.BEFORE: {"kabla ya": "exclusive", "kabla": "exclusive", "before ya": "exclusive"}
    | flags("""
            si baada ya | sio baada ya | isiwe baada ya | mpaka | hadi | ifikapo | isizidi |
            kufikia | isipite | isipitishe | lakini kabla ya | ila kabla ya | na kabla ya |
            si zaidi ya | sio zaidi ya | isiwe zaidi ya | na si zaidi ya | mwisho | mwisho iwe |
            wala baada ya | na isizidi | na isipite |
            isizidi saa | usizidi | iwe kabla ya | lakini isizidi | lakini isipite
        """),
    tags.BETWEEN: flags("kati ya | baina ya | katikati ya | between ya"),
    tags.FROM: flags("kuanzia | kutoka | kuanza | toka | tangu | kwanzia"),
    tags.UNTIL: flags("hadi | mpaka | kufikia | had | adi | mpka"),
    tags.ONWARDS: flags("""
            na kuendelea | kuendelea | kwendelea | hivi na kuendelea | ama baadaye |
            au baadaye | kwenda mbele | na kwendelea | au zaidi | ama zaidi
        """)
    | {"na zaidi": "more"},
    tags.AND: flags("na"),
    tags.OR: flags("au | ama"),
    tags.OF: flags("ya | wa | la") | {"za": "many"},
    tags.ON_DAY: flags("mnamo"),
    tags.NEVER_ALONE: flags("mei | kwanza"),
    tags.FOR: flags("kwa"),
    tags.GLUE: flags("""
            hata moja | hata mmoja | hata kimoja |
            ya | wa | siku ya | la | kwa | ni | mnamo | katika | iwe | wakati wa | tarehe | na |
            ambayo ni | ambayo | ni siku ya | labda | kuja | ya kuja |
            hiyo | kama | hivi | za | ile | mida ya | majira ya | mida | kitu | basi | time ya |
            muda wa
        """),
    tags.NOT: flags("""
            siku yoyote ila | kila siku ila | wala | si | sio | siyo | sitaki | badala ya |
            isipokuwa | si ya | kuliko | sikusema | sijasema | sikumaanisha
        """),
    tags.DROP: flags("futa | bila | acha | wacha")
    | dict.fromkeys(
        (
            "achana na", "toa", "ondoa", "sahau", "tuache", "tuachane na", "wachana na",
            "nimewacha", "nimeacha",
        ),
        "wish",
    ),
    tags.STAY_START: flags("""
            kuingia | naingia | ninaingia | tunaingia | nitaingia | tutaingia | niingie | tuingie |
            kufika | tutafika | nitafika | kucheckin | kucheck in | tunacheckin | nacheckin |
            tunacheck in | nacheck in | check in | checkin
        """),
    tags.STAY_END: flags("""
            turudi | nirudi | tunarudi | narudi | tunaondoka | tuondoke | niondoke | tutoke |
            kuondoka | nitaondoka | tutaondoka | naondoka | kurudi | nitarudi | tutarudi |
            tutatoka | nitatoka | kucheckout | tutacheckout | nitacheckout | tunacheckout |
            nacheckout | tucheckout | nicheckout | kucheck out | tutacheck out |
            nitacheck out | tunacheck out | nacheck out | tunatoka
        """),
    tags.CORRECTION: flags("""
            hapana | apana |
            namaanisha | nimemaanisha | nimaanisha | namanisha | yaani | yani | lakini |
            samahani | iwe | tufanye |
            pole | fanya | ifanye | weka | bora | afadhali | heri | au tuseme | nilimaanisha |
            la hasha | wacha | badilisha iwe | lkn | ila | je | tuseme |
            ngoja | subiri | inaweza kuwa |
            niiweke | iwekwe | uiweke | iweke | kuwa | ikuwe | ikue
        """),
    tags.WISH: flags("""
            nataka | naomba | ninaomba | tunaomba | ninataka | tunataka | ningependa | tungependa |
            niweke | niwekee | uniweke | uniwekee | tuwekee | utuwekee | niwekeni | nije | tuje |
            nitakuja | tutakuja | naweza | naeza | tunaweza | nikuje | tukuje | nipe | nipatie |
            nibookie | nibook | unibook | tufanye | iwe | kubook | kuja | weka | nafasi | nahitaji |
            naprefer | nataka kubook | niandikie | niandike
        """)
    | dict.fromkeys(("tafadhali", "tafadhal", "ni bora", "badala yake"), "after")
    | {"basi": "both"},
    tags.SO: flags("basi"),
    tags.IF: flags("ikiwa | iwapo | endapo"),
    tags.REASON: flags("""
            kwa sababu | sababu | maana | kwani | kwa maana | juu | nikishatoka | nikitoka
        """),
    tags.ALSO: flags("sawa | poa | iko sawa | ni sawa | ni poa | iko poa")
    | dict.fromkeys(("pia", "vile vile"), "more"),
    tags.SHIFT: {"mbele": 1, "nyuma": -1, "zaidi": 0},
    tags.BY: flags("kwa"),
    tags.MOVE: flags("pushia | iende | ziende") | _MOVES | _BORROWED_MOVES,
    tags.IGNORE: _GREETED
    | _MONEY_TAKEN
    | flags("""
            kata ile | kata hiyo | kata ya | kata booking | kata appointment |
            usiku mwema | usiku kucha | usiku mzima | krismasi njema |
            siku njema | jioni njema | asubuhi njema | mchana mwema | saa ngapi | siku gani |
            tarehe ngapi | siku zote | kila siku | mara mbili | mara tatu | kwa siku |
            ijumaa kuu | jumatatu ya pasaka | sita kuja | sita weza | sita fika | sita kuwa |
            sita pata | sita kua | sita make | sita rudi | sita hitaji | sita taka |
            alasiri njema | heri ya mwaka mpya | wikendi njema | siku nyingine | saa zingine |
            saa zingine | habari gani | saa gani | tarehe gani | wakati gani | siku ngapi |
            siku hizi | usiku na mchana | moja kwa moja |
            hakuna haraka | kwa hivyo | kwa nini | hivi karibuni | karibu sana |
            kwa sasa | mwenye saa | kila saa | kila mwezi | kila wiki | za saa hizi |
            za saa hii | niaje | vipi leo | kwanza kabisa |
            kwanza nataka | kwa line | kwa laini | juma lililopita la
        """),
}  # fmt: skip
