"""Standard streams that may break without ending a study: only what goes to a closed or broken one is lost."""

import logging
import os
import sys
from contextlib import suppress
from typing import TextIO, cast


class Patient:
    """A stream for messages, which ignores errors in writing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text if that can be done."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Send what is written if that can be done."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def mend_streams() -> None:
    """Open the standard streams that are closed, before a file of ours gets their number, and make stderr patient.

    What `sim` logs is shown there, whoever else has set up logging.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8", closefd=False))
    if not isinstance(sys.stderr, Patient):
        sys.stderr = cast("TextIO", Patient(sys.stderr))
    if logging.lastResort is not None and logging.lastResort not in (log := logging.getLogger("sim")).handlers:
        log.addHandler(logging.lastResort)
