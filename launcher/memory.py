"""How much memory a process and its children hold."""

import os
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def resident_bytes(pid: int) -> int | None:
    """Resident memory of the process tree, shared pages counted once per tree; None when gone.

    The private part (resident minus shared) of each child is added to all of the parent's.
    """
    own = _statm(pid)
    if own is None:
        return None
    total = own[0]
    for child in _descendants(pid):
        pages = _statm(child)
        if pages is not None:
            total += pages[0] - pages[1]
    return total * _PAGE_BYTES


def _statm(pid: int) -> tuple[int, int] | None:
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return None
    return int(fields[1]), int(fields[2])


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in _children(waiting.pop()):
            found.append(child)
            waiting.append(child)
    return found


def _children(pid: int) -> list[int]:
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
