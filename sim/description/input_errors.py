"""Input errors: what is wrong in a scenario, in one line for the person who can correct it."""

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.description.renamed import GONE, new_name

LONGEST = 60
"""Characters of a written value or name that a message repeats."""
OTHER_MEANINGS = (
    "normal", "truncated_normal", "half_normal", "beta", "binomial", "geometric", "logistic", "pareto", "poisson",
    "pearson5", "triangular", "hyperexponential", "mixture", "deterministic", "bernoulli",
)  # fmt: skip
"""Terms with a meaning of their own: to suggest another in their place would change the model."""
MOST_LINES = 10
"""Faults that are listed; of further ones, only the number."""


@dataclass(frozen=True, slots=True)
class InputError:
    """One fault in the input: file, key, value and its unit, what is allowed, the near miss, and the rule.

    ``value``, ``unit``, ``allowed`` and ``near_miss`` are as shown to people; empty where there is nothing to show.
    """

    file: str
    key: str = ""
    value: str = ""
    unit: str = ""
    allowed: str = ""
    near_miss: str = ""
    message: str = ""

    def __str__(self) -> str:
        """Say it in one line: ``file: key: value unit: rule (did you mean …; allowed: …)``."""
        number = self.value[:1] in set("-.0123456789")
        value = "" if not number and self.value in self.message else self.value
        if value and number and self.unit:
            value = f"{value} {self.unit}"
        asides = [f"did you mean '{self.near_miss}'?"] if self.near_miss else []
        if self.unit and not number:
            asides.append(f"unit: {self.unit}")
        if self.allowed:
            asides.append(f"allowed: {self.allowed}")
        rule = f"{self.message} ({'; '.join(asides)})" if asides else self.message
        return " ".join(": ".join(part for part in (self.file, self.key, value, rule) if part).split())


class InputErrors(Exception):
    """The input has faults; ``errors`` holds all, the text a line for each of the first and the number of the rest.

    ``most`` is how many have a line.
    """

    def __init__(self, errors: Iterable[InputError], most: int = MOST_LINES) -> None:
        self.errors = tuple(dict.fromkeys(errors))
        lines = [str(fault) for fault in self.errors[:most]]
        if more := len(self.errors) - most:
            lines += [f"and {more:,} more"] if more > 0 else []
        super().__init__("\n".join(lines))


def shown(value: object) -> str:
    """Return a written value as a message repeats it: short, on one line, in the words of the file."""
    match value:
        case None:
            words = "nothing"
        case bool():
            words = "true" if value else "false"
        case float() if not math.isfinite(value):
            words = {"inf": ".inf", "-inf": "-.inf"}.get(str(value), ".nan")
        case float():
            words = f"{value:.10g}"
        case int():
            words = str(value) if abs(value) < 10**18 else f"{float(value):.10g}"
        case str():
            words = repr(value)
        case Mapping():
            words = "a mapping"
        case list() | tuple():
            words = "a list"
        case _:
            words = str(value)
    return _shortened(words)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def shown_key(*parts: object) -> str:
    """Return a dotted path; positions in a list count from one (``effects.#1.value``)."""
    words = (f"#{part + 1}" if isinstance(part, int) and not isinstance(part, bool) else str(part) for part in parts)
    return ".".join(_shortened(word if word.isprintable() else repr(word)) for word in words)


def near_miss(word: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant, or nothing: alike as a whole, or alike in one of its words."""
    plain = _plain(word[:LONGEST])
    if plain in OTHER_MEANINGS:
        return ""
    known = {_plain(name): name for name in names}
    alike = difflib.get_close_matches(plain, known, n=1, cutoff=0.7)
    if not alike:
        words = {part: name for name in reversed(known) for part in name.split("_") if len(part) > 2}
        alike = [words[part] for part in difflib.get_close_matches(plain, words, n=1, cutoff=0.75)]
    return known[alike[0]] if alike else ""


def _plain(name: str) -> str:
    return "_".join(re.findall(r"\w+", name.lower()))


def unknown(file: str, key: str, word: object, names: Iterable[str], what: str = "name") -> InputError:
    """Return the fault of an undefined word, with the near miss or, without one, all allowed words.

    ``names`` are the allowed words; ``what`` is the kind of word that the message names, such as ``key``.
    """
    names = list(names)
    if new := new_name(str(word), names):
        return InputError(file, key, shown(word), message=f"{what} {shown(word)} is now called '{new}'")
    if str(word) in GONE:
        return InputError(file, key, shown(word), message=f"{what} {shown(word)} {GONE[str(word)]}")
    near = near_miss(str(word), names)
    allowed = "" if near else ", ".join(_shortened(name) for name in names) or "none"
    return InputError(file, key, shown(word), allowed=allowed, near_miss=near, message=f"unknown {what} {shown(word)}")
