"""Addresses on this machine: the usual port, or the next free one."""

import fcntl
import os
import socket
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path

from launcher.errors import LauncherError

DEFAULTS = {
    "POSTGRES_PORT": 54320,
    "REDIS_PORT": 63790,
    "STORAGE_PORT": 53900,
    "RASA_PORT": 5005,
    "ACTIONS_PORT": 5055,
    "WEB_PORT": 8000,
    "WORKER_PORT": 8010,
    "SANDBOX_PORT": 8090,
}
_RESERVED = Path(tempfile.gettempdir()) / f"ratiba-ports-{os.getuid()}"
_TRIES = 200
_LAST_PORT = 65535


class Ports:
    """Hands out free ports; never the same one twice, nor one that another start was given.

    A program may take many seconds until it listens: until then only the reservation tells.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._shift = _shift(environment.get("RATIBA_PORT_SHIFT") or "0")
        self._taken: set[int] = set()
        self.moved: list[str] = []

    def take(self, variable: str, offset: int = 0) -> int:
        """The port for `variable`: as set there, else its default or the next free one."""
        if asked := self._environment.get(variable):
            port = _number(variable, asked) + offset
            if not self._reserve(port):
                raise LauncherError(
                    f"Port {port} ({variable}) is in use by another program.",
                    hint=f"Stop that program, or set {variable} to another port.",
                )
        else:
            usual = self._shifted(variable, offset)
            port = self._next_free(usual)
            if port != usual:
                self.moved.append(f"{usual} is in use, {variable} is {port}")
        return port

    def _shifted(self, variable: str, offset: int) -> int:
        usual = DEFAULTS[variable] + self._shift + offset
        if not 0 < usual <= _LAST_PORT:
            raise LauncherError(
                f"RATIBA_PORT_SHIFT={self._shift} moves {variable} to {usual};"
                f" a port is a number from 1 to {_LAST_PORT}.",
                hint=f"Set {variable} itself, or shift by at most"
                f" {_LAST_PORT - max(DEFAULTS.values())}.",
            )
        return usual

    def _next_free(self, first: int) -> int:
        for port in range(first, min(first + _TRIES, _LAST_PORT + 1)):
            if self._reserve(port):
                return port
        raise LauncherError(f"No free port between {first} and {first + _TRIES}.")

    def _reserve(self, port: int) -> bool:
        """Whether the port is this process's from now on."""
        if port in self._taken or not _is_free(port):
            return False
        try:
            held = _lock(port)
        except BlockingIOError:
            return False
        weakref.finalize(self, os.close, held)
        self._taken.add(port)
        return True


def _lock(port: int) -> int:
    """An open lock that ends with this process; BlockingIOError while another one has it."""
    _RESERVED.mkdir(mode=0o700, exist_ok=True)
    held = os.open(_RESERVED / str(port), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise
    return held


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _shift(text: str) -> int:
    if not text.removeprefix("-").isdigit():
        raise LauncherError(f"RATIBA_PORT_SHIFT is {text!r}; it is a whole number such as 1000.")
    return int(text)


def _number(variable: str, text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= _LAST_PORT:
        raise LauncherError(f"{variable} is {text!r}; a port is a number from 1 to {_LAST_PORT}.")
    return int(text)
