from pathlib import Path

import pytest

from tests.core.workflows.onboarding.files import problems_of

pytestmark = pytest.mark.unit

FILE = """\
slug: duka
name: Duka
vertical: other
time_zone: Africa/Nairobi
currency: KES
languages: [en, sw]
branches:
  - name: Town
    hours: {mon-fri: "08:00-17:00"}
    blocked: [{from: 2026-12-10 10:00, to: 2026-12-10 12:00}]
staff:
  - name: Ann
    phone: "+254711000101"
    language: sw
    services: [Visit]
services:
  - name: Visit
    names: {sw: Ziara}
    price: 100
    deposit: 50
    fields:
      - {key: size, label: {en: Size?, sw: Saizi?}, kind: choice, choices: [S, L]}
channels:
  - type: whatsapp
    id: "109000000000001"
    display: "+254 700 000 001"
    secrets: {access_token: token}
payments:
  - provider: mpesa
    secrets: {consumer_key: key, consumer_secret: secret, passkey: pass}
    settings: {shortcode: "174379"}
texts:
  utter_greet: {en: "Welcome to {business_name}"}
"""

WRONG = {
    "  - name: Ann -> twice": "line 13: staff.Ann.name: 'staff Ann' is there twice",
    "[en, sw] -> [en, en]": "line 6: languages.2: 'en' is there twice",
    "[en, sw] -> [en, tlh]": "line 6: languages.2: a language is one of en, ",
    "language: sw -> language: kikuyu": "line 14: staff.Ann.language: a language is one of en, ",
    "{sw: Ziara} -> {swa: Ziara}": "line 18: services.Visit.names.swa: a language is one of",
    '"+254711000101" -> "call me"': "line 13: staff.Ann.phone: a phone number of KE",
    'phone: "+254711000101" -> phone: "12345"': "line 13: staff.Ann.phone: a phone number of KE or",
    "currency: KES -> country: ZZ\ncurrency: KES": "line 5: country: a country of ISO 3166",
    "currency: KES -> currency: ZZZ": "line 5: currency: a currency code of ISO 4217",
    "currency: KES -> currency: USD": "line 29: payments.mpesa.provider: M-Pesa takes KES, not USD",
    "12:00}] -> 09:00}]": "line 10: branches.Town.blocked.1.to: `to` comes after `from`",
    "price: 100 -> price: 100.005": "line 19: services.Visit.price: 100.005 has more decimals",
    "price: 100 -> price: 900000000": "line 19: services.Visit.price: too large",
    "deposit: 50 -> deposit: 500": "line 20: services.Visit.deposit: at most the price, 100",
    "price: 100 -> price: 100\n    min_party: 3": "line 17: services.Visit.max_party: at least",
    ", choices: [S, L] -> ": "line 22: services.Visit.fields.size.choices: a field of kind choice",
    '"109000000000001" -> "+254700"': "line 25: channels.whatsapp.id: the phone number id",
    "access_token -> acces_token": "line 27: channels.whatsapp.secrets: access_token missing",
    "passkey: pass -> pass_key: pass": "line 30: payments.mpesa.secrets: passkey missing",
    "shortcode: -> short_code:": "line 31: payments.mpesa.settings.short_code: allowed are",
    '"174379" -> "174379", type: paybil': "line 31: payments.mpesa.settings: type is paybill",
    "utter_greet -> utter_greeet": "line 33: texts.utter_greeet: no text has this name",
    "{business_name} -> {bussiness}": "line 33: texts.utter_greet.en: no text has a value",
    "texts: -> holidays: {country: XX}\ntexts:": "line 32: holidays.country: a country of ISO",
    "texts: -> holidays: {country: AC}\ntexts:": "line 32: holidays.country: no public holidays",
    'texts: -> staff_notices: {phones: ["12"]}\ntexts:': "line 32: staff_notices.phones.1: a phone",
}


class TestContradictions:
    def test_finds_none_in_a_right_file(self, tmp_path: Path) -> None:
        assert problems_of(tmp_path, FILE) == []

    def test_a_local_number_is_right_in_its_own_country_only(self, tmp_path: Path) -> None:
        british = FILE.replace('"+254711000101"', '"07911 123456"')
        assert problems_of(tmp_path, british) == [
            "line 13: staff.Ann.phone: a phone number of KE or with its country code,"
            ' such as "+254711000101"'
        ]
        assert problems_of(tmp_path, f"country: GB\n{british}") == []

    @pytest.mark.parametrize("change", WRONG)
    def test_says_where_and_what_is_allowed(self, tmp_path: Path, change: str) -> None:
        before, _, after = change.partition(" -> ")
        if after == "twice":
            after = f"{before}\n{before}"
        assert before in FILE
        found = problems_of(tmp_path, FILE.replace(before, after, 1))
        assert any(problem.startswith(WRONG[change]) for problem in found), found

    def test_names_every_wrong_place_at_once(self, tmp_path: Path) -> None:
        wrong = FILE.replace("deposit: 50", "deposit: 500").replace("passkey: pass", "key: pass")
        assert len(problems_of(tmp_path, wrong)) == 3
