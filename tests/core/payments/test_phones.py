import pytest

from core.payments.mpesa.phones import payer_number

pytestmark = pytest.mark.unit


class TestPayerNumber:
    @pytest.mark.parametrize(
        "text",
        [
            "254712345678", "+254712345678", "0712345678", "712345678", "00254712345678",
            "254 712 345 678", "0712-345-678", "+254 (0) 712 345678", " 0712.345.678 ",
            "2540712345678",
        ],
    )  # fmt: skip
    def test_every_usual_way_to_write_a_number_is_understood(self, text: str) -> None:
        assert payer_number(text) == "254712345678"

    def test_the_newer_prefix_counts_too(self) -> None:
        assert payer_number("0110345678") == "254110345678"

    @pytest.mark.parametrize(
        "text",
        [
            "", "hello", "0812345678", "071234567", "07123456789", "255712345678",
            "+1 212 555 0100", "254812345678", "0712345678 0722345678",
            "٠٧١٢٣٤٥٦٧٨", "254712345678x",
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, text: str) -> None:
        assert payer_number(text) is None
