"""Where files are kept."""

from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings


class StorageSettings(BaseSettings):
    """An S3: its address, the keys, the bucket; how much is asked of it at once."""

    s3_endpoint_url: str
    s3_access_key: str
    s3_secret_key: SecretStr
    s3_bucket: str = "ratiba"
    s3_region: str = "us-east-1"
    s3_timeout_seconds: float = 30.0
    s3_at_once: int = 4

    @field_validator("s3_endpoint_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        address = value.strip().rstrip("/")
        try:
            parts = urlsplit(address)
            _ = parts.port
        except ValueError:
            raise ValueError("it is no address") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("such an address begins with https:// or http://")
        if parts.path or parts.query or "@" in parts.netloc:
            raise ValueError("such an address is host and port alone")
        return address

    @field_validator("s3_access_key", "s3_bucket")
    @classmethod
    def _is_set(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("it is empty")
        return value.strip()
