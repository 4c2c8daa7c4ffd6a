"""The first instant of every child process, before it becomes the real program.

Run as a script with nothing but the standard library:
`child.py PARENT_PID DEATH_SIGNAL USER -- PROGRAM [ARGUMENT...]`.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Take on the asked user, tie the process to its parent's life, and become the program."""
    parent, death_signal, user, _, *command = arguments
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _become_user(user)
    # The kernel forgets the death signal when credentials change, so it comes after them.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the parent is already gone")
    os.execv(command[0], command)


def _become_user(user: str) -> None:
    kind, _, number = user.partition(":")
    if kind == "namespace":
        uid, gid = os.geteuid(), os.getegid()
        os.unshare(os.CLONE_NEWUSER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{number} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{number} {gid} 1")
    elif kind == "other":
        os.setgroups([])
        os.setgid(int(number))
        os.setuid(int(number))


if __name__ == "__main__":
    main(sys.argv[1:])
