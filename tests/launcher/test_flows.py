from html.parser import HTMLParser
from pathlib import Path

import pytest

from launcher.domain import load_domain
from launcher.flow_page import page
from launcher.flows import Flow, Node, Step, all_flows, response_texts

pytestmark = pytest.mark.unit

RULES = """
rules:
  - rule: Greeting
    steps:
      - intent: greet
      - action: utter_hello
  - rule: Greeting somebody known
    steps:
      - intent: greet
      - action: action_greet
  - rule: Stopping
    condition:
      - active_loop: order_form
    steps:
      - intent: stop
      - action: order_form
      - active_loop: null
      - slot_was_set: [{awaiting: null}]
"""
DOMAIN = """
forms: {order_form: {required_slots: [size]}}
responses: {utter_hello: [{text: "Hi <you> & all"}]}
"""


@pytest.fixture
def flows(tmp_path: Path) -> list[Flow]:
    (tmp_path / "data" / "rules").mkdir(parents=True)
    (tmp_path / "data" / "rules" / "small_talk.yml").write_text(RULES)
    (tmp_path / "domain.yml").write_text(DOMAIN)
    return list(all_flows(tmp_path / "data", tmp_path, tmp_path / "none"))


def _chain(node: Node) -> list[Step]:
    (following,) = node.after.values() or (None,)
    return [node.step, *(_chain(following) if following else [])]


class _Words(HTMLParser):
    """The texts inside the drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._tag = tag

    def handle_data(self, data: str) -> None:
        if self._tag in ("text", "h2"):
            self.found.append(data)


class TestAllFlows:
    def test_rules_that_begin_alike_are_one_tree(self, flows: list[Flow]) -> None:
        _, rules = flows
        assert rules.title == "Rules: small talk"
        greet = rules.trees[0]
        assert greet.step == Step("intent", "greet")
        assert greet.sources == ["Greeting", "Greeting somebody known"]
        assert list(greet.after) == [
            Step("response", "utter_hello"),
            Step("action", "action_greet"),
        ]

    def test_a_form_shows_what_it_asks(self, flows: list[Flow]) -> None:
        (form,) = flows[0].trees
        assert form.step == Step("form", "order_form")
        assert list(form.after) == [Step("slot", "size")]

    def test_conditions_forms_and_slots_are_steps(self, flows: list[Flow]) -> None:
        assert _chain(flows[1].trees[1]) == [
            Step("condition", "in order_form"),
            Step("intent", "stop"),
            Step("form", "order_form"),
            Step("form", "form ends"),
            Step("slot", "awaiting is empty"),
        ]

    def test_our_own_intents_are_all_drawn(self) -> None:
        def names(node: Node) -> set[str]:
            own = {node.step.name} if node.step.kind == "intent" else set()
            return own.union(*map(names, node.after.values()))

        drawn = set[str]().union(*(names(tree) for flow in all_flows() for tree in flow.trees))
        assert set(load_domain().intents) <= drawn


class TestPage:
    def test_draws_every_box_without_anything_from_outside(
        self, flows: list[Flow], tmp_path: Path
    ) -> None:
        drawn = page(flows, response_texts(tmp_path))
        words = _Words()
        words.feed(drawn)
        assert {"Forms and what they ask", "order form", "size", "greet", "hello"} <= set(
            words.found
        )
        assert "http" not in drawn

    def test_texts_are_escaped(self, flows: list[Flow], tmp_path: Path) -> None:
        drawn = page(flows, response_texts(tmp_path))
        assert "Hi &lt;you&gt; &amp; all" in drawn
        assert "<you>" not in drawn
