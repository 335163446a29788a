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
    others = run.tables.response_otherwise[run.tables.response_otherwise >= 0]
    if len(others) == 0:
        return []
    outcome = run.outcome
    forgone = outcome.row[np.isin(outcome.response, others) & run.residents.in_period(outcome.row)]
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
