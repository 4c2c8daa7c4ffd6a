"""Daraja apps and the short codes they may collect on, and their access tokens."""

import base64
import binascii
import re
import secrets
import time

from pydantic import BaseModel

from sandbox.behaviors import TokenBehavior
from sandbox.daraja.errors import DarajaError, invalid

_TIMESTAMP = re.compile(r"^20\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$")
_SHORTCODE = re.compile(r"^\d{5,7}$")


class Shortcode(BaseModel):
    """A paybill or till and what is needed to collect on it; None accepts anything."""

    shortcode: str
    name: str = ""
    passkey: str | None = None
    till: str | None = None
    consumer_key: str | None = None
    consumer_secret: str | None = None


class Accounts:
    """Checks keys, tokens and passwords."""

    def __init__(self) -> None:
        self.shortcodes: dict[str, Shortcode] = {}
        self._tokens: dict[str, tuple[str, float]] = {}
        self._current: dict[str, str] = {}

    def clear(self) -> None:
        """Forget short codes and tokens."""
        self.shortcodes.clear()
        self._tokens.clear()
        self._current.clear()

    def issue_token(self, authorization: str, grant_type: str, behavior: TokenBehavior) -> str:
        """A new access token of an app, which ends its previous one."""
        scheme, _, encoded = authorization.partition(" ")
        if scheme.lower() != "basic":
            raise DarajaError("auth_type")
        if grant_type != "client_credentials":
            raise DarajaError("grant_type")
        key, secret = _decode_pair(encoded)
        self._check_keys(key, secret)
        token = secrets.token_urlsafe(21)[:28]
        if not behavior.keeps_old_tokens:
            self._tokens.pop(self._current.get(key, ""), None)
        self._current[key] = token
        self._tokens[token] = (key, time.monotonic() + behavior.life_seconds)
        return token

    def check_token(self, authorization: str) -> None:
        """Raise when the bearer token is unknown, replaced or over its life."""
        scheme, _, token = authorization.partition(" ")
        _, until = self._tokens.get(token.strip(), ("", 0.0))
        if scheme.lower() != "bearer" or time.monotonic() >= until:
            raise DarajaError("token")

    def expire_tokens(self) -> int:
        """End every token now; how many there were."""
        count = len(self._tokens)
        self._tokens.clear()
        return count

    def check_password(self, shortcode: object, password: object, timestamp: object) -> str:
        """The short code, when the password is made of it, its passkey and the timestamp."""
        code, stamp = str(shortcode or ""), str(timestamp or "")
        if not _SHORTCODE.match(code):
            raise DarajaError("invalid_shortcode")
        if not _TIMESTAMP.match(stamp):
            raise invalid("Timestamp")
        known = self.shortcodes.get(code)
        if known is None and self.shortcodes:
            raise DarajaError("merchant")
        try:
            plain = base64.b64decode(str(password or ""), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise DarajaError("credentials") from None
        passkey = plain[len(code) : -len(stamp)]
        fits = plain.startswith(code) and plain.endswith(stamp) and passkey
        if not fits or (known and known.passkey and passkey != known.passkey):
            raise DarajaError("credentials")
        return code

    def _check_keys(self, key: str, secret: str) -> None:
        pairs = {
            (s.consumer_key, s.consumer_secret)
            for s in self.shortcodes.values()
            if s.consumer_key is not None
        }
        if not key or not secret or (pairs and (key, secret) not in pairs):
            raise DarajaError("bad_keys")


def _decode_pair(encoded: str) -> tuple[str, str]:
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise DarajaError("bad_keys") from None
    return key, secret
