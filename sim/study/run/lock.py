"""One process at a time in a results folder: a second one waits, and logs which it waits for.

The lock is the operating system's, on a file that names its holder: it goes with the process, however that ends, so a
file that a killed process leaves behind holds nobody up.
"""

import errno
import logging
import os
import socket
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".lock"
LOG = logging.getLogger(__name__)
_HELD: dict[Path, int] = {}
"""Folders that this process works in, and the open file of each lock."""
_TAKEN = (errno.EWOULDBLOCK, errno.EACCES, errno.EAGAIN, errno.EDEADLK)
_PAUSE = 0.1
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


def hold(folder: Path) -> None:
    """Make a folder and wait until no other process works in it; it is this one's until `release`.

    A folder inside one that is held is held with it. Where the file system has no locks, a warning is logged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    if any(_is_ours(place) for place in (folder, *folder.parents)):
        return
    waiting = False
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            file = os.open(folder / NAME, _FLAGS, 0o666)
        except FileNotFoundError:  # somebody has just removed the folder
            continue
        try:
            _lock(file)
        except OSError as error:
            holder = _holder(file)
            os.close(file)
            if error.errno not in _TAKEN:
                LOG.warning("%s: cannot be locked (%s): start nothing else in it", folder.name, error.strerror)
                return
            if not waiting:
                LOG.warning("%s: %s is at work in this folder: waiting until it has ended", folder.name, holder)
                waiting = True
            time.sleep(_PAUSE)
            continue
        if _is_there(folder, file):
            os.truncate(file, 0)
            os.write(file, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
            _HELD[folder] = file
            return
        os.close(file)


def release() -> None:
    """Let others work in every folder that this process holds."""
    while _HELD:
        folder, file = _HELD.popitem()
        if _is_there(folder, file):
            (folder / NAME).unlink(missing_ok=True)
        os.close(file)


def _is_ours(folder: Path) -> bool:
    return folder in _HELD and _is_there(folder, _HELD[folder])


def _is_there(folder: Path, file: int) -> bool:
    """Tell whether an open lock file is still the one in the folder, and not one that has been removed."""
    try:
        return os.path.samestat((folder / NAME).stat(), os.fstat(file))
    except OSError:
        return False


def _lock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(file: int) -> str:
    """Return who holds a lock, as its file says."""
    try:
        words = os.pread(file, 200, 0) if sys.platform != "win32" else b""
    except OSError:
        words = b""
    return words.decode("utf-8", "replace").strip() or "another process"
