"""Swahili words for a day or time that cannot be, or that is taken by something else."""

from typing import Any, Final

from core.understanding import tags
from core.understanding.languages import flags

_IS_AT = (
    "niko", "nko", "nitakuwa", "nakuwa", "ntakuwa", "tuko", "tutakuwa", "niko na", "nko na",
    "nitakuwa na", "ntakuwa na", "tuko na", "tutakuwa na",
)  # fmt: skip
_PLACES = (
    "church", "kanisa", "kanisani", "clinic", "kliniki", "hospitali", "class", "chuo", "shule",
    "shuleni", "school", "campus", "safari", "safarini", "ushago", "exam", "exams", "mtihani",
    "mitihani", "interview", "training", "shughuli", "mazishi", "matanga", "msiba", "ibada",
    "night shift", "shift", "bize", "job", "kazi", "kazini", "ofisi", "ofisini",
)  # fmt: skip

WORDS: Final[dict[str, dict[str, Any]]] = {
    tags.CANNOT: flags("""
            siwezi | sitaweza | sitawahi | haiwezekani | haifai | haitawezekana | haitafaa |
            sipatikani | sipo | siko | nko busy | niko busy | niko na kazi | nina kazi |
            nikona kazi |
            niko kazini | niko job | nko job | nko kazi | niko kazi | nakuwa job |
            nasafiri | nimesafiri | ninasafiri | nitasafiri | sitakuwa |
            sitaki | imejaa | haiwezi | haiwezi kuwa | haiwork | haiworki | haitawork |
            haiwork out |
            sina nafasi | ni mbaya | si sawa | sio sawa | si poa | sio poa | si nzuri |
            ni mapema | ni mapema sana | ni kuchelewa | imechelewa | ni late | haitakuwa sawa |
            imechukuliwa | imebookiwa | ishachukuliwa | naenda kanisa | naenda church |
            niko safarini | sitapatikana | ni ngumu | nimeshindwa | nimeshindwa kuja |
            nitashindwa | tumeshindwa
        """)
    | dict.fromkeys((f"{is_at} {place}" for is_at in _IS_AT for place in _PLACES), True),
    tags.OTHER_EVENT: flags("""
            nilikuwa na booking | niko na booking | nina booking | nilikuwa nije |
            nilikuwa nikuje | nilibook | nilikuwa nimebook | nilipanga | nilikuwa nimepanga |
            nina harusi | niko na harusi | nina mkutano | niko na mkutano | niko na meeting |
            nina meeting | ndege yangu | basi langu | basi letu | gari langu | harusi ni |
            harusi iko | niko na appointment | nina appointment | nilikuwa na appointment |
            nina mtihani | niko na exam | niko na class | nina class
        """),
}
