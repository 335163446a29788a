"""The terminal: whatever its encoding, output never fails; and no control character of a text reaches it."""

import codecs
import io
import sys
import unicodedata
from typing import Any, TextIO

from sim.study.run.plain_text import printable

IN_ASCII = {"£": "GBP", "\N{MINUS SIGN}": "-", "±": "+/-", "\N{HORIZONTAL ELLIPSIS}": "...", "’": "'", "–": "-"}
HANDLER = "homefirst"


def in_letters_known(error: UnicodeError) -> tuple[str, int]:
    """Write what an encoding lacks in letters that it has: `GBP` for a pound sign, e for an accented e, or ?."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_plain(letter) for letter in error.object[error.start : error.end]), error.end


def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    return IN_ASCII.get(letter, base or "?")


class Console:
    """A stream of the terminal that writes no control character but new lines, tabs and those in `keep`."""

    def __init__(self, stream: TextIO, keep: str) -> None:
        self.stream, self.keep = stream, keep

    def write(self, text: str) -> int:
        """Write a text."""
        return self.stream.write(printable(text, self.keep))

    def __getattr__(self, name: str) -> Any:
        """Be the stream in everything else."""
        return getattr(self.stream, name)


def make_output_safe() -> None:
    """Let standard output and error take any text. A progress bar may go back to the start of its line on the error."""
    codecs.register_error(HANDLER, in_letters_known)
    for name, keep in (("stdout", "\n\t"), ("stderr", "\n\t\r")):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
        if stream is not None and not isinstance(stream, Console):
            setattr(sys, name, Console(stream, keep))
