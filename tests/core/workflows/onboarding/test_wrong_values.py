"""Business files as owners get them wrong; what each is told, without a word of the libraries."""

import re
from pathlib import Path

import pytest

from core.workflows.onboarding.business_file import BusinessFileInvalid, load_business_file
from tests.core.workflows.onboarding.files import problems_of
from tests.core.workflows.onboarding.test_consistency import FILE

pytestmark = pytest.mark.unit

_JARGON = re.compile(
    r"Input should|valid (string|list|dictionary|integer)|pattern|instance of|\[key\]|constrained"
    r"|<block|token|scalar|stream"
)
_QUOTES = 'has to stand in quotes, "like this"'
_SERVICE = "  - name: Visit\n"

WRONG = {
    ("name: Duka", "name:"): "line 2: name: is empty",
    ("name: Duka", 'name: ""'): "line 2: name: is empty",
    ("name: Duka", "name: 12"): f"line 2: name: {_QUOTES}",
    ("name: Duka", "name: [Duka]"): "line 2: name: one text, not a list",
    ("name: Duka", f"name: {'x' * 99}"): "line 2: name: at most 80 letters, this has 99",
    ("name: Duka\n", ""): "line 1: name: has to be there",
    ("slug: duka", "slug: My Shop!"): "line 1: slug: 2 to 41 small letters, digits and hyphens",
    ("vertical: other", "vertical: spa"): "line 3: vertical: one of salon, barber, clinic,",
    ("vertical: other", "vertical: saloon"): "line 3: vertical: one of salon, barber, clinic,",
    ("[en, sw]", "english"): "line 6: languages: a list, such as [one, two]",
    ("[en, sw]", "[]"): "line 6: languages: at least one",
    ("branches:", "branch:"): "line 1: branches: has to be there",
    ('"08:00-17:00"', "8am-5pm"): "line 9: branches.Town.hours: mon-fri: hours are like",
    ('{mon-fri: "08:00-17:00"}', "daily"): "line 9: branches.Town.hours: hours stand by their days",
    ("from: 2026-12-10 10:00", "from: 10/12/2026"): "line 10: branches.Town.blocked.1.from: a day",
    ("from: 2026-12-10 10:00, ", ""): "line 10: branches.Town.blocked.1.from: has to be there",
    ('phone: "+254711000101"', "phone: 0711000101"): f"line 13: staff.Ann.phone: {_QUOTES}",
    ("[Visit]", "Visit"): "line 15: staff.Ann.services: a list of names of services, such as",
    ("price: 100\n", "\n"): "line 17: services.Visit.price: has to be there",
    (
        "price: 100",
        "price: KES 100",
    ): "line 19: services.Visit.price: an amount is a number without",
    (_SERVICE, f"{_SERVICE}    max_party: two\n"): "line 18: services.Visit.max_party: a whole",
    (
        _SERVICE,
        f"{_SERVICE}    max_party: 0\n",
    ): "line 18: services.Visit.max_party: at least 1, no",
    (
        _SERVICE,
        f"{_SERVICE}    buffer_after: 1.5\n",
    ): "line 18: services.Visit.buffer_after: a whol",
    (_SERVICE, f"{_SERVICE}    price_per: hour\n"): "line 18: services.Visit.price_per: one of app",
    ("{sw: Ziara}", "Ziara"): "line 18: services.Visit.names: a text for each language, such as",
    ("{en: Size?, sw: Saizi?}", "Size?"): "line 22: services.Visit.fields.size.label: a text for",
    ("key: size", "key: The Size"): "line 22: services.Visit.fields.The Size.key: small letters",
    (
        "type: whatsapp",
        "type: telegram",
    ): "line 24: channels.telegram.type: one of whatsapp, sms, n",
    ("{access_token: token}", "token"): "line 27: channels.whatsapp.secrets: fields of its own",
    ("mpesa", "stripe"): "line 29: payments.stripe.provider: has to be mpesa, not 'stripe'",
    ("texts:", "voice: {tone: funny}\ntexts:"): "line 32: voice.tone: one of warm, formal, brief",
    ("texts:", "booking: {check_in: noon}\ntexts:"): "line 32: booking.check_in: a time in quotes",
    ("texts:", "holidays: {is_closed: maybe}\ntexts:"): "line 32: holidays.is_closed: yes or no",
    ("texts:", "holidays: {country: Kenya}\ntexts:"): "line 32: holidays.country: a country of",
    ("texts:", "staff_notices: yes\ntexts:"): "line 32: staff_notices: fields of its own",
    (
        "texts:",
        "cancellation: {late_fee_percent: 150}\ntexts:",
    ): "line 32: cancellation.late_fee_pe",
    (
        "staff:",
        "    special_hours: {christmas: closed}\nstaff:",
    ): "line 11: branches.Town.special_h",
    (
        "staff:",
        "    special_hours: [2026-12-25]\nstaff:",
    ): "line 11: branches.Town.special_hours: h",
    ("name: Duka", "1: 2\nname: Duka"): "line 2: 1: the name of a field is a word",
}

NO_YAML = {
    ("services:\n", "services:\n\t- name: X\n"): "line 17: not YAML: a tab stands here",
    ("  - name: Ann", "   - name: Ann"): "line 13: not YAML: this does not fit the lines above",
    ("    language: sw", "   language: sw"): "line 14: not YAML: this does not fit the lines above",
    ("name: Duka", "name: Duka: the shop"): "line 2: not YAML: a colon too many",
    ("name: Duka", "name: @duka"): "line 2: not YAML: a text that begins with @ stands in quotes",
    ("name: Duka", "name: *duka"): "line 2: not YAML: a text that begins with * stands in quotes",
    ("name: Duka", "name: Duka\nname: Other"): "line 3: not YAML: name is there twice",
    ("[en, sw]", "[en,, sw]"): "line 6: not YAML: a comma or bracket too many",
    ("Saizi?}", "Saizi?"): "line 22: not YAML: a comma or the closing } is missing here",
    (
        '{en: "Welcome to {business_name}"}',
        '"Welcome',
    ): "line 33: not YAML: this quote is not close",
}


def _told(tmp_path: Path, change: tuple[str, str]) -> list[str]:
    before, after = change
    assert before in FILE
    return problems_of(tmp_path, FILE.replace(before, after, 1))


class TestValues:
    @pytest.mark.parametrize("change", WRONG, ids=str)
    def test_are_told_where_and_what_is_allowed(
        self, tmp_path: Path, change: tuple[str, str]
    ) -> None:
        found = _told(tmp_path, change)
        assert found[0].startswith(WRONG[change]), found
        assert not _JARGON.search("\n".join(found)), found

    def test_a_near_miss_is_guessed(self, tmp_path: Path) -> None:
        (found,) = _told(tmp_path, ("vertical: other", "vertical: saloon"))
        assert found.endswith("not 'saloon' (did you mean salon?)")

    def test_all_that_is_wrong_is_told_at_once_from_top_to_bottom(self, tmp_path: Path) -> None:
        wrong = FILE.replace("name: Duka", "name: ${SHOP}").replace("price: 100", "price: cheap")
        found = problems_of(tmp_path, wrong.replace("[en, sw]", "english"))
        assert [problem.split(":")[0] for problem in found] == ["line 2", "line 6", "line 19"]

    def test_wrong_names_are_told_beside_wrong_values(self, tmp_path: Path) -> None:
        wrong = FILE.replace("price: 100", "price: cheap").replace("[Visit]", "[Massage]")
        wrong = wrong.replace("[en, sw]", "[en, sw, en]")
        assert [problem.partition(";")[0] for problem in problems_of(tmp_path, wrong)][:2] == [
            "line 6: languages.3: 'en' is there twice",
            "line 15: staff.Ann.services.1: no service is called 'Massage'",
        ]
        assert len(problems_of(tmp_path, wrong)) == 3

    @pytest.mark.parametrize("services", ["services: 5", "services:", "services: [5, {name: 1}]"])
    def test_names_are_not_missed_where_no_list_of_them_is_right(
        self, tmp_path: Path, services: str
    ) -> None:
        head, rest = FILE.split("services:\n  - name: Visit", 1)
        tail = rest.partition("channels:")[2]
        found = problems_of(tmp_path, f"{head}{services}\nchannels:{tail}")
        assert found
        assert not any("no service is called" in problem for problem in found)


class TestSyntax:
    @pytest.mark.parametrize("change", NO_YAML, ids=str)
    def test_is_told_in_plain_words(self, tmp_path: Path, change: tuple[str, str]) -> None:
        (found,) = _told(tmp_path, change)
        assert found.startswith(NO_YAML[change])
        assert not _JARGON.search(found)

    def test_a_secret_that_stands_twice_is_not_repeated(self, tmp_path: Path) -> None:
        twice = ("{access_token: token}", "{access_token: hush, access_token: hush2}")
        assert "hush" not in "".join(_told(tmp_path, twice))


class TestFiles:
    def _refused(self, path: Path) -> str:
        with pytest.raises(BusinessFileInvalid) as refused:
            load_business_file(path, {})
        return str(refused.value)

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        path = tmp_path / "salon.yml"
        assert self._refused(path) == f"{path}: there is no such file"

    def test_a_folder(self, tmp_path: Path) -> None:
        assert self._refused(tmp_path) == f"{tmp_path}: this is a folder; name a file in it"

    def test_one_in_another_encoding(self, tmp_path: Path) -> None:
        path = tmp_path / "salon.yml"
        path.write_bytes("slug: caf\nname: Café\n".encode("latin-1"))
        assert self._refused(path) == (
            "salon.yml: line 2: not a text in UTF-8; save the file with that encoding"
        )

    def test_an_empty_one(self, tmp_path: Path) -> None:
        path = tmp_path / "salon.yml"
        path.write_text("# to be written\n")
        assert self._refused(path) == (
            "salon.yml: line 1: the file is empty; it begins like slug: my-shop"
        )
