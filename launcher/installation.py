"""One installation: its mode, secret, databases and the environment its processes get."""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from core.kit.secrets import derive_secret
from launcher.errors import LauncherError
from launcher.ports import Ports

ROOT = Path(__file__).resolve().parent.parent
Mode = Literal["demo", "up"]

PROCESS_ROLES = {
    "DATABASE_APP_URL": "ratiba_app",
    "DATABASE_PLATFORM_URL": "ratiba_platform",
    "DATABASE_RASA_URL": "ratiba_rasa",
}
_NEEDED = ("PUBLIC_URL", "META_APP_SECRET", "META_VERIFY_TOKEN")
_SECRET_BYTES = 32
_MIN_SECRET = 16


def home_folder() -> Path:
    """`$RATIBA_HOME`, or `.ratiba` beside the checkout."""
    return Path(os.environ.get("RATIBA_HOME") or ROOT / ".ratiba").expanduser().resolve()


def rasa_python() -> Path:
    """The interpreter of Rasa's environment, which stands beside ours."""
    return Path(sys.prefix).parent / "venv-rasa" / "bin" / "python"


def given_environment() -> dict[str, str]:
    """What the person set: `.env` of the checkout, and above it the real environment."""
    return {**settings_of(ROOT / ".env"), **os.environ}


def settings_of(path: Path) -> dict[str, str]:
    """The settings of a `.env` file that are not empty, none when there is no file.

    Raises LauncherError when it cannot be read, or has a line that is no setting.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise LauncherError(f"{path} is not a text in UTF-8; save it with that encoding.") from None
    except OSError as error:
        raise LauncherError(f"{path} cannot be read: {error.strerror}.") from None
    for binding in parse_stream(StringIO(text)):
        if binding.error:
            blank = binding.original.string.partition(binding.original.string.strip())[0]
            line = binding.original.line + blank.count("\n")
            raise LauncherError(
                f"{path}, line {line}: no setting.",
                hint="A line is NAME=value; a quote that is opened is closed; what is not meant for"
                " Ratiba begins with #.",
            )
    return {key: value for key, value in dotenv_values(stream=StringIO(text)).items() if value}


@dataclass
class Installation:
    """Everything the process table needs to know about one home."""

    home: Path
    mode: Mode
    given: Mapping[str, str] = field(repr=False)
    ports: Ports = field(repr=False)

    @cached_property
    def secret_key(self) -> str:
        """`RATIBA_SECRET_KEY`; in the demo it is made once and kept in the home."""
        if given := self.given.get("RATIBA_SECRET_KEY"):
            if len(given) < _MIN_SECRET:
                raise LauncherError(f"RATIBA_SECRET_KEY needs at least {_MIN_SECRET} characters.")
            return given
        if self.mode == "up":
            raise LauncherError(
                "RATIBA_SECRET_KEY is not set.",
                hint="Put a long random text into .env and keep it safe: stored credentials are"
                " encrypted with it.\nOne to use: " + secrets.token_hex(_SECRET_BYTES),
            )
        return self._own_secret()

    def require_settings(self) -> None:
        """Raises LauncherError when a real start lacks a setting it cannot work without."""
        if self.mode == "demo":
            return
        _ = self.secret_key
        if missing := [name for name in _NEEDED if not self.given.get(name, "").strip()]:
            raise LauncherError(
                f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set.",
                hint="Put what is missing into .env (.env.example explains each setting), or try"
                " ./ratiba demo, which needs none of it.",
            )
        if not _is_web_address(self.given["PUBLIC_URL"].strip()):
            raise LauncherError(
                f"PUBLIC_URL is {self.given['PUBLIC_URL']!r}; it is an address such as"
                " https://desk.example.com."
            )

    def derived(self, label: str) -> str:
        """An internal secret of this installation."""
        return derive_secret(self.secret_key, label)

    def role_urls(self, owner_url: str) -> dict[str, str]:
        """The connections of the processes' roles, unless the person names others."""
        return {
            variable: self.given.get(variable)
            or with_credentials(owner_url, role, self.derived(f"role:{role}"))
            for variable, role in PROCESS_ROLES.items()
        }

    def _own_secret(self) -> str:
        path = self.home / "secret"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_hex(_SECRET_BYTES))
            draft.replace(path)
        return path.read_text().strip()


def this_installation(mode: Mode) -> Installation:
    """The installation of this checkout and environment."""
    given = given_environment()
    return Installation(home_folder(), mode, given, Ports(given))


def _is_web_address(url: str) -> bool:
    try:
        address = urlsplit(url)
        _ = address.port
    except ValueError:
        return False
    is_plain = url.isprintable() and " " not in url
    return is_plain and address.scheme in ("http", "https") and bool(address.hostname)


def with_credentials(url: str, user: str, password: str) -> str:
    """The same database for another role."""
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{address}"))


def with_database(url: str, name: str) -> str:
    """Another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def without_password(url: str) -> str:
    """The address as it may be shown on a screen."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user = parts.username or ""
    return urlunsplit(parts._replace(netloc=f"{user}:***@{parts.netloc.rpartition('@')[2]}"))
