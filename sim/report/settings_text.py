"""The settings of a small model on screen: places in use and people waiting, of the baseline and of each option."""

import math
from collections.abc import Iterator, Mapping

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
        found = rows[rows["option"] == option].set_index("measure")
        if "occupied" in found.index:
            title = label if option == BASELINE else f"  {titles[option]}"
            yield _line(within(title, TITLE, 1), found)


def _line(title: str, found: pd.DataFrame) -> str:
    means = found["mean"].astype(float)
    values = {name: float(means[name]) for name in COLUMNS if name in found.index}
    if pd.isna(values["occupied"]):
        return f"{title:{TITLE}} {NO_ANSWER:>{COLUMNS['occupied'][1]}}"
    cells = [f"{_amount(values.get(name, math.nan)):>{width}}" for name, (_, width) in COLUMNS.items()]
    return " ".join([f"{title:{TITLE}}", cells[0], f"{_interval(found):>{INTERVAL}}", *cells[1:]])


def _interval(found: pd.DataFrame) -> str:
    """Return the interval of the places in use of the baseline; that of an option is of its difference: none here."""
    difference, lower, upper = (float(found[name]["occupied"]) for name in ("difference", "lower", "upper"))
    return "" if math.isfinite(difference) else " to ".join(filter(None, map(_amount, (lower, upper))))


def _amount(value: float) -> str:
    """Return a number to a tenth, or to a hundredth below 1; nothing where there is none."""
    if math.isnan(value):
        return ""
    return f"{value:,.1f}" if abs(value) >= 1 or value == 0 else f"{value:.2f}"
