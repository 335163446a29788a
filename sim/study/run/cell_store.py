"""The runs of cells, each kept by itself beside all results folders: a wider grid finds those that are there.

`cells/<hash of the baseline's question>/<number>-<key of the cell>.json` holds one run, sealed with its checksum: what
the cell does decides its key, not its name or the study that asked for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.study.question.question import BASE, Question
from sim.study.run.checksums import Damaged
from sim.study.run.records import NoAnswer
from sim.study.run.results_store import Folder

NAME = "cells"
"""Folder of all such stores, beside the results folders."""
Row = tuple[str, str, str, str, float]
"""Measure, breakdown, level, unit and value."""


@dataclass(frozen=True)
class CellRun:
    """One run of a cell or of the baseline: its measures, who waits at doors, and the baseline's daily totals."""

    seconds: float
    measures: Sequence[Row]
    doors: Sequence[tuple[str, float, float]]
    """Setting, people waiting at the end, people let in a day, of each front door that can be blocked."""
    series: Mapping[str, Sequence[float]]
    """Daily totals from day 0, by series; of cells none."""

    @classmethod
    def of(cls, content: Any) -> "CellRun":
        """Return a run from what was kept; raise Damaged where it is not the whole of one."""
        try:
            rows = [
                (str(m), str(b), str(level), str(unit), float(value))
                for m, b, level, unit, value in content["measures"]
            ]
            doors = [(str(name), float(people), float(let_in)) for name, people, let_in in content["doors"]]
            series = {str(name): [float(value) for value in values] for name, values in content["series"].items()}
            return cls(float(content["seconds"]), rows, doors, series)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Damaged("is no run of a cell") from None

    @property
    def content(self) -> dict[str, Any]:
        """What is kept of it, in plain values."""
        return {"seconds": self.seconds, "measures": self.measures, "doors": self.doors, "series": self.series}


@dataclass(frozen=True)
class CellStore:
    """The kept runs of all cells that share one baseline, period, seed, engine and model."""

    folder: Folder
    keys: Mapping[str, str]
    """Key by name, of the cells of one sweep and of the baseline."""

    @classmethod
    def of(cls, results: Path, question: Question) -> "CellStore":
        """Return the store of a question's baseline, in the folder of results (not yet made)."""
        keys = {name: question.option_key(name) for name in question.names}
        drawn = {"posterior": [dict(draw) for draw in question.posterior]} if question.draws_multipliers else {}
        shared = replace(question.without_options, study=NAME, replications_decide=False, besides=drawn)
        return cls(Folder(results / NAME / shared.hash), keys)

    def keep(self, name: str, number: int, run: CellRun) -> None:
        """Write one run, whole or not at all."""
        self.folder.write_sealed(self._file(name, number), run.content)

    def read(self, name: str, number: int) -> CellRun | None:
        """Return one run; None where it has not been finished; raise Damaged where its file is not as written."""
        content = self.folder.read_sealed(self._file(name, number))
        return None if content is None else CellRun.of(content)

    def read_kept(self, name: str, number: int) -> CellRun | None:
        """Read one run that was whole when a study began; raise NoAnswer if it is damaged now."""
        try:
            return self.read(name, number)
        except Damaged as damage:
            lost = f"{name}, replication {number}: {damage}, and was there when it had run"
            raise NoAnswer(f"{lost}: nothing is put together without it; the same command runs it again") from None

    def lacking(self, wanted: Mapping[int, Sequence[str]], damaged: dict[str, str]) -> dict[int, list[str]]:
        """Return the names, of those wanted by replication, without a whole run; note in ``damaged`` what is wrong."""
        lacking = {number: [*self.lacking_of(number, names, damaged)] for number, names in wanted.items()}
        return {number: names for number, names in lacking.items() if names}

    @property
    def names(self) -> list[str]:
        """The baseline, and of cells that do the same the first: they are run once."""
        return list(self._firsts.values())

    @cached_property
    def _firsts(self) -> dict[str, str]:
        """The first name by key."""
        firsts: dict[str, str] = {}
        for name, key in self.keys.items():
            firsts.setdefault(key, name)
        return firsts

    def first(self, name: str) -> str:
        """Return the first cell that does the same as one."""
        return self._firsts[self.keys[name]]

    def lacking_of(self, number: int, names: Sequence[str], damaged: dict[str, str]) -> Iterator[str]:
        """Yield which of some names have no whole run in a replication; note in ``damaged`` what is wrong."""
        for name in names:
            try:
                if self.read(name, number) is None:
                    yield name
            except Damaged as damage:
                damaged[f"{name}, replication {number}"] = str(damage)
                yield name

    def seconds(self, numbers: Sequence[int]) -> tuple[float, float] | None:
        """Return the mean seconds of a cell's run and of the baseline's, of those kept; None without either."""
        known: dict[bool, list[float]] = {True: [], False: []}
        for number in numbers:
            for name in self.keys:
                run = self._readable(name, number)
                known[name == BASE] += [run.seconds] if run is not None else []
        if not known[True] or not known[False]:
            return None
        return sum(known[False]) / len(known[False]), min(known[True])

    def _readable(self, name: str, number: int) -> CellRun | None:
        try:
            return self.read(name, number)
        except Damaged:
            return None

    def _file(self, name: str, number: int) -> str:
        return f"{number:04d}-{self.keys[name]}"
