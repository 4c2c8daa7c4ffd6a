"""Names of a business file as they are written: twice, or meaning nothing.

Reads the plain values, so that names are judged also where other fields of the file are wrong.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Location = tuple[str | int, ...]
Item = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where the file contradicts itself or the world, and what is allowed there."""

    loc: Location
    message: str


def misnamed(content: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Every name that stands twice, and every service or branch that the file does not have."""
    languages = content.get("languages")
    if isinstance(languages, list):
        yield from twice((("languages", i), code) for i, code in enumerate(languages))
    for part in ("branches", "services"):
        yield from twice(((part, i, "name"), _text(each, "name")) for i, each in _of(content, part))
    yield from twice(
        ((part, i, "name"), _joined(each.get("kind", "staff"), _text(each, "name")))
        for part in ("staff", "resources")
        for i, each in _of(content, part)
    )
    yield from twice(
        (("channels", i, "id"), _joined(_text(each, "type"), _text(each, "id")))
        for i, each in _of(content, "channels")
    )
    yield from twice(
        (("payments", i, "provider"), _text(each, "provider"))
        for i, each in _of(content, "payments")
    )
    yield from _references(content)


def twice(named: Iterable[tuple[Location, Any]]) -> Iterator[Contradiction]:
    """The second and later places of each name."""
    seen: set[str] = set()
    for loc, name in named:
        if not isinstance(name, str):
            continue
        if name in seen:
            yield Contradiction(loc, f"{name!r} is there twice; each may stand once")
        seen.add(name)


def _references(content: Mapping[str, Any]) -> Iterator[Contradiction]:
    services, branches = _named(content, "services"), _named(content, "branches")
    for part in ("staff", "resources"):
        for index, each in _of(content, part):
            loc: Location = (part, index)
            if (branch := _text(each, "branch")) and branches and branch not in branches:
                there = ", ".join(branches)
                message = f"no branch is called {branch!r}; there are: {there}"
                yield Contradiction((*loc, "branch"), message)
            wanted = each.get("services")
            for place, name in enumerate(wanted if isinstance(wanted, list) else ()):
                if isinstance(name, str) and services and name.strip() not in services:
                    there = ", ".join(services)
                    message = f"no service is called {name.strip()!r}; there are: {there}"
                    yield Contradiction((*loc, "services", place), message)


def _of(content: Mapping[str, Any], part: str) -> Iterator[Item]:
    items = content.get(part)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, Mapping):
            yield index, item


def _named(content: Mapping[str, Any], part: str) -> list[str]:
    """The names of a part, none when one of its items has no name that could be meant."""
    items = content.get(part)
    named = [_text(each, "name") for _, each in _of(content, part)]
    known = [name for name in named if name is not None]
    return known if isinstance(items, list) and len(known) == len(items) else []


def _text(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else None


def _joined(*parts: Any) -> str | None:
    return " ".join(parts) if all(isinstance(part, str) for part in parts) else None
