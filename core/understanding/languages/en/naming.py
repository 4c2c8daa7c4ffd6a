"""English words around a name in an answer to "your name?"."""

from typing import Final

from core.understanding.languages import word_list

INTRODUCING: Final = r"""
    goes | named | known
    | (?:call|regist|record|save|sav|write|put|use|book|reserv|enter|list|sign)
      (?:s|e|ed|er|ered|ing|es)?
"""
BESIDE_NAMES: Final = "i'm | im | i | me | it | go | by | as | under | name | names | answer"
ASKING: Final = frozenset(word_list("where what when how why who which whose"))
