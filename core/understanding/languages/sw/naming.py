"""Swahili words around a name in an answer to "your name?", borrowed verbs included."""

from typing import Final

from core.understanding.languages import word_list

# By their stems: wa-na-ni-ita, m-andik-e, ni-save.
INTRODUCING: Final = r"""
    (?:i|ni|ku|u|m|mw|mna|a|wa|tu)?(?:na|hu|ta|me)?(?:ni|m)?
    (?:it(?:a|e|wa|we|eni)|(?:andik|sajil|wek|sem|tumi|julikan|tambul|tambulik)
    (?:a|e|i|wa|we|ea|ia|ie|eni|iwa|iwe|isha|ishe|iki|ika|ike)?)
    | (?:i|ni|ku|u|m|mw|mna|a|wa|tu)(?:na|hu|ta|me)?(?:ni|m)?
      (?:save|call|regist\w*|book\w*|put|use|sign|list|enter)
"""
BESIDE_NAMES: Final = "kama | kwa | watu | yule | (?:u|m|mna|una|tuna|nina|na)?w?ez[ae]"
WITHIN_NAMES: Final = frozenset(word_list("wa bin binti bint ole arap ya"))
AFTER_NAMES: Final = frozenset(
    word_list("tafadhali asante ahsante tu tuu hapa ndio ndiyo ndo jina langu yangu naitwa bana ni")
)
ASKING: Final = frozenset(word_list("wapi nini lini gani vipi ngapi nani aje ipi kwani mbona je"))
# Ordinary words that many people are called by.
NAMES_TOO: Final = frozenset(
    word_list("""
        alina ama amani asha baraka bahati dalili faraja furaha hawa heri imani juma kheri leo lina
        mapenzi maua mwaka mwende mwita neema nia nina pendo pili rehema riziki safari said
        salama shida sita siti subira tatu tumaini tunu upendo wema zawadi zuri
    """)
)
# Said by itself, or as an outcry, where a name was asked for.
NO_NAMES: Final = frozenset(
    word_list("""
        lo loo loh lahaula salaale masalaale mamamia
        ai aii aki eish eiish aish ala alaa ebo ghai jameni jamani wueh woi woiye woiyee wololo
        yawa yesu mungu walahi wallahi haki hakii kwikwi mmh mhh hmm ati eti
        mjinga wajinga mpumbavu wapumbavu pumbavu mshenzi washenzi shenzi malaya umbwa mbwa
        takataka takataa upuuzi ujinga uongo mwongo waongo wezi mwizi matapeli tapeli kichaa mwehu
        punda nguruwe fala mafala kumamako mkundu matako senge msenge kuma ng'ombe bure
        eneo mtaa anwani nyuma mbele jirani hivi hivyo basi sawia hongera pongezi karibuni
        mengine mengineyo zingine mambo yote vyote zote kila
        bonyeza jina majina mteja wateja mtu watu huduma duka saluni kinyozi bei pesa ofa malipo
        swali maswali mawazo siri tafadhali subirini ngojeni asanteni poleni samahanini
        tulia mingi kumbafu kumbaff pumbaff pumbafu kumamayo fity freshi mzuka muhimu siri mapema
        bdae baadae
        westlands kilimani lavington kileleshwa ngong kasarani ruiru kikuyu rongai kitengela
        embakasi donholm cbd juja syokimau
        aisee lahaula masalale inshallah alhamdulillah mashallah wallah kumradhi hodi shwari salaam
        shukran barikiwa ubarikiwe usijali hakuna hamna wacheni acheni nyamaza toka tokeni
    """)
)
