from itertools import zip_longest
from typing import Any
from uuid import UUID

import pytest

from connectors.whatsapp.rendering import message_body
from core.conversations.outbound import OfferedButton, OutboundMessage
from core.kit.ids import ChannelId, ConversationId, TenantId

pytestmark = pytest.mark.unit
ID = UUID("01a1fbb3-b617-7289-9457-881b9b5ffdd2")


def body(
    text: str = "Which one?", *titles: str, briefs: tuple[str, ...] = (), **changes: Any
) -> dict[str, Any]:
    buttons = tuple(
        OfferedButton(title, f"{ID}:{at}", brief)
        for at, (title, brief) in enumerate(zip_longest(titles, briefs))
    )
    facts: dict[str, Any] = {
        "recipient_id": "KE.7",
        "recipient_phone": "254712345678",
        **changes,
    }
    return message_body(
        OutboundMessage(
            id=ID,
            tenant_id=TenantId(ID),
            conversation_id=ConversationId(ID),
            channel_id=ChannelId(ID),
            text=text,
            buttons=buttons,
            **facts,
        )
    )


class TestRecipient:
    def test_a_phone_is_written_with_its_plus_sign(self) -> None:
        written = body()
        assert written["to"] == "+254712345678"
        assert "recipient" not in written

    def test_without_a_phone_the_user_id_is_the_recipient(self) -> None:
        written = body(recipient_phone=None)
        assert written["recipient"] == "KE.7"
        assert "to" not in written

    def test_the_outbox_id_comes_back_in_statuses(self) -> None:
        assert body()["biz_opaque_callback_data"] == str(ID)


class TestButtons:
    def test_no_buttons_are_a_text(self) -> None:
        assert body("Hello")["text"] == {"body": "Hello", "preview_url": False}

    def test_up_to_three_short_ones_are_reply_buttons(self) -> None:
        interactive = body("Pay?", "Yes", "No", "Later")["interactive"]
        assert interactive["type"] == "button"
        assert interactive["body"] == {"text": "Pay?"}
        replies = [button["reply"] for button in interactive["action"]["buttons"]]
        assert replies[2] == {"id": f"{ID}:2", "title": "Later"}

    @pytest.mark.parametrize("count", [4, 10])
    def test_up_to_ten_are_a_list(self, count: int) -> None:
        interactive = body("Which?", *(f"Choice {at}" for at in range(count)))["interactive"]
        assert interactive["type"] == "list"
        (section,) = interactive["action"]["sections"]
        assert len(section["rows"]) == count
        assert len(interactive["action"]["button"]) <= 20

    def test_a_long_title_makes_a_list_that_shows_all_of_it(self) -> None:
        title = "Colour and highlights with Grace"
        (row,) = body("Which?", title)["interactive"]["action"]["sections"][0]["rows"]
        assert len(row["title"]) <= 24
        assert row["description"] == title

    def test_one_time_too_long_for_a_row_makes_all_of_them_brief(self) -> None:
        titles = ("saa mbili asubuhi (08:00)", "saa tatu asubuhi (09:00)")
        briefs = ("08:00 asubuhi", "09:00 asubuhi")
        message = body("Saa ngapi?", *titles, briefs=briefs)
        rows = message["interactive"]["action"]["sections"][0]["rows"]
        assert [row["title"] for row in rows] == list(briefs)
        assert [row["description"] for row in rows] == list(titles)

    def test_short_titles_stay_in_full(self) -> None:
        titles, briefs = ("Sun 22 Nov at 3:00 PM",) * 4, ("Sun 22 Nov, 3:00 PM",) * 4
        rows = body("When?", *titles, briefs=briefs)["interactive"]["action"]["sections"][0]["rows"]
        assert rows[0] == {"id": f"{ID}:0", "title": titles[0]}

    def test_more_than_ten_are_numbered_in_the_text(self) -> None:
        written = body("Which?", *(f"Choice {at}" for at in range(11)))
        assert written["type"] == "text"
        assert written["text"]["body"].splitlines()[11] == "11. Choice 10"

    def test_a_long_text_with_buttons_is_a_list(self) -> None:
        assert body("x" * 1025, "Yes")["interactive"]["type"] == "list"

    def test_titles_that_become_the_same_are_told_apart(self) -> None:
        titles = [f"Wash and blow-dry with colour {at}" for at in range(5)]
        rows = body("Which?", *titles)["interactive"]["action"]["sections"][0]["rows"]
        shown = [row["title"] for row in rows]
        assert len(set(shown)) == 5
        assert max(map(len, shown)) <= 24
