from pathlib import Path
from typing import Any

import pytest

from core.conversations.misunderstood import Misunderstood, MisunderstoodMessages
from launcher import misunderstood
from launcher.errors import LauncherError
from launcher.examples import Examples
from tests.fixtures.messages import FrontDesk, says

pytestmark = pytest.mark.db


def meant(intent: str, *actions: str, **parse: Any) -> dict[str, Any]:
    """What Rasa answers when it took a message for this."""
    said = {"intent": {"name": intent, "confidence": 0.9}, "entities": {}, "source": "local"}
    return says(
        "ok", parse={**said, **parse}, actions=[{"name": each, "ms": 1} for each in actions]
    )


async def exchange(desk: FrontDesk, *turns: tuple[str, dict[str, Any]]) -> None:
    for text, answer in turns:
        desk.rasa.script = [answer]
        await desk.write(text)
        await desk.answer()


async def waiting(desk: FrontDesk) -> list[Misunderstood]:
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        return await MisunderstoodMessages(session).waiting(days=30, limit=100)


async def slug(desk: FrontDesk) -> str:
    (row,) = await desk.rows("SELECT slug FROM tenants")
    return str(row["slug"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "en" / "nlu"
    folder.mkdir(parents=True)
    (folder / "help.yml").write_text(
        'version: "3.1"\n\nnlu:\n  - intent: help\n    examples: |\n      - help me\n'
    )
    return tmp_path


class TestWaiting:
    async def test_lists_each_kind_of_doubt_with_its_reason(self, desk: FrontDesk) -> None:
        await exchange(
            desk,
            ("zxqv one", meant("out_of_scope", "action_decline", unsure=True, guess="help")),
            ("zxqv two", meant("help")),
            ("ZXQV two", meant("help")),
            ("zxqv three", meant("ask_question")),
            ("a person please", meant("speak_to_human", "action_hand_over")),
        )
        found = {each.text: set(each.reasons) for each in await waiting(desk)}
        assert found == {
            "zxqv one": {"asked_back", "unsure", "fell_back"},
            "zxqv two": {"repeated"},
            "zxqv three": {"handed_over"},
        }

    async def test_masks_who_wrote(self, desk: FrontDesk) -> None:
        await exchange(desk, ("zxqv call 0712 345 678", meant("help", unsure=True)))
        assert [each.text for each in await waiting(desk)] == ["zxqv call <phone>"]

    async def test_masks_the_names_that_were_given_in_the_conversation(
        self, desk: FrontDesk
    ) -> None:
        await exchange(
            desk,
            ("zxqv asha is late", meant("help", unsure=True)),
            ("Asha Yusuf", meant("inform", entities={"name": "Asha Yusuf"})),
            ("I am angry, zxqv", meant("help", unsure=True)),
        )
        found = {each.text for each in await waiting(desk)}
        assert found == {"zxqv <name> is late", "I am angry, zxqv"}

    async def test_what_was_understood_is_not_there(self, desk: FrontDesk) -> None:
        await exchange(desk, ("what are your prices", meant("ask_question")))
        assert await waiting(desk) == []

    async def test_another_business_sees_none_of_it(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        await exchange(desk, ("zxqv", meant("help", unsure=True)))
        assert await waiting(other_desk) == []


class TestReview:
    async def test_a_labeled_message_becomes_one_example(self, desk: FrontDesk, data: Path) -> None:
        await exchange(desk, ("nisort zxqv 0712345678", meant("out_of_scope", unsure=True)))
        (row,) = await misunderstood.waiting(await slug(desk), days=30, limit=10)
        await desk.change("UPDATE turns SET language = 'en'")
        await misunderstood.review(await slug(desk), row["id"], "help")
        assert await waiting(desk) == []
        (exported,) = await misunderstood.export(await slug(desk), Examples(data))
        assert exported.added.file == data / "en" / "nlu" / "help.yml"
        assert Examples(data).of("en")["nisort zxqv 0712345678"] == "help"
        assert await misunderstood.export(await slug(desk), Examples(data)) == []

    async def test_what_stays_out_can_be_labeled_again(self, desk: FrontDesk, data: Path) -> None:
        await exchange(desk, ("help me", meant("help", unsure=True)))
        await desk.change("UPDATE turns SET language = 'en'")
        (row,) = await misunderstood.waiting(await slug(desk), days=30, limit=10)
        await misunderstood.review(await slug(desk), row["id"], "greet")
        (exported,) = await misunderstood.export(await slug(desk), Examples(data))
        assert exported.id == row["id"]
        assert exported.added.reason == "it stands for help; take it out there first"
        await misunderstood.review(await slug(desk), exported.id, "help")
        (exported,) = await misunderstood.export(await slug(desk), Examples(data))
        assert exported.added.is_known
        assert await misunderstood.export(await slug(desk), Examples(data)) == []

    async def test_a_dismissed_message_is_gone(self, desk: FrontDesk, data: Path) -> None:
        await exchange(desk, ("zxqv", meant("help", unsure=True)))
        (row,) = await misunderstood.waiting(await slug(desk), days=30, limit=10)
        await misunderstood.review(await slug(desk), row["id"], None)
        assert await waiting(desk) == []
        assert await misunderstood.export(await slug(desk), Examples(data)) == []

    async def test_an_intent_that_does_not_exist_is_refused(self, desk: FrontDesk) -> None:
        with pytest.raises(LauncherError, match="There is no intent 'halp'"):
            await misunderstood.review(await slug(desk), "abcdef12", "halp")

    async def test_an_id_that_does_not_exist_is_refused(self, desk: FrontDesk) -> None:
        with pytest.raises(LauncherError, match="No message has the id"):
            await misunderstood.review(await slug(desk), "abcdef12", "help")
