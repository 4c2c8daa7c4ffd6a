"""Sentences are told apart by what they mean, whatever their words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bots.fixtures.stack import facts_of

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What a classifier makes of some texts, in Rasa's environment."""
    return facts_of("sentence_facts")


class TestSentenceEncoder:
    @pytest.mark.parametrize("compared", ["same language", "another language"])
    def test_like_meanings_are_nearer_than_others(
        self, facts: dict[str, Any], compared: str
    ) -> None:
        like, other = facts["likeness"][compared]
        # Any two texts have 0.7 at least.
        assert like > other + 0.03

    def test_a_text_means_what_the_package_itself_makes_of_it(self, facts: dict[str, Any]) -> None:
        assert facts["as_its_package_has_it"] > 0.98

    def test_a_text_means_the_same_alone_and_among_others(self, facts: dict[str, Any]) -> None:
        # Matrices of one byte a number round by what is multiplied together.
        assert facts["alone_and_among_others"] > 0.99

    def test_every_row_has_the_length_one(self, facts: dict[str, Any]) -> None:
        assert facts["lengths"] == pytest.approx([1.0] * 4, abs=1e-5)


class TestSentenceClassifier:
    def test_it_knows_what_it_was_taught(self, facts: dict[str, Any]) -> None:
        assert facts["learned"] > 0.98

    def test_wishes_in_words_it_never_saw_are_understood(self, facts: dict[str, Any]) -> None:
        assert facts["unseen"] == [True, True, True]

    def test_the_shares_of_all_intents_are_one(self, facts: dict[str, Any]) -> None:
        assert facts["shares"] == pytest.approx(1.0, abs=1e-5)

    def test_empty_long_and_strange_texts_have_shares_too(self, facts: dict[str, Any]) -> None:
        assert facts["odd"]

    def test_the_same_examples_give_the_same_classifier(self, facts: dict[str, Any]) -> None:
        assert facts["same_again"] == pytest.approx(0.0, abs=1e-5)

    def test_a_model_from_few_examples_has_none(self, facts: dict[str, Any]) -> None:
        assert facts["untrained"]
