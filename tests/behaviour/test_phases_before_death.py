"""Time left to live sends people one way or another out of hospital, in both engines."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.demand.sample import draw
from sim.description.read import read_system
from sim.description.system import Description
from sim.description.units import LAST_MONTH_DAYS
from sim.engine.engines import run
from sim.tables.build import build

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
DAYS = 200.0
THREE_YEARS = LAST_MONTH_DAYS[0]


def moves_to_care_homes(engine: str, factors: tuple[float, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the days left to live of those who move from hospital into a care home, with factors on that way out.

    Nobody asks for one at home, nor waits or is delayed on day 0.
    """
    content = read_system([SCENARIOS], "orkney_islands").model_dump()
    for table in content["discharge_destinations"].values():
        for name, weight in table["pathways"].items():
            if content["pathways"][name]["to"] == "care_home":
                weight |= {"times_last_months": factors, "by_frailty": [20 * part for part in weight["by_frailty"]]}
    content["needs"]["long_term_care"]["rate"]["per_1000_a_year"] = (0.0, 0.0, 0.0)
    content["people"] |= {"waiting": (), "delayed": ()}
    content["deconditioning"] = None
    description = Description.model_validate(content)
    tables = build(description)
    demand = draw(description, tables, 3, 1, DAYS)
    moved = run(tables, demand, 0.0, engine).moved_to_care_home_day[: demand.population]
    later = ~np.isnan(moved) & (moved > 0)
    return np.asarray((demand.people.death_day[: demand.population] - moved)[later])


def test_a_factor_of_0_keeps_a_phase_from_a_way_out(engine: str) -> None:
    near = moves_to_care_homes(engine, (0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0))
    assert len(near) > 5
    assert near.max() <= THREE_YEARS
    assert moves_to_care_homes(engine, (1.0,) * 7).max() > THREE_YEARS
