"""The shape of Swahili verbs, by which a word says something and is nobody's name."""

from typing import Final

from core.understanding.languages import word_list

# Stems that end as the form asks: andik-a, andik-e.
_STEMS: Final = "|".join(
    word_list("""
        acha? achi agiz ahirish amk ambi ambu amini?sh andik andam angali anz azim
        bad(?:il|ilish) bak bish buni bak buk
        chagu chan chapish chek chelew chez chok chosh chuk chuku chun
        dai dangany dhani? dhur dow dumish
        egesh elek elew eleza? elez end endele endesh epuk
        fany faham fahamish fich fik fikish fiki fung fungu fundish fupish fut futi fuat fukuz
        gawi gomb gundu gong guswa?
        hakiki hakikish ham hamish harib hesabi hifadhi hitaj hudumi hus husish hoji
        ib imb ingi ingiz ishi it itish
        jadili jal jaz jeng jib jifany jisaj jiung jul julik julish
        kamilish kanush kasirik kat kata katali kataz kaush keremk kimbi kod kos kosan
        kose kosek kop kopesh kubali kumbuk kumbush kutan kut kwam kuz
        lal lalamik las let lind ling lip lipish lipi liz
        maliz meng miliki mulik mwag
        nen ngoj nong nunu nuk nyamaz nyesh nyimw nyo nyony nyol
        ogop okot omb ond ondok ondo onan onge ongez ongoz onye onyesh osh oz
        pakan pak pand pang pangi pat patikan pelek pend pendele pendez pig pigi pim pit pitish
        pok poke pon pote potez pumzik pungu punguz
        rekebish rejele rejesh ring rith rud rudish rudi ruk ruhusi
        saidi sajili? samehe? sem semek semez set shangaa? shik sinzi shind shindw shon shtak
        shughuli shughulik siki sikiliz simam simami sit sitish sogez soge som somesh sort subiri?
        suk sum sumbu sumbuk
        tafut taf taj tak takiw tamani? tambu tan tangaz tang tarajii? tegeme teng tengenez teng
        thamini thibitish tol tok toke tosh tum tumi tumiw tunz
        uliz uliziw umiz ungan unganish uz
        vumili vuruga?
        wahi wasili wek wez weze winda wach
        zingati zoe zuga? zui zungumz zush
        book bookish bookis call cancel chat charge? chill dai fom hep hepe kam lipis mail nyor peek
        pay pick plan post reschedul save? send show sign sort text
    """)
)
# Verbs that end as they please: badili, jibu.
_WHOLE: Final = "|".join(
    word_list("""
        badili fikiri subiri kubali jibu jaribu rudi sahau hitaji dhani furahi samehe shukuru
        ruhusu keti ghairi hesabu starehe tafadhali hofu adhibu husu hudhuri hudumu jali
        sajili tarajia starehe ishi bisha baki safiri sali tubu tamani amini amuru batili
        kaa faa fai book call charge pay cancel close open save send refund reschedule confirm
    """)
)
_SHORT: Final = "bo|on|ju|to|uz|um|p|pew|ita"
_OBJECT: Final = "(?:ni|kuw?|kw|mw?|tu|wa?|i|li|ya|ki|vi|zi|u|ji|pa)?"
_AFTER: Final = "(?:je|ni|po|ko|vyo|cho)?"
_END: Final = (
    "(?:ish|esh|iz|ez|iw|ew|liw|lew|w|an|ian|ik|ek|i|e|li|le|an)*"
    f"(?:[aei]|eni|ani){_AFTER}"
)  # fmt: skip
_LINK: Final = "(?:ye|o|yo|cho|vyo|zo|lo|po|ko|mo)?"
_PERSON: Final = "(?:ni|u|a|tu|m|mu|wa|i|li|ya|ki|vi|zi|ku|pa)"
_TENSE: Final = (
    f"(?:{_PERSON}(?:na|li|ta|me|mesha|lisha|sha|nge|ngali|ka|ki|kisha)"
    "|na|twa|nt[ak]a|nish[ae]?|ush[ae]|tush[ae]|mnge)"
)
_DENIED: Final = "(?:si|hu|ha|hatu|ham|hawa|hai|haku|haki|hazi|haya|hali)"

VERBS: Final = rf"""
    {_TENSE}{_LINK}{_OBJECT}(?:ku)?(?:{_STEMS}|{_SHORT}){_END}
    | {_TENSE}{_LINK}{_OBJECT}(?:{_WHOLE}){_AFTER}
    | {_PERSON}(?:na|li|ta|me|mesha|lisha|sha|nge|ki|ka)ku(?:ja|la|wa|fa){_AFTER}
    | {_TENSE}(?:enda|isha|kuja|ja){_AFTER}
    | {_DENIED}(?:ta|ku|ja|nge)?{_OBJECT}(?:{_STEMS}|{_SHORT})
      (?:ish|esh|iz|ez|w|iw|ew|an|ik|ek|i|e|li|le)*i{_AFTER}
    | {_DENIED}(?:ta|ku|ja|nge){_OBJECT}(?:ku)?(?:{_STEMS}|{_SHORT}|{_WHOLE}){_END}
    | {_DENIED}(?:ta|ku|ja|nge)?{_OBJECT}(?:{_WHOLE})
    | {_PERSON}{_OBJECT}(?:{_STEMS}){_AFTER}e(?:ni|je)?
    | {_PERSON}si{_OBJECT}(?:(?:{_STEMS})(?:ish|esh|i|e|w|an)*e(?:ni)?|(?:{_WHOLE}))
    | {_PERSON}(?:ni|ku|m|tu|wa|i|zi)p(?:e|eni|ee)
    | (?:ni|ku|m|tu|wa|i|zi|ji)?(?:{_STEMS})(?:ish|esh|iz|ez|i|e|an|w|ik|ek)*(?:eni|ani|ie|ee)
    | ni(?:{_STEMS})(?:ish|esh|i|e)*e
    | ku{_OBJECT}(?:{_STEMS})(?:ish|esh|iz|ez|w|iw|ew|an|ik|ek|i|e|li|le)*a
    | hu(?:{_STEMS})(?:w|i|e|an|ik|ek)*a
    | {_PERSON}li(?:o|ye|lo|yo|cho|vyo|zo|po|ko|mo)(?:po|ko)?
    | (?:mli|tuli|wali|ili)\w*(?:po|lo|vyo|yo)
    | (?:ni|u|yu|a|tu|m|wa|i|li|ya|ki|vi|zi|ku|pa)(?:ko|po|mo)je
    | (?:i|ki|vi|zi|ya|li|u)na\w+je
"""
# A person and a tense, before something that is in no list.
VERB_LIKE: Final = r"""
    (?:nime|nita|nili|niki|nisha|nilisha|nimesha|tume|tuta|mna|mme|mta|mmesha|una|ume|uta|umesha
      |hatu|hamta|hamja|sija|sita|siku|ntak?a)\w{3,}[aeiou]
"""
LENDING: Final = r"(?:ni|tu|m|u)(?:na|ta|me|li|sha|mesha|lisha|nge|ki)(?:ni|wa|ku)?|ni|si(?:ta|ku)"
OWN: Final = r"(?:m?ni|na|nta|m?tu)\w{3,}"
DONE_TO: Final = r"a(?:na|ta)?\w{2,}(?:w|e|iw)[ea]"
# "Si Amina ndio anisuke" puts her forward; "si Amina ndiye aliyenisuka" does not.
PUT_FORWARD: Final = r"(?:ndi[oe]|ndiye|ndo)\sa(?:ni|tu)\w{3,}"
