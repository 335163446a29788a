"""What a comparison says so far, while it runs: the option with the largest change, in one line."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from sim.study.analysis.comparison import RETURNED

Returned = dict[str, list[float]]
"""Bed days returned a year in each replication that is finished, by option."""


def returned_in(measures: pa.Table) -> dict[str, float]:
    """Return the bed days returned a year by option, from the measures of one replication."""
    wanted = pc.and_(pc.equal(measures["measure"], RETURNED), pc.equal(measures["breakdown"], "all"))
    rows = measures.filter(wanted)
    return dict(zip(rows["option"].to_pylist(), rows["value"].to_pylist(), strict=True))


def so_far(returned: Mapping[str, list[float]], titles: Mapping[str, str]) -> str:
    """Say which option returns most bed days so far, as a mean of the replications finished; nothing without one."""
    means = {name: sum(values) / len(values) for name, values in returned.items() if values}
    if not means:
        return ""
    most = max(means, key=lambda name: means[name])
    return f"so far most: {titles.get(most, most)}, {means[most]:,.0f} bed days returned a year"
