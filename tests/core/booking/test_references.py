import pytest

from core.booking.references import ALPHABET, new_reference, normalized_reference

pytestmark = pytest.mark.unit


class TestNewReference:
    def test_has_five_characters_that_cannot_be_mixed_up(self) -> None:
        references = {new_reference() for _ in range(500)}
        assert len(references) > 490
        for reference in references:
            assert reference[:3] == "BK-"
            assert len(reference) == 8
            assert set(reference[3:]) <= set(ALPHABET)
        assert not set("01OILBSZ") & set(ALPHABET)


class TestNormalizedReference:
    @pytest.mark.parametrize(
        "written", ["BK-7F3K2", "bk-7f3k2", "BK7F3K2", " bk 7f3k2 ", "7f3k2", "#7F3K2", "BK-7F3KZ"]
    )
    def test_finds_it_as_people_write_it(self, written: str) -> None:
        assert normalized_reference(written) == "BK-7F3K2"

    @pytest.mark.parametrize("written", ["", "tomorrow", "BK-7F3K", "BK-7F3K22", "7F3K2 please"])
    def test_is_none_for_anything_else(self, written: str) -> None:
        assert normalized_reference(written) is None

    def test_gives_every_new_reference_back(self) -> None:
        for _ in range(200):
            reference = new_reference()
            assert normalized_reference(reference.lower()) == reference
