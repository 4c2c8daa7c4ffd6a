"""The simulated Graph API over real HTTP, a host that is not Meta's, and the fetcher between."""

import base64
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.fetcher import Fetcher
from connectors.whatsapp.channel import WhatsAppSettings
from connectors.whatsapp.media import WhatsAppMedia
from core.files.storage import ObjectStorage, prefix_of
from core.kit import jobs
from sandbox.app import create_app
from sandbox.settings import SandboxSettings
from tests.fixtures.messages import FrontDesk, typed_message
from tests.fixtures.servers import free_port, served

TOKEN = "demo-whatsapp-token"
PICTURE = hashlib.shake_128(b"a picture").digest(900_000)


@dataclass
class Stranger:
    """A host that is not Meta's, and what it was asked."""

    url: str
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def stranger() -> Iterator[Stranger]:
    port = free_port()
    found = Stranger(f"http://127.0.0.1:{port}/elsewhere")

    async def take(request: Request) -> Response:
        found.asked.append(dict(request.headers))
        return Response(PICTURE)

    with served(Starlette(routes=[Route("/{path:path}", take)]), port):
        yield found


@pytest.fixture(scope="module")
def graph_url() -> Iterator[str]:
    port = free_port()
    nobody = f"http://127.0.0.1:{free_port()}"
    settings = SandboxSettings(public_url=nobody, sandbox_port=port, sandbox_state=None)
    with served(create_app(settings), port) as url:
        yield url


@dataclass
class Meta:
    """The simulated Graph API of one business, and the fetcher that asks it."""

    sandbox: httpx.Client
    desk: FrontDesk
    fetcher: Fetcher
    storage: ObjectStorage

    def behave(self, *steps: dict[str, Any], **default: Any) -> None:
        """How the next requests about media go, and those after them."""
        layers: dict[str, Any] = {"next": {"whatsapp.media": list(steps)}}
        if default:
            layers["defaults"] = {"whatsapp.media": default}
        self.sandbox.post("/control/behaviors", json=layers).raise_for_status()

    async def sent(self, kind: str = "image", *, has_url: bool = True, **changes: Any) -> UUID:
        """A customer's picture as it stands in the inbox; the id of its file."""
        body = {
            "phone_number_id": self.desk.number,
            "customer": self.desk.phone,
            "type": kind,
            "file": base64.b64encode(PICTURE).decode(),
        }
        told = self.sandbox.post("/control/messages", json=body).raise_for_status().json()
        message = self.sandbox.get(f"/control/messages/{told['id']}").json()
        media = {**message["content"][kind], **changes}
        if not has_url:
            del media["url"]
        await self.desk.receive(typed_message(kind, media, sender=self.desk.phone))
        (file,) = await self.files()
        return UUID(str(file["id"]))

    async def files(self) -> list[dict[str, Any]]:
        return await self.desk.rows("SELECT * FROM files")

    async def fetch(self, file_id: UUID) -> dict[str, Any]:
        """The file after one try."""
        await self.fetcher.fetch(None, tenant_id=str(self.desk.tenant_id), file_id=str(file_id))
        (file,) = await self.files()
        return file

    async def keys(self) -> list[str]:
        return await self.storage.keys(prefix_of(self.desk.tenant_id))

    async def jobs(self) -> list[str]:
        """When the file is tried next, as the queue says."""
        async with self.desk.database.platform_transaction(reason="test") as session:
            waiting = await jobs.waiting(session, self.desk.tenant_id)
        return [job["task"] for job in waiting]

    def counted(self, name: str) -> int:
        return int(self.sandbox.get("/control/counters").json().get(name, 0))


@pytest.fixture
async def meta(graph_url: str, desk: FrontDesk, storage: ObjectStorage) -> AsyncIterator[Meta]:
    with httpx.Client(base_url=graph_url, trust_env=False) as sandbox:
        _begin_afresh(sandbox, desk.number)
        async with aiohttp.ClientSession() as http:
            source = WhatsAppMedia(http, WhatsAppSettings(meta_graph_url=f"{graph_url}/meta"))
            fetcher = Fetcher(
                desk.database,
                storage,
                {"whatsapp": source},
                desk.accesses,
                largest_bytes=1_000_000,
            )
            yield Meta(sandbox, desk, fetcher, storage)
    await storage.remove_all(desk.tenant_id)


def _begin_afresh(sandbox: httpx.Client, number: str) -> None:
    """The sandbox knows this number alone and sends no webhooks: the tests deliver them."""
    for path, body in {
        "reset": {},
        "businesses": {"phone_number_id": number, "token": TOKEN},
        "behaviors": {"defaults": {"whatsapp.webhook": {"drop": True}}},
    }.items():
        sandbox.post(f"/control/{path}", json=body).raise_for_status()
