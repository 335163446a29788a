"""The format: tables, columns, and codes, as data; checker, data dictionary and page are made from them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.description.files import Source
from sim.description.table_files import Row, rows_of

HERE = Path(__file__).parent
LEFT_OUT = "left_out"
"""In place of a reason: the delay is reported apart and not used."""
REASONS = (
    "assessment", "funding", "place_availability", "care_arrangements", "living_arrangements", "transport", "choice",
    "awi", "other_code_9", LEFT_OUT,
)  # fmt: skip
"""Reasons for delay, in the words of the model."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its cells are, whether they must be there, and which national field they come from."""

    name: str
    type: str
    codes: tuple[str, ...]
    presence: str
    """``optional``; ``column``: it must be there, with cells that may be empty; ``filled``: no cell may be empty."""
    low: float
    high: float
    meaning: str
    national_field: str

    @property
    def allowed(self) -> str:
        """The codes or the range, in words."""
        if self.codes:
            return ", ".join(self.codes)
        return f"{_limit(self.low)} to {_limit(self.high)}" if self.high < UNLIMITED else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, the columns at which a row begins and ends, and those that no two rows share."""

    name: str
    a_row: str
    key: tuple[str, ...] = ()
    begins: str = ""
    ends: str = ""
    asked: str = ""
    """Column of the day on which it was asked for."""

    @property
    def columns(self) -> dict[str, Column]:
        """The columns by name."""
        return _columns()[self.name]

    @property
    def unit(self) -> str:
        """The column of whom or what the disclosure rules count: people, else spells; of counts already, none."""
        return next((name for name in ("person", "spell") if name in self.columns), "")


UNLIMITED = 1e15
"""Above every whole number that a cell may hold."""
TABLES = {
    table.name: table
    for table in (
        Table("people", "one person", ("person",), "resident_from", "resident_to"),
        Table("spells", "one hospital spell", ("spell",), "admitted", "left"),
        Table("stays", "one ward stay of a spell", ("spell", "order"), "arrived", "left"),
        Table("delays", "one delay, or one month of it", ("person", "ready", "month"), "ready", "ended"),
        Table(
            "home_support",
            "one package over one span",
            ("person", "from", "to", "hours_per_week", "personal", "reablement", "quarter"),
            "from",
            "to",
            "asked",
        ),
        Table("care_home", "one stay in a care home", ("person", "from", "kind"), "from", "to", "asked"),
        Table("waiting", "one wait, or one wait on one list", ("person", "for", "since", "as_of"), "since", "until"),
        Table("attendances", "one attendance at an emergency department", ("person", "arrived"), "arrived", "left"),
        Table("capacity", "one capacity from one day on", ("setting", "from", "unit", "staffed")),
        Table("monthly", "one figure of one month", ("month", "measure", "by", "category")),
    )
}
"""Every table by name, in the order in which they are read: people first."""
NEEDED = "spells"
"""The only table that must be there."""


def _limit(value: float) -> str:
    """Return a limit in words; a year has no comma."""
    return f"{value:.15g}" if abs(value) < 10_000 else f"{value:,.15g}"


@cache
def _columns() -> dict[str, dict[str, Column]]:
    columns: dict[str, dict[str, Column]] = {name: {} for name in TABLES}
    for row in _rows("columns.csv"):
        columns[row["table"]][row["column"]] = _column(row)
    return columns


def _column(row: Row) -> Column:
    codes = REASONS if row["type"] == "reason" else tuple(row["codes"].split())
    low, high = (float(row[end] or default) for end, default in (("low", -UNLIMITED), ("high", UNLIMITED)))
    words = (row["meaning"], row["national_field"])
    return Column(row["column"], row["type"], codes, row["presence"], low, high, *words)


@cache
def delay_codes() -> tuple[Row, ...]:
    """Return the national codes of reasons for delay, each with the reason of the model that it is."""
    return tuple(_rows("delay_codes.csv"))


def _rows(name: str) -> list[Row]:
    return rows_of(Source(HERE, HERE / name), ())
