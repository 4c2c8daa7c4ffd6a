"""Settings of the action server, read once at start."""

from pydantic_settings import BaseSettings


class ActionServerSettings(BaseSettings):
    """Where the server listens and how long an action without a deadline may take."""

    actions_host: str = "127.0.0.1"
    actions_port: int = 5055
    actions_longest_seconds: float = 10.0
