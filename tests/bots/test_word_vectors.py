"""Word vectors: near words are near, also in what a model keeps of them."""

from __future__ import annotations

import pytest

from tests.bots.fixtures.stack import facts_of

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def facts() -> dict[str, float]:
    """What the vectors make of some texts, in Rasa's environment."""
    return facts_of("vector_facts")


class TestWordVectors:
    def test_words_of_one_matter_are_nearer_than_words_of_two(
        self, facts: dict[str, float]
    ) -> None:
        assert facts["near"] > facts["far"] + 0.2

    def test_a_contraction_means_its_words(self, facts: dict[str, float]) -> None:
        assert facts["contracted"] == pytest.approx(2.0, abs=1e-5)

    def test_unknown_words_mean_nothing(self, facts: dict[str, float]) -> None:
        assert facts["unknown"] == 0.0

    def test_a_text_with_unknown_words_means_less(self, facts: dict[str, float]) -> None:
        assert facts["half_known"] < -1

    def test_every_text_has_the_same_number_of_features(self, facts: dict[str, float]) -> None:
        assert facts["width"] == 0

    def test_a_saved_copy_means_the_same(self, facts: dict[str, float]) -> None:
        assert facts["copied"] == 0.0

    def test_a_word_of_every_text_weighs_less(self, facts: dict[str, float]) -> None:
        assert facts["frequent_weighs_less"] > 0
