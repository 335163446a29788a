"""The data dictionary of results folders about mixes: every column of fair shares and of best mixes."""

import pandas as pd

from sim.measures.measure import MEASURES
from sim.study.analysis.data_dictionary import COLUMNS, MODEL, data_dictionary

_LEVEL = ("name", "Payer of net cost in cash; all: everything")
_UNIT = ("text", "Unit of the values")
_MEASURE = ("name", "Measure; waits_in_the_community: people who wait for settings that are no hospital, mean")
_BY_UNIT = "value by unit"
_SHARES: dict[str, dict[str, tuple[str, str]]] = {
    "shares.csv": {
        "kind": ("name", "package, system (its parts together) or part"),
        "name": ("name", "Name of the part or system"),
        "title": ("text", "Its title"),
        "system": ("text", "System of the part; empty where shares do not go by systems"),
        "measure": _MEASURE,
        "level": _LEVEL,
        "unit": _UNIT,
        "share": (_BY_UNIT, "Mean share of the package's change; parts sum to systems, and these to the package"),
        "lower": (_BY_UNIT, "Lower end of the 95 % interval of the share"),
        "upper": (_BY_UNIT, "Upper end of that interval"),
        "grade": ("text", "How sure the share is, in words"),
        "percent_of_package": ("percent", "The share of the package's mean change"),
        "alone": (_BY_UNIT, "What it changes alone; empty unless interactions (or every mix) were asked for"),
        "alone_lower": (_BY_UNIT, "Lower end of its 95 % interval"),
        "alone_upper": (_BY_UNIT, "Upper end of that interval"),
        "last": (_BY_UNIT, "What it adds to all others; empty unless interactions (or every mix) were asked for"),
        "last_lower": (_BY_UNIT, "Lower end of its 95 % interval"),
        "last_upper": (_BY_UNIT, "Upper end of that interval"),
        "replications": ("number", "Replications behind the row"),
    },
    "shares_interactions.csv": {
        "first": ("name", "First part of a pair"),
        "second": ("name", "Second part"),
        "first_title": ("text", "Title of the first"),
        "second_title": ("text", "Title of the second"),
        "measure": _MEASURE,
        "level": _LEVEL,
        "unit": _UNIT,
        "interaction": (_BY_UNIT, "What both change together less what each changes alone"),
        "lower": (_BY_UNIT, "Lower end of its 95 % interval, of this pair by itself"),
        "upper": (_BY_UNIT, "Upper end of that interval"),
        "verdict": ("text", "Whether it is told apart from none, all pairs together at 95 % (Holm)"),
    },
    "shares_orders.csv": {
        "replication": ("number", "Replication"),
        "order": ("text", "Order of the parts that is run, forward and in reverse; all: every mix"),
    },
    "shares_mixes.csv": {
        "mix": ("name", "Mix: a digit for each part, 1 where it is in"),
        "parts": ("text", "Parts in it"),
        "run_as": ("name", "The mix that does the same, and is run for it"),
    },
}
_AS_IN_A_COMPARISON = ("measures.csv", "steady_state.csv", "draws.csv", "runs.csv")


def shares_dictionary() -> pd.DataFrame:
    """Return a row for each column of each table of fair shares, and for each measure."""
    return _dictionary(_SHARES)


def _dictionary(files: dict[str, dict[str, tuple[str, str]]]) -> pd.DataFrame:
    rows = [(file, name, *words, MODEL) for file, columns in files.items() for name, words in columns.items()]
    of_comparison = data_dictionary()
    shared = of_comparison[of_comparison["file"].isin(_AS_IN_A_COMPARISON)]
    rows += [
        ("measures.csv: measure", measure.name, measure.unit, measure.definition, measure.source)
        for measure in MEASURES.values()
    ]
    return pd.concat([pd.DataFrame(rows, columns=COLUMNS), shared], ignore_index=True)
