"""Addresses on this machine: the usual port, or the next free one."""

import socket
from collections.abc import Mapping

from launcher.errors import LauncherError

DEFAULTS = {
    "POSTGRES_PORT": 54320,
    "REDIS_PORT": 63790,
    "RASA_PORT": 5005,
    "ACTIONS_PORT": 5055,
    "WEB_PORT": 8000,
    "WORKER_PORT": 8010,
    "SANDBOX_PORT": 8090,
}
_TRIES = 200


class Ports:
    """Hands out free ports; never the same one twice."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._shift = int(environment.get("RATIBA_PORT_SHIFT") or 0)
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
            usual = DEFAULTS[variable] + self._shift + offset
            port = self._next_free(usual)
            if port != usual:
                self.moved.append(f"{usual} is in use, {variable} is {port}")
        self._taken.add(port)
        return port

    def _next_free(self, first: int) -> int:
        for port in range(first, first + _TRIES):
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


def _number(variable: str, text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise LauncherError(f"{variable} is {text!r}; a port is a number from 1 to 65535.")
    return int(text)
