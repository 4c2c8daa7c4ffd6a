"""`python -m launcher`: the commands of `./ratiba`, once the environments exist."""

import sys

from launcher.cli.app import app
from launcher.console import show_error
from launcher.errors import LauncherError


def main() -> None:
    """Run the command; a LauncherError becomes a message without a traceback."""
    try:
        app(prog_name="./ratiba")
    except LauncherError as error:
        show_error(error)
        sys.exit(1)


if __name__ == "__main__":
    main()
