"""Living at home, in care homes and with support; national integration indicators by their published formulas."""

from collections.abc import Sequence

import numpy as np

from sim.description.delay_reasons import REASONS
from sim.measures.flows import discharges, entered, readmissions, repeated
from sim.measures.registry import CORE, OWN, PHS, WHO, define
from sim.measures.residents import Integers
from sim.measures.run import QUINTILES, Run, summed
from sim.measures.tidy import Row, find, ratio, row, rows
from sim.tables.tables import YEAR

define(
    "hospital_at_home_episodes",
    "episodes a year",
    "neither",
    "Entries to Hospital at Home: settings at home in which nobody lives.",
    OWN,
)
define(
    "hospital_at_home_days",
    "days a year",
    "neither",
    "Days of people in Hospital at Home: settings at home in which nobody lives.",
    OWN,
)
define("intermediate_care_stays", "stays a year", "neither", "Entries to intermediate care.", OWN)
define(
    "days_at_home",
    "days per person and year lived",
    "higher",
    "Days at home (in a residence other than a care home, or in a setting at home) for each year lived by residents.",
    OWN,
)
define(
    "home_support_clients",
    "people",
    "neither",
    "Mean number of people at home with home support; those in hospital meanwhile are out.",
    f"Care at home, census week, {PHS}",
)
define(
    "home_support_hours",
    "hours a week",
    "neither",
    "Mean hours a week of home support taken, those kept for people in hospital or reserved included.",
    f"Care at home, census week, {PHS}",
)
define(
    "care_home_residents",
    "people",
    "neither",
    "Mean number of care-home residents, those in hospital with their place kept included.",
    f"Care home census and Insights in Social Care, {PHS}",
)
define("care_home_admissions", "people a year", "lower", "People who moved to a care home for the first time.", OWN)
define(
    "ni_12",
    "per 100,000 people",
    "lower",
    f"Emergency admissions in the period, a year, over people in the middle of it.{WHO}",
    CORE,
)
define(
    "ni_13",
    "bed days per 100,000 people",
    "lower",
    f"Emergency bed days within the period, a year, over people in the middle of it.{WHO}",
    CORE,
)
define("ni_14", "per 1,000 live discharges", "lower", f"As readmissions_28_days.{WHO}", CORE)
define("ni_15", "percent", "higher", f"As last_six_months_at_home.{WHO}", CORE)
define(
    "ni_16",
    "per 1,000 people",
    "lower",
    "Discharges from emergency stays for falls in the period, death included, a year, over people 65 and over in the"
    " middle of the period.",
    CORE,
)
define(
    "ni_19",
    "days per 1,000 people 75 and over",
    "lower",
    "Days delayed in hospital at 75 and over on the day, a year, over people 75 and over in the middle of the period.",
    CORE,
)


def at_home(run: Run) -> list[Row]:
    """Return days at home for each person and year lived, in all and by quintile."""
    if not run.populated:
        return []
    count = run.demand.population
    days_lived, home_days = run.residents.days_lived, run.outcome.home_days
    quintile = run.demand.people.quintile[:count] - 1
    by_quintile, lived_in = summed(quintile, home_days, QUINTILES), summed(quintile, days_lived, QUINTILES)
    table = [row("days_at_home", YEAR * ratio(float(home_days.sum()), float(days_lived.sum())))]
    return table + rows("days_at_home", "quintile", {q: YEAR * ratio(by_quintile[q], lived_in[q]) for q in QUINTILES})


def long_stays(run: Run) -> list[Row]:
    """Return clients and hours of home support, care-home residents, and moves to care homes."""
    outcome, table = run.outcome, []
    clients, homes = run.settings("home_support"), run.settings("care_home")
    if len(clients):
        table += [row("home_support_clients", float(outcome.person_days[clients].sum()) / run.days)]
        in_hours = clients[run.tables.takes_hours[clients]]
        table += [row("home_support_hours", float(outcome.used_days[in_hours].sum()) / run.days)]
    if len(homes):
        moved = len(run.moved_to_care_home)
        table += [row("care_home_residents", float(_held_days(run, homes)) / run.days)]
        table += [row("care_home_admissions", float(moved) / run.years)]
    return table


def _held_days(run: Run, chosen: Integers) -> float:
    return float((run.outcome.person_days[chosen] + run.outcome.hold_days[chosen]).sum())


def stays(run: Run) -> list[Row]:
    """Return episodes of Hospital at Home and stays in intermediate care, and readmissions within 28 days."""
    at_home = np.flatnonzero(run.tables.at_home & ~run.tables.is_residence & ~run.tables.is_hospital)
    table = [row("readmissions_28_days", readmissions(run)), *repeated(run)] if run.populated else []
    if len(at_home):
        table += [row("hospital_at_home_episodes", entered(run, at_home))]
        table += [row("hospital_at_home_days", float(run.outcome.person_days[at_home].sum()) / run.years)]
    if len(beds := run.settings("intermediate_care")):
        table += [row("intermediate_care_stays", entered(run, beds))]
    return table


def national(run: Run, measured: Sequence[Row]) -> list[Row]:
    """Return the national integration indicators that the model can speak to, for residents of 65 and over.

    Two of them are measures whose rows are in `measured` already.
    """
    if not run.populated:
        return []
    alive = run.residents.in_the_middle
    people = len(alive)
    people_75_plus = int((run.demand.people.age[alive] + run.residents.middle / YEAR >= 75).sum())
    falls = run.of_sort(run.tables.need_falls, discharges(run))
    days = float(run.bed_days.sum()) / run.years
    return [
        row("ni_12", 100_000 * ratio(len(run.admissions) / run.years, people)),
        row("ni_13", 100_000 * ratio(days, people)),
        row("ni_14", find(measured, "readmissions_28_days")),
        row("ni_15", find(measured, "last_six_months_at_home")),
        row("ni_16", 1000 * ratio(len(falls) / run.years, people)),
        row("ni_19", 1000 * ratio(_delayed_75_plus(run) / run.years, people_75_plus)),
    ]


def _delayed_75_plus(run: Run) -> float:
    hospital = run.outcome.delayed[run.tables.is_hospital][:, :, 1]
    return float(hospital.sum() - hospital[:, REASONS.index("none")].sum())
