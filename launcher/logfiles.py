"""The processes' log files: bounded in size, readable at the end."""

import shutil
from pathlib import Path

MAX_BYTES = 10_000_000


def rotate(path: Path, max_bytes: int = MAX_BYTES) -> None:
    """Move a grown log to `<name>.1`; the writer keeps its open file (opened for appending)."""
    if path.exists() and path.stat().st_size > max_bytes:
        shutil.copyfile(path, path.with_name(path.name + ".1"))
        with path.open("r+b") as file:
            file.truncate(0)


def last_lines(path: Path, count: int = 15, *, since: int = 0) -> str:
    """The last lines written after byte `since`."""
    if not path.exists():
        return ""
    size = path.stat().st_size
    start = max(since if since <= size else 0, size - 20_000)
    with path.open("rb") as file:
        file.seek(start)
        text = file.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-count:])
