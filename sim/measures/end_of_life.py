"""The end of life: deaths, where people died, and the share of the last six months spent at home."""

import numpy as np

from sim.measures.flows import DIED
from sim.measures.registry import CORE, OWN, define
from sim.measures.residents import Flags
from sim.measures.run import Run
from sim.measures.tidy import Row, ratio, row, rows
from sim.tables.tables import LAST_DAYS

define("deaths", "deaths a year", "neither", "Deaths of residents in the period: the same in every option.", OWN)
define(
    "deaths_by_place",
    "percent",
    "neither",
    "Share of residents' deaths by where they died; the emergency department counts as hospital, settings at home as"
    " home.",
    "ScotPHO profiles: share of deaths in hospital",
)
define(
    "last_six_months_at_home",
    "percent",
    "higher",
    "100 - 100 x (hospital days in the last 183 days, 183 taken as 182.5, over deaths) / 182.5, for residents who died"
    " in the period and at least 183 days after day 0. Deaths from external causes cannot be told apart.",
    CORE,
)
define(
    "deaths_at",
    "deaths a year",
    "neither",
    "Deaths of residents in the period by where they died, as deaths_by_place: numbers, which add up over places.",
    OWN,
)
define(
    "hospital_days_in_last_six_months",
    "bed days a year",
    "lower",
    "Hospital days in the last 183 days of residents who died in the period, in every hospital bed, acute or not.",
    f"Basis of NI-15; {CORE}",
)
define(
    "deaths_while_delayed",
    "deaths a year",
    "neither",
    "Deaths in hospital of residents who were ready to leave: stays that end by death with no day under treatment after"
    " the first day ready. Who moved on to another ward meanwhile is not counted.",
    OWN,
)
HALF_A_YEAR = 182.5
"""The national indicator looks back 183 days and takes them as 182.5."""
PLACES = ("hospital", "home", "care_home", "intermediate_care", "other")
_PLACE_OF_TYPE = {"emergency_department": "hospital", "home_support": "home"}


def end_of_life(run: Run) -> list[Row]:
    """Return deaths of residents a year, their places in percent, and NI-15."""
    if not run.populated:
        return []
    died, by_place = run.deaths, deaths_by_place(run)
    shares = {place: 100 * ratio(count, float(died.sum())) for place, count in by_place.items()}
    table = [row("deaths", float(died.sum()) / run.years), *rows("deaths_by_place", "place", shares)]
    table += rows("deaths_at", "place", {place: count / run.years for place, count in by_place.items()})
    table += [row("last_six_months_at_home", at_home_at_the_end(run))]
    last_days = float(run.outcome.last_days[died].sum()) / run.years
    table += [row("hospital_days_in_last_six_months", last_days)]
    return [*table, row("deaths_while_delayed", float(_delayed_at_death(run).sum()) / run.years)]


def _delayed_at_death(run: Run) -> Flags:
    """Return which emergency stays ended in the period by the death of somebody who was ready to leave."""
    stays, outcome = run.stays, run.outcome
    spell = run.spell_of[stays["row"]]
    ready = outcome.ready_day[spell]
    began = np.maximum(stays["admitted_day"], outcome.from_day)
    treated_until_ready = outcome.active_days[spell] <= np.maximum(ready - began, 0.0)
    died = (stays["ended_in"] == DIED) & run.within(stays["left_day"])
    return np.asarray(died & (ready < stays["left_day"]) & (stays["delayed_days"] > 0) & treated_until_ready)


def deaths_by_place(run: Run) -> dict[str, int]:
    """Return how many residents died in the period in each sort of place."""
    counts = dict.fromkeys(PLACES, 0)
    by_setting = np.bincount(run.outcome.died_in[run.deaths], minlength=len(run.tables.setting_names))
    for setting, count in enumerate(by_setting.tolist()):
        counts[place_of_death(run, setting)] += count
    return counts


def place_of_death(run: Run, setting: int) -> str:
    """Return the sort of place in which a death in a setting is counted."""
    setting_type = run.tables.setting_types[setting]
    place = _PLACE_OF_TYPE.get(setting_type, setting_type)
    if place == "other" and run.tables.at_home[setting]:
        return "home"
    return place if place in PLACES else "other"


def at_home_at_the_end(run: Run) -> float:
    """Return the percentage of the last six months spent at home or in the community (NI-15)."""
    count = run.demand.population
    died = run.deaths & (run.demand.people.death_day[:count] >= LAST_DAYS)
    days = np.minimum(run.outcome.last_days[died], HALF_A_YEAR)
    return 100 - 100 * ratio(float(days.sum()), float(died.sum())) / HALF_A_YEAR
