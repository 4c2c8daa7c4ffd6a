"""Reading the file that describes a whole business, or saying what is wrong with it and where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from core.kit.errors import Refused
from core.workflows.onboarding.business_parts import BusinessFile
from core.workflows.onboarding.consistency import contradictions
from core.workflows.onboarding.naming import misnamed
from core.workflows.onboarding.syntax import (
    Problem,
    encoding_problem,
    sign_problem,
    syntax_problem,
)
from core.workflows.onboarding.wording import in_words

__all__ = ("BusinessFile", "BusinessFileInvalid", "load_business_file")

_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?::-([^}]*))?\}")
_LINE_BREAKS = "\n\t"
_NAMES = ("name", "key", "type", "provider")


class BusinessFileInvalid(Refused):
    """The file cannot be used; `problems` name line, field and what is allowed."""

    code = "business_file_invalid"

    def __init__(self, path: str, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.problems = tuple(problems)


def load_business_file(path: Path, environment: Mapping[str, str]) -> BusinessFile:
    """The business a YAML file describes; `${NAME}` and `${NAME:-default}` come from `environment`.

    Raises BusinessFileInvalid with every problem's line, field and what is allowed.
    """
    document = _document(path)
    plain = _Plain(environment)
    content = plain.of(document)
    problems = plain.problems
    found = [_at(document, each.loc, each.message) for each in misnamed(content)]
    try:
        business = BusinessFile.model_validate(content)
        found += [_at(document, each.loc, each.message) for each in contradictions(business)]
    except ValidationError as error:
        found += [_problem(document, detail) for detail in error.errors()]  # type: ignore[arg-type]
    # A value that could not be read is wrong in its field too; once is enough.
    told = {line for line, _ in problems}
    problems += [each for each in found if each[0] not in told]
    if problems:
        raise BusinessFileInvalid(path.name, _in_order(problems))
    return business


class _Constructor(RoundTripConstructor):
    """Dates stay texts: a day that does not exist is then a problem with a line."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def _document(path: Path) -> CommentedMap:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    text = _text_of(path)
    try:
        document = yaml.load(text)
    except MarkedYAMLError as error:
        raise BusinessFileInvalid(path.name, _in_order([syntax_problem(error)])) from None
    except ReaderError as error:
        raise BusinessFileInvalid(path.name, _in_order([sign_problem(error, text)])) from None
    except YAMLError as error:
        raise BusinessFileInvalid(path.name, [f"not YAML: {error}"]) from None
    if not isinstance(document, CommentedMap):
        what = "the file is empty" if document is None else "the file has no fields"
        raise BusinessFileInvalid(path.name, [f"line 1: {what}; it begins like slug: my-shop"])
    return document


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BusinessFileInvalid(path.name, _in_order([encoding_problem(error)])) from None
    except FileNotFoundError:
        raise BusinessFileInvalid(str(path), ["there is no such file"]) from None
    except IsADirectoryError:
        raise BusinessFileInvalid(str(path), ["this is a folder; name a file in it"]) from None
    except OSError as error:
        raise BusinessFileInvalid(str(path), [f"cannot be read: {error.strerror}"]) from None


class _Plain:
    """Turns YAML nodes into plain values, with the environment's values in place of `${NAME}`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self._environment = environment

    def of(self, node: Any, line: int = 1) -> Any:
        """The plain value of a node; what is wrong with it is added to `problems`."""
        if isinstance(node, CommentedMap):
            return {key: self.of(node[key], _line_of(node, key)) for key in node}
        if isinstance(node, CommentedSeq):
            return [self.of(item, _line_of(node, index)) for index, item in enumerate(node)]
        if isinstance(node, TaggedScalar):
            self.problems.append((line, f"{node.tag} is not allowed, write the value itself"))
            return None
        return self._text(str(node), line) if isinstance(node, str) else node

    def _text(self, text: str, line: int) -> str:
        if any(not sign.isprintable() and sign not in _LINE_BREAKS for sign in text):
            self.problems.append((line, "a text has a sign that cannot be printed"))

        def value_of(match: re.Match[str]) -> str:
            value = self._environment.get(match[1], match[2])
            if value is None:
                self.problems.append((line, f"the environment variable {match[1]} is not set"))
            return value or ""

        return _VARIABLE.sub(value_of, text)


def _line_of(node: CommentedMap | CommentedSeq, key: Any) -> int:
    try:
        position = node.lc.key(key) if isinstance(node, CommentedMap) else node.lc.item(key)
        return int(position[0]) + 1
    except (KeyError, IndexError, TypeError):
        return int(node.lc.line or 0) + 1


def _in_order(problems: Sequence[Problem]) -> list[str]:
    return [f"line {line}: {message}" for line, message in sorted(problems, key=itemgetter(0))]


def _problem(document: CommentedMap, detail: dict[str, Any]) -> Problem:
    loc = [key for key in detail["loc"] if key != "[key]"]
    message = in_words(detail, lambda: _field_names(BusinessFile, loc[:-1]))
    return _at(document, loc, message)


def _at(document: CommentedMap, loc: Sequence[str | int], message: str) -> Problem:
    node: Any = document
    line, field = 1, []
    for key in loc:
        if isinstance(node, CommentedMap | CommentedSeq):
            if key not in node if isinstance(node, CommentedMap) else not _has(node, key):
                field.append(str(key))
                break
            line = _line_of(node, key)
            is_item = isinstance(node, CommentedSeq)
            node = node[key]
            field.append(_called(key, node) if is_item else str(key))
        else:
            field.append(str(key))
    return line, f"{'.'.join(field) or 'the file'}: {message}"


def _called(index: str | int, node: Any) -> str:
    """How a person finds an item of a list: by its name, else by counting from one."""
    names = [node.get(name) for name in _NAMES] if isinstance(node, CommentedMap) else []
    named = next((name for name in names if isinstance(name, str) and name.strip()), None)
    return named or str(int(index) + 1)


def _has(node: CommentedSeq, index: str | int) -> bool:
    return isinstance(index, int) and index < len(node)


def _field_names(model: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The fields that may stand at a place of the file."""
    for key in loc:
        field = next((f for n, f in model.model_fields.items() if key in (f.alias or n, n)), None)
        inner = next(_models_in(field.annotation), None) if field is not None else None
        model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
