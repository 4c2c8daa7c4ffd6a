import pytest

from core.workflows.turn_messages import MessageGroup, wants_back_in

pytestmark = pytest.mark.unit


def said(text: str) -> MessageGroup:
    """A message of somebody who opted out."""
    return MessageGroup((), text, None, has_media=False)


class TestWantsBackIn:
    @pytest.mark.parametrize(
        "text",
        [
            "START", "Anza.", "ok start please", "sawa, anza", "nirudishe",
            "nataka tena jumbe zenu", "naomba sms zenu ziendelee",
            "Please send me your messages again", "turn the notifications back on",
        ],
    )  # fmt: skip
    def test_by_keyword_or_sentence(self, text: str) -> None:
        assert wants_back_in(said(text))

    @pytest.mark.parametrize(
        "text",
        [
            "msinitumie jumbe tena", "sitaki sms zenu tena", "wacheni matangazo, nimesema tena",
            "don't send me messages again", "stop the texts, I say again", "nataka kusuka tena",
            "habari", "",
        ],
    )  # fmt: skip
    def test_by_no_refusal_and_no_other_wish(self, text: str) -> None:
        assert not wants_back_in(said(text))
