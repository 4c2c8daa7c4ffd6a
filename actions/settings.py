"""Settings of the action server, read once at start."""

from pydantic import field_validator
from pydantic_settings import BaseSettings


class ActionServerSettings(BaseSettings):
    """Where the server listens, how long an action may take, and where our own pages are."""

    actions_host: str = "127.0.0.1"
    actions_port: int = 5055
    actions_longest_seconds: float = 10.0
    public_url: str

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.strip().rstrip("/")
