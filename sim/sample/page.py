"""The tables of columns and of delay codes on the page of the format, made from the format itself."""

from collections.abc import Iterable, Iterator

from sim.sample.schema import NEEDED, TABLES, Column, Table, delay_codes

HEADING = "## Tables and columns\n\n"
_TYPES = {
    "whole": "whole number",
    "moment": "date or date and time",
    "reason": "national code or reason",
    "measure": "measure of the model",
    "unit": "unit of the measure",
}
"""Types that are not called what they are."""
_PRESENCE = {"optional": "", "column": "column", "filled": "every row"}


def renewed(page: str) -> str:
    """Return a page with the tables, as the format now has them, below their heading."""
    return page.partition(HEADING)[0] + HEADING + "\n".join(_lines())


def _lines() -> Iterator[str]:
    for table in TABLES.values():
        yield f"### `{table.name}`\n"
        yield f"A row is {table.a_row}. {_key(table)}{' It must be there.' if table.name == NEEDED else ''}\n"
        yield from _table(("column", "type", "needed", "allowed", "meaning", "national field"), _columns(table))
    yield "### National codes of reasons for delay\n"
    columns = ("code", "reason", "group", "counts_in_census", "meaning")
    yield from _table(columns, ([row[name] for name in columns] for row in delay_codes()))


def _key(table: Table) -> str:
    return f"No two rows have the same {', '.join(f'`{name}`' for name in table.key)}."


def _columns(table: Table) -> Iterator[list[str]]:
    for column in table.columns.values():
        kind, national = _TYPES.get(column.type, column.type), column.national_field
        yield [f"`{column.name}`", kind, _PRESENCE[column.presence], _allowed(column), column.meaning, national]


def _allowed(column: Column) -> str:
    return "see the codes below" if column.type == "reason" else column.allowed


def _table(header: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    names = list(header)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
