"""The words of the command line prepared for Hydra: checked, and quoted where its grammar needs it."""

import re
from collections.abc import Iterator, Sequence

from sim.description.input_errors import InputError, InputErrors, shown

COMMAND = "command line"
WITH_A_VALUE = ("--config-dir", "-cd", "--config-name", "-cn", "--config-path", "-cp", "--cfg", "-c", "--package", "-p")
TASKS = ("run",)
"""First words of `start.py` that are accepted here and ignored."""
LONGEST_NUMBER = 300
"""Digits of a whole number at most."""
_KEY = re.compile(r"(\+\+?|~)?[\w.@:/-]+")
_PIECE = re.compile(r"[^\[\]{},'\"()]+")
_PLAIN = re.compile(r"[A-Za-z0-9_/\\\-+.$%*@?|: ]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def ready_words(words: Sequence[str]) -> list[str]:
    """Return a command line as Hydra takes it: flags first, and odd values in quotes.

    Raises
    ------
    InputErrors
        With a line for each word that is no flag and no key=value.
    """
    rest = list(words[1:]) if words[:1] and words[0] in TASKS else list(words)
    flags, keys = flags_and_keys(rest)
    errors = [fault for word in keys for fault in _faults(word)]
    if errors:
        raise InputErrors(errors)
    return flags + [_quoted(word) for word in keys]


def flags_and_keys(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the flags, each with its value, and the key=value words: Hydra takes them in no other order."""
    flags: list[str] = []
    keys: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        (flags if word.startswith("-") or before in WITH_A_VALUE else keys).append(word)
    return flags, keys


def values_of(words: Sequence[str], *flags: str) -> list[str]:
    """Return the values of any of these flags, after them or behind their ``=``."""
    after = [words[at + 1] for at, word in enumerate(words[:-1]) if word in flags]
    return after + [word.split("=", 1)[1] for word in words if word.split("=", 1)[0] in flags and "=" in word]


def _faults(word: str) -> Iterator[InputError]:
    key, sign, value = word.partition("=")
    if not sign and not key.startswith("~"):
        yield InputError(
            COMMAND, value=shown(word), message="is no key=value (write a key, =, and a value; --help lists them)"
        )
    elif not _KEY.fullmatch(key):
        yield InputError(COMMAND, value=shown(word), message="must begin with the name of a key")
    elif _CONTROL.search(value):
        yield InputError(COMMAND, key, shown(value), message="holds a character that text may not hold")
    elif digits := re.search(rf"\d{{{LONGEST_NUMBER + 1},}}", value):
        yield InputError(COMMAND, key, shown(value), message=f"is a number of {len(digits[0]):,} digits: too large")
    elif value == "null" and key in ("study", "period", "engine", "report"):
        yield InputError(COMMAND, key, "nothing", message="must be the name of a file in conf/" + key)


def _quoted(word: str) -> str:
    """Return a word with every name in its value that Hydra's grammar cannot take put in quotes."""
    key, sign, value = word.partition("=")
    if re.search(r"['\"({$]", value):
        return word
    return key + sign + _PIECE.sub(lambda piece: piece[0] if _PLAIN.fullmatch(piece[0]) else f"'{piece[0]}'", value)
