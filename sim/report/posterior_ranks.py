"""Where hidden truths lie in their posteriors: a histogram for each kind of truth, and how many intervals hold."""

import numpy as np
import pandas as pd
from scipy.stats import binom

from sim.report.pictures import Picture
from sim.report.style import EDGE, GREY, INK, SMALL_SIZE, TEAL, TEXT_SIZE, WIDTH, sheet

KINDS = {
    "prior": "from the prior",
    "wider": "from a 1.3 times wider prior",
    "structural_error": "wider, with a structural error",
}
BINS = 10
HEIGHT, LEFT, GAP, BELOW, ABOVE = 1.5, 0.45, 0.35, 0.45, 0.25
"""Inches."""
BAND = 0.99


def ranks_picture(ranks: pd.DataFrame, place: str) -> Picture:
    """Return the picture: bars of equal height where a posterior is right, and the band that they then lie in."""
    kinds = [kind for kind in KINDS if (ranks["kind"] == kind).any()]
    table = pd.concat([_histogram(ranks, kind) for kind in kinds], ignore_index=True)
    inside = int(table["truths"].between(table["low"], table["high"]).sum())
    title = f"{place}: {inside} of {len(table)} bars lie within what chance allows"
    subtitle = (
        "Share of each posterior below its hidden truth, of all multipliers together. Flat: intervals are right; high"
        " at both ends: too narrow; high in the middle: too wide. Grey: 99% of bars, if truths and multipliers were"
        " independent."
    )
    figure = sheet(HEIGHT + BELOW + ABOVE, title, subtitle)
    height, wide = figure.get_figheight(), (WIDTH - 2 * EDGE - LEFT - GAP * (len(kinds) - 1)) / len(kinds)
    for at, kind in enumerate(kinds):
        left = (EDGE + LEFT + at * (wide + GAP)) / WIDTH
        axes = figure.add_axes((left, BELOW / height, wide / WIDTH, HEIGHT / height))
        rows = table[table["kind"] == kind]
        axes.axhspan(rows["low"].iloc[0], rows["high"].iloc[0], color=GREY, alpha=0.35, linewidth=0)
        axes.bar(rows["from"] + 0.5 / BINS, rows["truths"], width=0.9 / BINS, color=TEAL)
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.tick_params(labelsize=SMALL_SIZE, labelcolor=INK)
        axes.set_xlabel("share of the posterior below the truth", size=TEXT_SIZE)
        axes.set_title(KINDS[kind], size=TEXT_SIZE, loc="left")
    words = f"{title}. Ranks of hidden truths in their posteriors, in {BINS} bins, by kind of truth."
    return Picture("ranks", title, words, table, figure)


def _histogram(ranks: pd.DataFrame, kind: str) -> pd.DataFrame:
    values = ranks.loc[ranks["kind"] == kind, "rank"].to_numpy(dtype=float)
    counts, ends = np.histogram(values, bins=BINS, range=(0, 1))
    low, high = binom.interval(BAND, len(values), 1 / BINS)
    return pd.DataFrame({"kind": kind, "from": ends[:-1], "to": ends[1:], "truths": counts, "low": low, "high": high})


def coverage_lines(coverage: pd.DataFrame) -> str:
    """Return a line for each kind of truth: what share of truths intervals of each level hold, and the least."""
    rows = [f"{'Hidden truths':34}{'50 %':>8}{'80 %':>8}{'95 %':>8}  least, of 95 % intervals"]
    rows.append("-" * 92)
    for kind, words in KINDS.items():
        of = coverage[coverage["kind"] == kind]
        if not len(of):
            continue
        whole = of[of["multiplier"] == "all"].iloc[0]
        single = of[of["multiplier"] != "all"]
        least = single.sort_values("held_95", kind="stable").iloc[0]
        held = "".join(f"{whole[name]:>8.1f}" for name in ("held_50", "held_80", "held_95"))
        truths = f"{int(whole['truths'])} {words}"
        rows.append(f"{truths:34}{held}  {least['held_95']:.0f} % ({least['multiplier']})")
    return "\n".join(rows)
