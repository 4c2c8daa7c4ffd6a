from zoneinfo import ZoneInfo

import pytest

from core.kit.phones import country_of, read_number, say_number

pytestmark = pytest.mark.unit


class TestReadNumber:
    @pytest.mark.parametrize(
        ("text", "country", "digits"),
        [
            ("0712 345 678", "KE", "254712345678"),
            ("0110345678", "KE", "254110345678"),
            ("712345678", "KE", "254712345678"),
            ("254712345678", "KE", "254712345678"),
            ("254 0712 345 678", "KE", "254712345678"),
            ("+2540712345678", "KE", "254712345678"),
            ("0712 345 678", "TZ", "255712345678"),
            ("0772-123-456", "UG", "256772123456"),
            ("07911 123456", "GB", "447911123456"),
            ("(212) 555-1234", "US", "12125551234"),
            ("+44 7911 123456", "KE", "447911123456"),
            ("00255712345678", "KE", "255712345678"),
            ("+255 712 345 678", None, "255712345678"),
        ],
    )
    def test_a_local_number_is_of_the_country_of_the_business(
        self, text: str, country: str | None, digits: str
    ) -> None:
        assert read_number(text, country) == digits

    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("0812345678", "KE"), ("0712345678", None), ("12345", "KE"), ("call me", "KE"),
            ("20261124", "KE"), ("07911 123456", "KE"), ("", "KE"), ("+1", "KE"),
        ],
    )  # fmt: skip
    def test_what_is_no_number_there_is_none(self, text: str, country: str | None) -> None:
        assert read_number(text, country) is None


class TestSayNumber:
    @pytest.mark.parametrize(
        ("value", "country", "said"),
        [
            ("254712345678", "KE", "0712 345 678"),
            ("+254112345678", "KE", "0112 345 678"),
            ("0711 000 100", "KE", "0711 000 100"),
            ("256701234567", "KE", "+256701234567"),
            ("256701234567", "UG", "0701 234 567"),
            ("255712345678", "TZ", "0712 345 678"),
            ("447911123456", "GB", "07911 123456"),
            ("447911123456", None, "+447911123456"),
            ("2547", "KE", "2547"),
            ("", "KE", ""),
        ],
    )
    def test_home_numbers_are_said_as_at_home(
        self, value: str, country: str | None, said: str
    ) -> None:
        assert say_number(value, country) == said


class TestCountryOf:
    @pytest.mark.parametrize(
        ("zone", "country"),
        [
            ("Africa/Nairobi", "KE"), ("Africa/Dar_es_Salaam", "TZ"), ("Africa/Kampala", "UG"),
            ("Europe/London", "GB"), ("Asia/Calcutta", "IN"), ("UTC", None),
        ],
    )  # fmt: skip
    def test_is_that_of_the_time_zone(self, zone: str, country: str | None) -> None:
        assert country_of(ZoneInfo(zone)) == country
