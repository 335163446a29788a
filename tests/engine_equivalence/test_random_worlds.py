"""What holds in any world: the engines agree, the books balance, and interventions that reach nobody change nothing."""

import os

from hypothesis import HealthCheck, given, seed, settings

from sim.description.interventions import Intervention
from sim.engine.engines import ENGINES
from sim.engine.engines import run as run_engine
from sim.outcome import Outcome
from sim.study.kinds.engine_differences import first_difference
from sim.tables.build import build
from tests.engine_equivalence.random_worlds import Made, worlds
from tests.theory.books import faults_of

EXAMPLES = int(os.environ.get("HOMEFIRST_EXAMPLES", "200"))
"""Random worlds tried; thousands on demand: HOMEFIRST_EXAMPLES=5000."""
SEED = int(os.environ.get("HOMEFIRST_SEED", "1"))
FROM_DAY = 10.0


def under(made: Made, interventions: dict[str, Intervention], engine: str) -> Outcome:
    """Return what happens in a world under some interventions, with its event log."""
    return run_engine(build(made.description, interventions), made.demand, FROM_DAY, engine, log=True)


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_random_worlds(made: Made) -> None:
    """Agreement to the last bit; conservation and Little's law; coverage 0 is the baseline. Each engine for itself."""
    outcomes = {engine: under(made, made.description.interventions, engine) for engine in ENGINES}
    difference = first_difference(made.tables, made.demand, *outcomes.values())
    assert difference is None, difference.text()
    nobody = {name: each.model_copy(update={"coverage": 0.0}) for name, each in made.description.interventions.items()}
    for engine, outcome in outcomes.items():
        errors = faults_of(made.tables, made.demand, outcome)
        assert not errors, f"{engine}: {'; '.join(errors)}"
        if nobody:
            reached = first_difference(made.tables, made.demand, under(made, {}, engine), under(made, nobody, engine))
            assert reached is None, f"{engine}, no interventions (first) or reaching nobody: {reached.text()}"
