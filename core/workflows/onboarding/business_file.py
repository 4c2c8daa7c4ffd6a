"""Reading the file that describes a whole business, or saying what is wrong with it and where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from core.kit.errors import Refused
from core.workflows.onboarding.business_parts import BusinessFile
from core.workflows.onboarding.consistency import contradictions

__all__ = ("BusinessFile", "BusinessFileInvalid", "load_business_file")

_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(?::-([^}]*))?\}")
_LINE_BREAKS = "\n\t"


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
    if plain.problems:
        raise BusinessFileInvalid(path.name, plain.problems)
    try:
        business = BusinessFile.model_validate(content)
    except ValidationError as error:
        problems = [_problem(document, detail) for detail in error.errors()]  # type: ignore[arg-type]
        raise BusinessFileInvalid(path.name, problems) from None
    found = [_at(document, each.loc, each.message) for each in contradictions(business)]
    if found:
        raise BusinessFileInvalid(path.name, found)
    return business


class _Constructor(RoundTripConstructor):
    """Dates stay texts: a day that does not exist is then a problem with a line."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def _document(path: Path) -> CommentedMap:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        document = yaml.load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BusinessFileInvalid(path.name, [f"line {line}: not YAML: {error.problem}"]) from None
    except YAMLError as error:
        raise BusinessFileInvalid(path.name, [f"not YAML: {error}"]) from None
    except OSError as error:
        raise BusinessFileInvalid(path.name, [f"cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise BusinessFileInvalid(path.name, ["cannot be read: not a text in UTF-8"]) from None
    if not isinstance(document, CommentedMap):
        raise BusinessFileInvalid(path.name, ["line 1: the file is a mapping: name: ..."])
    return document


class _Plain:
    """Turns YAML nodes into plain values, with the environment's values in place of `${NAME}`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.problems: list[str] = []
        self._environment = environment

    def of(self, node: Any, line: int = 1) -> Any:
        """The plain value of a node; what is wrong with it is added to `problems`."""
        if isinstance(node, CommentedMap):
            return {key: self.of(node[key], _line_of(node, key)) for key in node}
        if isinstance(node, CommentedSeq):
            return [self.of(item, _line_of(node, index)) for index, item in enumerate(node)]
        if isinstance(node, TaggedScalar):
            self.problems.append(f"line {line}: {node.tag} is not allowed, write the value itself")
            return None
        return self._text(str(node), line) if isinstance(node, str) else node

    def _text(self, text: str, line: int) -> str:
        if any(not sign.isprintable() and sign not in _LINE_BREAKS for sign in text):
            self.problems.append(f"line {line}: a text has a sign that cannot be printed")

        def value_of(match: re.Match[str]) -> str:
            value = self._environment.get(match[1], match[2])
            if value is None:
                self.problems.append(f"line {line}: the environment variable {match[1]} is not set")
            return value or ""

        return _VARIABLE.sub(value_of, text)


def _line_of(node: CommentedMap | CommentedSeq, key: Any) -> int:
    try:
        position = node.lc.value(key) if isinstance(node, CommentedMap) else node.lc.item(key)
        return int(position[0]) + 1
    except (KeyError, IndexError, TypeError):
        return int(node.lc.line or 0) + 1


def _problem(document: CommentedMap, detail: dict[str, Any]) -> str:
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        allowed = ", ".join(_field_names(BusinessFile, detail["loc"][:-1]))
        message = f"not known here; allowed are: {allowed}"
    return _at(document, detail["loc"], message)


def _at(document: CommentedMap, loc: Sequence[str | int], message: str) -> str:
    node: Any = document
    line, field = 1, []
    for key in loc:
        if isinstance(node, CommentedMap | CommentedSeq):
            if key not in node if isinstance(node, CommentedMap) else not _has(node, key):
                field.append(str(key))
                break
            line = _line_of(node, key)
            node = node[key]
        field.append(str(key))
    return f"line {line}: {'.'.join(field) or 'the file'}: {message}"


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
