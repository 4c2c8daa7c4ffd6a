"""The dialogue as trees: what follows on what, from rules, stories and forms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from launcher.domain import DOMAIN, load_yaml
from launcher.installation import ROOT

STORIES = ROOT / "tests" / "dialogue" / "stories"


@dataclass(frozen=True, order=True)
class Step:
    """One node: an intent, action, response, form, slot or condition, by its name."""

    kind: str
    name: str


@dataclass
class Node:
    """A step and what may come after it; `sources` are the rules and stories that say so."""

    step: Step
    sources: list[str] = field(default_factory=list)
    after: dict[Step, "Node"] = field(default_factory=dict)


@dataclass(frozen=True)
class Flow:
    """Everything one file says."""

    title: str
    trees: Sequence[Node]


def all_flows(
    data: Path = ROOT / "data", domain: Path = DOMAIN, stories: Path = STORIES
) -> Iterator[Flow]:
    """Forms with what they ask, then each file of rules, of stories and of story tests."""
    forms = {
        name: list((form or {}).get("required_slots") or ())
        for path in sorted(domain.rglob("*.yml"))
        for name, form in ((load_yaml(path) or {}).get("forms") or {}).items()
    }
    if forms:
        yield Flow("Forms and what they ask", [_form(*item) for item in forms.items()])
    for place, folder in (("Rules", data / "rules"), ("Stories", data / "stories")):
        for path in sorted(folder.rglob("*.yml")):
            yield _file(f"{place}: {path.stem.replace('_', ' ')}", path, forms)
    for path in sorted(stories.rglob("*.yml")):
        title = path.stem.removeprefix("test_").replace("_", " ")
        yield _file(f"Story tests: {title}", path, forms)


def response_texts(domain: Path = DOMAIN) -> dict[str, str]:
    """What each response says, one variation per line."""
    return {
        name: "\n".join(str(each.get("text") or "").strip() for each in variations)
        for path in sorted(domain.rglob("*.yml"))
        for name, variations in ((load_yaml(path) or {}).get("responses") or {}).items()
    }


def _file(title: str, path: Path, forms: Mapping[str, Any]) -> Flow:
    content = load_yaml(path) or {}
    root = Node(Step("root", title))
    for kind, key in (("rule", "rules"), ("story", "stories")):
        for entry in content.get(key) or []:
            conditions = [
                Step("condition", step.name) for step in _steps(entry.get("condition") or (), forms)
            ]
            steps = [*conditions, *_steps(entry.get("steps") or (), forms)]
            _grow(root, steps, str(entry.get(kind) or ""))
    return Flow(title, list(root.after.values()))


def _form(name: str, slots: Sequence[str]) -> Node:
    root = Node(Step("form", name))
    root.after = {Step("slot", slot): Node(Step("slot", slot)) for slot in slots}
    return root


def _grow(root: Node, steps: Iterable[Step], source: str) -> None:
    node = root
    for step in steps:
        node = node.after.setdefault(step, Node(step))
        node.sources.append(source)


def _steps(entries: Iterable[Mapping[str, Any]], forms: Mapping[str, Any]) -> Iterator[Step]:
    opened: str | None = None
    for entry in entries:
        if "intent" in entry:
            yield Step("intent", str(entry["intent"]))
        elif "or" in entry:
            names = [str(each.get("intent", each)) for each in entry["or"]]
            yield Step("intent", " or ".join(names))
        elif "action" in entry:
            opened = str(entry["action"])
            yield Step(_kind(opened, forms), opened)
        elif "active_loop" in entry:
            form = entry["active_loop"]
            # A form that runs and one that is open are one node.
            if form is None:
                yield Step("form", "form ends")
            elif form != opened:
                yield Step("form", f"in {form}")
        elif "slot_was_set" in entry:
            yield Step("slot", ", ".join(map(_slot, entry["slot_was_set"])))
        elif "checkpoint" in entry:
            yield Step("condition", str(entry["checkpoint"]))


def _kind(action: str, forms: Mapping[str, Any]) -> str:
    if action in forms:
        return "form"
    return "response" if action.startswith("utter_") else "action"


def _slot(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return str(entry)
    return ", ".join(
        f"{name} is {'empty' if value is None else value}" for name, value in entry.items()
    )
