"""Small models read from YAML, run many times, with the books of every run checked; and when theory and runs agree."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.demand.contract import Demand
from sim.demand.draw import draw
from sim.description.check import check
from sim.description.read import read_teaching
from sim.description.system import Description
from sim.engine.contract import run as run_engine
from sim.outcome import Outcome
from sim.tables.build import build
from sim.tables.contract import Tables
from tests.theory import books

Floats = NDArray[np.float64]
ROOTS = [Path(__file__).resolve().parent / "small_scenarios", Path(__file__).resolve().parents[2] / "scenarios"]
SURE = 3.0
"""Standard errors within which theory must lie: with new luck, one agreement in some 150 falls outside by chance."""


@dataclass(frozen=True)
class Run:
    """One replication: what it was told, who came, and what happened."""

    tables: Tables
    demand: Demand
    outcome: Outcome

    @property
    def days(self) -> float:
        """Return the length of the measured period."""
        return self.outcome.to_day - self.outcome.from_day

    @property
    def came(self) -> NDArray[np.bool_]:
        """Return which spells began in the measured period."""
        return self.demand.needs.day >= self.outcome.from_day

    @property
    def in_beds(self) -> float:
        """Return the people in a bed of the one ward, on average."""
        return float(self.outcome.used_days[0] / self.days)

    @property
    def midnights(self) -> Floats:
        """Return the people in the one ward at each midnight of the measured period."""
        return self.outcome.occupied[int(self.outcome.from_day) :, 0]


def model(name: str, changes: Mapping[str, object] | None = None) -> Description:
    """Return a small model of `scenarios/teaching`, with other figures under some dotted paths."""
    description = read_teaching(ROOTS, name)
    content = description.model_dump()
    for path, value in (changes or {}).items():
        *above, last = path.split(".")
        inside = content
        for key in above:
            inside = inside[key]
        assert last in inside, f"{name} has no {path}"
        inside[last] = value
    changed = Description.model_validate(content)
    assert check(changed, {"": name}) == ([], [])
    return changed


def run(engine: str, description: Description, replication: int, **how: float) -> Run:
    """Return one replication of a model, once its books have been found to balance; `log` 1 keeps the event log."""
    tables = build(description, description.interventions)
    to_day = how["warm_up"] + how["days"]
    demand = draw(description, tables, int(how["seed"]), replication, to_day)
    outcome = run_engine(tables, demand, how["warm_up"], engine, bool(how.get("log", 0)))
    assert books.faults_of(tables, demand, outcome) == []
    return Run(tables, demand, outcome)


def runs(engine: str, description: Description, replications: int, **how: float) -> list[Run]:
    """Return replications 1, 2, 3 …: `warm_up` days uncounted, then `days` counted; luck from `seed`."""
    return [run(engine, description, 1 + number, **how) for number in range(replications)]


def agrees(theory: float, found: Sequence[float], within: float, of: float | None = None) -> None:
    """Assert that theory lies within three standard errors of the mean of the replications, and that these are small.

    A standard error above the share `within` of the theoretical value (or of `of`) is too vague to prove anything.
    """
    values = np.asarray(found, dtype=np.float64)
    error = float(values.std(ddof=1)) / sqrt(len(values))
    vague = within * abs(theory if of is None else of)
    away = abs(float(values.mean()) - theory)
    said = f"theory {theory:.6g}, found {values.mean():.6g} ± {error:.3g} over {len(values)} replications"
    assert 0 < error <= vague, f"{said}: standard error above {vague:.3g}"
    assert away <= SURE * error, f"{said}: {away / error:.1f} standard errors away"


def evened(found: Sequence[float], beside: Sequence[float], known: float) -> list[float]:
    """Return what replications found with the luck taken out that shows in a figure beside it, of known mean.

    A control variate (Lavenberg and Welch 1981, doi:10.1287/mnsc.27.3.322): busy beds are known from rate and stay
    alone, and a run with more of them has a longer queue. The mean stays what it is, its standard error shrinks.
    """
    values, others = np.asarray(found, dtype=np.float64), np.asarray(beside, dtype=np.float64)
    slope = float(np.cov(values, others)[0, 1] / others.var(ddof=1))
    return list(values - slope * (others - known))


def weekday_of_midnight(start: datetime.date, midnight: int) -> int:
    """Return the weekday (Monday: 0) that ends at a midnight of a run."""
    return (start + datetime.timedelta(days=midnight - 1)).weekday()
