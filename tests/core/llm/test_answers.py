import pytest

from core.llm.answers import Question, counted

pytestmark = pytest.mark.unit


class TestCounted:
    @pytest.mark.parametrize("given", [None, 0, -1, True, "7", 1.5, 10**9])
    def test_what_can_be_no_count_is_the_estimate(self, given: object) -> None:
        assert counted(given, 40) == 40

    def test_a_count_of_the_provider_is_taken(self) -> None:
        assert counted(7, 40) == 7


class TestQuestion:
    @pytest.mark.parametrize("text", ["kesho", "\u4f60\u597d", "\U0001f486\U0001f3fe"])
    def test_its_size_is_at_least_a_token_for_each_byte_of_the_text(self, text: str) -> None:
        bare, asked = (Question("Label.", each, {}, "label", 10) for each in ("", text * 100))
        assert asked.size - bare.size >= len(text.encode()) * 100
