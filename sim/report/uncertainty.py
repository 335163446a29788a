"""How sure we are, in plain words: replications, warm-up, precision, what an interval covers, and the limits."""

import pandas as pd

from sim.report.findings import RETURNED
from sim.report.futures_text import best_lines
from sim.report.labels import number
from sim.report.results_folder import Results
from sim.study.analysis.grades import NONE

CLOSE = 10
"""Half an interval in percent of the figure up to which a figure is called close."""
SERIES = {"occupied": "hospital beds occupied", "delayed": "people delayed"}
"""The series whose warm-up is judged, in words."""
LIMITS = (
    "People aged 65 and over are modelled one by one; those of 18 to 64, and their delays, as others in the same beds.",
    "General practice, unpaid carers themselves, and pay or vacancies of staff are not in the model.",
    "A bed day given back frees the bed for somebody else. It becomes cash only where beds are closed.",
)


def how_sure_lines(results: Results) -> list[str]:
    """Return sentences on how far chance can move the results, and what the interval leaves out."""
    count = results.number_of_replications
    if count < 2:
        runs = "One replication only: no interval can be given, and the differences may be chance."
    else:
        runs = (
            f"Each option ran {count} times. In each replication the same people meet the same random numbers in the"
            " baseline and in every option, so a difference comes from the option."
        )
    return [runs, *_interval_holds(results), *_warmup(results), *_precision(results)]


def _interval_holds(results: Results) -> list[str]:
    """Return what the 95 % interval holds and what it leaves out, and which options can be told apart."""
    if not results.drawn:
        return [
            f"The 95% interval says how far chance alone could move the mean of {results.number_of_replications}. It"
            " does not hold uncertainty of the effects themselves: read it with the list of assumptions, where an"
            " assumption weighs less than evidence."
        ]
    holds = (
        "The 95% interval holds random variation and uncertainty of effects: each replication draws every effect from"
        " its interval, and how much of added places or hours is staffed."
    )
    if results.calibration_drawn:
        holds += " It holds what published figures leave open of the baseline too: two replications share a draw of it."
    else:
        holds += " It does not hold what published figures leave open of the baseline."
    return [holds, *best_lines(results.futures, results.titles)]


def _warmup(results: Results) -> list[str]:
    counted_out = f"The first {results.warmup_days:,.10g} days (warm-up) are not counted"
    if results.warmup is None or results.warmup.empty:
        return [f"{counted_out}; this folder holds no check of that length."]
    method = str(results.warmup["method"].iloc[0])
    settles = results.warmup.groupby("measure", sort=False)["truncation_day"].max()
    seasons = "seasons and growth leave none; whether yearly means hold stands in steady_state.csv"
    never = " and ".join(SERIES.get(str(name), str(name)) for name in settles[settles.isna()].index)
    if settles.isna().all():
        return [f"{counted_out}; {method} finds no settled level: {seasons}."]
    needed = float(settles.max())
    enough = "long enough" if needed <= results.warmup_days else "too short: treat levels with care"
    of = " and ".join(SERIES.get(str(name), str(name)) for name in settles.dropna().index)
    line = f"{counted_out}. By {method} the level of {of if never else 'the run'} settles by day {number(needed)}"
    unsettled = f" It finds no settled level of {never}: {seasons}." if never else ""
    return [f"{line}, so that is {enough}.{unsettled}"]


def _precision(results: Results) -> list[str]:
    table = results.precision
    if table is None:
        return []
    rows = table[(table["measure"] == RETURNED) & table["precision_percent"].notna()]
    if rows.empty:
        return []
    close = rows["precision_percent"].astype(float) <= CLOSE
    text = f"By the {rows['method'].iloc[0]}, half an interval is at most {CLOSE}% of the bed days returned for"
    text += f" {int(close.sum())} of {len(rows)} options."
    needed = rows.get("needed", pd.Series(dtype=float))[~close].dropna()
    if len(needed):
        text += f" The others need about {number(float(needed.min()))} replications or more."
    return [text]


def cautions(results: Results) -> list[str]:
    """Return what a reader must know first: what the run itself warned of, the worst first, a line for each kind.

    That options cannot be told from none is said in every table and picture, and not here again.
    """
    return [f"{line[:1].upper()}{line[1:]}" for line in results.warnings if NONE not in line]


def limits(results: Results) -> list[str]:
    """Return what the model leaves out; a small model without a partnership says so itself."""
    return list(LIMITS) if results.asked.get("partnership") else []
