"""Living at home, in care homes and with support; national integration indicators by their published formulas."""

from collections.abc import Sequence

import numpy as np

from sim.description.delay_reasons import REASONS
from sim.measures.flows import admitted, entered, readmissions
from sim.measures.residents import YEAR, Integers
from sim.measures.run import QUINTILES, Run, summed
from sim.measures.tidy import Row, find, ratio, row, rows


def at_home(run: Run) -> list[Row]:
    """Return days at home for each person and year lived, in all and by quintile."""
    if not run.populated:
        return []
    count = run.demand.population
    lived, home = run.residents.days_lived, run.outcome.home_days
    quintile = run.demand.people.quintile[:count] - 1
    by_quintile, lived_in = summed(quintile, home, QUINTILES), summed(quintile, lived, QUINTILES)
    found = [row("days_at_home", YEAR * ratio(float(home.sum()), float(lived.sum())))]
    return found + rows("days_at_home", "quintile", {q: YEAR * ratio(by_quintile[q], lived_in[q]) for q in QUINTILES})


def long_stays(run: Run) -> list[Row]:
    """Return clients and hours of home support, care-home residents and admissions, and admissions from each."""
    outcome, found = run.outcome, []
    clients, homes = run.settings("home_support"), run.settings("care_home")
    if len(clients):
        found += [row("home_support_clients", float(outcome.person_days[clients].sum()) / run.days)]
        in_hours = clients[run.tables.takes_hours[clients]]
        found += [row("home_support_hours", float(outcome.used_days[in_hours].sum()) / run.days)]
        found += [row("admissions_per_client_year", _from(run, clients))]
    if len(homes):
        moved = run.within(outcome.moved_to_care_home_day).sum()
        found += [row("care_home_residents", float(_held_days(run, homes)) / run.days)]
        found += [row("care_home_admissions", float(moved) / run.years)]
        found += [row("admissions_per_resident_year", _from(run, homes))]
    return found


def _held_days(run: Run, chosen: Integers) -> float:
    return float((run.outcome.person_days[chosen] + run.outcome.hold_days[chosen]).sum())


def _from(run: Run, residences: Integers) -> float:
    lived_there = np.isin(run.outcome.from_residence[run.began], residences)
    return ratio(admitted(run, run.began[lived_there]), _held_days(run, residences) / run.days)


def stays(run: Run) -> list[Row]:
    """Return episodes of Hospital at Home and stays in intermediate care, and readmissions within 28 days."""
    tables = run.tables
    wards_at_home = np.flatnonzero(tables.at_home & ~tables.is_residence & np.isin(tables.setting_types, "other"))
    found = [row("readmissions_28_days", readmissions(run))] if run.populated else []
    if len(wards_at_home):
        found += [row("hospital_at_home_episodes", entered(run, wards_at_home))]
    if len(beds := run.settings("intermediate_care")):
        found += [row("intermediate_care_stays", entered(run, beds))]
    return found


def national(run: Run, told: Sequence[Row]) -> list[Row]:
    """Return the national integration indicators that the model can speak to, for residents of 65 and over.

    Two of them are measures `told` already.
    """
    if not run.populated:
        return []
    here = run.residents.in_the_middle
    people = len(here)
    old = int((run.demand.people.age[here] + run.residents.middle / YEAR >= 75).sum())
    fell = run.of_sort(run.tables.need_falls, run.spells[run.within(run.outcome.left_day[run.spells])])
    days = float(run.bed_days[run.in_bed].sum()) / run.years
    return [
        row("ni_12", 100_000 * ratio(admitted(run, run.began), people)),
        row("ni_13", 100_000 * ratio(days, people)),
        row("ni_14", find(told, "readmissions_28_days")),
        row("ni_15", find(told, "last_six_months_at_home")),
        row("ni_16", 1000 * ratio(len(fell) / run.years, people)),
        row("ni_19", 1000 * ratio(_delayed_75_plus(run) / run.years, old)),
    ]


def _delayed_75_plus(run: Run) -> float:
    hospital = run.outcome.delayed[run.tables.is_hospital][:, :, 1]
    return float(hospital.sum() - hospital[:, REASONS.index("none")].sum())
