"""Where SMS delivery reports come in: they carry no signature, so the path is the secret."""

import hmac
from urllib.parse import quote

from core.kit.secrets import derive_secret

_TOKEN_LENGTH = 32


def report_path(secret_key: str, sender: str) -> str:
    """The path of a sender's delivery reports, to be entered at the provider."""
    return f"/webhooks/sms/{quote(sender, safe='')}/{_token(secret_key, sender)}"


def is_report_token(secret_key: str, sender: str, token: str) -> bool:
    """Whether a path's last part is the sender's secret."""
    return hmac.compare_digest(_token(secret_key, sender).encode(), token.encode())


def _token(secret_key: str, sender: str) -> str:
    return derive_secret(secret_key, f"sms-reports:{sender}")[:_TOKEN_LENGTH]
