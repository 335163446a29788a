"""One order and its reverse beside all mixes of nine options, in Inverclyde: HOMEFIRST_LONG=1, about two minutes."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.interface.functions import load
from sim.interface.shares_function import shares
from sim.study.analysis.orders import exact_shares, order_of, paired_shares

NINE = (
    "falls_prevention", "anticipatory_care_planning", "frailty_at_the_front_door", "high_resource_users",
    "housing_links", "living_and_dying_well_in_care_homes", "more_home_support", "more_intermediate_care",
    "palliative_care_at_home",
)  # fmt: skip
SINGLE = [[part] for part in range(len(NINE))]
ORDERS = range(1, 101)
"""Seeds of the orders that are tried on the same runs."""


def by_mix(rows: pd.DataFrame, run_as: dict[str, str]) -> dict[int, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return the bed days of one replication by mix."""
    returned = dict(zip(rows["option"], rows["value"], strict=True))
    return {
        sum(1 << part for part, digit in enumerate(name[4:]) if digit == "1"): np.asarray([returned[run]])
        for name, run in run_as.items()
    }


@pytest.mark.skipif(os.environ.get("HOMEFIRST_LONG") != "1", reason="2,044 runs of Inverclyde: HOMEFIRST_LONG=1")
def test_a_sample_of_orders_needs_twenty_times_fewer_runs(tmp_path: Path) -> None:
    table = shares("inverclyde", NINE, groups="none", exact=True, replications=4, results=tmp_path)
    folder = load(table.attrs["folder"])
    mixes = dict(zip(folder["shares_mixes"]["mix"], folder["shares_mixes"]["run_as"], strict=True))
    rows = folder["measures"]
    rows = rows[
        (rows["measure"] == "bed_days_returned") & (rows["breakdown"] == "all") & (rows["option"] != "baseline")
    ]
    games = {number: by_mix(of, mixes) for number, of in rows.groupby("replication")}
    exact = np.asarray([exact_shares(game, SINGLE)[:, 0] for game in games.values()])
    sampled = np.asarray([
        [paired_shares(game, order_of(SINGLE, seed, int(str(number))))[:, 0] for number, game in games.items()]
        for seed in ORDERS
    ])  # fmt: skip
    error = float(((sampled - exact) ** 2).mean())
    luck = float(exact.var(axis=0, ddof=1).mean())
    fewer = len(mixes) * luck / ((2 * len(NINE) - 1) * (luck + error))
    print(f"error of one order and its reverse {error**0.5:.0f} bed days, of luck and draws {luck**0.5:.0f}")
    print(f"runs for the same width: {fewer:.1f} times fewer")
    assert sampled.mean(axis=0) == pytest.approx(exact, abs=5 * (error / len(ORDERS)) ** 0.5)
    assert fewer > 20
