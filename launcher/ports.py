"""Addresses on this machine: the usual port, or the next free one."""

import socket
from collections.abc import Mapping

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
_TRIES = 200
_LAST_PORT = 65535


class Ports:
    """Hands out free ports; never the same one twice."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._shift = _shift(environment.get("RATIBA_PORT_SHIFT") or "0")
        self._taken: set[int] = set()
        self.moved: list[str] = []

    def take(self, variable: str, offset: int = 0) -> int:
        """The port for `variable`: as set there, else its default or the next free one."""
        if asked := self._environment.get(variable):
            port = _number(variable, asked) + offset
            if not self._is_free(port):
                raise LauncherError(
                    f"Port {port} ({variable}) is in use by another program.",
                    hint=f"Stop that program, or set {variable} to another port.",
                )
        else:
            usual = self._shifted(variable, offset)
            port = self._next_free(usual)
            if port != usual:
                self.moved.append(f"{usual} is in use, {variable} is {port}")
        self._taken.add(port)
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
            if self._is_free(port):
                return port
        raise LauncherError(f"No free port between {first} and {first + _TRIES}.")

    def _is_free(self, port: int) -> bool:
        if port in self._taken:
            return False
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
