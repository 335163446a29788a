"""The tables of a sweep, from the kept runs of its cells and of their baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd

from sim.description.options import days_of
from sim.description.sweep_axes import Axis, Value
from sim.description.sweeps import Grid
from sim.study.analysis import blocked_front_door, steady_state
from sim.study.analysis.baseline_validation import baseline, calibration_of, column_sources, far_off
from sim.study.analysis.best_cells import best_cells
from sim.study.analysis.cell_values import CellValues
from sim.study.analysis.comparison import RETURNED, comparison
from sim.study.analysis.futures import draws_table
from sim.study.analysis.grades import NONE, grade
from sim.study.analysis.needed_values import needed_values
from sim.study.analysis.option_changes import option_changes
from sim.study.analysis.published_figures import published_figures
from sim.study.analysis.ratios import ratio
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.analysis.sweep_steps import diminishing, steps
from sim.study.question.question import BASE, Question
from sim.study.run.cell_store import CellRun

COLUMNS = [
    "option", "measure", "breakdown", "level", "unit", "baseline_mean", "mean", "difference", "lower", "upper", "sd",
    "sd_random", "sd_effects", "sd_calibration", "replications", "grade", "note",
]  # fmt: skip
COST, MARGINAL, FURTHER = "cost_per_bed_day_returned", "marginal_cost_per_bed_day", "further_bed_days_returned"
PER_DAY = "pounds per bed day"
Kept = Mapping[tuple[str, int], CellRun]


@dataclass(frozen=True)
class Tables:
    """Every table of a sweep by name, what to know of them, and whether any cell has an answer."""

    by_name: dict[str, pd.DataFrame]
    warnings: list[str]
    answered: bool
    values: CellValues | None
    """Bed days returned and cost of the cells; none without a run of the baseline."""
    far_off: Sequence[str] = ()
    """Where the baseline is far off published figures, which are of the scenario as it stands."""
    blocked: Mapping[str, str] = field(default_factory=dict)
    """Why cells, or the baseline, give no answer, by name: a front door is blocked."""


def tables_of(
    question: Question,
    grid: Grid,
    kept: Kept,
    target: float | None,
    roots: Sequence[Path],
    calibrated: str | None = None,
) -> Tables:
    """Return the tables of a sweep: cells, steps between neighbours, which may be best, what a target needs.

    ``calibrated`` says how the baseline was calibrated, where the question does not.
    """
    measures = measures_of(kept)
    axes = {"sweep_axes": _axes(grid), "sweep_cells": _cells(grid)}
    if measures.empty or BASE not in set(measures["option"]):
        return Tables(axes, [], False, None)
    blocked = _blocked(question, kept)
    steady = steady_state.steady_state(_series(kept), question.period)
    trends = steady_state.trends(steady)
    totals = measures[measures["option"].ne(BASE) | measures["breakdown"].isin(["all", "payer"])]
    compared = comparison(totals, question.names, trends, blocked, question.drawn)
    answered = [] if BASE in blocked else [name for name in question.options if name not in blocked]
    values = CellValues.of(measures, question, grid, answered)
    between = steps(values)
    validation = baseline(
        measures[measures["option"] == BASE], question.description, published_figures(roots), column_sources(roots),
        calibration_of(question) if calibrated is None else calibrated,
    )  # fmt: skip
    changes = option_changes(question, _places(measures))
    by_name = axes | {
        "sweep": _sweep(grid, compared, values, between), "sweep_steps": between,
        "sweep_diminishing": diminishing(values), "sweep_best": best_cells(values, target),
        "sweep_target": needed_values(values, target),
        "option_changes": changes,
        "measures": measures, "steady_state": steady, "draws": draws_table(question, values.numbers),
        "data_dictionary": study_dictionary("sweep"),
    }  # fmt: skip
    by_name |= {"baseline": validation} if len(validation) else {}
    lines = [*_doubts(compared, blocked, trends, question), *_empty(changes, question), *_late(question)]
    return Tables(by_name, lines, bool(answered), values, far_off(validation), blocked)


def measures_of(kept: Kept) -> pd.DataFrame:
    """Return the measures of all kept runs, a row each."""
    rows = [(name, number, *row) for (name, number), run in kept.items() for row in run.measures]
    columns = ["option", "replication", "measure", "breakdown", "level", "unit", "value"]
    return pd.DataFrame(rows, columns=columns)[
        ["option", "replication", "measure", "breakdown", "level", "value", "unit"]
    ]


def _places(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the means over replications of places in use and people waiting."""
    rows = measures[measures["measure"].isin(["occupied", "waiting"])]
    return rows.groupby(["option", "measure", "level"], sort=False)["value"].mean().reset_index()


def _late(question: Question) -> list[str]:
    """Return a line for each intervention that begins only when the period is over."""
    start, first, cells = question.period.start_date, float(question.period.from_day), dict[str, int]()
    for name in question.options:
        for intervention in question.interventions(name).values():
            if days_of(intervention, start, first)[0] >= question.period.to_day:
                cells[intervention.title] = cells.get(intervention.title, 0) + 1
    return [f"{title} begins after the period in {count} cells: it changes nothing" for title, count in cells.items()]


def _blocked(question: Question, kept: Kept) -> dict[str, str]:
    rows = [
        {"option": name, "replication": number, "setting": setting, "people": people, "let_in": let_in}
        for (name, number), run in kept.items()
        for setting, people, let_in in run.doors
    ]
    return blocked_front_door.blocked([pd.DataFrame(rows, columns=blocked_front_door.COLUMNS)], question.description)


def _series(kept: Kept) -> pd.DataFrame:
    """Return the baseline's daily totals of all replications."""
    tables = [
        pd.DataFrame(run.series).assign(option=BASE, replication=number, day=lambda table: range(len(table)))
        for (name, number), run in kept.items()
        if name == BASE
    ]
    return pd.DataFrame(pd.concat(tables, ignore_index=True))


def _axes(grid: Grid) -> pd.DataFrame:
    rows = [
        {
            "axis": axis.name,
            "label": axis.scale,
            "key": axis.key,
            "value": axis.words(value),
            "number": axis.number(value),
        }
        for axis in grid.axes
        for value in (axis.values or (axis.value_at(axis.low), axis.value_at(axis.high)))
    ]
    return pd.DataFrame(rows, columns=["axis", "label", "key", "value", "number"])


def _value(axis: Axis, value: Value) -> float | str:
    return axis.number(value) if axis.has_numbers else axis.words(value)


def _cells(grid: Grid) -> pd.DataFrame:
    """Return the cells with their value of each axis: numbers where they are (percent of a percentage), else words."""
    rows: list[list[float | str]] = [
        [cell.name, grid.words(cell), *map(_value, grid.axes, cell.values)] for cell in grid.cells
    ]
    return pd.DataFrame(rows, columns=["cell", "title", *grid.columns])


def _sweep(grid: Grid, compared: pd.DataFrame, values: CellValues, between: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each cell and measure, with the cell's value of each axis before it."""
    keys = ["measure", "breakdown", "level"]
    rows = compared[(compared["option"] != BASE) & compared["breakdown"].isin(["all", "payer"])]
    table = pd.concat([rows[COLUMNS], _costs(values), _margins(between, len(values.numbers))], ignore_index=True)
    table = table.rename(columns={"option": "cell"}).merge(_cells(grid), on="cell", how="left")
    order = {cell.name: at for at, cell in enumerate(grid.cells)}
    table = table.sort_values("cell", key=lambda names: names.map(order), kind="stable")
    return table[["cell", *grid.columns, *keys, *COLUMNS[4:]]].reset_index(drop=True)


def _row(cell: str, measure: str, unit: str, ends: tuple[float, float, float], count: int) -> dict[str, Any]:
    mean, lower, upper = ends
    numbers = {"mean": mean, "lower": lower, "upper": upper, "replications": count}
    return {"option": cell, "measure": measure, "breakdown": "all", "level": "all", "unit": unit, **numbers}


def _costs(values: CellValues) -> pd.DataFrame:
    """Return what a bed day returned costs in cash, where bed days are returned and can be told apart from none."""
    rows = []
    for at, cell in enumerate(values.cells):
        pair = values.cash[at], values.days[at]
        ends = ratio(*pair, *values.drawn(cell.name)) if values.days[at].mean() > 0 else (nan, nan, nan)
        rows.append(_row(cell.name, COST, PER_DAY, ends, len(values.numbers)))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"mean": float, "lower": float, "upper": float})


def _margins(between: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return further bed days and their marginal cost, against the neighbouring cell before along each axis."""
    rows = []
    for step in between.to_dict("records"):
        level = {"breakdown": "axis", "level": f"{step['axis']} from {step['from_value']}"}
        further = (step["further_bed_days"], step["further_lower"], step["further_upper"])
        cost = (step["marginal_cost"], step["marginal_cost_lower"], step["marginal_cost_upper"])
        cell = str(step["to_cell"])
        rows.append(_row(cell, FURTHER, "bed days a year", further, count) | level | {"grade": grade(*further, count)})
        rows.append(_row(cell, MARGINAL, PER_DAY, cost, count) | level)
    return pd.DataFrame(rows, columns=COLUMNS).astype({"mean": float, "lower": float, "upper": float})


def _doubts(
    compared: pd.DataFrame, blocked: Mapping[str, str], trends: Mapping[str, str], question: Question
) -> list[str]:
    """Return a line for each kind of doubt about the cells together: no answer, drift, not told apart from none."""
    lines = [f"the baseline gives no answer: {blocked[BASE]}"] if BASE in blocked else []
    others = [name for name in question.options if name in blocked]
    lines += [f"{len(others)} of {len(question.options)} cells give no answer: {blocked[others[0]]}"] if others else []
    lines += [f"not settled over the measured period: the baseline trends: {trends[BASE]}"] if BASE in trends else []
    rows = compared[(compared["measure"] == RETURNED) & (compared["breakdown"] == "all") & (compared["grade"] == NONE)]
    count = len(rows)
    lines += [f"bed days returned are {NONE} in {count} of {len(question.options)} cells"] if count else []
    return lines


def _empty(changes: pd.DataFrame, question: Question) -> list[str]:
    """Return a line for each capacity with notes on what the cells change, with the first note."""
    noted = changes[changes["note"].astype(str) != ""]
    return [
        f"{label}, in {len(set(rows['option']))} of {len(question.options)} cells: {rows['note'].iloc[0]}"
        f" ({question.options[str(rows['option'].iloc[0])].title})"
        for label, rows in noted.groupby("label", sort=False)
    ]
