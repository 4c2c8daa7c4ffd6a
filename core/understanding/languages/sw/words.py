"""Swahili words, and the Sheng of Nairobi, for dates, times, numbers and relations."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.marks import PartOfDay

MORNING = PartOfDay(360, 720, 300, 719)
DAYTIME = PartOfDay(720, 960, 660, 1019)
AFTERNOON = PartOfDay(900, 1080, 840, 1109)
EVENING = PartOfDay(960, 1140, 960, 1229)
NIGHT = PartOfDay(1140, 1439, 1080, 359)
DAWN = PartOfDay(240, 360, 180, 419)
MIDDAY = PartOfDay(720, 840, 660, 899)

_UNITS = "moja mbili tatu nne tano sita saba nane tisa".split()
_COUNTED = (
    ("mmoja", 1), ("mtu mmoja", 1), ("wawili", 2), ("watatu", 3), ("wanne", 4), ("watano", 5),
    ("mawili", 2), ("matatu", 3), ("manne", 4), ("matano", 5), ("viwili", 2), ("vitatu", 3),
    ("vinne", 4), ("vitano", 5), ("miwili", 2), ("mitatu", 3), ("minne", 4), ("mitano", 5),
    ("wanane", 8), ("manane", 8), ("minane", 8), ("kimoja", 1), ("limoja", 1), ("tatu", 3),
    ("wane", 4), ("wawil", 2),
)  # fmt: skip
_MONTHS = (
    "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba"
).split()

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.NUMBER: {
        **{word: value for value, word in enumerate(_UNITS, 1)},
        **dict(_COUNTED),
        "sufuri": 0, "kumi": 10, "ishirini": 20, "thelathini": 30, "thelatini": 30,
        "arobaini": 40, "arubaini": 40, "hamsini": 50, "sitini": 60, "sabini": 70,
        "themanini": 80, "thamanini": 80, "tisini": 90, "mosi": 1, "dazeni": 12,
        "finje": 50, "mbao": 20, "ashu": 10, "jirongo": 500, "chwani": 50,
    },
    tags.SCALE: {
        "mia": 100, "elfu": 1000, "elf": 1000, "laki": 100_000, "milioni": 1_000_000,
        "soo": 100, "thao": 1000, "ngiri": 1000, "thaoo": 1000, "thou": 1000, "ndovu": 1000,
    },
    tags.ORDINAL: {
        "ya kwanza": 1, "wa kwanza": 1, "la kwanza": 1, "ya pili": 2, "wa pili": 2,
        "la pili": 2, "ya tatu": 3, "wa tatu": 3, "la tatu": 3, "ya nne": 4, "wa nne": 4,
        "ya tano": 5, "wa tano": 5, "ya sita": 6, "ya saba": 7, "ya nane": 8, "ya tisa": 9,
        "ya kumi": 10, "ya mwisho": -1, "wa mwisho": -1, "kwanza": 1, "cha kwanza": 1,
        "cha pili": 2, "cha tatu": 3, "ile ya kwanza": 1, "ile ya pili": 2, "ile ya tatu": 3,
        "hiyo ya kwanza": 1, "hiyo ya pili": 2, "hiyo ya tatu": 3, "ile ya mwisho": -1,
    },
    tags.HALF: {"nusu": 0.5, "unusu": 0.5, "nus": 0.5},
    tags.QUARTER: {"robo": 0.25},
    tags.WEEKDAY: {
        "jumatatu": (0,), "jumanne": (1,), "jumatano": (2,), "alhamisi": (3,), "ijumaa": (4,),
        "jumamosi": (5,), "jumapili": (6,), "j3": (0,), "jtatu": (0,), "j'tatu": (0,),
        "j tatu": (0,), "jnne": (1,), "jumane": (1,), "juma nne": (1,), "jtano": (2,),
        "alhamis": (3,), "alhamisis": (3,), "alkhamisi": (3,), "alhmisi": (3,), "ijuma": (4,),
        "ijuumaa": (4,), "ijumma": (4,), "jmosi": (5,), "jumamos": (5,), "jmamosi": (5,),
        "jpili": (6,), "jumapil": (6,), "jumatat": (0,), "juma tatu": (0,), "juma tano": (2,),
        "juma mosi": (5,), "juma pili": (6,), "mande": (0,), "furahiday": (4,), "sato": (5,),
        "jumaa": (4,), "ij": (4,), "alh": (3,),
    },
    tags.MONTH: {
        **{word: value for value, word in enumerate(_MONTHS, 1)},
        "machi": 3, "agosto": 8, "octoba": 10, "disemba": 12, "decemba": 12, "januari": 1,
    },
    tags.RELATIVE_DAY: {
        "leo": 0, "leo hii": 0, "kesho": 1, "kesho kutwa": 2, "keshokutwa": 2, "kesho-kutwa": 2,
        "kesho kutwaa": 2, "kesho - kutwa": 2, "mtondo": 3, "mtondogoo": 4, "jana": -1,
        "juzi": -2, "majuzi": -2, "siku ya kesho": 1, "siku ya leo": 0, "kesh": 1, "kexho": 1,
        "kesho yake": 1, "morro": 1, "juzijuzi": -2,
    },
    tags.WHICH_AFTER: {
        "ijayo": "next", "lijalo": "next", "ujao": "next", "zijazo": "next", "yajayo": "next",
        "inayokuja": "next", "inayofuata": "next", "unaokuja": "next", "linalokuja": "next",
        "ifuatayo": "next", "unaofuata": "next", "inakuja": "next",
        "hii": "this", "hili": "this", "huu": "this", "hizi": "this", "ile inakuja": "next",
        "iliyopita": "last", "lililopita": "last", "uliopita": "last", "imepita": "last",
        "iliopita": "last", "ilopita": "last", "zilizopita": "last",
        "ya wiki ijayo": "next_week", "wiki ijayo": "next_week", "ya wiki hii": "this_week",
        "wiki hii": "this_week", "next week": "next_week", "ya next week": "next_week",
        "ya wiki inayokuja": "next_week", "wiki inayokuja": "next_week",
    },
    tags.UNIT: {
        "dakika": "minute", "dk": "minute", "saa": "hour", "masaa": "hour", "lisaa": "hour",
        "siku": "day", "wiki": "week", "juma": "week", "majuma": "week", "mwezi": "month",
        "miezi": "month", "mwaka": "year", "miaka": "year", "wikendi": "weekend",
        "wikiendi": "weekend", "wikend": "weekend", "usiku": "night", "masiku": "day",
        "mwisho wa wiki": "weekend", "mwishoni mwa wiki": "weekend", "mwisho wa juma": "weekend",
    },
    tags.DATE_WORD: {"tarehe": True, "trh": True, "tar": True, "trehe": True, "tareh": True,
                     "siku ya tarehe": True, "tarhe": True},
    tags.MONTH_WORD: {"mwezi wa": True, "mwezi": True, "mwezi ya": True, "mwez wa": True,
                      "ya mwezi wa": True, "wa mwezi wa": True},
    tags.EDGE: {
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
        "lunch": MIDDAY, "maghrib": EVENING, "jiooni": EVENING,
    },
    tags.LEAN: {
        "mapema": "early", "mapema sana": "early", "na mapema": "early", "mapemaa": "early",
    },
    tags.CLOCK_MARKER: {"saa": True, "saaa": True, "majira ya saa": True, "mida ya saa": True,
                        "kama saa": True, "kitu saa": True, "mnamo saa": True, "sa": True,
                        "masaa ya saa": True, "kwa saa": True},
    tags.AT: {
        "kama": True, "mida ya": True, "mida": True, "kitu": True, "karibu": True,
        "mnamo": True, "majira ya": True, "hivi": True, "takriban": True,
    },
    tags.TO_HOUR: {"kasoro": True, "kasorobo": True},
    tags.EXACTLY: {"kamili": True, "hivi": True, "hv": True, "on the dot": True, "ivi": True},
    tags.SOONEST: {
        "haraka iwezekanavyo": True, "mapema iwezekanavyo": True, "upesi": True, "haraka": True,
        "haraka sana": True, "mapema zaidi": True, "saa ya kwanza": True, "ya mapema": True,
    },
    tags.NOW: {
        "sasa hivi": True, "saa hii": True, "saa hizi": True, "sahii": True, "sai": True,
        "sahi": True, "saa hivi": True, "sa hii": True, "sai sai": True, "sasahivi": True,
        "saizi": True, "hivi sasa": True, "mara moja": True,
    },
    tags.ANY_TIME: {
        "saa yoyote": True, "wakati wowote": True, "muda wowote": True, "saa yeyote": True,
        "time yoyote": True, "time yeyote": True, "any saa": True,
    },
    tags.IN_SPAN: {
        "baada ya": True, "ndani ya": True, "in kama": True, "after kama": True,
    },
    tags.FROM_NOW: {
        "zijazo": 0, "yajayo": 0, "ijayo": 0, "zinazokuja": 0, "kutoka sasa": 0,
        "kutoka leo": 0, "kuanzia leo": 0, "kuanzia sasa": 0, "kutoka kesho": 1, "baadaye": 0,
        "baadae": 0,
    },
    tags.AGO: {"zilizopita": True, "iliyopita": True, "yaliyopita": True, "imepita": True},
    tags.AFTER: {
        "baada ya": True, "kutoka": True, "baada": True, "kupita": True, "after ya": True,
    },
    tags.BEFORE: {"kabla ya": True, "kabla": True, "mpaka": True, "hadi": True, "before ya": True,
                  "ifikapo": True, "isizidi": True, "kufikia": True},
    tags.BETWEEN: {"kati ya": True, "baina ya": True, "katikati ya": True, "between ya": True},
    tags.FROM: {"kuanzia": True, "kutoka": True, "kuanza": True, "toka": True, "tangu": True,
                "kwanzia": True},
    tags.UNTIL: {"hadi": True, "mpaka": True, "kufikia": True, "had": True,
                 "adi": True, "mpka": True},
    tags.ONWARDS: {"na kuendelea": True, "kuendelea": True, "na zaidi": True,
                   "kwendelea": True, "hivi na kuendelea": True},
    tags.AND: {"na": True},
    tags.OR: {"au": True, "ama": True},
    tags.OF: {"ya": True, "wa": True, "la": True, "za": True},
    tags.FOR: {"kwa": True},
    tags.GLUE: {
        "ya": True, "wa": True, "siku ya": True, "la": True, "kwa": True, "ni": True,
        "mnamo": True, "katika": True, "iwe": True, "wakati wa": True, "tarehe": True,
        "na": True, "hiyo": True, "kama": True, "hivi": True, "za": True, "ile": True,
        "mida ya": True, "majira ya": True, "mida": True, "kitu": True, "basi": True,
        "time ya": True, "muda wa": True,
    },
    tags.NOT: {"si": True, "sio": True, "badala ya": True, "siwezi": True, "isipokuwa": True,
               "si ya": True, "haiwezekani": True, "haifai": True},
    tags.CORRECTION: {
        "hapana": True, "namaanisha": True, "nimemaanisha": True, "yaani": True, "lakini": True,
        "samahani": True, "iwe": True, "tufanye": True, "pole": True, "fanya": True, "ifanye": True,
        "weka": True, "bora": True, "afadhali": True, "heri": True, "au tuseme": True,
        "nilimaanisha": True, "la hasha": True, "wacha": True, "badilisha iwe": True,
        "lkn": True, "ila": True, "je": True, "tuseme": True,
    },
    tags.MOVE: {
        "hamisha": True, "sogeza": True, "badilisha": True, "ahirisha": True, "peleka": True,
        "badili": True, "kubadilisha": True, "kuhamisha": True, "kusogeza": True,
        "kuahirisha": True, "ihamishe": True, "isogeze": True, "ibadilishe": True,
        "songesha": True, "kupeleka": True, "kubadili": True, "nibadilishie": True,
        "isongeshe": True, "ipeleke": True,
    },
    tags.IGNORE: {
        phrase: True
        for phrase in (
            "habari ya asubuhi", "habari za asubuhi", "habari ya jioni", "habari za jioni",
            "habari ya mchana", "habari za mchana", "za asubuhi", "za jioni", "za mchana",
            "za leo", "habari ya leo", "habari za leo", "habari za usiku", "habari ya usiku",
            "usiku mwema", "siku njema", "jioni njema", "asubuhi njema", "mchana mwema",
            "saa ngapi", "siku gani", "tarehe ngapi", "siku moja", "siku zote", "kila siku",
            "mara mbili", "mara tatu", "kwa siku", "alasiri njema", "heri ya mwaka mpya",
            "wikendi njema", "siku nyingine", "saa zingine", "saa zingine", "habari gani",
            "saa gani", "tarehe gani", "wakati gani", "siku ngapi", "habari za wikendi",
            "habari ya wikendi", "siku hizi", "usiku na mchana", "moja kwa moja", "hakuna haraka",
            "pamoja na", "kwa hivyo", "kwa nini", "hivi karibuni", "karibu sana", "kwa sasa",
            "mwenye saa", "kila saa", "kila mwezi", "kila wiki", "za saa hizi", "habari za saa hizi",
            "za saa hii", "niaje", "mwaka mpya", "vipi leo", "kwanza kabisa", "kwanza nataka",
            "juma lililopita la",
        )
    },
}  # fmt: skip
