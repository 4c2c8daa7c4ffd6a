"""The flows as one HTML page that needs nothing else: trees, drawn from left to right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from launcher.flows import Flow, Node

_ROW, _HEIGHT, _GAP, _MARGIN = 38, 26, 44, 8
_CHARACTER, _PADDING = 7.3, 22
_PREFIXES = ("action_", "utter_")

_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Flows</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; --line: #94a3b8; --text: #0f172a; --page: #f8fafc;
  --intent: #bfdbfe; --form: #bbf7d0; --action: #e2e8f0; --response: #fde68a; --slot: #fbcfe8;
  --condition: #ddd6fe; }
@media (prefers-color-scheme: dark) { :root { --line: #64748b; --text: #f1f5f9; --page: #0f172a;
  --intent: #1e40af; --form: #166534; --action: #334155; --response: #854d0e; --slot: #9d174d;
  --condition: #5b21b6; } }
body { margin: 0; padding: 1rem 1.5rem 3rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.4rem; } h2 { margin: 0; font-size: 1.05rem; }
header { position: sticky; top: 0; z-index: 1; padding: .75rem 0; background: var(--page);
  display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
input { font: inherit; padding: .3rem .6rem; min-width: 16rem; }
section { margin-top: 1.5rem; overflow-x: auto; }
.key span { display: inline-block; padding: .05rem .6rem; margin-right: .3rem; border-radius: 6px;
  border: 1px solid var(--line); }
svg { display: block; margin-top: .4rem; } svg text { font: 12px ui-monospace, monospace;
  fill: var(--text); } path { fill: none; stroke: var(--line); stroke-width: 1.4; }
rect { stroke: var(--line); } .dim { opacity: .15; } .found rect { stroke: #ef4444;
  stroke-width: 2.5; }
.intent { fill: var(--intent); background: var(--intent); }
.form { fill: var(--form); background: var(--form); }
.action { fill: var(--action); background: var(--action); }
.response { fill: var(--response); background: var(--response); }
.slot { fill: var(--slot); background: var(--slot); }
.condition { fill: var(--condition); background: var(--condition); }
</style></head><body>
"""
_KEY = {
    "intent": "the customer says",
    "condition": "only while",
    "form": "form",
    "action": "action",
    "response": "text",
    "slot": "slot",
}
_SCRIPT = """<script>
document.getElementById("find").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const section of document.querySelectorAll("section")) {
    let count = 0;
    for (const node of section.querySelectorAll("g")) {
      const is = wanted && node.textContent.toLowerCase().includes(wanted);
      node.classList.toggle("found", Boolean(is));
      node.classList.toggle("dim", Boolean(wanted) && !is);
      count += Boolean(is);
    }
    section.hidden = Boolean(wanted) && !count;
  }
});
</script></body></html>
"""


@dataclass
class _Placed:
    node: Node
    depth: int
    y: float
    after: list["_Placed"]


def page(flows: Sequence[Flow], texts: Mapping[str, str]) -> str:
    """The whole page; `texts` are shown where the pointer rests on a response."""
    return "".join(_parts(flows, texts))


def _parts(flows: Sequence[Flow], texts: Mapping[str, str]) -> Iterator[str]:
    yield _HEAD
    yield '<header><h1>Flows</h1><input id="find" type="search" aria-label="Find"'
    yield ' placeholder="Find an intent, action, text ..."><div class="key">'
    for kind, words in _KEY.items():
        yield f'<span class="{kind}">{words}</span>'
    yield "</div></header>"
    for flow in flows:
        yield f"<section><h2>{escape(flow.title)}</h2>"
        yield from _drawing(flow, texts)
        yield "</section>\n"
    yield _SCRIPT


def _drawing(flow: Flow, texts: Mapping[str, str]) -> Iterator[str]:
    rows = iter(range(10**6))
    trees = [_place(tree, 0, rows) for tree in flow.trees]
    placed = [each for tree in trees for each in _walk(tree)]
    if not placed:
        return
    lefts = _columns(placed)
    height = (max(each.y for each in placed) + 1) * _ROW + _MARGIN
    yield f'<svg width="{lefts[-1]:.0f}" height="{height:.0f}" role="img"'
    yield f' aria-label="{escape(flow.title)}">'
    for each in placed:
        yield from (_edge(each, child, lefts) for child in each.after)
    for each in placed:
        yield _box(each, lefts, texts)
    yield "</svg>"


def _place(node: Node, depth: int, rows: Iterator[int]) -> _Placed:
    """Leaves take the next row; what leads to several stands in their middle."""
    after = [_place(child, depth + 1, rows) for child in node.after.values()]
    y = (after[0].y + after[-1].y) / 2 if after else float(next(rows))
    return _Placed(node, depth, y, after)


def _walk(placed: _Placed) -> Iterator[_Placed]:
    yield placed
    for child in placed.after:
        yield from _walk(child)


def _columns(placed: Sequence[_Placed]) -> list[float]:
    """The left edge of each depth, and the width of all."""
    widths = [0.0] * (max(each.depth for each in placed) + 1)
    for each in placed:
        widths[each.depth] = max(widths[each.depth], _width(each.node))
    lefts = [float(_MARGIN)]
    for width in widths:
        lefts.append(lefts[-1] + width + _GAP)
    return lefts


def _width(node: Node) -> float:
    return len(_label(node)) * _CHARACTER + _PADDING


def _label(node: Node) -> str:
    name = node.step.name
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name.replace("_", " ")


def _edge(start: _Placed, end: _Placed, lefts: Sequence[float]) -> str:
    x1, y1 = lefts[start.depth] + _width(start.node), start.y * _ROW + _MARGIN + _HEIGHT / 2
    x2, y2 = lefts[end.depth], end.y * _ROW + _MARGIN + _HEIGHT / 2
    middle = x2 - _GAP / 2
    return (
        f'<path d="M{x1:.0f} {y1:.0f}H{middle - 14:.0f}'
        f'C{middle:.0f} {y1:.0f} {middle - 6:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"/>'
    )


def _box(placed: _Placed, lefts: Sequence[float], texts: Mapping[str, str]) -> str:
    node = placed.node
    x, y = lefts[placed.depth], placed.y * _ROW + _MARGIN
    told = dict.fromkeys(source for source in node.sources if source)
    hover = "\n".join([node.step.name, texts.get(node.step.name, ""), *told]).strip()
    return (
        f'<g><title>{escape(hover)}</title><rect class="{node.step.kind}" x="{x:.0f}" y="{y:.0f}"'
        f' width="{_width(node):.0f}" height="{_HEIGHT}" rx="7"/>'
        f'<text x="{x + _PADDING / 2:.0f}" y="{y + 17:.0f}">{escape(_label(node))}</text></g>'
    )
