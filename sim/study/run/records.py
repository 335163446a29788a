"""Results of a replication: how its runs went, and their measures, as tables."""

import csv
import io
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields

import pandas as pd

from sim.study.run.plain_text import csv_cell


class NoAnswer(Exception):
    """A run on which everything else depends has no result: what happened, in one line."""


def in_a_line(error: Exception) -> str:
    """Return the kind and the words of an error in one line of at most 300 letters."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def seconds_since(begun: float) -> float:
    """Return the seconds since a time of `time.perf_counter`, to the millisecond."""
    return round(time.perf_counter() - begun, 3)


@dataclass(frozen=True, slots=True)
class Run:
    """One option in one replication: done, failed or died, the seconds it took, and what went wrong (one line)."""

    option: str
    replication: int
    status: str
    seconds: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class Replication:
    """Results of one replication: its runs, measures, midnight series, flows and sums by month."""

    number: int
    runs: list[Run]
    measures: pd.DataFrame
    daily: pd.DataFrame
    flows: pd.DataFrame
    by_period: pd.DataFrame = field(default_factory=pd.DataFrame)
    events: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Event logs by option, where they were read back; a study leaves them in its folder."""


def runs_csv(runs: Iterable[Run]) -> str:
    """Return how runs went as a CSV text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in fields(Run)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: csv_cell(value) for name, value in asdict(run).items()} for run in runs)
    return text.getvalue()


def read_runs(text: str) -> list[Run]:
    """Return the runs of a text of `runs_csv`."""
    return [
        Run(row["option"], int(row["replication"]), row["status"], float(row["seconds"]), row["message"])
        for row in csv.DictReader(io.StringIO(text))
    ]
