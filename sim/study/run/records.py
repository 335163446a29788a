"""What a replication leaves: how its runs went, and what they said, as tables."""

from dataclasses import dataclass

import pandas as pd


class NoAnswer(Exception):
    """A run on which everything else depends gave no answer: what happened, in one line."""


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
    """What one replication said: its runs, measures, midnight series and flows."""

    number: int
    runs: list[Run]
    measures: pd.DataFrame
    daily: pd.DataFrame
    flows: pd.DataFrame
