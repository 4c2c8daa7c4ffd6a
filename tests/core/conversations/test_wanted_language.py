import pytest

from core.conversations.wanted_language import wanted_language

pytestmark = pytest.mark.unit

_BOTH = ("en", "sw")


class TestWantedLanguage:
    @pytest.mark.parametrize("text", [
        "swahili please", "Can you reply in Kiswahili?", "ongea kiswahili", "tumia swa",
        "I am not following this English, write in Kiswahili", "swa please, not English",
        "My english isn't great, Swahili would help", "my English is poor use swahili",
        "I don't understand English", "sielewi kiingereza", "Kiingereza ni kigumu kwangu",
        "english inanichanganya, niandikie kwa kiswahili", "usiandike kwa english",
        "can we switch from English to Swahili", "Swahili instead of English",
        "sijui english vizuri, ongea kiswahili", "acha kizungu, leta kiswahili",
        "I don\N{RIGHT SINGLE QUOTATION MARK}t speak English",
        "i dont get you speak swahili", "sielewi niandikie kiswahili", "no, Swahili",
        "my English is limited, Swahili please", "hii english imeniweza, ongea kiswahili",
    ])  # fmt: skip
    def test_swahili_is_wanted(self, text: str) -> None:
        assert wanted_language(text, _BOTH) == "sw"

    @pytest.mark.parametrize("text", [
        "English please", "do you have this in english?", "Kiingereza tafadhali",
        "not Swahili, English", "I can't read Swahili", "sielewi kiswahili sana, tumia english",
        "kiswahili yangu ni mbaya, english please", "badala ya kiswahili tumia kiingereza",
        "tafadhali sio kiswahili ni kiingereza", "My Swahili is a bit weak",
    ])  # fmt: skip
    def test_english_is_wanted(self, text: str) -> None:
        assert wanted_language(text, _BOTH) == "en"

    @pytest.mark.parametrize(
        "text", ["another language", "English or Swahili", "French please", ""]
    )
    def test_nothing_is_guessed(self, text: str) -> None:
        assert wanted_language(text, _BOTH) is None

    def test_a_language_that_the_business_does_not_speak_is_not_given(self) -> None:
        assert wanted_language("Swahili please", ("en",)) is None

    def test_a_part_of_a_word_names_no_language(self) -> None:
        assert wanted_language("my swagger", _BOTH) is None
