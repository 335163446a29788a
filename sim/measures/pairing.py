"""The spells of two runs matched: row by row where the same people come, and by key where an option sets who comes.

A resident's need has a key of its own, drawn from the person's random numbers: it is the same in both runs if the
person and the need are, however many others come besides.
"""

import numpy as np

from sim.measures.residents import Floats, Integers
from sim.measures.run import Run

NOBODY = -1


def matched(baseline: Run, option: Run) -> tuple[Integers, Integers]:
    """Return the rows in each run of emergency spells with days in a bed in either; -1 where a run lacks the spell."""
    if option.residents is baseline.residents:
        rows = np.flatnonzero((baseline.bed_days > 0) | (option.bed_days > 0))
        return rows, rows
    before, after = baseline.in_bed, option.in_bed
    names = _names(baseline), _names(option)
    among_after = _where(names[0][before], names[1][option.spells], option.spells)
    among_before = _where(names[1][after], names[0][baseline.spells], baseline.spells)
    is_new = among_before == NOBODY
    only_after = ~is_new & (baseline.bed_days[among_before] == 0)
    is_added = is_new | only_after
    return np.concatenate([before, among_before[is_added]]), np.concatenate([among_after, after[is_added]])


def taken(values: Floats, rows: Integers) -> Floats:
    """Return the values of rows; 0 where there is none."""
    return np.asarray(np.where(rows >= 0, values[rows], 0.0)) if len(values) else np.zeros(len(rows))


def _names(run: Run) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """Return key and need of each row: they identify a spell in every run."""
    rows = run.demand.needs.rows
    names = np.empty(len(rows), dtype=[("key", "u8"), ("need", "i2")])
    names["key"], names["need"] = rows["key"], rows["need"]
    return names


def _where(
    wanted: np.ndarray[tuple[int], np.dtype[np.void]], names: np.ndarray[tuple[int], np.dtype[np.void]], rows: Integers
) -> Integers:
    """Return the row of each wanted name, -1 where nobody has it."""
    if not len(names):
        return np.full(len(wanted), NOBODY)
    order = np.argsort(names, order=("key", "need"), kind="stable")
    at = np.minimum(np.searchsorted(names[order], wanted), len(names) - 1)
    return np.asarray(np.where(names[order][at] == wanted, rows[order][at], NOBODY))
