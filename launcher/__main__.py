"""`python -m launcher`: the commands of `./ratiba`, once the environments exist."""

import signal
import sys

if __name__ == "__main__":
    # What follows takes a moment to import, in which Ctrl-C has nothing to tell but where it was.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from pydantic import ValidationError

from core.kit.settings import is_of_settings, problem_of
from launcher.cli.app import app
from launcher.console import show_error
from launcher.errors import LauncherError

_CANCELED = 130
"""How a shell says that Ctrl-C ended something."""


def main() -> None:
    """Run the command; a LauncherError becomes a message without a traceback."""
    try:
        _require_text(sys.argv[1:])
        app(prog_name="./ratiba")
    except LauncherError as error:
        show_error(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_CANCELED)
    except ValidationError as error:
        if not is_of_settings(error):
            raise
        show_error(LauncherError(problem_of(error)))
        sys.exit(1)


def _require_text(arguments: list[str]) -> None:
    """Bytes that are no text stand as lone surrogates, which nothing behind here can write."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise LauncherError("An argument is not text in UTF-8.") from None


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
