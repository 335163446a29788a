"""The settings of a small model on screen: places in use and people waiting, of the baseline and of each option."""

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from sim.report.labels import within
from sim.study.analysis.grades import NO_ANSWER

BASELINE = "baseline"
COLUMNS = {
    "occupied": ("Places in use", 13),
    "occupancy": ("% of places", 11),
    "waiting": ("Waiting", 9),
    "mean_wait_days": ("Wait, days", 10),
    "blocked": ("% blocked", 9),
}
"""Measures by setting, each with its heading and width in letters; beside the first stands its 95 % interval."""
TITLE, INTERVAL = 26, 16
"""Widths in letters of the first column and of the interval."""


def settings_text(comparison: pd.DataFrame, labels: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """Return a line for each setting, and below it one for each option, as text of at most 100 columns.

    `labels` names the settings and `titles` the options in words. Empty where no setting has a figure.
    """
    rows = comparison[(comparison["breakdown"] == "setting") & comparison["measure"].isin(list(COLUMNS))]
    lines = [line for name in labels for line in _of_setting(rows[rows["level"] == name], labels[name], titles)]
    if not lines:
        return ""
    (first, width), *others = COLUMNS.values()
    words = [f"{'Setting':{TITLE}}", f"{first:>{width}}", f"{'95% interval':>{INTERVAL}}"]
    heading = " ".join([*words, *(f"{word:>{letters}}" for word, letters in others)])
    about = "Places in use and people waiting, on average; blocked: days of people who are ready and cannot leave"
    return "\n".join([about, heading, "-" * len(heading), *lines])


def _of_setting(rows: pd.DataFrame, label: str, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the line of the baseline, then of each option, where there are figures."""
    for option in (BASELINE, *(name for name in titles if name != BASELINE)):
        figures = {str(row["measure"]): row for row in rows[rows["option"] == option].to_dict("records")}
        if "occupied" in figures:
            title = label if option == BASELINE else f"  {titles[option]}"
            yield _line(within(title, TITLE, 1), figures)


def _line(title: str, figures: Mapping[str, Mapping[Hashable, Any]]) -> str:
    if pd.isna(figures["occupied"]["mean"]):
        return f"{title:{TITLE}} {NO_ANSWER:>{COLUMNS['occupied'][1]}}"
    values = {name: float(figures[name]["mean"]) if name in figures else math.nan for name in COLUMNS}
    cells = [f"{_amount(values[name]):>{width}}" for name, (_, width) in COLUMNS.items()]
    return " ".join([f"{title:{TITLE}}", cells[0], f"{_interval(figures['occupied']):>{INTERVAL}}", *cells[1:]])


def _interval(occupied: Mapping[Hashable, Any]) -> str:
    """Return the interval of the places in use of the baseline; that of an option is of its difference: none here."""
    if not pd.isna(occupied["difference"]):
        return ""
    return " to ".join(filter(None, (_amount(float(occupied[end])) for end in ("lower", "upper"))))


def _amount(value: float) -> str:
    """Return a number to a tenth, or to a hundredth below 1; nothing where there is none."""
    if math.isnan(value):
        return ""
    return f"{value:,.1f}" if abs(value) >= 1 or value == 0 else f"{value:.2f}"
