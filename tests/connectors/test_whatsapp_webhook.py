"""Payloads in the shapes the provider sends, and the items they become."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from connectors.whatsapp.webhook import parse
from core.contacts.address import Address
from core.conversations.received import (
    AddressChange,
    DeliveryReport,
    OperatorEcho,
    ReceivedMessage,
    Remark,
)
from tests.fixtures.messages import envelope, value_for

pytestmark = pytest.mark.unit

NUMBER = "109000000000001"
OUTBOUND = UUID("01a1fbb3-b617-7289-9457-881b9b5ffdd2")
AT = 1_764_000_000
BASE = {"from": "254712345678", "id": "wamid.1", "timestamp": str(AT)}
CONTACT = {
    "profile": {"name": "Jane", "username": "jane.w"},
    "wa_id": "254712345678",
    "user_id": "KE.13491208655302741918",
}


def items(*, field: str = "messages", **value: Any) -> list[Any]:
    return [routed.item for routed in parse(envelope(value_for(NUMBER, **value), field=field))]


def message(**content: Any) -> ReceivedMessage:
    (item,) = items(messages=[{**BASE, **content}], contacts=[CONTACT])
    assert isinstance(item, ReceivedMessage)
    return item


MESSAGES: list[tuple[dict[str, Any], str, str | None, str | None]] = [
    ({"type": "text", "text": {"body": "Habari"}}, "text", "Habari", None),
    ({"type": "text", "text": {}}, "text", None, None),
    ({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}}, "image", None, None),
    ({"type": "image", "image": {"id": "1", "caption": "like this"}}, "image", "like this", None),
    ({"type": "video", "video": {"id": "1", "caption": "so"}}, "video", "so", None),
    ({"type": "document", "document": {"filename": "a.pdf"}}, "document", None, None),
    ({"type": "audio", "audio": {"id": "1", "voice": True}}, "audio", None, None),
    ({"type": "voice", "voice": {"id": "1"}}, "audio", None, None),
    ({"type": "sticker", "sticker": {"id": "1", "animated": False}}, "sticker", None, None),
    (
        {"type": "location", "location": {"latitude": -1.3, "longitude": 36.8}},
        "location",
        None,
        None,
    ),
    ({"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}}]}, "contacts", None, None),
    ({"type": "order", "order": {"catalog_id": "1", "product_items": []}}, "order", None, None),
    (
        {"type": "reaction", "reaction": {"message_id": "w", "emoji": "\U0001f44d"}},
        "reaction",
        None,
        None,
    ),
    ({"type": "unsupported", "errors": [{"code": 131051}]}, "unsupported", None, None),
    ({"type": "unknown", "errors": [{"code": 131051}]}, "unknown", None, None),
    ({"type": "hologram", "hologram": {}}, "unknown", None, None),
    ({}, "unknown", None, None),
    (
        {
            "type": "interactive",
            "interactive": {
                "type": "button_reply",
                "button_reply": {"id": f"{OUTBOUND}:1", "title": "Yes"},
            },
        },
        "button",
        "Yes",
        f"{OUTBOUND}:1",
    ),
    (
        {
            "type": "interactive",
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": f"{OUTBOUND}:12", "title": "Braids", "description": "2 h"},
            },
        },
        "button",
        "Braids",
        f"{OUTBOUND}:12",
    ),
    (
        {
            "type": "interactive",
            "interactive": {
                "type": "button_reply",
                "button_reply": {"id": '/cancel_booking{"booking": "x"}', "title": "Cancel"},
            },
        },
        "button",
        "Cancel",
        None,
    ),
    (
        {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"body": "x"}}},
        "interactive",
        None,
        None,
    ),
    ({"type": "interactive"}, "interactive", None, None),
    ({"type": "button", "button": {"text": "Stop", "payload": "/affirm"}}, "button", "Stop", None),
]


class TestMessages:
    @pytest.mark.parametrize(("content", "kind", "text", "button_id"), MESSAGES)
    def test_each_type_is_read_as_what_it_is(
        self, content: dict[str, Any], kind: str, text: str | None, button_id: str | None
    ) -> None:
        read = message(**content)
        assert (read.kind, read.text, read.button_id) == (kind, text, button_id)
        assert read.external_id == "wamid.1"
        assert read.sent_at == datetime.fromtimestamp(AT, UTC)

    def test_what_the_provider_said_is_kept_beside_the_text(self) -> None:
        read = message(type="text", text={"body": "x"}, referral={"source_id": "ad-7"})
        assert read.content["referral"] == {"source_id": "ad-7"}
        assert "text" not in read.content

    def test_an_edit_names_its_original(self) -> None:
        edited = {"type": "text", "text": {"body": "at 4"}}
        read = message(type="edit", edit={"original_message_id": "wamid.0", "message": edited})
        assert (read.kind, read.text, read.original_id) == ("edit", "at 4", "wamid.0")

    def test_a_revocation_names_its_original(self) -> None:
        read = message(type="revoke", revoke={"original_message_id": "wamid.0"})
        assert (read.kind, read.original_id) == ("revoke", "wamid.0")

    @pytest.mark.parametrize("timestamp", ["", "soon", None, "-5", "99999999999999999999", [1]])
    def test_a_senseless_time_becomes_now(self, timestamp: Any) -> None:
        read = message(type="text", text={"body": "x"}, timestamp=timestamp)
        assert abs((datetime.now(UTC) - read.sent_at).total_seconds()) < 5

    def test_a_message_without_an_id_is_no_message(self) -> None:
        (item,) = items(messages=[{"from": "254712345678", "type": "text"}])
        assert isinstance(item, Remark)


class TestSenders:
    def test_the_user_id_comes_first(self) -> None:
        sender = message(type="text", from_user_id=CONTACT["user_id"]).sender
        assert sender == Address(str(CONTACT["user_id"]), "254712345678", "Jane")
        assert sender.key == CONTACT["user_id"]

    def test_a_user_without_a_visible_phone_is_known_by_the_user_id(self) -> None:
        wrote = {"id": "wamid.1", "timestamp": str(AT), "type": "text", "from_user_id": "KE.7"}
        for hidden in ({}, {"from": ""}, {"from": "KE.7"}):
            (item,) = items(messages=[{**wrote, **hidden}])
            assert item.sender == Address("KE.7", None, None)

    def test_contacts_are_matched_by_id_not_by_place(self) -> None:
        messages = [{**BASE, "type": "text"}, {**BASE, "id": "wamid.2", "from": "255700000001"}]
        contacts = [{"wa_id": "255700000001", "profile": {"name": "Ali"}}, CONTACT]
        first, second = items(messages=messages, contacts=contacts)
        assert (first.sender.profile_name, second.sender.profile_name) == ("Jane", "Ali")

    @pytest.mark.parametrize(
        "system",
        [
            {"type": "user_changed_number", "wa_id": "254700000009", "user_id": "KE.9"},
            {"type": "user_changed_number", "wa_id": "254700000009"},
        ],
    )
    def test_a_changed_number_is_a_change_of_address(self, system: dict[str, str]) -> None:
        (item,) = items(messages=[{**BASE, "type": "system", "system": system}])
        assert isinstance(item, AddressChange)
        assert item.old.phone == "254712345678"
        assert item.new == Address(system.get("user_id"), "254700000009")

    def test_a_changed_user_id_is_a_change_of_address(self) -> None:
        system = {"type": "user_changed_user_id", "user_id": "KE.9", "previous_user_id": "KE.8"}
        wrote = {"id": "wamid.1", "timestamp": str(AT), "type": "system", "system": system}
        (item,) = items(messages=[wrote])
        assert (item.old, item.new) == (Address("KE.8"), Address("KE.9"))

    def test_another_system_message_is_kept(self) -> None:
        (item,) = items(messages=[{**BASE, "type": "system", "system": {"body": "x"}}])
        assert isinstance(item, Remark)


class TestStatuses:
    @pytest.mark.parametrize(
        ("status", "state"),
        [("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("played", "read")],
    )
    def test_a_state_is_reported(self, status: str, state: str) -> None:
        (item,) = items(statuses=[self._status(status)], contacts=[CONTACT])
        assert isinstance(item, DeliveryReport)
        assert (item.state, item.outbound_id, item.error_code) == (state, OUTBOUND, None)

    def test_a_failure_carries_its_code(self) -> None:
        errors = [{"code": 131047, "title": "Re-engagement message"}]
        (item,) = items(statuses=[{**self._status("failed"), "errors": errors}])
        assert (item.state, item.error_code) == ("failed", "131047")

    @pytest.mark.parametrize("opaque", [None, "", "not ours", 7])
    def test_foreign_callback_data_names_no_message_of_ours(self, opaque: Any) -> None:
        status = {**self._status("sent"), "biz_opaque_callback_data": opaque}
        (item,) = items(statuses=[status])
        assert item.outbound_id is None

    @pytest.mark.parametrize("status", ["deleted", "warning", None, 5])
    def test_other_statuses_are_remarks(self, status: Any) -> None:
        (item,) = items(statuses=[{**self._status("sent"), "status": status}])
        assert isinstance(item, Remark)

    def _status(self, status: str) -> dict[str, Any]:
        return {
            "id": "wamid.out",
            "status": status,
            "timestamp": str(AT),
            "recipient_id": "254712345678",
            "biz_opaque_callback_data": str(OUTBOUND),
        }


class TestOtherFields:
    def test_an_echo_of_the_business_phone_is_outgoing(self) -> None:
        echo = {"from": "254700000001", "to": "254712345678", "id": "wamid.e", "timestamp": str(AT)}
        (item,) = items(
            field="smb_message_echoes",
            message_echoes=[{**echo, "type": "text", "text": {"body": "I will call you"}}],
        )
        assert isinstance(item, OperatorEcho)
        assert (item.recipient.phone, item.text) == ("254712345678", "I will call you")

    @pytest.mark.parametrize(
        "field", ["history", "standby", "calls", "user_preferences", "new_one"]
    )
    def test_other_fields_are_remarks_even_with_messages_inside(self, field: str) -> None:
        (item,) = items(field=field, messages=[{**BASE, "type": "text"}])
        assert isinstance(item, Remark)

    def test_an_account_error_is_a_remark(self) -> None:
        (item,) = items(errors=[{"code": 130429}])
        assert isinstance(item, Remark)

    def test_each_item_goes_to_its_own_number(self) -> None:
        one = value_for("1", messages=[{**BASE, "type": "text"}])
        two = value_for("2", messages=[{**BASE, "type": "text"}])
        assert [routed.phone_number_id for routed in parse(envelope(one, two))] == ["1", "2"]

    def test_a_value_without_metadata_has_no_number(self) -> None:
        (routed,) = parse(envelope({"event": "x"}, field="account_update"))
        assert routed.phone_number_id is None
