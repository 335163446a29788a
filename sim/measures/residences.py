"""People in care homes: where they came from, and where they died."""

import numpy as np

from sim.measures.end_of_life import place_of_death
from sim.measures.registry import OWN, define
from sim.measures.residents import Flags, Floats, Integers
from sim.measures.run import Run, summed
from sim.measures.tidy import Row, row, rows

define(
    "care_home_entries",
    "people a year",
    "neither",
    "People who moved to a care home for the first time in the period, by where they came from: hospital, intermediate"
    " care, or home.",
    OWN,
)
define(
    "deaths_of_care_home_residents",
    "deaths a year",
    "neither",
    "Deaths in the period of people who lived in a care home, wherever they died; by place of death too.",
    OWN,
)
ORIGINS = ("hospital", "intermediate_care", "home")


def residences(run: Run) -> list[Row]:
    """Return entries to care homes by origin, and deaths of residents."""
    if not run.populated:
        return []
    homes = run.settings("care_home")
    return [*_entries(run, homes), *_deaths(run, homes)] if len(homes) else []


def lived_in_care_home(run: Run, day: Floats) -> Flags:
    """Return which residents lived in a care home on a day each."""
    started = np.isin(run.demand.people.start_setting[: run.demand.population], run.settings("care_home"))
    return np.asarray(started | (_moved_day(run) <= day))


def _moved_day(run: Run) -> Floats:
    """Return the day on which each resident first moved to a care home; not a number where never."""
    return run.outcome.moved_to_care_home_day[: run.demand.population]


def _entries(run: Run, homes: Integers) -> list[Row]:
    moved_day = _moved_day(run)
    moved = run.within(moved_day)
    from_hospital = int((moved & (_left_hospital_for(run, homes) == moved_day)).sum())
    beds = run.settings("intermediate_care")
    elsewhere = int(moved.sum()) - from_hospital
    from_beds = min(int(run.outcome.moves[np.ix_(beds, homes)].sum()), elsewhere)
    counts = dict(zip(ORIGINS, (from_hospital, from_beds, elsewhere - from_beds), strict=True))
    return rows("care_home_entries", "origin", {origin: count / run.years for origin, count in counts.items()})


def _left_hospital_for(run: Run, homes: Integers) -> Floats:
    """Return the first day on which each resident left hospital for a care home; infinite where never."""
    first = np.full(run.demand.population, np.inf)
    gone = run.stays[np.isin(run.stays["ended_in"], homes)]
    np.minimum.at(first, run.persons(gone["row"]), gone["left_day"])
    return first


def _deaths(run: Run, homes: Integers) -> list[Row]:
    died = run.deaths & lived_in_care_home(run, run.demand.people.death_day[: run.demand.population])
    places = [place_of_death(run, setting) for setting in range(len(run.tables.setting_names))]
    names = tuple(dict.fromkeys(places))
    at = np.asarray([names.index(place) for place in places])[run.outcome.died_in[died]]
    counts = summed(at, np.ones(len(at)), names)
    name = "deaths_of_care_home_residents"
    by_place = {place: counts.get(place, 0.0) / run.years for place in ("care_home", "hospital")}
    return [row(name, float(died.sum()) / run.years), *rows(name, "place", by_place)]
