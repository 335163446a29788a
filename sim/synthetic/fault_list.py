"""The faults that a synthetic sample can be given: names, realistic rates, and which of them the check must find."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from sim.description.files import Source
from sim.description.table_files import rows_of

HERE = Path(__file__).parent
FoundBy = Literal["no", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the table that it spoils, the share of rows where it is realistic, and what the check says of it."""

    name: str
    table: str
    realistic: float
    found_by_check: FoundBy
    meaning: str


@cache
def faults() -> dict[str, Fault]:
    """Return every fault by name."""
    rows = rows_of(Source(HERE, HERE / "faults.csv"), ())
    return {
        row["fault"]: Fault(
            row["fault"], row["table"], float(row["realistic"]), cast(FoundBy, row["found_by_check"]), row["meaning"]
        )
        for row in rows
    }
