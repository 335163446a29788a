"""Palliative care, plans, preferences and powers of attorney, and hours left to carers: shares of today are assumed.

Whom they reach in the baseline stands in the scenario (`care_today`). Interventions that say what they give reach more:
of those not reached today the same share as of everybody, which is an assumption.
"""

import numpy as np

from sim.description.care_today import CareToday
from sim.description.interventions import Gives
from sim.description.system import Description
from sim.measures.end_of_life import deaths_by_place
from sim.measures.reach import reached_before_death
from sim.measures.registry import OWN, define
from sim.measures.residences import lived_in_care_home
from sim.measures.residents import Flags, Floats, Integers
from sim.measures.run import Run
from sim.measures.tidy import Row, ratio, row, rows

_TODAY = "Assumption: the share today, with its range and source, in the scenario (`care_today`)"
define(
    "palliative_care_needed",
    "people a year",
    "neither",
    "Residents who died in the period times the share of those who die that needs palliative care (an assumption).",
    _TODAY,
)
define(
    "palliative_care_unmet",
    "people a year",
    "lower",
    "Of those who need palliative care, the ones not reached: by the share of today (an assumption), less those reached"
    " a week before death by an intervention that gives it.",
    _TODAY,
)
define(
    "plan_at_death",
    "percent",
    "higher",
    "Share of residents who died with an up-to-date plan on the Key Information Summary: the share today (an"
    " assumption, the same in care homes), and of the others those whom an intervention that gives one reached a week"
    " before death.",
    _TODAY,
)
define(
    "deaths_in_preferred_place",
    "percent",
    "higher",
    "Share of residents who died in the place they would have chosen: of those who died where they live the share that"
    " prefers it, of those who died in hospital the rest (an assumption). Other places count as not chosen.",
    _TODAY,
)
define(
    "power_of_attorney",
    "percent",
    "higher",
    "Share of people with dementia who have granted a welfare power of attorney: the share today (an assumption), and"
    " of the others those reached by an intervention that brings it about.",
    _TODAY,
)
define(
    "hours_left_to_carers",
    "hours a week",
    "lower",
    "People waiting at home for home support, on average, times the mean hours of a package: the help that would have"
    " come, taken to be given by unpaid carers hour for hour (an assumption).",
    OWN,
)


def care_planning(run: Run, description: Description) -> list[Row]:
    """Return palliative care needed and missed, plans, preferred places, powers of attorney, hours left to carers."""
    if not run.populated:
        return []
    today = description.care_today
    return [*_left_to_carers(run), *(_at_death(run, description, today) if today else [])]


def _at_death(run: Run, description: Description, today: CareToday) -> list[Row]:
    died = np.flatnonzero(run.deaths)
    needed = today.palliative_care_needed.value * len(died) / run.years
    with_care = _reached(today.palliative_care_reached.value, _given(run, description, "palliative_care", died))
    with_plan = _reached(today.plan_at_death.value, _given(run, description, "plan", died))
    at_home = lived_in_care_home(run, run.demand.people.death_day[: run.demand.population])[died]
    plans = {
        name: 100 * ratio(float(with_plan[here].sum()), float(here.sum()))
        for name, here in (("care_home", at_home), ("elsewhere", ~at_home))
    }
    return [
        row("palliative_care_needed", needed),
        row("palliative_care_unmet", needed * (1 - ratio(float(with_care.sum()), len(died)))),
        row("plan_at_death", 100 * ratio(float(with_plan.sum()), len(died))),
        *rows("plan_at_death", "residence", plans),
        row("deaths_in_preferred_place", _preferred(run, today.prefers_usual_place.value)),
        row("power_of_attorney", 100 * _power_of_attorney(run, description, today.power_of_attorney.value)),
    ]


def _levers(run: Run, description: Description, gives: Gives) -> list[int]:
    names = run.tables.intervention_names
    return [lever for lever, name in enumerate(names) if gives in description.interventions[name].gives]


def _given(run: Run, description: Description, gives: Gives, died: Integers) -> Flags:
    """Return which of those who died were reached by an intervention that gives something."""
    levers = _levers(run, description, gives)
    return reached_before_death(run.residents, run.tables, run.outcome.moved_to_care_home_day, levers, died)


def _reached(today: float, more: Flags) -> Floats:
    """Return the chance of each that they are reached: today, or by an intervention."""
    return np.where(more, 1.0, today)


def _preferred(run: Run, prefers: float) -> float:
    by_place = deaths_by_place(run)
    usual, hospital = by_place["home"] + by_place["care_home"], by_place["hospital"]
    return 100 * ratio(prefers * usual + (1 - prefers) * hospital, sum(by_place.values()))


def _power_of_attorney(run: Run, description: Description, today: float) -> float:
    alive = run.residents.in_the_middle
    with_dementia = float((run.demand.people.dementia_day[alive] <= run.residents.middle).sum())
    reached = float(run.reached[_levers(run, description, "power_of_attorney")].sum())
    return today + (1 - today) * min(ratio(reached, with_dementia), 1.0)


def _left_to_carers(run: Run) -> list[Row]:
    """Return the hours a week that people waiting at home would have had; of a place without hours there is none."""
    outcome, chosen = run.outcome, run.settings("home_support")
    chosen = chosen[run.tables.takes_hours[chosen]]
    waiting = float((outcome.queue_days[chosen] - outcome.hospital_waited_days[chosen]).sum()) / run.days
    package = ratio(float(outcome.used_days[chosen].sum()), float(outcome.person_days[chosen].sum()))
    return [row("hours_left_to_carers", max(waiting, 0.0) * package)] if len(chosen) else []
