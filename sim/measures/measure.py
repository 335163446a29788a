"""The two questions asked of outcomes: what one run shows, and what an option changes against its baseline."""

from sim.description.system import Description
from sim.measures import (
    bed_days,
    by_setting,
    care_planning,
    costs,
    end_of_life,
    flows,
    indicators,
    residences,
    severe_frailty,
)
from sim.measures.registry import MEASURES
from sim.measures.requests_forgone import requests_forgone
from sim.measures.run import Run
from sim.measures.supported_people import supported_people
from sim.measures.tidy import Row, find, with_values

__all__ = ["MEASURES", "compare_runs", "measure"]


def measure(run: Run, description: Description) -> list[Row]:
    """Return all measures of one run; `description` is the one it ran with."""
    table = [
        *bed_days.in_use(run),
        *bed_days.delayed(run),
        *flows.admissions(run),
        *requests_forgone(run),
        *by_setting.settings(run),
        *indicators.stays(run),
        *indicators.at_home(run),
        *indicators.long_stays(run),
        *end_of_life.end_of_life(run),
        *residences.residences(run),
        *supported_people(run),
        *severe_frailty.severe_frailty(run, description),
        *care_planning.care_planning(run, description),
    ]
    return with_values([*table, *indicators.national(run, table), *costs.own_costs(run, description)])


def compare_runs(baseline: Run, option: Run, description: Description, before: Description | None = None) -> list[Row]:
    """Return what an option changes with common random numbers: bed days returned and net cost.

    `description` is that of the option, `before` that of the baseline where it is another.
    """
    people = description.published.get("people_65_plus")
    days = bed_days.returned(baseline, option, None if people is None else float(people))
    worth = bed_days.worth(find(days, "bed_days_returned"), description)
    return with_values([*days, *worth, *costs.net_cost(baseline, option, description, before)])
