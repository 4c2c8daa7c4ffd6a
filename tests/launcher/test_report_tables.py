from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from launcher.cli.business import print_table
from launcher.delivery_words import in_words
from launcher.report_tables import note_of, table_of

pytestmark = pytest.mark.unit

AT = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
MESSAGE = {
    "created_at": AT,
    "channel_type": "whatsapp",
    "contact_name": "Wanjiru",
    "contact_address": "254712345678",
    "direction": "out",
    "kind": "text",
    "state": "failed",
    "error": "131026",
    "is_done": False,
    "text": "Hello\n*you*",
    "file": None,
    "file_reason": None,
}
FILE = {
    "created_at": AT,
    "channel_type": "whatsapp",
    "contact_name": "Wanjiru",
    "contact_address": "254712345678",
    "kind": "document",
    "name": "receipt.pdf",
    "mime_type": "application/pdf",
    "size_bytes": 2_345_678,
    "state": "stored",
    "reason": None,
    "due_at": None,
    "id": "01a22835",
}
BOOKING = {
    "reference": "BK-7F3K2",
    "status": "held",
    "services": "Braids",
    "resources": "Amina",
    "starts_at": AT,
    "ends_at": AT + timedelta(hours=2),
    "held_until": AT - timedelta(days=1),
    "party_size": 1,
    "contact_name": None,
    "price_minor": 250_000,
    "deposit_minor": 50_050,
    "currency": "KES",
    "created_at": AT,
}


def _row(kind: Any, row: dict[str, Any]) -> dict[str, str]:
    columns, (cells,) = table_of(kind, [row])
    return dict(zip((column.title for column in columns), cells, strict=True))


class TestMessages:
    def test_what_it_is_and_how_it_went_stand_apart(self) -> None:
        assert _row("messages", MESSAGE) == {
            "time": "2026-11-30 15:00",
            "channel": "whatsapp",
            "contact": "Wanjiru",
            "way": "out",
            "kind": "text",
            "state": "failed",
            "why": "WhatsApp cannot reach this number (131026)",
            "text": "Hello *you*",
        }

    def test_an_error_that_was_overcome_is_no_news(self) -> None:
        assert "why" not in _row("messages", {**MESSAGE, "state": "read", "is_done": True})

    def test_a_text_without_end_is_cut(self) -> None:
        assert len(_row("messages", {**MESSAGE, "text": "a" * 70_000})["text"]) == 503

    def test_somebody_without_a_name_is_a_number(self) -> None:
        assert _row("messages", {**MESSAGE, "contact_name": None})["contact"] == "+254712345678"

    def test_a_picture_says_what_became_of_it(self) -> None:
        stored = {**MESSAGE, "kind": "image", "file": "stored"}
        assert _row("messages", stored)["file"] == "stored"
        waits = {**stored, "file": "pending", "file_reason": "timeout"}
        assert _row("messages", waits)["file"] == "not stored yet: WhatsApp took too long"


class TestFiles:
    def test_shows_what_it_is_and_where_it_stands(self) -> None:
        assert _row("files", FILE) == {
            "time": "2026-11-30 15:00",
            "channel": "whatsapp",
            "contact": "Wanjiru",
            "kind": "document",
            "name": "receipt.pdf",
            "type": "application/pdf",
            "size": "2,346 kB",
            "state": "stored",
            "id": "01a22835",
        }

    @pytest.mark.parametrize(
        ("state", "reason", "said"),
        [
            ("pending", None, "not stored yet"),
            ("pending", "storage_failed", "not stored yet: object storage does not take it"),
            ("pending", "190", "not stored yet: the access token is wrong or has run out (190)"),
            ("failed", "131052", "lost: WhatsApp could not take it from the customer (131052)"),
            ("expired", "http_503", "lost: the provider answered HTTP 503"),
        ],
    )
    def test_says_why_it_is_not_stored(self, state: str, reason: str | None, said: str) -> None:
        row = {**FILE, "state": state, "reason": reason, "size_bytes": None}
        assert _row("files", row)["state"] == said


class TestBookings:
    def test_money_is_in_the_currency_and_empty_columns_are_left_out(self) -> None:
        assert _row("bookings", BOOKING) == {
            "reference": "BK-7F3K2",
            "status": "held",
            "service": "Braids",
            "with": "Amina",
            "from": "2026-11-30 15:00",
            "until": "17:00",
            "held until": "2026-11-29 15:00",
            "people": "1",
            "price": "KES 2,500",
            "deposit": "KES 500.50",
        }

    def test_a_stay_ends_on_another_day_and_a_confirmed_one_is_not_held(self) -> None:
        stay = {**BOOKING, "ends_at": AT + timedelta(days=2), "status": "confirmed"}
        shown = _row("bookings", stay)
        assert shown["until"] == "2026-12-02 15:00"
        assert "held until" not in shown


class TestNoteOf:
    def test_counts_and_names_the_clock(self) -> None:
        said = note_of("bookings", 1, 200, "Zuri", "Africa/Nairobi")
        assert said == "1 booking of Zuri; times of Africa/Nairobi"
        assert note_of("ledger", 2, 2, "Zuri", "UTC").startswith("the newest 2 ledger rows of")


class TestInWords:
    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("window_closed", "the contact has not written for more than 24 hours"),
            ("131047", "the contact has not written for more than 24 hours (131047)"),
            ("UserInBlackList", "the contact stopped SMS of this sender"),
            ("http_502", "the provider answered HTTP 502"),
            ("999", "the provider's error 999"),
        ],
    )
    def test_codes_are_said(self, code: str, said: str) -> None:
        assert in_words(code) == said


class TestPrintTable:
    def test_amounts_are_flush_right_and_nothing_is_cut(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        print_table(
            ["amount", "text"], [["KES 5", "[bold]x"], ["KES 1,500", "y"]], right={"amount"}
        )
        lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        assert lines == ["   amount  text", "    KES 5  [bold]x", "KES 1,500  y"]
