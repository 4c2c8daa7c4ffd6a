from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from launcher.checks import check_dialogue
from launcher.checks.responses import button_problems, variation_problems
from launcher.installation import ROOT

pytestmark = pytest.mark.unit

SWAHILI = {"condition": [{"type": "slot", "name": "language", "value": "sw"}]}
LISTS = ("cues", "reasons", "topics")

DOMAIN = """version: "3.1"

intents:
  - greet
  - give_feedback

responses:
  utter_hello:
    - text: "Hello"
    - text: "Habari"
      condition: [{type: slot, name: language, value: sw}]
"""


def _problems(*variations: dict[str, Any]) -> list[str]:
    return [what for what, _ in variation_problems(variations, ["en", "sw"])]


class TestVariationProblems:
    def test_both_languages_with_the_same_variables_are_fine(self) -> None:
        assert _problems({"text": "Hi {name}"}, {"text": "Habari {name}", **SWAHILI}) == []

    def test_a_response_without_an_unconditioned_variation_is_found(self) -> None:
        assert _problems({"text": "Habari", **SWAHILI}) == [
            "every variation has a condition; one must stand for everything else"
        ]

    def test_a_missing_language_is_found(self) -> None:
        assert _problems({"text": "Hi"}) == ["there is no text in sw"]

    def test_a_text_in_no_language_of_ours_is_found(self) -> None:
        other = {"condition": [{"type": "slot", "name": "language", "value": "ws"}]}
        found = _problems({"text": "Hi"}, {"text": "Habari", **SWAHILI}, {"text": "?", **other})
        assert found == ["it has a text in ws, which is no language here"]

    def test_a_variable_of_one_language_only_is_found(self) -> None:
        found = _problems({"text": "Hi {name}"}, {"text": "Habari {jina}", **SWAHILI})
        assert found == [
            "the text in sw lacks {name}",
            "only the text in sw has {jina}",
        ]

    def test_a_button_that_does_something_else_is_found(self) -> None:
        yes = {"buttons": [{"title": "Yes", "payload": "/affirm"}]}
        no = {"buttons": [{"title": "Ndio", "payload": "/deny"}]}
        found = _problems({"text": "Ok?", **yes}, {"text": "Sawa?", **no, **SWAHILI})
        assert found == ["the buttons in sw do something else"]


class TestButtonProblems:
    @pytest.mark.parametrize(
        ("title", "payload", "found"),
        [
            ("Yes", "/affirm", []),
            ("Swahili", '/affirm{"language": "sw"}', []),
            (
                "A title of 21 letters",
                "/affirm",
                ['the button "A title of 21 letters" has 21 characters'],
            ),
            ("Yes", "affirm", ['the button "Yes" means "affirm", which is no intent']),
            ("Yes", "/afirm", ['the button "Yes" means "/afirm", which is no intent']),
        ],
    )
    def test_a_button_fits_and_means_an_intent(
        self, title: str, payload: str, found: list[str]
    ) -> None:
        variation = {"text": "Ok?", "buttons": [{"title": title, "payload": payload}]}
        assert [what for what, _ in button_problems([variation], ["affirm"])] == found


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], None]:
    """Writes a file of a small checkout in which everything is fine so far."""

    def write_one(name: str, content: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    write_one("bots/domain/core.yml", DOMAIN)
    write_one("data/rules/core.yml", "rules:\n- steps:\n  - action: utter_hello\n")
    for language in ("en", "sw"):
        for intent in ("greet", "give_feedback"):
            examples = [f"{language} {intent} {number}" for number in range(10)]
            write_one(f"data/{language}/nlu/{intent}.yml", _examples(intent, examples))
        write_one(f"core/understanding/languages/{language}/__init__.py", "")
        write_one(f"core/conversations/languages/{language}.py", "")
        for name in LISTS:
            write_one(f"actions/{name}/{language}.yml", "words: [a]\n")
    return write_one


def _examples(intent: str, texts: list[str]) -> str:
    listed = "".join(f"      - {text}\n" for text in texts)
    return f'version: "3.1"\n\nnlu:\n  - intent: {intent}\n    examples: |\n{listed}'


def _found(root: Path) -> list[str]:
    return [str(problem).partition("\n")[0] for problem in check_dialogue(root)]


type Write = Callable[[str, str], None]


class TestCheckDialogue:
    def test_our_own_domain_and_data_are_fine(self) -> None:
        assert check_dialogue(ROOT) == []

    def test_a_small_one_is_fine(self, tmp_path: Path, write: Write) -> None:
        assert _found(tmp_path) == []

    def test_each_problem_has_its_line_and_a_hint(self, tmp_path: Path, write: Write) -> None:
        write("bots/domain/more.yml", 'responses:\n  utter_hello_2:\n    - text: "Hi"\n')
        unsaid, missing = check_dialogue(tmp_path)
        assert str(unsaid).splitlines() == [
            "bots/domain/more.yml:2: utter_hello_2: nothing ever says it",
            "    Name it in data/rules or data/stories, or delete it.",
        ]
        assert str(missing).splitlines() == [
            "bots/domain/more.yml:2: utter_hello_2: there is no text in sw",
            "    Add a text with condition: [{type: slot, name: language, value: sw}]",
        ]

    def test_a_response_in_two_files_is_found(self, tmp_path: Path, write: Write) -> None:
        write("bots/domain/more.yml", DOMAIN[DOMAIN.index("responses") :])
        assert _found(tmp_path) == [
            "bots/domain/more.yml:2: utter_hello is already in core.yml, line 8"
        ]

    def test_a_response_whose_name_the_code_puts_together_is_said(
        self, tmp_path: Path, write: Write
    ) -> None:
        more = DOMAIN[DOMAIN.index("responses") :]
        write("bots/domain/refusals.yml", more.replace("utter_hello", "utter_too_late"))
        write("actions/refusing.py", 'def say(code):\n    return f"utter_{code}"\n')
        assert len(_found(tmp_path)) == 1
        write("core/errors.py", 'class TooLate:\n    code = "too_late"\n')
        assert _found(tmp_path) == []

    def test_a_text_with_two_meanings_is_found(self, tmp_path: Path, write: Write) -> None:
        texts = ["EN greet 3!", *(f"thanks {number}" for number in range(10))]
        write("data/en/nlu/give_feedback.yml", _examples("give_feedback", texts))
        assert _found(tmp_path) == [
            'data/en/nlu/greet.yml:9: "en greet 3" stands for greet here and for give_feedback in'
            " data/en/nlu/give_feedback.yml:6"
        ]

    def test_a_thin_intent_is_found_in_each_language(self, tmp_path: Path, write: Write) -> None:
        write("data/sw/nlu/greet.yml", _examples("greet", ["habari", "mambo", "Mambo!"]))
        (tmp_path / "data/en/nlu/greet.yml").unlink()
        assert _found(tmp_path) == [
            "data/en/nlu/greet.yml: no examples of greet",
            "data/sw/nlu/greet.yml:6: greet has 3 examples in sw",
        ]

    def test_an_intent_that_the_domain_lacks_is_found(self, tmp_path: Path, write: Write) -> None:
        write("data/en/nlu/gret.yml", _examples("gret", ["hello there"]))
        assert _found(tmp_path) == ["data/en/nlu/gret.yml:6: gret is no intent of the domain"]

    def test_a_new_language_hears_what_it_lacks(self, tmp_path: Path, write: Write) -> None:
        (tmp_path / "data/fr/nlu").mkdir(parents=True)
        write("actions/topics/fr.yml", "")
        assert _found(tmp_path) == [
            "actions/cues/fr.yml: there is no such file: its words",
            "actions/reasons/fr.yml: there is no such file: its words",
            "actions/topics/fr.yml: there are no words for words",
            "bots/domain/core.yml:8: utter_hello: there is no text in fr",
            "core/conversations/languages/fr.py: there is no such file: how it says dates, times"
            " and lists",
            "core/understanding/languages/fr/__init__.py: there is no such file: its words for"
            " days, times and numbers",
            "data/fr/nlu/give_feedback.yml: no examples of give_feedback",
            "data/fr/nlu/greet.yml: no examples of greet",
        ]
