from pathlib import Path

import pytest
import yaml

from launcher.errors import LauncherError
from launcher.examples import Example, Examples

pytestmark = pytest.mark.unit

GREET = 'version: "3.1"\n\nnlu:\n  - intent: greet\n    examples: |\n      - habari\n      - sasa\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "sw" / "nlu"
    folder.mkdir(parents=True)
    (folder / "greet.yml").write_text(GREET)
    return tmp_path


def _add(data: Path, text: str, intent: str = "greet") -> str | None:
    (added,) = Examples(data).add([Example(text, "sw", intent)])
    return added.reason


def _lines(data: Path, intent: str = "greet") -> list[str]:
    content = yaml.safe_load((data / "sw" / "nlu" / f"{intent}.yml").read_text())
    (entry,) = content["nlu"]
    assert entry["intent"] == intent
    return str(entry["examples"]).splitlines()


class TestAdd:
    def test_appends_to_the_file_of_the_intent(self, data: Path) -> None:
        assert _add(data, "niaje") is None
        assert _lines(data) == ["- habari", "- sasa", "- niaje"]

    def test_makes_the_first_file_of_an_intent(self, data: Path) -> None:
        assert _add(data, "kwaheri", "goodbye") is None
        assert _lines(data, "goodbye") == ["- kwaheri"]

    @pytest.mark.parametrize("text", ["Sasa", "  sasa ", "sasa!"])
    def test_what_is_there_is_not_there_twice(self, data: Path, text: str) -> None:
        assert _add(data, text) == "it is there already"
        assert (data / "sw" / "nlu" / "greet.yml").read_text() == GREET

    def test_a_text_of_another_intent_is_left_out(self, data: Path) -> None:
        assert _add(data, "sasa", "goodbye") == "it stands for greet; take it out there first"

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("vipi\nboss: #1", "- vipi boss: #1"),
            ("[saa](time) {x}", "- saa (time) x"),
            ("- 'quoted' \"text\"", "- 'quoted' \"text\""),
            ("| > & * !tag %", "- | > & * !tag %"),
        ],
    )
    def test_any_text_leaves_valid_yaml_and_no_entity_marks(
        self, data: Path, text: str, line: str
    ) -> None:
        assert _add(data, text) is None
        assert _lines(data)[-1] == line

    def test_nothing_is_not_an_example(self, data: Path) -> None:
        assert _add(data, " [] ") == "nothing is left of the text"

    def test_a_file_that_ends_otherwise_is_left_as_it_was(self, data: Path) -> None:
        path = data / "sw" / "nlu" / "greet.yml"
        content = GREET + "  - intent: thank\n    examples: |\n      - asante\n"
        path.write_text(content)
        with pytest.raises(LauncherError, match="does not end with the examples of greet"):
            _add(data, "niaje")
        assert path.read_text() == content

    def test_a_language_without_data_is_refused(self, data: Path) -> None:
        with pytest.raises(LauncherError, match="no training data in 'fr'"):
            Examples(data).add([Example("salut", "fr", "greet")])
