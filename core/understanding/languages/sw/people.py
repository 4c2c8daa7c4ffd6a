"""Swahili and Sheng words for people, money, choices and names."""

from typing import Any, Final

from core.understanding import tags

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.PEOPLE: dict.fromkeys(
        "watu mtu wageni watoto mtoto wakubwa marafiki wenzangu wanaume wanawake wasichana "
        "wavulana mabeshte wasee maboy madem watoi watumishi".split(),
        True,
    ),
    tags.PARTY_LEAD: {
        "sisi": True, "tuko": True, "tupo": True, "tutakuwa": True, "meza ya": True,
        "meza ya watu": True, "kwa watu": True, "tuwe": True, "tunakuja": True,
        "tutakuja": True, "sisi ni": True, "tuko watu": True, "kundi la": True,
        "kundi la watu": True, "idadi ya watu": True, "ni watu": True, "tukiwa": True,
        "tutakua": True, "tu watu": True, "familia ya": True, "familia ya watu": True,
    },
    tags.PARTY: {
        "peke yangu": 1, "mimi pekee": 1, "mimi peke yangu": 1, "pekee yangu": 1,
        "mimi tu": 1, "ni mimi tu": 1, "niko peke yangu": 1, "nikiwa peke yangu": 1,
        "mimi na rafiki yangu": 2, "mimi na mke wangu": 2, "mimi na mume wangu": 2,
        "mimi na mtoto wangu": 2, "mimi na dada yangu": 2, "mimi na ndugu yangu": 2,
        "mimi na mama yangu": 2, "mimi na mwenzangu": 2, "na rafiki yangu": 2,
        "na mke wangu": 2, "na mume wangu": 2, "na beshte yangu": 2, "na mtoi wangu": 2,
        "sisi wawili": 2, "mimi na beshte yangu": 2, "na mwenzangu": 2, "solo": 1,
    },
    tags.MONEY: {
        "shilingi": 1, "shillingi": 1, "sh": 1, "bob": 1, "soo": 1, "thao": 1, "ngiri": 1,
        "finje": 1, "mbao": 1, "ashu": 1, "jirongo": 1, "chwani": 1, "thaoo": 1,
        "pesa": 1, "ndovu": 1,
    },
    tags.ANYONE: {
        phrase: True
        for phrase in (
            "yeyote", "mtu yeyote", "yeyote yule", "mtu yoyote", "yeyote tu", "yeyote atakayekuwa",
            "yeyote aliyepo", "yeyote ako free", "yeyote ako", "msee yeyote", "kinyozi yeyote",
            "msusi yeyote", "daktari yeyote", "yeyote tuu", "yeyote atakaekuwa", "mtu yeyote tu",
            "yeyote anaweza", "sina chaguo", "mmoja wenu", "fundi yeyote", "msee yoyote",
            "any msee", "any mtu", "mhudumu yeyote", "yeyote anayepatikana", "yeyote aliye huru",
        )
    },
    tags.ANY: {"yoyote": True, "yoyote tu": True, "wowote": True, "haijalishi": True,
               "yote sawa": True, "yoyote ni sawa": True, "any ni sawa": True},
    tags.CHOICE_LEAD: {"namba": True, "chaguo": True, "nambari": True, "chaguo la": True,
                       "ile namba": True},
    tags.NAME_LEAD: {
        "naitwa": "sure", "jina langu ni": "sure", "jina langu": "sure", "jina ni": "sure",
        "ninaitwa": "sure", "naitwaje": "never", "kwa jina la": "sure", "kwa jina": "sure",
        "jina:": "sure", "majina yangu ni": "sure", "mimi naitwa": "sure", "niite": "sure",
        "mimi ni": "maybe", "jina": "maybe", "majina ni": "sure", "nitwa": "sure",
        "hapa ni": "maybe", "ni": "answer", "jina yangu ni": "sure", "jina yangu": "sure",
    },
    tags.NAME_TAIL: {"hapa": True},
    tags.WITH: {"na": True, "kwa": True, "pamoja na": True, "ni": True, "ya": True, "wa": True},
}  # fmt: skip

NOT_NAMES: Final = frozenset(
    "sawa mzima poa mgonjwa tayari huru nyumbani hapa hapo pale sana tu na ya wa kwa kutoka "
    "mteja mgeni mwanafunzi mama baba dada kaka mimi wewe yeye sisi nataka nahitaji naomba "
    "naweza niko nina sina nani nini lini wapi gani je leo kesho jana saa siku kesho asubuhi "
    "mchana jioni usiku ndio ndiyo hapana la asante karibu ninani yule huyu hiyo hii ile "
    "mrefu mfupi mzuri mwenye mtu mwanamke mwanaume mwenyewe kawaida bado pia yangu langu "
    "wangu lakini au ama busy free".split()
)
