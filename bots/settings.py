"""Settings of the Rasa process, read once at start."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseSettings, Field

REPOSITORY = Path(__file__).resolve().parent.parent


class ServerSettings(BaseSettings):
    """Where the server listens, which model it loads and what it may use."""

    home: Path = Field(REPOSITORY / ".ratiba", env="RATIBA_HOME")
    host: str = Field("127.0.0.1", env="RASA_HOST")
    port: int = Field(5005, env="RASA_PORT")
    model: Path | None = Field(None, env="RASA_MODEL")
    endpoints: Path = Field(REPOSITORY / "endpoints.yml", env="RASA_ENDPOINTS")
    credentials: Path = Field(REPOSITORY / "credentials.yml", env="RASA_CREDENTIALS")
    log_level: str = Field("INFO", env="LOG_LEVEL")
    otlp_endpoint: str | None = Field(None, env="OTEL_EXPORTER_OTLP_ENDPOINT")

    @property
    def models(self) -> Path:
        """The folder that training writes to."""
        return self.home / "models"


class InlineSettings(BaseSettings):
    """Whether a shell or a test does by itself what the worker does for the server."""

    inline: bool = Field(False, env="RATIBA_INLINE")


class StorySettings(BaseSettings):
    """Where the trackers are."""

    database: str = Field(env="DATABASE_RASA_URL")


class TrainingSettings(BaseSettings):
    """What is trained and where the result goes."""

    home: Path = Field(REPOSITORY / ".ratiba", env="RATIBA_HOME")
    config: Path = Field(REPOSITORY / "config.yml", env="RASA_CONFIG")
    domain: Path = Field(REPOSITORY / "bots" / "domain", env="RASA_DOMAIN")
    data: Path = Field(REPOSITORY / "data", env="RASA_DATA")

    @property
    def models(self) -> Path:
        """The folder that models are kept in."""
        return self.home / "models"
