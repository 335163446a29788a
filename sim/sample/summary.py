"""A checked sample in words: per table rows, people, share missing and share linked, all through the gate."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.amounts import amount
from sim.sample.contents import Contents
from sim.sample.dictionary import EMPTY, HIDDEN, frequencies, units_of
from sim.sample.disclosure import Count, Gate
from sim.sample.manifest import Manifest


def summary_text(tables: Sequence[Contents], manifest: Manifest, gate: Gate) -> str:
    """Return what may be shown of a sample."""
    days = (manifest.to - manifest.from_).days
    rounding = f", others rounded to {gate.rounding}" if gate.rounding else ""
    lines = [
        f"Window: {manifest.from_} to {manifest.to} ({amount(days)} days), extracted {manifest.extracted}; "
        f"{manifest.origin} data",
        f"Counts of 1 to {gate.threshold - 1} are hidden, and what would give them away{rounding}",
        "",
        f"{'table':14}{'rows':>12}{'people':>12}{'linked':>9}   missing",
        *(_line(contents, manifest, gate) for contents in tables),
    ]
    return "\n".join(lines)


def _line(contents: Contents, manifest: Manifest, gate: Gate) -> str:
    name, people = contents.table.name, len(np.unique(units_of(contents)))
    few = bool(contents.table.unit) and people < gate.threshold
    rows = HIDDEN if few else amount(gate.rounded(contents.rows))
    known = len(np.unique(contents.units[~np.isnan(contents.units)]))
    whose = _shown(gate.count(known)) if "person" in contents.known else "–"
    how = f" ({manifest.collected[name]})" if name in manifest.collected else ""
    missing = ", ".join(_missing(contents, gate)) or "nothing"
    return f"{name:14}{rows:>12}{whose:>12}{_linked(contents, gate):>9}   {missing}{how}"


def _missing(contents: Contents, gate: Gate) -> Iterator[str]:
    """Yield the columns with empty cells and their share; a column that is not there at all is not named."""
    for column in contents.known:
        frequency = frequencies(contents, column, gate)
        if frequency.counts[EMPTY] != 0:
            percent = frequency.percent(gate, EMPTY)
            yield f"{column} {HIDDEN if percent is None else f'{percent} %'}"


def _linked(contents: Contents, gate: Gate) -> str:
    """Return the share of people (or spells) who are in the table that they refer to."""
    if not len(contents.linked):
        return "–"
    units, known = contents.units, ~np.isnan(contents.units)
    linked = len(np.unique(units[contents.linked & known]))
    counts, total = gate.counts([linked, len(np.unique(units[known])) - linked])
    percent = gate.percent(counts[0], total)
    return HIDDEN if percent is None else f"{percent} %"


def _shown(count: Count) -> str:
    return HIDDEN if count is None else amount(count)
