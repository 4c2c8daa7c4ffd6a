"""A name in a sentence that answers "your name?", whatever verb brings it."""

import re
from collections.abc import Iterator, Sequence

from core.understanding import tags, tokens
from core.understanding.line import Item, Line

_LONGEST_ANSWER = 12
_LONGEST_NAME = 4
# Verbs that bring a name, by their stems: wa-na-ni-ita, ni-save, m-andik-e, "called", "goes by".
_INTRODUCING = re.compile(
    r"""(?:goes|named|known|(?:call|regist|record|save|sav|write|put|use|book|reserv|enter|list|sign)
            (?:s|e|ed|er|ered|ing|es)?
        |(?:i|ni|ku|u|m|mw|mna|a|wa|tu)?(?:na|hu|ta|me)?(?:ni|m)?
            (?:it(?:a|e|wa|we|eni)|(?:andik|sajil|wek|tumi|julikan|tambul|tambulik)
            (?:a|e|i|wa|we|ea|ia|ie|eni|iwa|iwe|isha|ishe|iki|ika|ike)?)
        |(?:i|ni|ku|u|m|mw|mna|a|wa|tu)(?:na|hu|ta|me)?(?:ni|m)?
            (?:save|call|regist\w*|book\w*|put|use|sign|list|enter))""",
    re.VERBOSE,
)
_ASKING = re.compile(
    r"wapi|nini|lini|gani|vipi|ngapi|nani|aje|where|what|when|how|why|who|which|whose"
)
_BESIDE = re.compile(
    r"i'm|im|i|me|it|go|by|as|under|kama|kwa|name|names|answer|watu|yule"
    r"|(?:u|m|mna|una|tuna|nina|na)?w?ez[ae]"
)


def without_introduction(words: Sequence[Item]) -> Sequence[Item]:
    """The words of a name without the verb before it: "called Jane Wanjiku" -> "Jane Wanjiku"."""
    first = 0
    while first < len(words) and _is_no_name(words[first].text):
        first += 1
    written = [i for i in range(first, len(words)) if words[i].raw[:1].isupper()]
    return words[written[0] if written else first :]


def asks(line: Line) -> bool:
    """Whether a question was put instead of an answer: "nawapata wapi"."""
    return any(item.text == "?" or _ASKING.fullmatch(item.text) for item in line.items)


def name_in_answer(line: Line, not_names: frozenset[str], known: frozenset[str]) -> Sequence[Item]:
    """The words of the name; empty where none stands out.

    A name stands out by its capital letters, or by words that bring it and are no other's.
    """
    if len(line) > _LONGEST_ANSWER or asks(line):
        return ()
    is_introduced = _is_introduced(line)
    runs = [run for run in _runs(line, not_names, known) if len(run) <= _LONGEST_NAME + 2]
    named = [name for run in runs if (name := without_introduction(run))]
    if not is_introduced:
        # "Saturday 7 March" is no name.
        named = [name for name in named if any(item.text not in known for item in name)]
    written = [name for name in named if name[0].raw[0].isupper() and not name[0].raw.isupper()]
    found = written or (named if is_introduced else [])
    return found[0] if len(found) == 1 and len(found[0]) <= _LONGEST_NAME else ()


def _runs(line: Line, not_names: frozenset[str], known: frozenset[str]) -> Iterator[list[Item]]:
    run: list[Item] = []
    for i, item in enumerate(line.items):
        is_first = i == 0 or line.item(i - 1).text == "."
        is_written = item.raw[:1].isupper() and not item.raw.isupper() and not is_first
        is_ordinary = item.text in not_names or (item.text in known and not is_written)
        is_word = item.kind == tokens.WORD and " " not in item.text and len(item.raw) > 1
        is_title = line.has(i, tags.TITLE) and line.item(i + 1).raw[:1].isupper()
        if is_word and (is_title or not (is_ordinary or line.has(i, tags.GLUE))):
            run.append(item)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_no_name(word: str) -> bool:
    return bool(_INTRODUCING.fullmatch(word) or _BESIDE.fullmatch(word))


def _is_introduced(line: Line) -> bool:
    return any(
        line.has(i, tags.NAME_LEAD) or _INTRODUCING.fullmatch(item.text)
        for i, item in enumerate(line.items)
    )
