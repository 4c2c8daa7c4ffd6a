"""What the sandbox is told at start."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.models import Business


class SandboxSettings(BaseSettings):
    """Environment of the sandbox process; everything has a default that fits the demo."""

    model_config = SettingsConfigDict(extra="ignore")

    public_url: str = "http://127.0.0.1:8000"
    meta_app_secret: SecretStr = SecretStr("sandbox-app-secret")
    trace_token: SecretStr = SecretStr("")
    sandbox_port: int = 8090
    sandbox_businesses: list[Business] = []
    sandbox_state: Path | None = None
    sandbox_sms_report_url: str = ""

    @property
    def whatsapp_webhook_url(self) -> str:
        """Where signed WhatsApp webhooks go."""
        return f"{self.public_url.rstrip('/')}/webhooks/whatsapp"

    @property
    def own_url(self) -> str:
        """This process's own address, used in media links."""
        return f"http://127.0.0.1:{self.sandbox_port}"
