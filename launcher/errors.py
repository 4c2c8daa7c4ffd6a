"""What the launcher tells a person when it cannot go on."""


class LauncherError(Exception):
    """A problem with what to do about it; printed without a traceback."""

    def __init__(self, message: str, *, hint: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.detail = detail


class AlreadyRunning(LauncherError):
    """Another supervisor owns this home."""


class CrashLoop(LauncherError):
    """A process ended again and again."""


class NotReady(LauncherError):
    """A process runs but did not become healthy in time."""
