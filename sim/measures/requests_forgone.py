"""Requests for a place or for hours from which scarcity keeps people: they manage without."""

import numpy as np

from sim.measures.registry import OWN, define
from sim.measures.run import Run, shared, summed
from sim.measures.tidy import Row, row, rows

define(
    "requests_forgone",
    "needs a year",
    "lower",
    "Needs of residents who would have asked for a place or for hours, and managed without since many waited already;"
    " only where the scenario states scarcity.",
    OWN,
)


def requests_forgone(run: Run) -> list[Row]:
    """Return the needs a year of those who did not ask, in all and by need; nothing where everybody asks."""
    otherwise = np.zeros(len(run.tables.response_names) + 1, dtype=np.bool_)  # the last: of spells with no response
    otherwise[run.tables.response_otherwise[run.tables.response_otherwise >= 0]] = True
    if not otherwise.any():
        return []
    managed = run.outcome.row[otherwise[run.outcome.response]]
    forgone = managed[run.residents.in_period(managed)]
    by_need = summed(run.needs(forgone), np.ones(len(forgone)), run.tables.need_names)
    by_need = {name: count for name, count in by_need.items() if name in _with_scarcity(run)}
    table = rows("requests_forgone", "need", shared(by_need, run.years))
    return [row("requests_forgone", len(forgone) / run.years), *table]


def _with_scarcity(run: Run) -> set[str]:
    """Return the needs to which some response is subject to scarcity."""
    scarce = run.tables.response_otherwise >= 0
    given = run.tables.beyond[:, :, -1, :]
    before = np.concatenate([np.ones_like(given[:, :, :1]), given[:, :, :-1]], axis=2)
    subject = ((before - given)[:, :, scarce] > 0).any(axis=(1, 2))
    return {run.tables.need_names[at] for at in np.flatnonzero(subject)}
