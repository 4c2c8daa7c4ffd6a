"""What the web process is told at start."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from core.conversations.texts import DOMAIN


class WebSettings(BaseSettings):
    """Address, secrets of the Meta app that all tenants share, and the token of the trace view."""

    host: str = "127.0.0.1"
    web_port: int = 8000
    meta_app_secret: SecretStr = SecretStr("")
    meta_verify_token: SecretStr = SecretStr("")
    trace_token: SecretStr = SecretStr("")
    domain_folder: Path = DOMAIN
    longest_webhook_bytes: int = 3 * 1024 * 1024
