"""Options of one replication as a tree: what several have in common beyond the baseline is run once too.

Ten cells with as many more hours from April, and other places from October, are one run until October. Each run begins
at the last checkpoint that serves it, and is the same to the last bit as one from day 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import floor, isfinite

from sim.engine.checkpoint import CHANGES, Checkpoint, first_difference
from sim.tables.tables import Tables

WORTH = 60.0
"""Days of runs that a checkpoint must save: as long as it takes to keep one, and to go on from it (measured)."""
Option = tuple[str, float]
"""An option, and the first whole day on which it differs from the one before it."""


def branches(tables: Mapping[str, Tables], trunk: Checkpoint | None) -> Iterator[tuple[str, Checkpoint | None]]:
    """Yield each option with the checkpoint that its run begins at, neighbours in the tree one after another.

    ``tables`` are those of the options without the baseline, ``trunk`` the checkpoint that the baseline has filled.
    """
    names = sorted(tables, key=lambda name: _changes(tables[name]))
    days = [first_difference(tables[one], tables[other]) for one, other in pairwise(names)]
    apart = [*(0.0 for _ in names[:1]), *(float(floor(day)) if isfinite(day) else day for day in days)]
    start = 0.0 if trunk is None else trunk.day
    yield from _branches(list(zip(names, apart, strict=True)), start, trunk)


def _branches(
    options: Sequence[Option], day: float, before: Checkpoint | None
) -> Iterator[tuple[str, Checkpoint | None]]:
    """Yield options that are the same up to a day, in parts that are the same for longer."""
    for part in _parts(options, day):
        until = min((apart for _, apart in part[1:]), default=day)
        if not day < until or not isfinite(until):
            yield from ((name, before) for name, _ in part)
            continue
        saved = (len(part) - 1) * (until - (0.0 if before is None else before.day))
        own = Checkpoint(until, before=before) if saved >= WORTH else before
        yield from _branches(part, until, own)


def _parts(options: Sequence[Option], day: float) -> Iterator[Sequence[Option]]:
    """Yield the options in parts, of which the later ones differ from the one before them after a day only."""
    starts = [at for at, (_, apart) in enumerate(options) if at == 0 or apart <= day]
    yield from (options[start:end] for start, end in pairwise([*starts, len(options)]))


def _changes(tables: Tables) -> tuple[object, ...]:
    """Return what options are sorted by: those with the same first changes of capacity stand together."""
    begins = tuple(tables.start_day.tolist())
    return begins, tuple(zip(*(getattr(tables, name).tolist() for name in CHANGES), strict=True))
