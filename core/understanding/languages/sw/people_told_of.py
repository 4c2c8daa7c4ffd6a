"""Swahili words for telling of somebody, and for whom something is done."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags

_BEHALF_STEMS = ("book", "wek", "tafut", "shik", "reserv", "pang", "wandik", "womb")
_ON_BEHALF = tuple(
    f"{lead}{marker}{stem.removeprefix('w') if not marker and stem[1] in 'ao' else stem}{ending}"
    for marker, leads in (
        ("", ("na", "nina", "ku", "nataka ku", "tuna")),
        ("m", ("na", "ni", "ku", "u", "tu", "nina", "m", "nataka ku")),
    )
    for lead in leads
    for stem in _BEHALF_STEMS
    for ending in (("ea", "ee") if stem == "wek" else ("ia", "ie"))
)
"""Verbs for doing it for somebody: "nabookia", "nimwekee", "umwandikie"."""

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.LAST_TIME: flags("""
            mara ya mwisho | mara iliyopita | mara ile | wakati uliopita | juzi | jana
        """),
    tags.WANTED_AGAIN: flags("""
            yeye | tena | vizuri | vizuri sana | poa | fiti | safi | mzuri | bora | nilipenda |
            nampenda | nilimpenda | ileile | huyohuyo | huyo | freshi | noma | kali
        """),
    tags.BEING: flags("ni | alikuwa | huwa | sana | yuko"),
    tags.FAULT: flags("""
            mkali | mbaya | vibaya | mchelevu | mvivu | hovyo | ovyo | mkorofi | msumbufu | rude |
            late | slow | mjeuri
        """),
    tags.NO: flags("hapana | zii | hakuna"),
    tags.BEHALF: {
        **flags("""
            kwa ajili ya | kwa niaba ya | anataka | anahitaji | angependa | atakuja | anakuja
        """),
        **dict.fromkeys(_ON_BEHALF, True),
    },
}
# Behind somebody: what that person did.
TELLING: Final = r"""
    (?:a|wa|ni|tu)li(?!ye)\w{3,} | (?:a|wa)ka\w{4,} | (?:haku|hakuni|hawaku)\w{3,}
    | huwa | alini\w+ | ameni\w+ | anani\w+
"""
