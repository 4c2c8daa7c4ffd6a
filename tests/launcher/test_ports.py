import os
import socket
from collections.abc import Iterator

import pytest

from launcher.errors import LauncherError
from launcher.ports import DEFAULTS, Ports

pytestmark = pytest.mark.unit


@pytest.fixture
def busy() -> Iterator[int]:
    """A port somebody else listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


class TestTake:
    def test_never_gives_the_same_port_twice(self) -> None:
        ports = Ports({"RATIBA_PORT_SHIFT": "1300"})
        taken = [ports.take("RASA_PORT", n) for n in range(3)] + [ports.take("RASA_PORT")]
        assert len(set(taken)) == 4

    def test_the_next_free_port_stands_in_for_a_busy_default_and_is_told(self, busy: int) -> None:
        ports = Ports({"RATIBA_PORT_SHIFT": str(busy - DEFAULTS["WEB_PORT"])})
        assert ports.take("WEB_PORT") > busy
        assert ports.moved[0].startswith(f"{busy} is in use, WEB_PORT is ")

    def test_a_port_that_another_start_was_given_is_left_to_it_until_that_ends(self) -> None:
        shift = {"RATIBA_PORT_SHIFT": str(1500 - os.getpid() % 1000)}
        other = Ports(shift)
        theirs = other.take("RASA_PORT")
        assert Ports(shift).take("RASA_PORT") != theirs
        del other
        assert Ports(shift).take("RASA_PORT") == theirs

    def test_a_port_the_person_set_is_never_replaced(self, busy: int) -> None:
        with pytest.raises(LauncherError, match=rf"Port {busy} \(WEB_PORT\) is in use"):
            Ports({"WEB_PORT": str(busy)}).take("WEB_PORT")

    @pytest.mark.parametrize("text", ["http", "0", "70000", "-1"])
    def test_what_is_no_port_is_refused(self, text: str) -> None:
        with pytest.raises(LauncherError, match="a port is a number"):
            Ports({"WEB_PORT": text}).take("WEB_PORT")

    @pytest.mark.parametrize("shift", ["1746", "60000", "-63790"])
    def test_a_shift_out_of_the_ports_is_refused_with_what_is_allowed(self, shift: str) -> None:
        with pytest.raises(LauncherError, match=f"RATIBA_PORT_SHIFT={shift} moves REDIS_PORT"):
            Ports({"RATIBA_PORT_SHIFT": shift}).take("REDIS_PORT")

    def test_a_shift_that_is_no_number_is_refused(self) -> None:
        with pytest.raises(LauncherError, match="RATIBA_PORT_SHIFT is 'many'"):
            Ports({"RATIBA_PORT_SHIFT": "many"})
