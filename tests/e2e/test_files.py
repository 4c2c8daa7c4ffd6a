"""Pictures of one customer to two businesses: stored, each with its own, and erased with it."""

import asyncio
import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from core.files.settings import StorageSettings
from core.files.storage import ObjectStorage
from core.kit.db import Database, DatabaseSettings
from core.workflows.onboarding.apply import apply_business_file
from core.workflows.onboarding.business_file import BusinessFile, load_business_file
from launcher.object_storage import settings_in
from tests.e2e.rows import Row, Rows
from tests.fixtures.phone import Phone, until
from tests.fixtures.system import Stack

pytestmark = pytest.mark.e2e

CANARY = Path(__file__).parent / "canary.yml"
SLUG, NUMBER = "gallery", "109000000000556"
_FILES = """
    SELECT f.tenant_id, f.state, f.reason, f.object_key, t.slug FROM files f
    JOIN tenants t ON t.id = f.tenant_id JOIN inbound_messages m ON m.id = f.message_id
    WHERE m.external_id = ANY(%s) ORDER BY t.slug"""


def picture(name: str) -> bytes:
    """Bytes that no other picture has."""
    return b"\x89PNG\r\n" + hashlib.shake_128(name.encode()).digest(300_000)


def send(phone: Phone, content: bytes) -> str:
    return phone.send(type="image", file=base64.b64encode(content).decode())


def objects(stack: Stack, prefix: str) -> dict[str, bytes]:
    """What object storage has under a prefix."""
    given: dict[str, Any] = {k.lower(): v for k, v in settings_in(stack.state).items()}
    storage = ObjectStorage(StorageSettings(**given))

    async def read() -> dict[str, bytes]:
        keys = await storage.keys(prefix)
        return {key: b"".join([c async for c in storage.read(key)]) for key in keys}

    try:
        return asyncio.run(read())
    finally:
        storage.close()


@pytest.fixture
def gallery(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """A customer of a business of its own, whose credentials this system can read."""
    monkeypatch.setenv("RATIBA_SECRET_KEY", (stack.home / "secret").read_text().strip())
    text = CANARY.read_text()
    for theirs, own in (
        ("kanarikrill", SLUG),
        ("KANARIKRILL", "GALLERY"),
        ("000000555", "000000556"),
    ):
        text = text.replace(theirs, own)
    (tmp_path / "gallery.yml").write_text(text)
    asyncio.run(open_business(stack, load_business_file(tmp_path / "gallery.yml", {})))
    known = {"phone_number_id": NUMBER, "token": "canary-pangolin-token"}
    stack.sandbox.post("/control/businesses", json=known).raise_for_status()
    return Phone(stack.sandbox, stack.phone().number, NUMBER)


async def open_business(stack: Stack, file: BusinessFile) -> None:
    """Put a business into the database of this system."""
    urls = {name: stack.state[name] for name in ("database_app_url", "database_platform_url")}
    database = Database(DatabaseSettings(**urls))
    await apply_business_file(database, file, public_url=stack.state["web_url"])
    await database.dispose()


def done(stack: Stack, *arguments: str) -> str:
    """What a command of ./ratiba prints when it succeeds."""
    finished = stack.run(*arguments)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


class TestPictures:
    def test_are_stored_with_their_business_and_go_and_come_with_it(
        self, stack: Stack, rows: Rows, gallery: Phone, tmp_path: Path
    ) -> None:
        demo = Phone(stack.sandbox, gallery.number, str(stack.business["phone_number_id"]))
        sent = [send(gallery, picture("gallery")), send(demo, picture("demo"))]

        def stored() -> list[Row]:
            found = rows.find(_FILES, sent)
            return found if [row["state"] for row in found] == ["stored"] * 2 else []

        mine, theirs = until(stored, 20, "both pictures are stored")
        assert (mine["slug"], theirs["slug"]) == (SLUG, "zuri-hair")
        prefix = f"{mine['tenant_id']}/"
        assert objects(stack, prefix) == {mine["object_key"]: picture("gallery")}
        assert objects(stack, theirs["object_key"]) == {theirs["object_key"]: picture("demo")}
        assert theirs["object_key"].startswith(f"{theirs['tenant_id']}/")

        export = str(tmp_path / "gallery.jsonl")
        assert "and 1 file written" in done(stack, "business", "export", SLUG, export)
        done(stack, "business", "erase", SLUG, "--yes")
        assert objects(stack, prefix) == {}
        done(stack, "business", "restore", export)
        assert objects(stack, prefix) == {mine["object_key"]: picture("gallery")}
        assert objects(stack, theirs["object_key"]) == {theirs["object_key"]: picture("demo")}
