"""The reports of a business as tables for people: short columns, its money, its times."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.conversations.rendering import say_money
from core.workflows.reports import Report
from launcher.delivery_words import in_words
from launcher.file_words import state_in_words

Row = Mapping[str, Any]
_LONGEST_TEXT = 500


@dataclass(frozen=True)
class Column:
    """A heading, what stands under it in a row, and whether it is flush right."""

    title: str
    value: Callable[[Row], str]
    is_amount: bool = False


def table_of(kind: Report, rows: Sequence[Row]) -> tuple[list[Column], list[list[str]]]:
    """The columns that have something in them, and the cells of each row."""
    cells = [[column.value(row) for column in _TABLES[kind]] for row in rows]
    used = [n for n in range(len(_TABLES[kind])) if any(row[n] for row in cells)]
    return [_TABLES[kind][n] for n in used], [[row[n] for n in used] for row in cells]


def note_of(kind: Report, count: int, limit: int, business: str, zone: str) -> str:
    """What stands below the table: how much was shown, and whose clock the times are."""
    newest = "the newest " if count == limit else ""
    noun = kind if count != 1 or kind == "ledger" else kind.removesuffix("s")
    rows = f"{noun} rows" if kind == "ledger" else noun
    return f"{newest}{count} {rows} of {business}; times of {zone}"


def _plain(name: str) -> Callable[[Row], str]:
    return lambda row: "" if row[name] is None else str(row[name])


def _words(name: str) -> Callable[[Row], str]:
    return lambda row: (row[name] or "").replace("_", " ")


def _yes(name: str) -> Callable[[Row], str]:
    return lambda row: "" if row[name] is None else "yes" if row[name] else "no"


def _moment(name: str) -> Callable[[Row], str]:
    return lambda row: _clock(row[name])


def _money(name: str) -> Callable[[Row], str]:
    return lambda row: say_money(row[name], row["currency"])


def _phone(name: str) -> Callable[[Row], str]:
    return lambda row: f"+{row[name]}" if (row[name] or "").isdigit() else row[name] or ""


def _clock(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _until(row: Row) -> str:
    starts, ends = row["starts_at"], row["ends_at"]
    return f"{ends:%H:%M}" if starts.date() == ends.date() else _clock(ends)


def _held(row: Row) -> str:
    return _clock(row["held_until"]) if row["status"] == "held" else ""


def _contact(row: Row) -> str:
    return row["contact_name"] or _phone("contact_address")(row)


def _shortly(row: Row) -> str:
    text = " ".join((row["text"] or "").split())
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def _why(row: Row) -> str:
    """An error that was overcome is no news."""
    return in_words(row["error"]) if row["error"] and not row["is_done"] else ""


def _file(row: Row) -> str:
    return state_in_words(row["file"], row["file_reason"]) if row["file"] else ""


def _file_state(row: Row) -> str:
    return state_in_words(row["state"], row["reason"])


def _size(row: Row) -> str:
    return "" if row["size_bytes"] is None else f"{max(1, round(row['size_bytes'] / 1000)):,} kB"


_TABLES: Mapping[Report, tuple[Column, ...]] = {
    "bookings": (
        Column("reference", _plain("reference")),
        Column("status", _words("status")),
        Column("service", _plain("services")),
        Column("with", _plain("resources")),
        Column("from", _moment("starts_at")),
        Column("until", _until),
        Column("held until", _held),
        Column("people", _plain("party_size"), is_amount=True),
        Column("name", _plain("contact_name")),
        Column("price", _money("price_minor"), is_amount=True),
        Column("deposit", _money("deposit_minor"), is_amount=True),
    ),
    "payments": (
        Column("booking", _plain("reference")),
        Column("by", _plain("provider")),
        Column("for", _words("purpose")),
        Column("state", _words("state")),
        Column("why", _words("reason")),
        Column("amount", _money("amount_minor"), is_amount=True),
        Column("receipt", _plain("receipt")),
        Column("asked", _moment("created_at")),
        Column("paid", _moment("paid_at")),
    ),
    "refunds": (
        Column("booking", _plain("reference")),
        Column("state", _words("state")),
        Column("why", _words("reason")),
        Column("amount", _money("amount_minor"), is_amount=True),
        Column("receipt", _plain("receipt")),
        Column("to", _phone("payer_phone")),
        Column("asked", _moment("created_at")),
    ),
    "messages": (
        Column("time", _moment("created_at")),
        Column("channel", _plain("channel_type")),
        Column("contact", _contact),
        Column("way", _plain("direction")),
        Column("kind", _words("kind")),
        Column("state", _words("state")),
        Column("why", _why),
        Column("file", _file),
        Column("text", _shortly),
    ),
    "files": (
        Column("time", _moment("created_at")),
        Column("channel", _plain("channel_type")),
        Column("contact", _contact),
        Column("kind", _words("kind")),
        Column("name", _plain("name")),
        Column("type", _plain("mime_type")),
        Column("size", _size, is_amount=True),
        Column("state", _file_state),
        Column("next try", _moment("due_at")),
        Column("id", _plain("id")),
    ),
    "contacts": (
        Column("name", _plain("name")),
        Column("phone", _phone("phone")),
        Column("language", _plain("language")),
        Column("staff", _yes("is_staff")),
        Column("channel", _plain("channel_type")),
        Column("address there", _plain("external_id")),
        Column("reachable", _yes("is_reachable")),
        Column("since", _moment("created_at")),
    ),
    "ledger": (
        Column("time", _moment("created_at")),
        Column("transaction", lambda row: str(row["transaction_id"])[:8]),
        Column("account", _plain("account")),
        Column("amount", _money("amount_minor"), is_amount=True),
        Column("booking", _plain("reference")),
    ),
}
