"""Data dictionaries of all kinds of study but a comparison: each column of each table, from `study_columns.csv`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sim.description.files import Source
from sim.description.table_files import rows_of
from sim.measures.measure import MEASURES
from sim.study.analysis.data_dictionary import COLUMNS, MODEL, data_dictionary
from sim.study.run.results_store import Folder
from sim.study.run.whole_files import columns_in

_HERE = Path(__file__).parent
_WORDS = pd.DataFrame(rows_of(Source(_HERE, _HERE / "study_columns.csv"), ()))
DESCRIBED = tuple(dict.fromkeys(_WORDS["study"]))
"""Kinds of study that are described here."""
NAMED_FOR = re.compile(r"[A-Z]{2,}")
"""Capitals in the name of a column stand for a name of the scenario, such as that of a multiplier."""
FILE = "data_dictionary"
_OF_MIXES = ("measures.csv", "steady_state.csv", "draws.csv", "runs.csv")
AS_IN_A_COMPARISON = {
    "sweep": ("measures.csv", "option_changes.csv", "steady_state.csv", "draws.csv", "baseline.csv", "runs.csv"),
    "shares": _OF_MIXES,
    "best_mix": _OF_MIXES,
}
"""Tables that these kinds of study leave besides their own, as a comparison does."""


def study_dictionary(study: str) -> pd.DataFrame:
    """Return a row for each column of each table that a kind of study may leave; of one with measures, these too."""
    words = _WORDS[_WORDS["study"] == study].assign(source=MODEL)[COLUMNS]
    if study not in AS_IN_A_COMPARISON:
        return words.reset_index(drop=True)
    of_comparison = data_dictionary()
    shared = of_comparison[of_comparison["file"].isin(AS_IN_A_COMPARISON[study])]
    rows = [("measures.csv: measure", one.name, one.unit, one.definition, one.source) for one in MEASURES.values()]
    return pd.concat([words, pd.DataFrame(rows, columns=COLUMNS), shared], ignore_index=True)


def write_dictionary(folder: Folder, study: str) -> None:
    """Write the data dictionary of the tables that stand in a results folder, with their columns by full name."""
    known = study_dictionary(study)
    tables = [(file, columns) for file, columns in columns_in(folder.path) if file != f"{FILE}.csv"]
    rows = [row for file, columns in tables for row in _described(known, file, columns)]
    folder.write_csv(FILE, pd.DataFrame(rows, columns=COLUMNS))


def _described(known: pd.DataFrame, file: str, columns: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """Yield the row of each column of a file: by its own name, else by the first pattern that it fits."""
    rows = [{str(key): str(value) for key, value in row.items()} for row in known.to_dict("records")]
    rows = [row for row in rows if row["file"] == file]
    for column in columns:
        fits = [row for row in rows if _fits(row["name"], column)]
        for row in sorted(fits, key=lambda row: row["name"] != column)[:1]:
            yield row | {"name": column}


def _fits(name: str, column: str) -> bool:
    return re.fullmatch(NAMED_FOR.sub(r"\\w+", name), column) is not None
