"""The embedded object storage, as the launcher runs it."""

import io
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from core.files.settings import StorageSettings
from core.files.storage import ObjectStorage
from launcher.engines import StorageEngine, start_detached
from launcher.errors import LauncherError
from launcher.object_storage import require_storage
from launcher.probes import storage_probe
from tests.fixtures.servers import free_port, wait_for

pytestmark = pytest.mark.contract

SECRET = "a secret of its own"


@pytest.fixture
def engine(tmp_path: Path) -> StorageEngine:
    engine = StorageEngine(tmp_path, free_port(), SECRET)
    engine.prepare()
    return engine


@pytest.fixture
def server(engine: StorageEngine) -> Iterator["subprocess.Popen[bytes]"]:
    started = _start(engine)
    yield started
    started.kill()
    started.wait(5)


def _start(engine: StorageEngine) -> "subprocess.Popen[bytes]":
    log = engine.home / "storage.log"
    started = start_detached(engine.command(), log, environment=engine.environment())
    wait_for(engine.answers, 20)
    return started


def _storage(engine: StorageEngine) -> ObjectStorage:
    return ObjectStorage(
        StorageSettings(
            s3_endpoint_url=engine.url,
            s3_access_key=engine.access_key,
            s3_secret_key=SecretStr(SECRET),
            s3_bucket=engine.bucket,
        )
    )


async def _read(engine: StorageEngine) -> bytes:
    storage = _storage(engine)
    found = b"".join([chunk async for chunk in storage.read("tenant/file")])
    storage.close()
    return found


class TestStorageEngine:
    async def test_keeps_what_was_stored_through_kill_nine(self, engine: StorageEngine) -> None:
        first, storage = _start(engine), _storage(engine)
        await storage.put("tenant/file", io.BytesIO(b"habari"), 6, "text/plain")
        storage.close()
        first.send_signal(signal.SIGKILL)
        first.wait(5)
        again = _start(engine)
        assert await _read(engine) == b"habari"
        again.send_signal(engine.stop_signal)
        again.wait(10)
        assert (engine.home / "files").stat().st_mode & 0o077 == 0

    def test_keeps_strangers_out_and_its_secret_to_itself(
        self, engine: StorageEngine, server: "subprocess.Popen[bytes]"
    ) -> None:
        answer = httpx.get(f"{engine.url}/{engine.bucket}", trust_env=False)
        assert answer.status_code in (400, 403)
        assert SECRET not in Path(f"/proc/{server.pid}/cmdline").read_text()
        assert SECRET not in (engine.home / "storage.log").read_text()

    async def test_is_healthy_while_it_answers(
        self, engine: StorageEngine, server: "subprocess.Popen[bytes]"
    ) -> None:
        probe = storage_probe(engine.port)
        assert await probe() is None
        server.kill()
        server.wait(5)
        assert await probe() is not None


class TestRequireStorage:
    def test_its_own_settings_pass_and_a_bucket_is_made(
        self, engine: StorageEngine, server: "subprocess.Popen[bytes]"
    ) -> None:
        require_storage({**engine.settings(), "S3_BUCKET": "another"})
        assert (engine.home / "files" / "another").is_dir()
        require_storage(engine.settings())

    @pytest.mark.parametrize("name", ["S3_ACCESS_KEY", "S3_SECRET_KEY"])
    def test_wrong_keys_are_told(
        self, engine: StorageEngine, server: "subprocess.Popen[bytes]", name: str
    ) -> None:
        with pytest.raises(LauncherError, match="refuses the keys") as refused:
            require_storage({**engine.settings(), name: "something else"})
        assert "S3_ACCESS_KEY and S3_SECRET_KEY" in refused.value.hint

    def test_tls_where_there_is_none_is_told(
        self, engine: StorageEngine, server: "subprocess.Popen[bytes]"
    ) -> None:
        secure = engine.url.replace("http:", "https:")
        with pytest.raises(LauncherError, match="does not speak TLS"):
            require_storage({**engine.settings(), "S3_ENDPOINT_URL": secure})
