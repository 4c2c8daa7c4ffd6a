"""Swahili words around a name in an answer to "your name?", borrowed verbs included."""

from typing import Final

from core.understanding.languages import word_list

# By their stems: wa-na-ni-ita, m-andik-e, ni-save.
INTRODUCING: Final = r"""
    (?:i|ni|ku|u|m|mw|mna|a|wa|tu)?(?:na|hu|ta|me)?(?:ni|m)?
    (?:it(?:a|e|wa|we|eni)|(?:andik|sajil|wek|tumi|julikan|tambul|tambulik)
    (?:a|e|i|wa|we|ea|ia|ie|eni|iwa|iwe|isha|ishe|iki|ika|ike)?)
    | (?:i|ni|ku|u|m|mw|mna|a|wa|tu)(?:na|hu|ta|me)?(?:ni|m)?
      (?:save|call|regist\w*|book\w*|put|use|sign|list|enter)
"""
BESIDE_NAMES: Final = "kama | kwa | watu | yule | (?:u|m|mna|una|tuna|nina|na)?w?ez[ae]"
ASKING: Final = frozenset(word_list("wapi nini lini gani vipi ngapi nani aje"))
