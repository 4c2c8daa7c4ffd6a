"""The entry of every container: `enter.py rasa|services|owner PROGRAM...`.

Gives the program its own role's connection and the secrets it needs, derived from
RATIBA_SECRET_KEY, and takes away what it must not have. Standard library only: both images use it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
from urllib.parse import urlsplit, urlunsplit

_CONNECTIONS = {
    "rasa": {"DATABASE_RASA_URL": "ratiba_rasa"},
    "services": {"DATABASE_APP_URL": "ratiba_app", "DATABASE_PLATFORM_URL": "ratiba_platform"},
    "owner": {"DATABASE_APP_URL": "ratiba_app", "DATABASE_PLATFORM_URL": "ratiba_platform"},
}
_WITHHELD = {
    "rasa": ("DATABASE_URL", "RATIBA_SECRET_KEY", "S3_ACCESS_KEY", "S3_SECRET_KEY"),
    "services": ("DATABASE_URL",),
}


def environment_of(kind: str, given: dict[str, str]) -> dict[str, str]:
    """What a container of this kind may know; a setting left empty is not set."""
    secret, owner_url = given["RATIBA_SECRET_KEY"], given["DATABASE_URL"]
    own = {"TURN_TOKEN": derived(secret, "turn")}
    own.update({name: value for name, value in given.items() if value})
    for variable, role in _CONNECTIONS[kind].items():
        own.setdefault(variable, connection(owner_url, role, derived(secret, f"role:{role}")))
    for name in _WITHHELD.get(kind, ()):
        own.pop(name, None)
    return own


def derived(secret: str, label: str) -> str:
    """The same derivation as `core.kit.secrets.derive_secret`."""
    return hmac.new(secret.encode(), label.encode(), hashlib.sha256).hexdigest()


def connection(owner_url: str, role: str, password: str) -> str:
    """The owner's database, for another role."""
    parts = urlsplit(owner_url)
    address = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@{address}"))


def main() -> None:
    """Become the program."""
    kind, *program = sys.argv[1:]
    missing = [name for name in ("RATIBA_SECRET_KEY", "DATABASE_URL") if not os.environ.get(name)]
    if missing:
        sys.exit(f"{' and '.join(missing)} must be set: see .env.example")
    os.execvpe(program[0], program, environment_of(kind, dict(os.environ)))


if __name__ == "__main__":
    main()
