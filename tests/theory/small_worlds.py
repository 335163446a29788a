"""Small models read from YAML, run many times, with the books of every run checked; and when theory and runs agree."""

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.demand.sample import draw
from sim.description.consistency import check
from sim.description.read import read_model
from sim.description.system import Description
from sim.engine.engines import run as run_engine
from sim.outcome import Outcome
from sim.tables.build import build
from sim.tables.tables import Tables
from tests.theory import books

Floats = NDArray[np.float64]
ROOTS = [Path(__file__).resolve().parent / "small_scenarios", Path(__file__).resolve().parents[2] / "scenarios"]
CONFIDENCE_LEVEL = 3.0
"""Standard errors within which theory must lie: with other seeds, one agreement in some 150 is outside by chance."""
PRECISE = 0.01
"""The largest standard error, as a share of what theory says."""
LONG = os.environ.get("HOMEFIRST_LONG") == "1"
"""Whether SimPy runs every ward, and not only those that take it seconds, as the compiled engine does.

Theory is held against the compiled engine in every ward; that SimPy gives the same events in each of these models, to
the last bit, is what `tests/engine_equivalence` compares. Asked for by HOMEFIRST_LONG=1."""


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
    """Return a small model of `scenarios/models`, with other figures under some dotted paths."""
    description = read_model(ROOTS, name)
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
    conservation_errors = books.faults_of(tables, demand, outcome)
    assert not conservation_errors, "; ".join(conservation_errors)
    return Run(tables, demand, outcome)


def runs(engine: str, description: Description, replications: int, **how: float) -> list[Run]:
    """Return replications 1, 2, 3 …: `warm_up` days uncounted, then `days` counted; random numbers from `seed`."""
    return [run(engine, description, 1 + number, **how) for number in range(replications)]


def estimate(found: Sequence[float], random_number: Floats | None = None) -> tuple[float, float]:
    """Return the mean of replications, less the chance that shows in figures of known mean 0 beside it; and its error.

    Control variates (Lavenberg and Welch 1981, doi:10.1287/mnsc.27.3.322): a regression of the figure on the
    others, read where those are 0. A run to which more people came has a longer queue: the mean stays, the standard
    error shrinks.
    """
    values = np.asarray(found, dtype=np.float64)
    seen = (
        np.ones((len(values), 1)) if random_number is None else np.column_stack([np.ones(len(values)), random_number])
    )
    share = np.linalg.pinv(seen)
    left = values - seen @ (share @ values)
    spread = float((left**2).sum()) / (len(values) - np.linalg.matrix_rank(seen))
    return float(share[0] @ values), sqrt(spread * float((share[0] ** 2).sum()))


def agrees(
    theory: float, found: Sequence[float], within: float, of: float | None = None, random_number: Floats | None = None
) -> None:
    """Assert that theory lies within three standard errors of the mean of the replications, and that these are small.

    A standard error above the share `within` of the theoretical value (or of `of`) is too vague to prove anything.
    """
    value, error = estimate(found, random_number)
    vague = within * abs(theory if of is None else of)
    away = abs(value - theory)
    said = f"theory {theory:.6g}, found {value:.6g} ± {error:.3g} over {len(found)} replications"
    assert 0.0 < error <= vague, f"{said}: standard error above {vague:.3g}"
    assert away <= CONFIDENCE_LEVEL * error, f"{said}: {away / error:.1f} standard errors away"


def leave_long_runs(engine: str, quick: bool) -> None:
    """Leave what takes SimPy long to those who ask for it."""
    if engine == "simpy" and not quick and not LONG:
        pytest.skip("long on SimPy: HOMEFIRST_LONG=1")


def weekday_of_midnight(start: datetime.date, midnight: int) -> int:
    """Return the weekday (Monday: 0) that ends at a midnight of a run."""
    return (start + datetime.timedelta(days=midnight - 1)).weekday()
