"""The news about money in every language, as a contact reads it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from core.conversations.rendering import Renderer
from core.conversations.utterances import Utterance, Variable
from core.kit.ids import BookingId
from core.payments.mpesa.codes import Reason
from core.tenancy.settings import BusinessSettings
from core.understanding import ReadingSettings
from core.workflows import payment_news as news
from core.workflows.booking_facts import BookingFacts, money, money_or_nothing, word
from tests.fixtures.texts import TEXTS

pytestmark = pytest.mark.unit

ALL_NEWS = sorted(
    {value for name, value in vars(news).items() if isinstance(value, str) and "utter_" in value}
    | set(news.RESPONSES.values())
)
ENGLISH_ONLY = {"the", "your", "nothing", "charged", "was", "until", "with"}
NAIROBI = ZoneInfo("Africa/Nairobi")
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Salon:
    name: str = "Zuri Salon"
    zone: ZoneInfo = NAIROBI
    languages: tuple[str, ...] = ("en", "sw")
    settings: BusinessSettings = field(default_factory=BusinessSettings)
    reading_settings: ReadingSettings = field(default_factory=ReadingSettings)


def facts_of(status: str) -> BookingFacts:
    return BookingFacts(
        id=BookingId(uuid4()),
        conversation_id=None,
        reference="BK-7F3K2",
        status=status,
        starts_at=NOON + timedelta(days=1),
        ends_at=NOON + timedelta(days=1, hours=2),
        is_stay=False,
        held_until=NOON if status == "held" else None,
        price_minor=200_000,
        currency="KES",
        calendar_token="cal",
        contact_name="Jane",
        party_size=1,
        paid_minor=50_000,
        branch="Main",
        services=("Braids",),
        staff=("Amina",),
    )


def said(
    response: str,
    language: str,
    status: str = "held",
    *,
    receipt: str | None = None,
    facts: BookingFacts | None = None,
) -> str:
    facts = facts or facts_of(status)
    variables: dict[str, Variable] = {
        **facts.variables("https://desk.example"),
        "amount": money(50_000, "KES"),
        "phone": {"type": "phone", "value": "254712345678"},
        "receipt": receipt or word("word_receipt_follows"),
        "balance": money_or_nothing(150_000, "KES"),
        "refund": money(50_000, "KES"),
        **news.kept_until(facts, NAIROBI),
    }
    (message,) = Renderer(TEXTS, Salon(), language).render(Utterance(response, variables))
    return message.text


class TestEveryReason:
    def test_each_reason_that_is_told_has_its_response(self) -> None:
        silent = {Reason.SUPERSEDED, Reason.HOLD_ENDED}
        assert set(news.RESPONSES) == set(Reason) - silent
        assert all(response in TEXTS for response in ALL_NEWS)


class TestEveryNews:
    @pytest.mark.parametrize("response", ALL_NEWS)
    def test_both_languages_say_it_in_full(self, response: str) -> None:
        english, swahili = said(response, "en"), said(response, "sw")
        assert english != swahili
        for text in (english, swahili):
            assert not set("{}") & set(text)
            assert "  " not in text
        assert not ENGLISH_ONLY & set(swahili.lower().replace(",", "").split())

    @pytest.mark.parametrize("language", ["en", "sw"])
    @pytest.mark.parametrize("status", ["held", "expired", "confirmed", "canceled"])
    @pytest.mark.parametrize("reason", sorted(news.RESPONSES))
    def test_no_failure_promises_a_time_that_is_not_kept(
        self, reason: Reason, status: str, language: str
    ) -> None:
        text = said(news.RESPONSES[reason], language, status)
        assert not text.endswith(" .")
        if status != "held":
            assert "kept until" not in text
            assert "imewekwa hadi" not in text


class TestBookingConfirmed:
    @pytest.mark.parametrize("language", ["en", "sw"])
    def test_it_names_every_fact(self, language: str) -> None:
        text = said(news.BOOKING_CONFIRMED, language, "confirmed", receipt="SGR7ABCDE1")
        for fact in (
            "BK-7F3K2", "Braids", "Amina", "Main", "KES 2,000", "KES 500", "KES 1,500",
            "SGR7ABCDE1", "https://desk.example/calendar/cal.ics",
        ):  # fmt: skip
            assert fact in text

    def test_the_clock_of_a_hold_is_the_business_own(self) -> None:
        assert "3" in said(news.RESPONSES[Reason.WRONG_PIN], "en").split("until")[1]

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "receipt to follow"), ("sw", "risiti inafuata")]
    )
    def test_a_receipt_that_is_not_known_yet_is_promised(self, language: str, words: str) -> None:
        assert words in said(news.BOOKING_CONFIRMED, language, "confirmed")


class TestStay:
    """A room from 14:00 on a Friday to 10:00 on the Monday after, for two."""

    def said(self, response: str, language: str) -> str:
        facts = replace(
            facts_of("confirmed"),
            starts_at=datetime(2026, 12, 4, 14, tzinfo=NAIROBI),
            ends_at=datetime(2026, 12, 7, 10, tzinfo=NAIROBI),
            is_stay=True,
            services=("Double room",),
            staff=(),
            party_size=2,
        )
        return said(response, language, "confirmed", receipt="SGR7ABCDE1", facts=facts)

    def test_the_confirmation_names_both_ends_and_the_nights(self) -> None:
        english = self.said(news.BOOKING_CONFIRMED, "en")
        assert "*Double room, 2 people*" in english
        assert (
            "Check-in: Fri 4 Dec at 2:00 PM\nCheck-out: Mon 7 Dec at 10:00 AM\n3 nights, Main"
            in english
        )
        swahili = self.said(news.BOOKING_CONFIRMED, "sw")
        assert "*Double room, watu 2*" in swahili
        assert "Kuingia: Ijumaa 4 Des, saa nane mchana (14:00)\n" in swahili
        assert "Kutoka: Jumatatu 7 Des, saa nne asubuhi (10:00)\nusiku 3, Main" in swahili

    def test_the_staff_read_them_on_one_line(self) -> None:
        english = self.said(news.STAFF_BOOKING_CONFIRMED, "en")
        assert (
            "check-in Fri 4 Dec at 2:00 PM, check-out Mon 7 Dec at 10:00 AM, 3 nights, Main"
            in english
        )
        swahili = self.said(news.STAFF_BOOKING_CONFIRMED, "sw")
        assert "kutoka Jumatatu 7 Des, saa nne asubuhi (10:00), usiku 3, Main" in swahili
        assert all(text.isascii() and len(text) <= 306 for text in (english, swahili))

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "Fri 4 Dec - Mon 7 Dec (3 nights)"),
            ("sw", "Ijumaa 4 Des - Jumatatu 7 Des (usiku 3)"),
        ],
    )
    def test_a_sentence_names_its_days(self, language: str, words: str) -> None:
        for response in (news.HOLD_EXPIRED, news.STAFF_BOOKING_CANCELED):
            assert words in self.said(response, language)


class TestStaffNotice:
    @pytest.mark.parametrize("language", ["en", "sw"])
    def test_it_fits_the_plain_alphabet_of_one_or_two_sms(self, language: str) -> None:
        text = said(news.STAFF_BOOKING_CONFIRMED, language, "confirmed")
        assert text.isascii()
        assert len(text) <= 306
