"""The spells of two runs matched: row by row where the same people come, and by key where an option sets who comes.

A resident's need has a key of its own, drawn from the person's random numbers: it is the same in both runs if the
person and the need are, however many others come besides.
"""

import numpy as np
from numpy.typing import NDArray

from sim.measures.residents import Integers
from sim.measures.run import Run

NOBODY = -1


def matched(baseline: Run, option: Run) -> tuple[Integers, Integers]:
    """Return the rows in each run of emergency spells with days in a bed in either; -1 where a run lacks the spell."""
    before, after = baseline.in_bed, option.in_bed
    if option.residents is baseline.residents:
        in_either = np.zeros(len(baseline.demand.needs), dtype=np.bool_)
        in_either[before] = in_either[after] = True
        rows = np.flatnonzero(in_either)
        return rows, rows
    among_after, among_before = _where(before, baseline, option), _where(after, option, baseline)
    is_added = ~np.isin(among_before, before)
    return np.concatenate([before, among_before[is_added]]), np.concatenate([among_after, after[is_added]])


def _where(rows: Integers, run: Run, other: Run) -> Integers:
    """Return the row of needs in another run of each emergency of a run, -1 where that does not have it."""
    emergencies = np.flatnonzero(other.residents.is_emergency)
    wanted, names = _names(run, rows), _names(other, emergencies)
    if not len(names):
        return np.full(len(rows), NOBODY)
    order = np.argsort(names, order=("key", "need"), kind="stable")
    at = np.minimum(np.searchsorted(names[order], wanted), len(names) - 1)
    return np.asarray(np.where(names[order][at] == wanted, emergencies[order][at], NOBODY))


def _names(run: Run, rows: Integers) -> NDArray[np.void]:
    """Return key and need of rows of needs: they identify a spell in every run."""
    needs = run.demand.needs.rows[rows]
    names = np.empty(len(rows), dtype=[("key", "u8"), ("need", "i2")])
    names["key"], names["need"] = needs["key"], needs["need"]
    return names
