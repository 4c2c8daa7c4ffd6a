"""Why a text is no YAML, in the words of somebody who has never heard of it."""

import re

from ruamel.yaml.error import MarkedYAMLError, StringMark
from ruamel.yaml.reader import ReaderError

_ADVICE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"found character '\\t'|found a tab"),
        "a tab stands here; lines are moved to the right with blanks",
    ),
    (
        re.compile(r"found character '(?P<sign>.)' that cannot start"),
        "a text that begins with {sign} stands in quotes",
    ),
    (
        re.compile(r"undefined alias"),
        "a text that begins with * stands in quotes",
    ),
    (
        re.compile(r"expected <block end>|could not find expected ':'"),
        "this does not fit the lines above: begin it exactly under its neighbours, and each"
        " field as name: value",
    ),
    (
        re.compile(r"expected the node content"),
        "a comma or bracket too many, or nothing stands before it",
    ),
    (
        re.compile(r"mapping values are not allowed"),
        "a colon too many, or the line begins too far to the right; a text with a colon"
        " in it stands in quotes",
    ),
    (
        re.compile(r"found duplicate key \"(?P<key>[^\"]*)\""),
        "{key} is there twice; it may stand once",
    ),
)
_OPEN = (
    (re.compile(r"expected ',' or '(?P<sign>.)'"), "a comma or the closing {sign} is missing here"),
    (re.compile(r"unexpected end of stream"), "this quote is not closed"),
)
Problem = tuple[int, str]


def syntax_problem(error: MarkedYAMLError) -> Problem:
    """The line, and what to write there instead."""
    said = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    for pattern, advice in _OPEN:
        if found := pattern.search(said):
            return _line(error.context_mark or mark), _not_yaml(advice.format(**found.groupdict()))
    for pattern, advice in _ADVICE:
        if found := pattern.search(said):
            return _line(mark), _not_yaml(advice.format(**found.groupdict()))
    return _line(mark), _not_yaml(said.replace("\n", " "))


def sign_problem(error: ReaderError, text: str) -> Problem:
    """The line with a sign that YAML does not know."""
    line = text.count("\n", 0, error.position) + 1
    return line, _not_yaml("a sign that cannot be printed; delete it")


def encoding_problem(error: UnicodeDecodeError) -> Problem:
    """The line where a file stops being UTF-8."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return line, "not a text in UTF-8; save the file with that encoding"


def _line(mark: StringMark | None) -> int:
    return mark.line + 1 if mark else 1


def _not_yaml(advice: str) -> str:
    return f"not YAML: {advice}"
