"""What is wrong with a sample: rows and columns, what is allowed, and never a value of a row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.description.input_errors import InputError, InputErrors

MOST_ROWS = 10
"""Rows listed for each kind of fault; of further ones, only the number."""
Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Kind = tuple[str, str, str, str]
"""File, column, rule, and what is allowed."""


class SampleErrors(InputErrors):
    """A sample has faults that forbid its use: a line for each, and what was cut short already."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        Exception.__init__(self, "\n".join(str(error) for error in self.errors))


@dataclass
class Faults:
    """Faults noted so far, by kind, with the first rows of each and how many rows there are."""

    of_files: list[InputError] = field(default_factory=list)
    rows: dict[Kind, list[int]] = field(default_factory=dict)
    counts: dict[Kind, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.of_files or self.counts)

    def note(self, file: str, rows: Rows, column: str, rule: str, allowed: str = "") -> None:
        """Note rows of a file, if there are any."""
        if len(rows):
            kind = (file, column, rule, allowed)
            known = self.rows.setdefault(kind, [])
            known += [int(row) for row in rows[: MOST_ROWS - len(known)]]
            self.counts[kind] = self.counts.get(kind, 0) + len(rows)

    def note_file(self, file: str, column: str, rule: str, allowed: str = "", near_miss: str = "") -> None:
        """Note what is wrong with a whole file, or with one of its columns."""
        self.of_files.append(InputError(file, column, allowed=allowed, near_miss=near_miss, message=rule))

    def take(self, others: "Faults") -> None:
        """Take up what others have noted."""
        self.of_files += others.of_files
        self.rows |= others.rows
        self.counts |= others.counts

    def errors(self) -> Iterator[InputError]:
        """Yield each fault, of every kind the first rows and then how many more there are."""
        yield from self.of_files
        for kind, rows in self.rows.items():
            file, column, rule, allowed = kind
            for row in rows:
                yield InputError(f"{file}, row {row}", column, allowed=allowed, message=rule)
            if more := self.counts[kind] - len(rows):
                yield InputError(file, column, message=f"{rule}: and {more:,} more rows")
