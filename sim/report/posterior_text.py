"""A posterior as text: what published figures leave possible of each multiplier, and what the model gives there."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sim.report.labels import exact


def posterior_lines(multipliers: pd.DataFrame, check: pd.DataFrame, place: str, tried: int) -> str:
    """Return a line for each multiplier with its 90 % interval, then one for each figure; ``tried`` draws were run."""
    rows = [f"{'Multiplier':38}{'Calibrated':>11}{'Median':>9}{'90 % interval':>20}{'Width/prior':>13}"]
    rows.append("-" * len(rows[0]))
    for row in multipliers.to_dict("records"):
        interval = f"{row['lower']:.3g} to {row['upper']:.3g}"
        mark = "*" if row["note"] else " "
        numbers = f"{row['point']:>11.3g}{row['median']:>9.3g}{interval:>20}{row['width']:>12.2f}{mark}"
        rows.append(f"{row['multiplier']:38}{numbers}")
    if multipliers["note"].astype(bool).any():
        rows.append("* not identified: the figures say next to nothing of it, and its prior stands")
    rows.append(f"{tried} draws were run; those with a queue at the front door are left out")
    sampled = set(check["source"]) != {"published"}
    given = "Given" if sampled else "Published"
    rows += ["", f"{'Figure':72}{given:>11}{'Modelled':>10}{'90 % of years':>20}"]
    rows.append("-" * len(rows[-1]))
    for row in check.to_dict("records"):
        mark = "  sample" if row["source"] == "sample" else ""
        numbers = f"{exact(float(row['published'])):>11}{exact(float(row['modelled'])):>10}{_interval(row):>20}"
        rows.append(f"{row['figure']:72}{numbers}{mark}")
    of = "the figures of the sample, and published ones," if sampled else "the published figures"
    return "\n".join([f"What {of} leave possible in {place}", *(row.rstrip() for row in rows)])


def hold_out_lines(table: pd.DataFrame) -> str:
    """Return a line for each figure of the year of a sample that is held out: modelled beside it, and how near."""
    year = table["year"].iloc[0]
    rows = [f"{'Held out: ' + year:60}{'Observed':>11}{'Modelled':>10}{'90 % interval':>20}{'CRPS':>9}{'Same':>9}"]
    rows.append("-" * len(rows[-1]))
    for row in table.to_dict("records"):
        numbers = f"{exact(float(row['observed'])):>11}{exact(float(row['modelled'])):>10}{_interval(row):>20}"
        same = "" if pd.isna(row["crps_same"]) else f"{row['crps_same']:.3g}"
        rows.append(f"{row['figure'][:60]:60}{numbers}{row['crps']:>9.3g}{same:>9}")
    inside = int(table["observed"].between(table["lower"], table["upper"]).sum())
    rows.append(f"90 % intervals hold {inside} of {len(table)} figures that were not fitted")
    rows.append("CRPS: how far off, the less the better; Same: if the figure of the fitted year is taken instead")
    return "\n".join(rows)


def _interval(row: Mapping[Hashable, Any]) -> str:
    return f"{exact(float(row['lower']))} to {exact(float(row['upper']))}"


def use_lines(posterior: str, partnership: str) -> str:
    """Say how to use the draws: in a scenario folder read before the shipped one."""
    return (
        f"draws    {posterior}\nTo use them, put them into base/posteriors/{partnership}.csv of a folder of your own,"
        f" DIR, and run:\n  python -m sim partnership={partnership} --config-dir DIR"
    )
