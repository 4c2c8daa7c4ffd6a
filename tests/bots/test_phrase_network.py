"""The network learns from a few wordings what others mean, the same each time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bots.fixtures.stack import facts_of

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What a network makes of some texts, in Rasa's environment."""
    return facts_of("network_facts")


class TestPhraseNetwork:
    def test_it_knows_what_it_was_taught(self, facts: dict[str, Any]) -> None:
        assert facts["learned"] == 1.0

    def test_a_word_of_like_meaning_is_understood(self, facts: dict[str, Any]) -> None:
        assert facts["near_word"]

    def test_misspelled_words_are_understood(self, facts: dict[str, Any]) -> None:
        assert facts["typo"]

    def test_the_shares_of_all_intents_are_one(self, facts: dict[str, Any]) -> None:
        assert facts["shares"] == pytest.approx(1.0, abs=1e-5)

    def test_empty_long_and_strange_texts_have_shares_too(self, facts: dict[str, Any]) -> None:
        assert facts["odd"]

    def test_a_saved_copy_thinks_the_same(self, facts: dict[str, Any]) -> None:
        assert facts["lost_in_copy"] < 0.02

    def test_the_same_examples_give_the_same_network(self, facts: dict[str, Any]) -> None:
        assert facts["same_again"] == 0.0
