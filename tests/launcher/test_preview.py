import os
import re
from typing import Any

import pytest

from core.workflows.onboarding.business_file import BusinessFile, load_business_file
from launcher.domain import DOMAIN, load_yaml
from launcher.errors import LauncherError
from launcher.preview import Wanted, examples, lines, previews
from launcher.table import DEMO_BUSINESS

pytestmark = pytest.mark.unit

_VARIABLE = re.compile(r"{(\w+)}")


@pytest.fixture(scope="module")
def business() -> BusinessFile:
    return load_business_file(DEMO_BUSINESS, os.environ)


def _shown(
    business: BusinessFile, response: str, *buttons: str, channel: str = "whatsapp"
) -> dict[str, Any]:
    (shown,) = previews(business, Wanted(response, ["en"], [channel], buttons))
    return shown


class TestExamples:
    def test_every_variable_of_the_domain_has_one(self, business: BusinessFile) -> None:
        used = {
            name
            for path in DOMAIN.glob("*.yml")
            for response in (load_yaml(path).get("responses") or {}).values()
            for variation in response
            for name in _VARIABLE.findall(variation.get("text") or "")
        }
        assert used - examples(business).keys() == set()


class TestPreviews:
    def test_shows_each_language_on_each_channel(self, business: BusinessFile) -> None:
        shown = previews(business, Wanted("utter_hold_with_payment", ["en", "sw"]))
        places = [(each["language"], each["channel"]) for each in shown]
        assert places == [("en", "whatsapp"), ("en", "sms"), ("sw", "whatsapp"), ("sw", "sms")]
        assert all("KES 1,500" in each["text"] for each in shown)
        assert not any(_VARIABLE.search(each["text"]) for each in shown)

    def test_three_short_choices_are_buttons(self, business: BusinessFile) -> None:
        shown = _shown(business, "utter_ok", "One", "Two", "Three")
        assert (shown["kind"], shown["warnings"]) == ("button", [])

    def test_a_fourth_choice_makes_a_list_and_is_said(self, business: BusinessFile) -> None:
        shown = _shown(business, "utter_ok", *"1234")
        assert shown["kind"] == "list"
        assert "behind a button" in shown["warnings"][0]

    def test_a_title_that_is_cut_is_said(self, business: BusinessFile) -> None:
        long = "A title that is far too long for any list"
        shown = _shown(business, "utter_ok", long)
        assert shown["choices"][0] == {"title": "A title that is far too…", "description": long}
        assert any(long in warning for warning in shown["warnings"])

    def test_more_than_a_list_holds_are_numbered(self, business: BusinessFile) -> None:
        shown = _shown(business, "utter_ok", *map(str, range(11)))
        assert shown["kind"] == "text"
        assert shown["text"].endswith("11. 10")
        assert "11 choices do not fit" in shown["warnings"][0]

    def test_an_sms_says_what_it_costs(self, business: BusinessFile) -> None:
        assert _shown(business, "utter_ok", channel="sms")["warnings"] == []
        shown = _shown(business, "utter_ok", "x" * 160, channel="sms")
        assert shown["warnings"] == ["it costs 2 SMS"]
        odd = _shown(business, "utter_ok", "y" * 69 + "😀", channel="sms")
        assert odd["warnings"][0] == "it costs 2 SMS"
        assert odd["warnings"][1].startswith("😀 cost room")

    def test_the_business_s_own_wording_is_shown(self, business: BusinessFile) -> None:
        own = business.model_copy(update={"texts": {"utter_ok": {"en": "Poa, {business_name}"}}})
        assert _shown(own, "utter_ok")["text"] == f"Poa, {business.name}"

    def test_an_unknown_response_is_answered_with_near_ones(self, business: BusinessFile) -> None:
        with pytest.raises(LauncherError, match="There is no response 'utter_halp'") as caught:
            _shown(business, "utter_halp")
        assert "utter_help" in str(caught.value.hint)


class TestLines:
    def test_show_choices_and_warnings_to_a_person(self, business: BusinessFile) -> None:
        shown = "\n".join(lines([_shown(business, "utter_ok", *"1234")]))
        assert "en, whatsapp" in shown
        assert "| [4]" in shown
        assert "! the choices are behind a button" in shown
