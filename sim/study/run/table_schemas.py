"""Columns and types of the tables that are kept of each replication: measures, daily, flows and by_period."""

import pyarrow as pa

TEXT, _WHOLE, _NUMBER, _MOMENT = pa.string(), pa.int64(), pa.float64(), pa.timestamp("us")
CODED = pa.dictionary(pa.int32(), TEXT)
"""Texts as Parquet keeps them: codes of a dictionary."""
_COLUMNS = {
    "option": TEXT,
    "replication": _WHOLE,
    "day": _WHOLE,
    "date": _MOMENT,
    "measure": TEXT,
    "breakdown": TEXT,
    "level": TEXT,
    "value": _NUMBER,
    "unit": TEXT,
    "from_setting": TEXT,
    "to_setting": TEXT,
    "moves_a_year": _NUMBER,
    "month": TEXT,
}
_TABLES = {
    "measures": ("option", "replication", "measure", "breakdown", "level", "value", "unit"),
    "daily": ("option", "replication", "day", "date", "measure", "level", "value"),
    "flows": ("option", "replication", "from_setting", "to_setting", "moves_a_year"),
    "by_period": ("option", "replication", "month", "measure", "breakdown", "level", "value"),
}
SCHEMAS = {table: pa.schema([(name, _COLUMNS[name]) for name in names]) for table, names in _TABLES.items()}
"""Columns of the tables of a replication, by table."""


def coded(schema: pa.Schema) -> pa.Schema:
    """Return a schema with `CODED` texts."""
    return pa.schema([(column.name, CODED if column.type == TEXT else column.type) for column in schema])
