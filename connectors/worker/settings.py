"""What the worker is told at start."""

import os
import socket

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings

from core.kit.ids import new_id


class WorkerSettings(BaseSettings):
    """Where Rasa is, where health is served, and how much is done at once."""

    host: str = "127.0.0.1"
    worker_port: int = 8010
    rasa_url: str = "http://127.0.0.1:5005"
    turn_token: SecretStr
    turns_per_rasa: int = 10
    sends_at_once: int = 48
    jobs_at_once: int = 8
    files_at_once: int = 2
    largest_file_bytes: int = 104_857_600
    sweep_seconds: float = 2.0
    oldest_message_seconds: float = 30.0
    shutdown_seconds: float = 10.0

    @field_validator("turn_token")
    @classmethod
    def _is_set(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            raise ValueError("TURN_TOKEN must not be empty")
        return value

    @property
    def rasa_urls(self) -> list[str]:
        """Every Rasa process, from the comma-separated list."""
        return [url.strip() for url in self.rasa_url.split(",") if url.strip()]

    @property
    def turns_at_once(self) -> int:
        """So many turns keep every Rasa busy; more would only make each of them slower."""
        return self.turns_per_rasa * len(self.rasa_urls)


def process_name() -> str:
    """A name no other process has or had, for leases."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{new_id().hex[-8:]}"
