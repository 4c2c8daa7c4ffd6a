"""Secrets derived from the one installation secret, and encryption of columns."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet
from pydantic_settings import BaseSettings
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class SecretSettings(BaseSettings):
    """`RATIBA_SECRET_KEY`: the installation's one secret; changing it loses stored credentials."""

    ratiba_secret_key: str


def derive_secret(secret_key: str, label: str) -> str:
    """A 64-character hex secret for one purpose (`role:ratiba_app`, `turn`, `columns`...)."""
    return hmac.new(secret_key.encode(), label.encode(), hashlib.sha256).hexdigest()


class EncryptedJson(TypeDecorator[Mapping[str, Any]]):
    """A JSON object stored encrypted with the installation's secret."""

    impl = LargeBinary
    cache_ok = True

    def _fernet(self) -> Fernet:
        key = derive_secret(SecretSettings().ratiba_secret_key, "columns")
        return Fernet(base64.urlsafe_b64encode(bytes.fromhex(key)))

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return self._fernet().encrypt(json.dumps(dict(value)).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:
        if value is None:
            return None
        loaded: dict[str, Any] = json.loads(self._fernet().decrypt(bytes(value)))
        return loaded
