"""The process table: which programs run, with which settings, and how they say they are well."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.engines import PostgresEngine, RedisEngine, StorageEngine
from launcher.installation import ROOT, Installation, rasa_python
from launcher.object_storage import settings_in
from launcher.probes import http_probe, postgres_probe, redis_probe, storage_probe
from launcher.process import Process

DEMO_BUSINESS = ROOT / "launcher" / "demo" / "salon.yml"
_PROXY_FREE = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


@dataclass(frozen=True)
class Replicas:
    """How many of each process share the work."""

    rasa: int = 1
    worker: int = 1


class ProcessTable:
    """Chooses addresses once and describes every process of one installation."""

    def __init__(self, installation: Installation, replicas: Replicas) -> None:
        self._installation = installation
        self._given = installation.given
        self._replicas = replicas
        self.postgres = self._postgres()
        self.redis = self._redis()
        self.storage = self._storage()
        self.database_url = self._given.get("DATABASE_URL") or self._own_database_url()
        self.redis_url = self._given.get("REDIS_URL") or (self.redis.url if self.redis else "")
        self.s3 = self.storage.settings() if self.storage else settings_in(self._given)
        take = installation.ports.take
        self.web_port = take("WEB_PORT")
        self.sandbox_port = take("SANDBOX_PORT") if installation.mode == "demo" else 0
        self.actions_port = take("ACTIONS_PORT")
        self.rasa_ports = [take("RASA_PORT", n) for n in range(replicas.rasa)]
        self.worker_ports = [take("WORKER_PORT", n) for n in range(replicas.worker)]

    @property
    def public_url(self) -> str:
        given = self._given.get("PUBLIC_URL") if self._installation.mode == "up" else None
        return (given or f"http://127.0.0.1:{self.web_port}").strip().rstrip("/")

    def environment(self) -> dict[str, str]:
        """What every process is told."""
        derived = self._installation.derived
        return {
            **self._given,
            **_PROXY_FREE,
            **self._installation.role_urls(self.database_url),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            **self.s3,
            "RATIBA_HOME": str(self._installation.home),
            "RATIBA_SECRET_KEY": self._installation.secret_key,
            "TURN_TOKEN": self._given.get("TURN_TOKEN") or derived("turn"),
            "ACTIONS_URL": f"http://127.0.0.1:{self.actions_port}/webhook",
            "RASA_URL": ",".join(f"http://127.0.0.1:{port}" for port in self.rasa_ports),
            "PUBLIC_URL": self.public_url,
            "WEB_PORT": str(self.web_port),
            "ACTIONS_PORT": str(self.actions_port),
            "RASA_TELEMETRY_ENABLED": "false",
            "SANIC_HOST": "127.0.0.1",
            "HOST": "127.0.0.1",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            **(self._demo_environment() if self._installation.mode == "demo" else {}),
        }

    def engines(self) -> list[Process]:
        """The embedded servers that this installation needs."""
        found = []
        if self.postgres is not None:
            found.append(
                Process(
                    name="postgres",
                    command=self.postgres.command(),
                    probe=postgres_probe(self.postgres.url("postgres")),
                    address=f"127.0.0.1:{self.postgres.port}",
                    stop_signal=self.postgres.stop_signal,
                    user=self.postgres.user.option,
                )
            )
        if self.redis is not None:
            found.append(
                Process(
                    name="redis",
                    command=self.redis.command(),
                    probe=redis_probe(self.redis.url),
                    address=f"127.0.0.1:{self.redis.port}",
                    stop_signal=self.redis.stop_signal,
                )
            )
        if self.storage is not None:
            found.append(
                Process(
                    name="storage",
                    command=self.storage.command(),
                    probe=storage_probe(self.storage.port),
                    environment=self.storage.environment(),
                    address=f"127.0.0.1:{self.storage.port}",
                    stop_signal=self.storage.stop_signal,
                )
            )
        return found

    def dialogue(self) -> list[Process]:
        """Rasa, as many times as asked."""
        return [
            self._python(
                _numbered("rasa", n, self._replicas.rasa),
                (str(rasa_python()), "-m", "bots.server"),
                port,
                RASA_PORT=str(port),
            )
            for n, port in enumerate(self.rasa_ports)
        ]

    def services(self) -> list[Process]:
        """Everything else."""
        rows = [
            self._python("actions", _module("actions"), self.actions_port),
            self._python("web", _module("connectors.web"), self.web_port),
        ]
        rows += [
            self._python(
                _numbered("worker", n, self._replicas.worker),
                _module("connectors.worker"),
                port,
                WORKER_PORT=str(port),
            )
            for n, port in enumerate(self.worker_ports)
        ]
        if self._installation.mode == "demo":
            rows.append(self._python("sandbox", _module("sandbox"), self.sandbox_port))
        return rows

    def _python(self, name: str, command: tuple[str, ...], port: int, **extra: str) -> Process:
        return Process(
            name=name,
            command=command,
            probe=http_probe(port),
            environment={**self.environment(), **extra},
            folder=ROOT,
            address=f"http://127.0.0.1:{port}",
            ready_seconds=120.0,
        )

    def _demo_environment(self) -> dict[str, str]:
        derived = self._installation.derived
        sandbox = f"http://127.0.0.1:{self.sandbox_port}"
        return {
            "META_GRAPH_URL": f"{sandbox}/meta",
            "META_APP_SECRET": derived("meta-app-secret"),
            "META_VERIFY_TOKEN": derived("meta-verify-token"),
            "DARAJA_URL": f"{sandbox}/daraja",
            # The sandbox says in X-Forwarded-For that it calls from one of Safaricom's addresses.
            "DARAJA_TRUSTED_HOPS": "1",
            "AFRICASTALKING_URL": f"{sandbox}/africastalking",
            **_simulated_models(self._given, sandbox),
            "TRACE_TOKEN": derived("trace"),
            "SANDBOX_PORT": str(self.sandbox_port),
            "SANDBOX_STATE": str(self._installation.home / "sandbox.json"),
            "SANDBOX_SMS_REPORT_URL": self._sms_report_url(),
            "SANDBOX_BUSINESSES": json.dumps(sandbox_businesses(DEMO_BUSINESS, self._given)),
        }

    def _sms_report_url(self) -> str:
        """Where the sandbox tells what became of the demo business's SMS."""
        from core.notifications.reports import report_path
        from core.workflows.onboarding.business_file import load_business_file

        business = load_business_file(DEMO_BUSINESS, self._given)
        sender = next((each.id for each in business.channels if each.type == "sms"), None)
        return (
            self.public_url + report_path(self._installation.secret_key, sender) if sender else ""
        )

    def _postgres(self) -> PostgresEngine | None:
        if self._given.get("DATABASE_URL"):
            return None
        port = self._installation.ports.take("POSTGRES_PORT")
        password = self._installation.derived("role:ratiba_owner")
        is_durable = self._given.get("RATIBA_ENGINES") != "volatile"
        return PostgresEngine(self._installation.home, port, password, is_durable=is_durable)

    def _redis(self) -> RedisEngine | None:
        if self._given.get("REDIS_URL"):
            return None
        port = self._installation.ports.take("REDIS_PORT")
        return RedisEngine(self._installation.home, port, self._installation.derived("redis"))

    def _storage(self) -> StorageEngine | None:
        if self._given.get("S3_ENDPOINT_URL"):
            return None
        port = self._installation.ports.take("STORAGE_PORT")
        return StorageEngine(self._installation.home, port, self._installation.derived("storage"))

    def _own_database_url(self) -> str:
        return self.postgres.url() if self.postgres else ""


def sandbox_businesses(path: Path, environment: dict[str, str] | Any) -> list[dict[str, Any]]:
    """How the sandbox knows the business of a file: its numbers, tokens and paybills."""
    from core.workflows.onboarding.business_file import load_business_file

    business = load_business_file(path, environment)
    mpesa = next(iter(business.payments), None)
    return [
        {
            "phone_number_id": channel.id,
            "display_phone_number": channel.display,
            "name": business.name,
            "vertical": business.vertical,
            "token": channel.secrets.get("access_token"),
            "shortcode": mpesa.settings.get("shortcode") if mpesa else None,
        }
        for channel in business.channels
        if channel.type == "whatsapp"
    ]


def _simulated_models(given: Mapping[str, str], sandbox: str) -> dict[str, str]:
    """Addresses of the language models whose key says that the sandbox is to play them."""
    paths = {"ANTHROPIC": "/anthropic", "OPENAI": "/openai/v1"}
    return {
        f"{provider}_BASE_URL": f"{sandbox}{path}"
        for provider, path in paths.items()
        if given.get(f"{provider}_API_KEY") == "sandbox"
    }


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)


def _numbered(name: str, index: int, count: int) -> str:
    return name if count == 1 else f"{name}-{index + 1}"
