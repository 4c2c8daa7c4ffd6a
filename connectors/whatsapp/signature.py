"""Meta's webhook signature, over the bytes as they came."""

import hashlib
import hmac

HEADER = "x-hub-signature-256"


def is_signed(body: bytes, signature: str | None, app_secret: str) -> bool:
    """Whether Meta signed these very bytes with this app's secret; an empty one signs nothing."""
    if not signature or not app_secret:
        return False
    expected = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode(), f"sha256={expected}".encode())


def accepts_handshake(mode: str | None, token: str | None, verify_token: str) -> bool:
    """Whether a handshake comes from whoever knows our token; an empty token matches nobody."""
    if mode != "subscribe" or not token or not verify_token:
        return False
    return hmac.compare_digest(token.encode(), verify_token.encode())
