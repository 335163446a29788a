"""Money a year by who pays: places used, interventions at work, and the net cost of an option against its baseline.

Two net costs are told. `net_cost` values every place-day at its day cost, hospital beds too: notional, since a bed day
saved frees money only if beds close or are used otherwise. `net_cost_cash` leaves hospital beds and the emergency
department out. Where an intervention pays for added places by the day, whether used or not, their use is not charged a
second time: of the rise in a setting's place-days, as many are free as were added.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from sim.description.interventions import Cost, Intervention
from sim.description.system import Description
from sim.description.units import PAYERS, Payer
from sim.measures.residents import Floats
from sim.measures.run import Run
from sim.measures.tidy import Row, row, rows
from sim.tables.capacity import added
from sim.tables.tables import YEAR

Bill = dict[str, float]
"""Pounds a year by payer."""


def own_costs(run: Run, description: Description) -> list[Row]:
    """Return what a run costs: places used, by payer and setting; interventions, by payer and intervention."""
    by_setting = {name: bill(pounds, payers) for name, pounds, payers in _settings(run, description)}
    by_intervention = _interventions(run, description)
    found = _told("cost", by_setting) + rows("cost", "setting", _sums(by_setting))
    found += _told("intervention_cost", by_intervention)
    found += rows("cost_of_each_intervention", "intervention", _sums(by_intervention))
    reached = dict(zip(run.tables.intervention_names, run.reached.tolist(), strict=True))
    return found + rows("people_reached", "intervention", reached)


def net_cost(baseline: Run, option: Run, description: Description) -> list[Row]:
    """Return the net cost a year of an option, in all and by payer, with hospital bed days and without."""
    found = []
    interventions = list(_interventions(option, description).values())
    for measure, with_hospital in (("net_cost", True), ("net_cost_cash", False)):
        bills = interventions + [
            bill(pounds, description.settings[name].cost.payers)  # type: ignore[union-attr]
            for name, pounds in _changes(baseline, option, description).items()
            if with_hospital or not _is_hospital(option, name)
        ]
        by_payer = together(bills)
        found += [row(measure, sum(by_payer.values())), *rows(measure, "payer", by_payer)]
    return found


def bill(pounds: float, payers: Mapping[Payer, float]) -> Bill:
    """Return a sum of money shared out among all payers."""
    return {payer: pounds * payers.get(payer, 0.0) for payer in PAYERS}


def together(bills: list[Bill]) -> Bill:
    """Return the sum of bills by payer."""
    return {payer: sum(each[payer] for each in bills) for payer in PAYERS}


def _told(measure: str, bills: Mapping[str, Bill]) -> list[Row]:
    by_payer = together(list(bills.values()))
    return [row(measure, sum(by_payer.values())), *rows(measure, "payer", by_payer)]


def _sums(bills: Mapping[str, Bill]) -> dict[str, float]:
    return {name: sum(each.values()) for name, each in bills.items()}


# --- settings ---


def place_days(run: Run) -> Floats:
    """Return place-days a year used or kept, by setting; days of an hour a week where places are hours."""
    count = len(run.tables.setting_names)
    places = run.outcome.person_days[:count] + run.outcome.hold_days[:count]
    return np.asarray(np.where(run.tables.takes_hours, run.outcome.used_days[:count], places) / run.years)


def _settings(run: Run, description: Description) -> Iterator[tuple[str, float, Mapping[Payer, float]]]:
    for name, days in zip(run.tables.setting_names, place_days(run).tolist(), strict=True):
        if cost := description.settings[name].cost:
            yield name, days * cost.pounds, cost.payers


def _changes(baseline: Run, option: Run, description: Description) -> dict[str, float]:
    """Return the change in the cost of each setting, added places that are paid for already left out."""
    paid_for = _added_days(option, description)
    found = {}
    for name, change in zip(option.tables.setting_names, place_days(option) - place_days(baseline), strict=True):
        if cost := description.settings[name].cost:
            free = min(max(float(change), 0.0), paid_for.get(name, 0.0))
            found[name] = (float(change) - free) * cost.pounds
    return found


def _is_hospital(run: Run, name: str) -> bool:
    return run.tables.setting_types[run.tables.setting_names.index(name)] in ("hospital", "emergency_department")


# --- interventions ---


def _interventions(run: Run, description: Description) -> dict[str, Bill]:
    found = {}
    for lever, name in enumerate(run.tables.intervention_names):
        costs = description.interventions[name].costs
        pounds = [cost.pounds * _times(run, description, lever, cost) for cost in costs]
        found[name] = together([bill(sum_, cost.payers) for sum_, cost in zip(pounds, costs, strict=True)])
    return found


def _times(run: Run, description: Description, lever: int, cost: Cost) -> float:
    """Return how often a year a cost falls due."""
    match cost.per:
        case "person_reached_a_year":
            return float(run.reached[lever])
        case "added_capacity_a_day":
            return sum(_added(run, description, lever).values())
        case "year":
            started = np.clip(run.outcome.to_day - run.tables.start_day[lever], 0.0, run.days) / run.days
            return float(started) if run.tables.coverage[lever] > 0 else 0.0


def _added_days(run: Run, description: Description) -> dict[str, float]:
    """Return place-days a year added by interventions that pay for them by the day, by setting or team."""
    found: dict[str, float] = {}
    for lever, name in enumerate(run.tables.intervention_names):
        if any(cost.per == "added_capacity_a_day" for cost in description.interventions[name].costs):
            for resource, days in _added(run, description, lever).items():
                found[resource] = found.get(resource, 0.0) + days
    return found


def _added(run: Run, description: Description, lever: int) -> dict[str, float]:
    """Return place-days a year that an intervention adds, by setting or team."""
    intervention = _as_chosen(run, description, lever)
    names = (*run.tables.setting_names, *run.tables.team_names)
    found: dict[str, float] = {}
    for effect in intervention.effects:
        for name in effect.of if effect.changes == "capacity" else ():
            today = float(run.tables.capacity[names.index(name)])
            if np.isfinite(today):
                more = added(description, intervention, effect, name, today) * at_work(run, lever) * YEAR
                found[name] = found.get(name, 0.0) + more
    return found


def _as_chosen(run: Run, description: Description, lever: int) -> Intervention:
    name, coverage = run.tables.intervention_names[lever], float(run.tables.coverage[lever])
    return description.interventions[name].model_copy(update={"coverage": coverage})


def at_work(run: Run, lever: int) -> float:
    """Return how far an intervention is at work on average over the period: 0 before its start, 1 after its ramp."""
    start, ramp = float(run.tables.start_day[lever]), float(run.tables.ramp_days[lever])

    def whole_days(day: float) -> float:
        since = max(day - start, 0.0)
        return since - ramp / 2 if since >= ramp else since * since / (2 * ramp)

    return (whole_days(run.outcome.to_day) - whole_days(run.outcome.from_day)) / run.days
