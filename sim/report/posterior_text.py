"""A posterior as text: what published figures leave possible of each multiplier, and what the model gives there."""

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
    rows += ["", f"{'Figure':72}{'Published':>11}{'Modelled':>10}{'90 % of years':>20}"]
    rows.append("-" * len(rows[-1]))
    for row in check.to_dict("records"):
        interval = f"{exact(float(row['lower']))} to {exact(float(row['upper']))}"
        numbers = f"{exact(float(row['published'])):>11}{exact(float(row['modelled'])):>10}{interval:>20}"
        rows.append(f"{row['figure']:72}{numbers}")
    return "\n".join([f"What the published figures leave possible in {place}", *(row.rstrip() for row in rows)])


def use_lines(posterior: str, partnership: str) -> str:
    """Say how to use the draws: in a scenario folder read before the shipped one."""
    return (
        f"draws    {posterior}\nTo use them, put them into base/posteriors/{partnership}.csv of a folder of your own,"
        f" DIR, and run:\n  python -m sim partnership={partnership} --config-dir DIR"
    )
