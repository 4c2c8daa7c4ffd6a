"""What the web process is told at start."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class WebSettings(BaseSettings):
    """Address, secrets of the Meta app that all tenants share, and the token of the trace view."""

    host: str = "127.0.0.1"
    web_port: int = 8000
    meta_app_secret: SecretStr = SecretStr("")
    meta_verify_token: SecretStr = SecretStr("")
    trace_token: SecretStr = SecretStr("")
    longest_webhook_bytes: int = 3 * 1024 * 1024
