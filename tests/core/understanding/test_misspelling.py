"""Slips of the finger and other words."""

import pytest

from core.understanding.misspelling import slip

pytestmark = pytest.mark.unit


class TestSlip:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("barids", "braids"),
            ("masage", "massage"),
            ("haircutt", "haircut"),
            ("jumamos", "jumamosi"),
            ("kehso", "kesho"),
            ("amiina", "amina"),
            ("manicue", "manicure"),
            ("grase", "grace"),
            ("fridy", "friday"),
        ],
    )
    def test_takes_what_fingers_and_ears_get_wrong(self, written: str, meant: str) -> None:
        assert slip(written, meant) is not None

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("nice", "alice"),
            ("wish", "wash"),
            ("share", "shave"),
            ("trip", "trim"),
            ("aina", "amina"),
            ("brands", "braids"),
            ("mine", "amina"),
            ("teeth", "tenth"),
        ],
    )
    def test_leaves_other_words_alone(self, written: str, meant: str) -> None:
        assert slip(written, meant) is None
