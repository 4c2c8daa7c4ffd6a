"""Swahili and Sheng words for people, money, choices and names."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags, word_list

_KIN = """
    rafiki | mke | mume | mtoto | dada | ndugu | mama | baba | mwenzangu | beshte | mtoi | kaka |
    binti | bibi | bwana | mpenzi | mchumba | shosti | mamangu | babangu | dadangu | kakangu |
    bwanangu | bibiangu | mkewangu | mumewangu | mwanangu | ndugu yangu | rafikiangu | beste |
    kijana | mdogo | mvulana | msichana | kijanangu | mwanagu | mwenza | mkwe | bosi |
    wife | hubby | binamu | shangazi | mjomba | nyanya | babu | mpwa | jirani | mshikaji |
    rafiki zangu | mabeshte zangu | watoto wangu | marafiki zangu | mama mkwe | mjukuu |
    sistangu | brathangu | mathe | fathe | brathe | sista | shosho | guka | cucu
"""

_PAYING = tuple(
    f"{who}{whom}{verb}"
    for who in ("nita", "nta", "tuta", "na", "tuna", "ni", "naweza ku", "naeza ku", "nitaweza ku")
    for whom in ("", "wa", "ku")
    for verb in ("lipa", "lipe")
    if verb == "lipa" or who == "ni"
)
"""What is promised or asked for with the day on which it is paid."""

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.PEOPLE: flags("""
            watu | watu wazima | mtu | wageni | watoto | mtoto | wakubwa | marafiki |
            wenzangu | wanaume | wanawake | wasichana | wavulana | mabeshte | wasee | maboy |
            madem | watoi | mtu mzima | mabibi | maids | waalikwa | wapambe | washiriki | vijana |
            wazee | wamama | masupuu | mabro | watalii | wanafunzi | viti | kiti | siti | dada |
            kaka | marafiki zangu | rafiki zangu | watoto wangu | ndugu | wengine | vitoto |
            jamaa | wanangu | wanetu | akina dada | akina mama | mabinti | wanaume wazima
        """),
    tags.PARTY_LEAD: flags("""
            sisi | tuko | tupo | tutakuwa | meza ya | meza ya watu | kwa watu | tuwe | tunakuja |
            tutakuja | sisi ni | tuko watu | kundi la | kundi la watu | idadi ya watu | ni watu |
            tukiwa | tutakua | tu watu | familia ya | familia ya watu | sote | sisi sote |
            kikundi cha | kikundi cha watu | group ya | group ya watu | table ya | table ya watu |
            jumla | jumla ya | tutafika | viti vya | idadi ni | ni sisi | sisi ni watu | sasa tuko |
            sasa ni
        """)
    | dict.fromkeys(
        (
            "nafasi ya", "nafasi za", "wanakuja", "watakuja", "watakuwa", "wako", "wote",
            "space ya", "reservation ya", "booking ya", "chumba cha", "kuja", "tukuje", "tuje",
            "tunataka", "tunahitaji", "tungependa kuja",
        ),
        "persons",
    ),
    tags.PARTY: {
        "peke yangu": 1, "mimi pekee": 1, "mimi peke yangu": 1, "pekee yangu": 1,
        "mimi tu": 1, "ni mimi tu": 1, "niko peke yangu": 1, "nikiwa peke yangu": 1,
        "solo": 1, "sisi wawili": 2, "mimi mwenyewe": 1, "mtu mmoja tu": 1,
    },
    tags.SELF: flags("mimi | mi | mie | ni mimi") | {"kwangu": "for"},
    tags.DOER: dict.fromkeys(
        word_list(
            "nataka nahitaji naomba nitafanya ntafanya nitafanyiwa nifanyiwe nifanye nitahitaji"
        ),
        "subject",
    ),
    tags.ALL_OF: flags("zote | vyote | yote | zote mbili | vyote viwili | yote mawili"),
    tags.PRONOUN: flags("yeye | zake | vyake"),
    tags.SIGNED: flags("""
            wako | wako mwaminifu | wako mtiifu | wako katika kazi | ni mimi | ndimi | salamu |
            salamu nyingi | wasalaam
        """)
    | dict.fromkeys(
        (
            "asante", "asante sana", "ahsante", "ahsante sana", "asanteni", "shukrani",
            "shukran", "nashukuru",
        ),
        "end",
    ),
    tags.NUMBERED: flags("""
            kidato cha | darasa la | ghorofa ya | geti | geti namba | mlango | sura ya |
            basi namba | basi nambari | basi number | mat number | matatu namba | matatu number |
            kilo | nyumba namba | simu ya iphone
        """),
    tags.OWN: flags("yangu | wangu | zangu | langu | yetu | wetu | zetu"),
    tags.COMPANION: flags(_KIN) | {"wazazi": 2, "mapacha": 2},
    tags.ADDRESS: flags("""
            mwanangu | mwanagu | mtoto | binti | kijana | kijanangu | dada | kaka | ndugu | mama |
            rafiki | mdogo | bosi | mjukuu | dadangu | kakangu | ndugu yangu | rafikiangu
        """),
    tags.CHILD: flags("mtoto | mtoi | mwanangu | binti | kijana | mvulana | msichana"),
    tags.ALONG: flags("pamoja na | tukiwa na | plus"),
    tags.AGE: flags("miaka | wa miaka | umri wa | ana miaka | umri"),
    tags.MONEY: {
        "shilingi": "", "shillingi": "", "sh": "", "pesa": "", "bob": "KES",
        **dict.fromkeys(word_list("soo thao thaoo ngiri ndovu finje mbao ashu jirongo"), "KES"),
        **dict.fromkeys(word_list("chwani punch rwabe"), "KES"), "dola": "USD",
    },
    tags.RATED: flags("kila | kwa kila"),
    tags.PAID: flags("""
            nimelipa | nimetuma | nilituma | nililipa | nitalipa | nalipa | nitatuma | lipa |
            kulipa | nilipe | natuma | deposit ya | nina | niko na | bajeti ya | nalipia
        """)
    | dict.fromkeys(_PAYING, True),
    tags.PAYING: dict.fromkeys(_PAYING, True)
    | dict.fromkeys(("pesa", "hela", "doh", "deposit", "malipo", "salio", "yote"), "what"),
    tags.THINGS: flags("vyumba | magari | mahema"),
    tags.COUNTING: flags("wa"),
    tags.PLUS_ME: flags("""
            pamoja na | niko na | nitakuja na | nakuja na | nikiwa na | nitakuwa na | ntakuja na |
            nikiwa pamoja na | ntakuwa na | naja na | nimekuja na
        """),
    tags.ANYONE: flags("""
            yeyote | mtu yeyote | yeyote yule | mtu yoyote | yeyote tu | yeyote atakayekuwa |
            yeyote aliyepo | yeyote ako free | yeyote ako | msee yeyote | kinyozi yeyote |
            msusi yeyote | daktari yeyote | yeyote tuu | yeyote atakaekuwa | mtu yeyote tu |
            yeyote anaweza | sina chaguo | fundi yeyote | msee yoyote |
            mwenye nafasi | aliye na nafasi | wote wanafaa | wahudumu wote | yule aliye free |
            any msee |
            any mtu | mhudumu yeyote | yeyote anayepatikana | yeyote aliye huru
        """),
    tags.ANY: flags("""
            yoyote | yoyote tu | wowote | haijalishi | yote sawa | yoyote ni sawa | any ni sawa |
            sijali | sina shida na yeyote | chagua wewe | wewe chagua | chagueni nyinyi | chagueni |
            nichagulie | nichagulie wewe | nichagulieni | mnichagulie | unichagulie | amua wewe |
            wewe amua | amueni nyinyi | mtaamua | utaamua | utachagua | mtachagua | mnaoamua |
            sina upendeleo | sina preference | haidhuru | si neno | sichagui | sibagui | wote sawa |
            wote ni sawa | wote wako sawa | wote wako poa | vyovyote | vyovyote vile |
            mnayeona anafaa | aliye free | aliye huru | aliyepo | atakayekuwepo | aliyeko
        """),
    tags.PLACED: {
        f"{lead}{link}": step
        for link, step in (
            ("inayofuata", 1), ("itakayofuata", 1), ("iliyofuata", 1), ("inayofuata baada ya", 1),
            ("baada ya", 1), ("iliyo baada ya", 1), ("ya baada ya", 1), ("chini ya", 1),
            ("kabla ya", -1), ("iliyo kabla ya", -1), ("ya kabla ya", -1), ("juu ya", -1),
            ("iliyotangulia", -1), ("inayotangulia", -1),
        )
        for lead in ("", "ile ", "hiyo ")
    },
    tags.LIST_END: {
        "mwisho": -1, "chini": -1, "nyuma": -1, "juu": 1, "mwanzo": 1, "mbele": 1,
    },
    tags.CHOICE_LEAD: flags("namba | chaguo | nambari | ile namba"),
    tags.NAME_LEAD: {
        "naitwa": "sure", "naandikwa": "sure", "naandikwa kama": "sure", "tumia jina": "sure",
        "tumia jina la": "sure", "jina la": "sure",
        "iwe kwa jina la": "sure", "weka kwa jina la": "sure",
        "jina langu ni": "sure", "jina langu": "sure", "jina ni": "sure",
        "ninaitwa": "sure", "naitwaje": "never", "anaitwa": "other", "jina lake ni": "other",
        "jina lake": "other", "kwa jina la": "sure", "kwa jina": "sure",
        **{
            f"{change}jina {to}": "sure"
            for change in ("", "badilisha ", "badili ", "nibadilishie ", "rekebisha ", "change ")
            for to in ("liwe", "iwe", "kuwa", "libadilike kuwa", "libadilishwe liwe", "likuwe")
        },
        "jina:": "sure", "majina yangu ni": "sure", "mimi naitwa": "sure", "niite": "sure",
        "mimi ni": "maybe", "ni mimi": "maybe", "mi ni": "maybe",
        "jina": "maybe", "majina ni": "sure", "nitwa": "sure",
        "hapa ni": "maybe", "ni": "answer", "jina yangu ni": "sure", "jina yangu": "sure",
        **dict.fromkeys(word_list("mimi mi andika niandike iandikwe andikisha"), "answer"),
        **dict.fromkeys(word_list("weka niweke niandikie"), "answer"),
        "save kama": "answer", "weka jina": "sure", "andika jina": "sure", "jina weka": "answer",
        "jina andika": "answer", "iwe ya": "answer", "booking iwe ya": "answer",
        "booking ni ya": "answer", "chini ya jina": "sure", "chini ya jina la": "sure",
    },
    tags.NAME_TAIL: flags("hapa"),
    tags.TITLE: flags("daktari | bi | bwana | mama | baba | dokta | mwalimu | mzee"),
    tags.WITH: flags("kwa | pamoja na | ni | ya | wa") | {"na": "person"},
    tags.OFFERED: flags("""
            uliyotaja | uliotaja | ulizotaja | uliyotoa | ulizotoa | uliyosema | uliyonipa |
            ulizonipa | uliyopeana | kwenye orodha | kwa orodha | kwa list
        """),
}  # fmt: skip

NOT_NAMES: Final = frozenset(
    word_list(
        "ndilo ndiye sawa mzima poa mgonjwa tayari huru nyumbani hapa hapo pale sana tu na ya wa "
        "kwa kutoka "
        "mteja mgeni mwanafunzi mama baba dada kaka mimi wewe yeye sisi nataka nahitaji naomba "
        "naweza niko nina sina nani nini lini wapi gani je leo kesho jana saa siku kesho asubuhi "
        "mchana jioni usiku ndio ndiyo hapana la asante karibu ninani yule huyu hiyo hii ile "
        "mrefu mfupi mzuri mwenye mtu mwanamke mwanaume mwenyewe kawaida bado pia yangu langu "
        "wangu lakini au ama busy free jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili"
    )
)
