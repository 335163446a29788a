"""The tables of several outlooks in one: a column says under which outlook a row holds."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sim.description.outlooks import AS_EXPECTED
from sim.study.analysis.outlook_changes import outlook_changes
from sim.study.kinds.sweep_tables import Tables

COLUMN = "outlook"
OF_ALL = ("sweep_axes", "sweep_cells", "draws", "data_dictionary")
"""Tables that are the same under every outlook."""
AS_IT_STANDS = (*OF_ALL, "baseline")
"""Tables of the scenario as it stands alone: published figures are of no other."""


def put_together(tables: Mapping[str, Tables], titles: Mapping[str, str]) -> Tables:
    """Return the tables of a sweep under all its outlooks; those of one outlook alone as they are.

    ``titles`` are the outlooks in words, for warnings.
    """
    expected = tables[AS_EXPECTED]
    if len(tables) == 1:
        return replace(expected, warnings=[*expected.warnings, *expected.far_off])
    by_name = {
        name: table if name in AS_IT_STANDS else _stacked(tables, name) for name, table in expected.by_name.items()
    }
    values = {outlook: one.values for outlook, one in tables.items() if one.values is not None}
    if AS_EXPECTED in values:
        measures = {outlook: tables[outlook].by_name["measures"] for outlook in values}
        by_name["sweep_outlooks"] = outlook_changes(values, measures)
    known = set(expected.warnings)
    warnings = [
        f"{titles[outlook]}: {line}"
        for outlook, one in tables.items()
        for line in one.warnings
        if outlook != AS_EXPECTED and line not in known
    ]
    return Tables(
        by_name, [*expected.warnings, *expected.far_off, *warnings], all(one.answered for one in tables.values()), None
    )


def _stacked(tables: Mapping[str, Tables], name: str) -> pd.DataFrame:
    known = {outlook: one.by_name[name] for outlook, one in tables.items() if name in one.by_name}
    parts = [table.assign(**{COLUMN: outlook})[[COLUMN, *table.columns]] for outlook, table in known.items()]
    return pd.concat(parts, ignore_index=True)
