import pytest

from core.conversations.secrets import is_only_secret, told_secret, without_secrets

pytestmark = pytest.mark.unit


class TestWithoutSecrets:
    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("my pin is 1234", "my pin is ••••"),
            ("PIN yangu ni 4821, nimeweka", "PIN yangu ni ••••, nimeweka"),
            ("weka pin 4821", "weka pin ••••"),
            ("pin: 4821", "pin: ••••"),
            ("4821 ndio pin yangu", "•••• ndio pin yangu"),
            ("namba yangu ya siri ya mpesa ni 4821", "namba yangu ya siri ya mpesa ni ••••"),
            ("the code I got, OTP 482193", "the code I got, OTP ••••"),
        ],
    )
    def test_hides_the_digits(self, text: str, kept: str) -> None:
        assert without_secrets(text) == kept
        assert told_secret(kept)

    @pytest.mark.parametrize(
        "text",
        [
            "I paid 1000, where do I put my pin",
            "tuma location pin, niko Kilimani",
            "send the prompt to 0712345678, I have my pin",
            "2 people at 1500",
            "what is the pin for",
        ],
    )
    def test_leaves_everything_else(self, text: str) -> None:
        assert without_secrets(text) == text
        assert not told_secret(text)


class TestIsOnlySecret:
    @pytest.mark.parametrize(
        ("text", "is_only"),
        [
            ("my pin is ••••", True),
            ("pin yangu ni ••••", True),
            ("hi, my mpesa pin is ••••", True),
            ("my pin is ••••, did it work?", False),
            ("book braids for me tomorrow, my pin is ••••", False),
            ("hello", False),
        ],
    )
    def test_knows_whether_anything_is_left_to_answer(self, text: str, is_only: bool) -> None:
        assert is_only_secret(text) is is_only
