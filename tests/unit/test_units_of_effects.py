"""Every kind of effect honours every unit that it takes: the factor stands on what it names, and on nothing else."""

from typing import get_args

import numpy as np
import pytest

from sim.description.interventions import UNITS, Changes, Intervention
from sim.tables.build import build
from tests.behaviour.village import village

FACTORS = {"times": (0.75, 0.75), "share_added": (-0.25, 0.75), "percent": (-25.0, 0.75)}
"""By unit: the value, and the factor that it means."""
NAMED: dict[str, tuple[str, str, str]] = {
    "need_rate": ("times_need", "need_names", "fracture"),
    "readmission_rate": ("times_readmission", "need_names", "fracture"),
    "stay": ("times_stay", "setting_names", "ward"),
    "process": ("times_process", "process_names", "assessment"),
    "destination": ("times_pathway", "pathway_names", "care_home"),
    "hours": ("times_hours", "setting_names", "home_support"),
}
"""By kind of effect: the table, the names that it is by, and the one that is changed."""
APART = {"capacity", "response", "priority_days", "share_of_offers", "weekend_discharge"}
"""Kinds that are no factor in a table by person; each has tests of its own."""


@pytest.mark.parametrize("unit", FACTORS)
@pytest.mark.parametrize("kind", NAMED)
def test_a_factor_in_any_unit_stands_on_what_it_names(kind: str, unit: str) -> None:
    table, names, name = NAMED[kind]
    value, factor = FACTORS[unit]
    effect = {"changes": kind, "of": [name], "value": value, "unit": unit, "basis": "assumption", "source": "-"}
    row = {"title": "T", "system": "falls", "description": "-", "coverage": 1.0, "effects": [effect]}
    tables = build(village(), {"lever": Intervention.model_validate(row)})
    expected = np.ones(getattr(tables, table)[0].shape)
    expected[getattr(tables, names).index(name)] = factor
    assert getattr(tables, table)[0] == pytest.approx(expected)


def test_every_kind_of_effect_is_tried() -> None:
    assert set(NAMED) | APART == set(get_args(Changes))
    assert {kind: set(UNITS[kind]) for kind in get_args(Changes) if kind in NAMED} == {
        kind: set(FACTORS) for kind in NAMED
    }


def test_days_of_priority_stand_on_what_they_name() -> None:
    effect = {"changes": "priority_days", "of": ["care_home"], "value": 4.0, "unit": "days"}
    row = {"title": "T", "system": "falls", "description": "-", "coverage": 1.0}
    row |= {"effects": [effect | {"basis": "assumption", "source": "-"}]}
    tables = build(village(), {"lever": Intervention.model_validate(row)})
    days = tables.more_priority_days[0]
    assert (days[tables.setting_names.index("care_home")], days.sum()) == (4.0, 4.0)
