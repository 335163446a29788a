"""All 31 partnerships: their files load, their tables build, and a short run loses nobody."""

import numpy as np
import pytest

from sim.demand.sample import draw
from sim.description.read import partnerships, read_system
from sim.engine.engines import run
from sim.outcome import conservation_errors
from sim.tables.build import build
from tests.behaviour.partnerships import ROOTS

DAYS = 60.0
PARTNERSHIPS = partnerships(ROOTS)


def test_there_are_31() -> None:
    assert len(PARTNERSHIPS) == len(set(PARTNERSHIPS)) == 31


@pytest.mark.parametrize("name", PARTNERSHIPS)
def test_a_short_run(name: str) -> None:
    description = read_system(ROOTS, name)
    tables = build(description)
    demand = draw(description, tables, 1, 0, DAYS)
    outcome = run(tables, demand, 0.0)
    assert conservation_errors(outcome, tables) == []
    assert np.isfinite(tables.quantiles).all()
    published = sum(
        float(value)
        for column, value in description.published.items()
        if column.startswith(("people_female_", "people_male_")) and column.endswith("_2018")
    )
    assert int((demand.people.enters_day[: demand.population] == 0).sum()) == published
    assert outcome.admissions.sum() > 0.02 * published * DAYS / 365
    assert (outcome.died_in >= 0).sum() > 0
    assert (outcome.entered[tables.is_hospital.nonzero()[0]].sum()) > 0
    spells = outcome.active_days + outcome.delayed_days
    assert float(spells.sum()) == float(outcome.person_days[: len(tables.setting_names)][tables.is_hospital].sum())
    taken = outcome.person_days + outcome.hold_days + outcome.reserved_days
    places = [at for at in range(len(tables.setting_names)) if not tables.takes_hours[at]]
    assert outcome.used_days[places].tolist() == taken[places].tolist(), "places taken up by nobody"
