from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.conversations import languages
from core.conversations.languages import LANGUAGES
from core.conversations.rendering import (
    LONGEST_TEXT,
    RenderedButton,
    Renderer,
    say_money,
    split_text,
)
from core.conversations.texts import DOMAIN, ResponseMissing, Template, TextCatalog
from core.conversations.utterances import Button, Utterance
from core.tenancy.settings import BusinessSettings
from core.understanding import ReadingSettings
from core.workflows.turn_replies import FALLBACK_FAILURE, KEEP_SECRET, UNSUPPORTED_MEDIA

pytestmark = pytest.mark.unit


NAIROBI = ZoneInfo("Africa/Nairobi")
PRICE = {"type": "money", "amount_minor": 150_000, "currency": "KES"}


@dataclass(frozen=True)
class Shop:
    name: str = "Zuri"
    zone: ZoneInfo = NAIROBI
    languages: tuple[str, ...] = ("en", "sw")
    settings: BusinessSettings = field(default_factory=BusinessSettings)
    reading_settings: ReadingSettings = field(default_factory=ReadingSettings)


TEXTS = TextCatalog(
    {
        "utter_hello": {"en": Template("Hello {name}"), "sw": Template("Habari {name}")},
        "utter_only_english": {"en": Template("Only English")},
        "word_deposit": {"en": Template("the deposit"), "sw": Template("malipo ya awali")},
        "utter_menu": {"en": Template("Choose", (Button("Book", "/book_service"),))},
    }
)
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def rendered(template: str, language: str = "en", shop: Shop | None = None, **values: Any) -> str:
    utterance = Utterance(None, values, texts={"en": template, "sw": template})
    (message,) = Renderer(TEXTS, shop or Shop(), language, lambda: AT).render(utterance)
    return message.text


def words(response: str, **variables: Any) -> dict[str, Any]:
    return {"type": "text", "response": response, "variables": variables}


OPEN = words(
    "word_span",
    opens_at={"type": "time", "value": "08:00"},
    closes_at={"type": "time", "value": "19:00"},
)


class TestVariables:
    @pytest.mark.parametrize(
        ("variable", "english", "swahili"),
        [
            ("Jane", "Jane", "Jane"),
            (7, "7", "7"),
            (None, "", ""),
            (PRICE, "KES 1,500", "KES 1,500"),
            ({"type": "date", "value": "2026-11-22"}, "Sun 22 Nov", "Jumapili 22 Nov"),
            ({"type": "date", "value": "2027-11-22"}, "Mon 22 Nov 2027", "Jumatatu 22 Nov 2027"),
            ({"type": "time", "value": "15:00"}, "3:00 PM", "saa tisa alasiri (15:00)"),
            ({"type": "time", "value": "09:30"}, "9:30 AM", "saa tatu na nusu asubuhi (09:30)"),
            (
                {"type": "datetime", "value": "2026-11-22T12:00:00+00:00"},
                "Sun 22 Nov at 3:00 PM",
                "Jumapili 22 Nov, saa tisa alasiri (15:00)",
            ),
            ({"type": "duration", "minutes": 90}, "1 hour 30 minutes", "saa 1 na dakika 30"),
            ({"type": "duration", "minutes": 120}, "2 hours", "masaa 2"),
            ({"type": "phone", "value": "254712345678"}, "0712 345 678", "0712 345 678"),
            ({"type": "list", "items": ["A", "B", "C"], "join": "or"}, "A, B or C", "A, B au C"),
            ({"type": "list", "items": ["A", "B"], "join": "and"}, "A and B", "A na B"),
            ({"type": "list", "items": ["A", "B"], "join": "lines"}, "A\nB", "A\nB"),
            ({"type": "text", "response": "word_deposit"}, "the deposit", "malipo ya awali"),
            ({"type": "name", "name": "Braids", "names": {"sw": "Kusuka"}}, "Braids", "Kusuka"),
        ],
    )  # fmt: skip
    def test_each_type_is_said_in_the_language(
        self, variable: Any, english: str, swahili: str
    ) -> None:
        assert rendered("{x}", "en", x=variable) == english
        assert rendered("{x}", "sw", x=variable) == swahili

    def test_a_list_of_typed_values_is_said_value_by_value(self) -> None:
        times = [{"type": "time", "value": value} for value in ("09:00", "10:00")]
        assert rendered("{x}", x={"type": "list", "items": times, "join": "or"}) == (
            "9:00 AM or 10:00 AM"
        )

    def test_what_a_contact_typed_is_never_read_as_a_template(self) -> None:
        assert rendered("Hello {name}", name="{business_name} {x}", x="secret") == (
            "Hello {business_name} {x}"
        )

    def test_the_business_is_known_by_its_name(self) -> None:
        assert rendered("Welcome to {business_name}") == "Welcome to Zuri"

    def test_a_variable_that_is_missing_is_left_out(self) -> None:
        assert rendered("Hello {nobody}!") == "Hello !"

    def test_a_fragment_that_names_itself_ends(self) -> None:
        loop = TextCatalog({"a": {"en": Template("{x}")}})
        variable: Any = {"type": "text", "response": "a"}
        variable["variables"] = {"x": variable}
        utterance = Utterance(None, {"x": variable}, texts={"en": "{x}"})
        (message,) = Renderer(loop, Shop(), "en", lambda: AT).render(utterance)
        assert message.text == ""

    def test_the_days_of_a_week_stand_in_its_lines(self) -> None:
        week = {
            "type": "list",
            "join": "lines",
            "items": [
                words(
                    "line_hours",
                    days=words("word_days", first=words("weekday_0"), last=words("weekday_5")),
                    spans={"type": "list", "join": "and", "items": [OPEN]},
                )
            ],
        }
        utterance = Utterance("utter_hours", {"hours": week})
        renderer = Renderer(TextCatalog.load(DOMAIN), Shop(), "en", lambda: AT)
        (message,) = renderer.render(utterance)
        assert message.text == "Our hours:\nMonday to Saturday: 8:00 AM to 7:00 PM"


class TestWording:
    def test_a_response_comes_from_the_domain(self) -> None:
        (message,) = Renderer(TEXTS, Shop(), "sw").render(Utterance("utter_hello", {"name": "J"}))
        assert (message.text, message.response, message.language) == (
            "Habari J",
            "utter_hello",
            "sw",
        )

    def test_without_the_language_it_is_said_in_the_default_one(self) -> None:
        (message,) = Renderer(TEXTS, Shop(), "sw").render(Utterance("utter_only_english"))
        assert message.text == "Only English"

    def test_the_businesss_own_wording_comes_first(self) -> None:
        own = BusinessSettings(texts={"utter_hello": {"en": "Welcome back {name}"}})
        shop = Shop(settings=own)
        for utterance in (
            Utterance("utter_hello", {"name": "J"}),
            Utterance("utter_hello", {"name": "J"}, texts={"en": "from the domain {name}"}),
        ):
            (message,) = Renderer(TEXTS, shop, "en").render(utterance)
            assert message.text == "Welcome back J"

    def test_buttons_of_the_response_are_taken_unless_others_are_given(self) -> None:
        renderer = Renderer(TEXTS, Shop(), "en")
        (own,) = renderer.render(Utterance("utter_menu"))
        (given,) = renderer.render(Utterance("utter_menu", buttons=(Button("Pay", "/pay"),)))
        assert own.buttons == (RenderedButton("Book", "/book_service"),)
        assert given.buttons == (RenderedButton("Pay", "/pay"),)

    def test_a_button_title_may_be_a_typed_value(self) -> None:
        button = Button({"type": "time", "value": "15:00"}, '/inform{"time": "15:00"}')
        (message,) = Renderer(TEXTS, Shop(), "en").render(
            Utterance("utter_menu", buttons=(button,))
        )
        assert message.buttons == (RenderedButton("3:00 PM", '/inform{"time": "15:00"}'),)

    @pytest.mark.parametrize(
        ("title", "full", "brief"),
        [
            ({"type": "time", "value": "08:00"}, "saa mbili asubuhi (08:00)", "08:00 asubuhi"),
            (
                {"type": "datetime", "value": "2026-11-22T12:00:00+00:00"},
                "Jumapili 22 Nov, saa tisa alasiri (15:00)",
                "Jpili 22 Nov, 15:00",
            ),
        ],
    )
    def test_a_long_swahili_time_has_a_brief_form(
        self, title: dict[str, str], full: str, brief: str
    ) -> None:
        renderer = Renderer(TEXTS, Shop(), "sw")
        (message,) = renderer.render(Utterance("utter_menu", buttons=(Button(title, "/inform"),)))
        assert message.buttons == (RenderedButton(full, "/inform", brief),)
        assert message.content()["buttons"][0]["brief"] == brief

    def test_an_unknown_response_is_an_error(self) -> None:
        with pytest.raises(ResponseMissing):
            Renderer(TEXTS, Shop(), "en").render(Utterance("utter_nothing"))


class TestSwahiliClock:
    @pytest.mark.parametrize(
        ("at", "said"),
        [
            ("06:00", "saa kumi na mbili asubuhi (06:00)"),
            ("07:00", "saa moja asubuhi (07:00)"),
            ("12:00", "saa sita mchana (12:00)"),
            ("13:15", "saa saba na robo mchana (13:15)"),
            ("14:45", "saa tisa kasorobo mchana (14:45)"),
            ("16:20", "saa kumi na dakika 20 alasiri (16:20)"),
            ("18:00", "saa kumi na mbili jioni (18:00)"),
            ("19:00", "saa moja usiku (19:00)"),
            ("00:00", "saa sita usiku (00:00)"),
            ("05:00", "saa kumi na moja alfajiri (05:00)"),
        ],
    )
    def test_it_counts_from_sunrise_and_sunset(self, at: str, said: str) -> None:
        assert LANGUAGES.wording("sw").say_time(time.fromisoformat(at)) == said

    def test_every_minute_can_be_said(self) -> None:
        for minute in range(24 * 60):
            at = time(minute // 60, minute % 60)
            assert f"({at:%H:%M})" in LANGUAGES.wording("sw").say_time(at)


class TestLanguages:
    def test_each_module_of_the_folder_is_one(self) -> None:
        modules = {path.stem for path in Path(languages.__file__).parent.glob("[a-z]*.py")}
        assert LANGUAGES.wordings.keys() == modules

    @pytest.mark.parametrize("language", LANGUAGES.wordings)
    def test_each_day_has_a_name_of_its_own(self, language: str) -> None:
        days = {
            LANGUAGES.wording(language).say_date(date(2026, 11, day), with_year=False).split()[0]
            for day in range(2, 9)
        }
        assert len(days) == 7

    def test_another_language_is_said_in_the_default_one(self) -> None:
        assert LANGUAGES.wording("tlh") is LANGUAGES.wording("en")


class TestSayMoney:
    @pytest.mark.parametrize(
        ("amount", "currency", "said"),
        [
            (0, "KES", "KES 0"),
            (150_050, "KES", "KES 1,500.50"),
            (100_000_000, "KES", "KES 1,000,000"),
            (5000, "UGX", "UGX 5,000"),
            (1999, "USD", "USD 19.99"),
        ],
    )
    def test_it_has_cents_only_where_there_are_any(
        self, amount: int, currency: str, said: str
    ) -> None:
        assert say_money(amount, currency) == said


class TestSplitText:
    def test_a_short_text_is_one_part(self) -> None:
        assert split_text("hello", 10) == ["hello"]

    @pytest.mark.parametrize("text", ["word " * 3000, "line\n" * 3000, "x" * 9000])
    def test_no_part_is_too_long_and_nothing_is_lost(self, text: str) -> None:
        parts = split_text(text, LONGEST_TEXT)
        assert max(map(len, parts)) <= LONGEST_TEXT
        assert "".join("".join(parts).split()) == "".join(text.split())

    def test_buttons_stand_under_the_last_part(self) -> None:
        utterance = Utterance(None, {}, (Button("Yes", "/affirm"),), {"en": "word " * 2000})
        messages = Renderer(TEXTS, Shop(), "en").render(utterance)
        assert [len(message.buttons) for message in messages] == [0, 0, 1]


class TestTextCatalog:
    def test_the_domain_has_what_the_worker_says_itself(self) -> None:
        texts = TextCatalog.load(DOMAIN)
        for response in (UNSUPPORTED_MEDIA, FALLBACK_FAILURE, KEEP_SECRET):
            english, swahili = (texts.template(response, one).text for one in ("en", "sw"))
            assert english
            assert swahili
            assert english != swahili

    def test_every_response_can_be_rendered_without_a_variable(self) -> None:
        texts = TextCatalog.load(DOMAIN)
        for response in texts:
            for language in ("en", "sw"):
                Renderer(texts, Shop(), language).render(Utterance(response))
