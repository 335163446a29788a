"""The data dictionary of a sweep's results folder: every column of every table in it, and every measure."""

import pandas as pd

from sim.measures.measure import MEASURES
from sim.study.analysis.data_dictionary import COLUMNS, MODEL, data_dictionary

_DAYS, _POUNDS, _PER_DAY = "bed days a year", "pounds a year", "pounds per bed day"
_AXIS = ("name", "Axis: what varies, by the name of its entry")
_OTHERS = ("text", "Values of the other axes, which are the same in all cells of the row")
_CELL = ("name", "Cell: one combination of values of the axes; its title says which")
_FILES: dict[str, dict[str, tuple[str, str]]] = {
    "sweep_axes.csv": {
        "axis": _AXIS,
        "label": ("text", "Axis in words"),
        "key": ("name", "Key of the option that varies"),
        "value": ("text", "Value, as shown (of a range its ends)"),
        "number": ("as the axis", "Value as a number; empty for dates, spans and names"),
    },
    "sweep_cells.csv": {
        "cell": _CELL,
        "title": ("text", "Values of all axes in words"),
        "(each axis)": ("as the axis", "The cell's value: a number (of a percentage percent), or words"),
    },
    "sweep.csv": {
        "cell": _CELL,
        "(each axis)": ("as the axis", "The cell's value: a number (of a percentage percent), or words"),
        "measure": (
            "name",
            "Measure; besides those of measures.csv cost_per_bed_day_returned, further_bed_days_returned and"
            " marginal_cost_per_bed_day",
        ),
        "breakdown": ("name", "What the categories are; all: none; payer; axis: against the cell before along an axis"),
        "level": ("name", "Category; of breakdown axis the axis, and the value of the cell before"),
        "unit": ("text", "Unit of the values"),
        "baseline_mean": ("value by measure", "Mean of the baseline over the replications"),
        "mean": ("value by measure", "Mean of the cell; of costs per bed day the ratio of two means"),
        "difference": ("value by measure", "Mean over replications of cell minus baseline, paired"),
        "lower": ("value by measure", "Lower end of the 95 % interval, with all that is drawn; empty: open"),
        "upper": ("value by measure", "Upper end of that interval"),
        "sd": ("value by measure", "Standard deviation between replications, paired"),
        "sd_random": ("value by measure", "Part of it that is random variation"),
        "sd_effects": ("value by measure", "Part of it that comes from drawn effects and staffing"),
        "sd_calibration": ("value by measure", "Part of it that comes from drawn multipliers of the baseline"),
        "replications": ("number", "Replications behind the row"),
        "grade": ("text", "How sure the change is, in words"),
        "note": ("text", "What to know of the row"),
    },
    "sweep_steps.csv": {
        "axis": _AXIS,
        "others": _OTHERS,
        "from_cell": ("name", "Cell before along the axis"),
        "to_cell": ("name", "Neighbouring cell"),
        "from_value": ("text", "Value of the axis before"),
        "to_value": ("text", "Value of the axis after"),
        "further_bed_days": (_DAYS, "Bed days returned by the second cell beyond the first, paired"),
        "further_lower": (_DAYS, "Lower end of its 95 % interval"),
        "further_upper": (_DAYS, "Upper end of that interval"),
        "grade": ("text", "How sure the further bed days are, in words"),
        "further_cash": (_POUNDS, "Net cost in cash of the second cell beyond the first, paired"),
        "further_cash_lower": (_POUNDS, "Lower end of its 95 % interval"),
        "further_cash_upper": (_POUNDS, "Upper end of that interval"),
        "marginal_cost": (_PER_DAY, "Further cash for each further bed day; empty: those cannot be told from none"),
        "marginal_cost_lower": (_PER_DAY, "Lower end of its 95 % interval (Fieller)"),
        "marginal_cost_upper": (_PER_DAY, "Upper end of that interval"),
    },
    "sweep_diminishing.csv": {
        "axis": _AXIS,
        "others": _OTHERS,
        "first_value": ("text", "Value at the end of the first step"),
        "knee_value": ("text", "Value from which on steps return less than half of the first, for their length"),
        "last_value": ("text", "Largest value"),
        "first_returned": (_DAYS, "Bed days returned by the first step"),
        "knee_returned": (_DAYS, "Bed days returned up to the knee"),
        "last_returned": (_DAYS, "Bed days returned up to the largest value"),
        "knee_percent": ("percent", "The second over the third"),
        "beyond_the_knee": (_DAYS, "Bed days returned from the knee (or the first step) to the largest value"),
        "beyond_lower": (_DAYS, "Lower end of its 95 % interval, paired"),
        "beyond_upper": (_DAYS, "Upper end of that interval"),
        "beyond_cash": (_POUNDS, "Net cost in cash of the same"),
        "beyond_cash_lower": (_POUNDS, "Lower end of its 95 % interval, paired"),
        "beyond_cash_upper": (_POUNDS, "Upper end of that interval"),
        "verdict": ("text", "diminishes, does not diminish by half, or cannot tell"),
    },
    "sweep_best.csv": {
        "cell": _CELL,
        "criterion": ("text", "What best means"),
        "mean": ("bed days or pounds a year", "Mean of the cell"),
        "difference_from_best": ("bed days or pounds a year", "Its mean against the best other cell; above 0: better"),
        "lower": ("bed days or pounds a year", "Lower end of the simultaneous 95 % interval"),
        "upper": ("bed days or pounds a year", "Upper end of that interval; 0: told apart from the best"),
        "verdict": ("text", "the best, may be the best, not the best, or no verdict"),
        "most_in_100": ("percent", "Replications in which it returns most; empty unless all that is unsure is drawn"),
        "target_in_100": ("percent", "Replications in which it returns the target; empty as before"),
    },
    "sweep_selection.csv": {
        "cell": _CELL,
        "verdict": ("text", "selected, another returns more, still in, or no answer"),
        "mean": (_DAYS, "Mean bed days returned of its replications"),
        "replications": ("number", "Replications that it got"),
        "left_after": ("number", "Replications after which it left; empty: it was in to the end"),
        "indifference": (_DAYS, "Difference that does not matter"),
        "confidence": ("chance", "Chance with which the best is selected, at least"),
    },
    "sweep_outlooks.csv": {
        "outlook": ("name", "Outlook: a named change of the world, for the baseline and every cell alike"),
        "cell": _CELL,
        "measure": ("name", "Measure: bed_days_returned of a cell, bed days of the baseline"),
        "as_expected": (_DAYS, "Mean in the scenario as it stands"),
        "under_outlook": (_DAYS, "Mean under the outlook"),
        "lower": (_DAYS, "Lower end of its 95 % interval"),
        "upper": (_DAYS, "Upper end of that interval"),
        "grade": ("text", "How sure it is that bed days are returned there, in words"),
        "difference": (_DAYS, "Under the outlook minus as expected, paired"),
        "difference_lower": (_DAYS, "Lower end of its 95 % interval"),
        "difference_upper": (_DAYS, "Upper end of that interval"),
        "verdict": ("text", "fewer, more, or cannot tell"),
    },
    "sweep_target.csv": {
        "axis": _AXIS,
        "others": _OTHERS,
        "target": (_DAYS, "Bed days returned that are wanted"),
        "needed": ("as the axis", "Value of the axis that returns them, between cells on a straight line; empty: none"),
        "lower": ("as the axis", "Least value at which the target lies within the 95 % interval"),
        "upper": ("as the axis", "Largest value at which it does; empty: beyond the range"),
        "most_value": ("text", "Value that returns most"),
        "most_returned": (_DAYS, "Bed days that it returns"),
        "note": ("text", "What to know of the row"),
    },
}  # fmt: skip
_AS_IN_A_COMPARISON = (
    "measures.csv",
    "option_changes.csv",
    "steady_state.csv",
    "draws.csv",
    "baseline.csv",
    "runs.csv",
)


def sweep_dictionary() -> pd.DataFrame:
    """Return a row for each column of each table of a sweep, and for each measure."""
    rows = [(file, name, *words, MODEL) for file, columns in _FILES.items() for name, words in columns.items()]
    of_comparison = data_dictionary()
    shared = of_comparison[of_comparison["file"].isin(_AS_IN_A_COMPARISON)]
    rows += [
        ("measures.csv: measure", measure.name, measure.unit, measure.definition, measure.source)
        for measure in MEASURES.values()
    ]
    return pd.concat([pd.DataFrame(rows, columns=COLUMNS), shared], ignore_index=True)
