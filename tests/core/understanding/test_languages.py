"""A language is its folder: a third one works without a change elsewhere."""

from collections.abc import Sequence

import pytest

from core.understanding import tags
from core.understanding.grammar import grammar_of
from core.understanding.languages import LanguagePack, flags, load_languages
from core.understanding.line import Item, Line
from core.understanding.marks import PartOfDay
from core.understanding.tokens import tokenize
from core.understanding.vocabulary import Vocabulary
from core.understanding.whens import WhenReader
from tests.core.understanding.notation import DAILY_8_TO_18, REFERENCE

pytestmark = pytest.mark.unit

NUMBERS = {"deux": 2, "trois": 3, "quatre": 4, "six": 6}


def read_number(items: Sequence[Item], i: int) -> tuple[float, int] | None:
    value = items[i].tags.get(tags.NUMBER) if items[i].lang == "fr" else None
    return None if value is None else (value, i + 1)


FRENCH = LanguagePack(
    code="fr",
    words={
        tags.NUMBER: NUMBERS,
        tags.RELATIVE_DAY: {"demain": 1, "apr\u00e8s-demain": 2},
        tags.WEEKDAY: {"lundi": (0,), "vendredi": (4,), "samedi": (5,)},
        tags.WHICH_AFTER: {"prochain": "next"},
        tags.UNIT: {"heures": "hour", "jours": "day"},
        tags.PART: {"matin": PartOfDay(360, 720, 0, 719), "soir": PartOfDay(1020, 1260, 900, 1439)},
        tags.AT: flags("vers"),
        tags.IN_SPAN: flags("dans"),
        tags.BETWEEN: flags("entre"),
        tags.AND: flags("et"),
        tags.OR: flags("ou"),
        tags.NOT: flags("pas"),
        tags.GLUE: flags("le | du"),
    },
    common=frozenset({"je", "voudrais", "une", "coupe"}),
    read_number=read_number,
    stems=lambda word: (word,),
    looks_like=lambda _: 0.1,
)


class TestLanguagePack:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("demain vers quatre", {"date": "2026-11-19", "time": "16:00"}),
            ("vendredi matin", {"date": "2026-11-20", "time_range": ["06:00", "12:00"]}),
            ("pas vendredi, samedi", {"date": "2026-11-21"}),
            ("dans trois jours", {"date": "2026-11-21"}),
            ("entre deux et quatre", {"time_range": ["14:00", "16:00"]}),
            ("demani saa nane", {"date": "2026-11-19", "time": "14:00"}),
            ("kesho vers quatre", {"date": "2026-11-19", "time": "16:00"}),
            ("six o'clock in the evening", {"time": "18:00"}),
            ("six thirty am", {"time": "06:30"}),
        ],
    )
    def test_of_a_third_language_is_read_and_mixes_with_the_others(
        self, text: str, expected: dict[str, object]
    ) -> None:
        packs = (*(pack for pack in load_languages() if pack.code != "fr"), FRENCH)
        items = Vocabulary(packs).line_items(tokenize(text))
        line = Line(items, REFERENCE, grammar_of(packs), settings=DAILY_8_TO_18)
        found = (
            WhenReader(line, line.scan(), DAILY_8_TO_18, names_service=lambda word: False)
            .read()
            .entities
        )
        found.pop("datetime", None)
        assert found == expected
