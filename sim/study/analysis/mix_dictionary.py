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
_MIX = ("name", "Mix: a digit for each lever in the order of best_mix_levers.csv, 0: none of it")
_DAYS, _POUNDS, _SHARE, _PER_DAY = "bed days a year", "pounds a year", "share (0 to 1)", "pounds per bed day"
_BEST_MIX: dict[str, dict[str, tuple[str, str]]] = {
    "best_mix.csv": {
        "mix": _MIX,
        "title": ("text", "What it consists of"),
        "is_best": ("true or false", "The mix chosen"),
        "on_frontier": ("true or false", "Predicted to be the cheapest for one of several targets"),
        "within_constraints": ("true or false", "Whether it meets all constraints in the futures of the check"),
        "levers": ("number", "Levers that it uses"),
        "bed_days": (_DAYS, "Bed days returned, mean of the futures of the check"),
        "lower": (_DAYS, "Lower end of the 95 % interval of the mean"),
        "upper": (_DAYS, "Upper end of that interval"),
        "band_low": (_DAYS, "What 90 of 100 futures are above"),
        "band_high": (_DAYS, "What 10 of 100 futures are above"),
        "reached_in_so_many": (_DAYS, "What is reached in as many futures as the chance asks for"),
        "chance": (_SHARE, "Futures of the check in which the target is reached; empty without a target"),
        "chance_lower": (_SHARE, "Lower end of its 95 % interval (Wilson), futures taken as independent"),
        "chance_upper": (_SHARE, "Upper end of that interval"),
        "verdict": ("text", "Whether the chance asked for is told apart from it"),
        "cash": (_POUNDS, "Net cost in cash, mean"),
        "cash_lower": (_POUNDS, "Lower end of its 95 % interval"),
        "cash_upper": (_POUNDS, "Upper end of that interval"),
        "cash_beyond_best": (_POUNDS, "How much more it costs than the mix chosen, paired"),
        "beyond_lower": (_POUNDS, "Lower end of its 95 % interval"),
        "beyond_upper": (_POUNDS, "Upper end of that interval"),
        "cost_verdict": ("text", "Whether it is told apart in cost from the mix chosen"),
        "predicted_days": (_DAYS, "Bed days that were predicted"),
        "predicted_cash": (_POUNDS, "Net cost in cash that was predicted"),
        "replications": ("number", "Futures of the check"),
    },
    "best_mix_changes.csv": {
        "mix": _MIX,
        "measure": _MEASURE,
        "level": _LEVEL,
        "unit": _UNIT,
        "mean": (_BY_UNIT, "Change against the baseline, mean of the futures of the check"),
        "lower": (_BY_UNIT, "Lower end of its 95 % interval"),
        "upper": (_BY_UNIT, "Upper end of that interval"),
        "at_most": (_BY_UNIT, "Budget or limit, where one was named"),
        "grade": ("text", "How sure the change is, in words"),
    },
    "best_mix_steps.csv": {
        "step": ("name", "less or more of one lever than in the mix chosen, by one value"),
        "lever": ("name", "Lever"),
        "title": ("text", "Its title"),
        "from_value": ("text", "Its value in the mix chosen"),
        "to_value": ("text", "Its value after the step"),
        "mix": _MIX,
        "bed_days": (_DAYS, "Bed days that the step adds, paired"),
        "lower": (_DAYS, "Lower end of its 95 % interval"),
        "upper": (_DAYS, "Upper end of that interval"),
        "grade": ("text", "How sure it is, in words"),
        "cash": (_POUNDS, "Net cost in cash that the step adds, paired"),
        "cash_lower": (_POUNDS, "Lower end of its 95 % interval"),
        "cash_upper": (_POUNDS, "Upper end of that interval"),
        "cost_per_bed_day": (_PER_DAY, "The second over the first; empty: bed days cannot be told from none"),
        "cost_lower": (_PER_DAY, "Lower end of its 95 % interval (Fieller)"),
        "cost_upper": (_PER_DAY, "Upper end of that interval"),
        "chance": (_SHARE, "Futures in which the target is reached after the step"),
        "within_constraints": ("true or false", "Whether the mix after the step meets all constraints"),
        "replications": ("number", "Futures of the check"),
    },
    "best_mix_levers.csv": {
        "lever": ("name", "Lever"),
        "title": ("text", "Its title"),
        "number": ("number", "Digit of a value in the names of mixes"),
        "value": ("text", "Value"),
        "in_best_mix": ("true or false", "Whether the mix chosen has it"),
        "must_include": ("true or false", "Whether every mix uses the lever"),
    },
    "best_mix_predictions.csv": {
        "measure": _MEASURE,
        "unit": _UNIT,
        "mixes": ("number", "Mixes that predictions are fitted to"),
        "futures": ("number", "Futures in which they were run"),
        "r_squared": (_SHARE, "Share of the variance of mixes left out, a fifth at a time, that is predicted"),
        "typical_error": (_BY_UNIT, "Root mean square error of the means of mixes left out"),
        "largest_error": (_BY_UNIT, "Largest error of one"),
        "random_error": (_BY_UNIT, "Standard error of a mix's mean that random variation of its own leaves, about"),
        "pairs_kept": ("text", "Pairs of levers whose product is in the prediction"),
    },
    "best_mix_answer.csv": {
        "target": (_DAYS, "Bed days returned that are wanted"),
        "asked_chance": (_SHARE, "Share of futures in which they are wanted"),
        "is_met": ("true or false", "Whether a mix checked meets target and constraints"),
        "best": _MIX,
        "title": ("text", "What it consists of"),
        "mixes": ("number", "Mixes that there are"),
        "is_finished": ("true or false", "Whether every search was finished within its time"),
        "most_predicted": (_DAYS, "Most that is predicted in so many futures, within the constraints"),
        "most_title": ("text", "The mix of it"),
        "without_constraints": ("name", "Where none is met: the cheapest mix without budgets and limits"),
        "last_chance": (_SHARE, "Share of futures that had no part in the choice in which the target is reached"),
        "last_lower": (_SHARE, "Lower end of its 95 % interval (Wilson)"),
        "last_upper": (_SHARE, "Upper end of that interval"),
        "last_reached": (_DAYS, "What is reached there in as many futures as asked for"),
        "last_futures": ("number", "How many these futures are"),
    },
    "best_mix_futures.csv": {
        "mix": _MIX,
        "replication": ("number", "Replication of the check: a future"),
        "bed_days": (_DAYS, "Bed days returned in it"),
        "cash": (_POUNDS, "Net cost in cash in it"),
    },
}
_AS_IN_A_COMPARISON = ("measures.csv", "steady_state.csv", "draws.csv", "runs.csv")


def shares_dictionary() -> pd.DataFrame:
    """Return a row for each column of each table of fair shares, and for each measure."""
    return _dictionary(_SHARES)


def best_mix_dictionary() -> pd.DataFrame:
    """Return a row for each column of each table of a best mix, and for each measure."""
    return _dictionary(_BEST_MIX)


def _dictionary(files: dict[str, dict[str, tuple[str, str]]]) -> pd.DataFrame:
    rows = [(file, name, *words, MODEL) for file, columns in files.items() for name, words in columns.items()]
    of_comparison = data_dictionary()
    shared = of_comparison[of_comparison["file"].isin(_AS_IN_A_COMPARISON)]
    rows += [
        ("measures.csv: measure", measure.name, measure.unit, measure.definition, measure.source)
        for measure in MEASURES.values()
    ]
    return pd.concat([pd.DataFrame(rows, columns=COLUMNS), shared], ignore_index=True)
