"""Money a year by who pays: places used, interventions at work, and the net cost of an option against its baseline.

Two net costs are told. `net_cost` values every place-day at its day cost, hospital beds too: notional, since a bed day
saved frees money only if beds close or are used otherwise. `net_cost_cash` leaves hospital beds and the emergency
department out. Where an intervention pays for added places by the day, whether used or not, their use is not charged a
second time: of the rise in a setting's place-days, as many are free as were added.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.description.interventions import Cost, Intervention
from sim.description.system import Description
from sim.measures.residents import YEAR, Floats
from sim.measures.run import Run
from sim.measures.tidy import Row, row, rows
from sim.tables.capacity import capacity_today
from sim.tables.plans import Plan, added, plans

Bill = dict[str, float]
"""Pounds a year by payer."""


def own_costs(run: Run, description: Description) -> list[Row]:
    """Return what a run costs: places used, by payer and setting; interventions, by payer and intervention."""
    payers = tuple(description.payers)
    by_setting = {name: bill(pounds, shares, payers) for name, pounds, shares in _settings(run, description)}
    by_intervention = _interventions(run, description) | _adjustments(run, description)
    found = _told("cost", by_setting, payers) + rows("cost", "setting", _sums(by_setting))
    found += _told("intervention_cost", by_intervention, payers)
    found += rows("cost_of_each_intervention", "intervention", _sums(by_intervention))
    reached = dict(zip(run.tables.intervention_names, run.reached.tolist(), strict=True))
    return found + rows("people_reached", "intervention", reached)


def net_cost(baseline: Run, option: Run, description: Description, before: Description | None = None) -> list[Row]:
    """Return the net cost a year of an option, in all and by payer, with hospital bed days and without.

    `description` is that of the option, `before` that of the baseline where it is another.
    """
    found, before = [], before or description
    payers = tuple(dict.fromkeys((*before.payers, *description.payers)))
    paid = [*_interventions(option, description).values(), *_adjustments(option, description).values()]
    for measure, with_hospital in (("net_cost", True), ("net_cost_cash", False)):
        changes = _changes(baseline, option, description, before)
        bills = [each for name, each in changes.items() if with_hospital or not _is_hospital(option, name)]
        by_payer = together([*paid, *bills], payers)
        found += [row(measure, sum(by_payer.values())), *rows(measure, "payer", by_payer)]
    return found


def bill(pounds: float, shares: Mapping[str, float], payers: Sequence[str]) -> Bill:
    """Return a sum of money shared out among all payers."""
    return {payer: pounds * shares.get(payer, 0.0) for payer in payers}


def together(bills: Sequence[Bill], payers: Sequence[str]) -> Bill:
    """Return the sum of bills by payer."""
    return {payer: sum(each.get(payer, 0.0) for each in bills) for payer in payers}


def _told(measure: str, bills: Mapping[str, Bill], payers: Sequence[str]) -> list[Row]:
    by_payer = together(list(bills.values()), payers)
    return [row(measure, sum(by_payer.values())), *rows(measure, "payer", by_payer)]


def _sums(bills: Mapping[str, Bill]) -> dict[str, float]:
    return {name: sum(each.values()) for name, each in bills.items()}


# --- settings ---


def place_days(run: Run) -> Floats:
    """Return place-days a year used or kept, by setting; days of an hour a week where places are hours."""
    count = len(run.tables.setting_names)
    places = run.outcome.person_days[:count] + run.outcome.hold_days[:count]
    return np.asarray(np.where(run.tables.takes_hours, run.outcome.used_days[:count], places) / run.years)


def _settings(run: Run, description: Description) -> Iterator[tuple[str, float, Mapping[str, float]]]:
    for name, days in zip(run.tables.setting_names, place_days(run).tolist(), strict=True):
        if cost := description.settings[name].cost:
            yield name, days * cost.pounds, cost.payers


def _changes(baseline: Run, option: Run, description: Description, before: Description) -> dict[str, Bill]:
    """Return the change in the cost of each setting by payer, added places that are paid for already left out."""
    paid_for = _added_days(option, description)
    payers = tuple(dict.fromkeys((*before.payers, *description.payers)))
    used, will = place_days(baseline), place_days(option)
    found = {}
    for at, name in enumerate(option.tables.setting_names):
        was, cost = before.settings[name].cost, description.settings[name].cost
        free = min(max(float(will[at] - used[at]), 0.0), paid_for.get(name, 0.0))
        after = bill((float(will[at]) - free) * cost.pounds, cost.payers, payers) if cost else {}
        less = bill(float(used[at]) * was.pounds, was.payers, payers) if was else {}
        if cost == was and cost is not None:  # one product, so that equal costs stay exact
            found[name] = bill((float(will[at] - used[at]) - free) * cost.pounds, cost.payers, payers)
        elif cost or was:
            found[name] = {payer: after.get(payer, 0.0) - less.get(payer, 0.0) for payer in payers}
    return found


def _is_hospital(run: Run, name: str) -> bool:
    return run.tables.setting_types[run.tables.setting_names.index(name)] in ("hospital", "emergency_department")


# --- interventions ---


def _interventions(run: Run, description: Description) -> dict[str, Bill]:
    found, payers = {}, tuple(description.payers)
    for lever, name in enumerate(run.tables.intervention_names):
        costs = description.interventions[name].costs
        pounds = [cost.pounds * _times(run, description, lever, cost) for cost in costs]
        bills = [bill(sum_, cost.payers, payers) for sum_, cost in zip(pounds, costs, strict=True)]
        found[name] = together(bills, payers)
    return found


def _paid_plans(run: Run, description: Description) -> list[tuple[Plan, float]]:
    """Return the changes that say what an added place costs a day, with the place-days a year that they add."""
    found = [plan for plan in plans(description, {}, capacity_today(description)) if plan.cost is not None]
    return [(plan, plan.place_days(run.outcome.from_day, run.outcome.to_day) / run.years) for plan in found]


def _adjustments(run: Run, description: Description) -> dict[str, Bill]:
    """Return what places added by changes cost a year, by change and what it is of."""
    payers = tuple(description.payers)
    return {
        f"{plan.by}: {plan.of}": bill(days * plan.cost.pounds, plan.cost.payers, payers)
        for plan, days in _paid_plans(run, description)
        if plan.cost is not None
    }


def _times(run: Run, description: Description, lever: int, cost: Cost) -> float:
    """Return how often a year a cost falls due."""
    match cost.per:
        case "person_reached_a_year":
            return float(run.reached[lever])
        case "added_capacity_a_day":
            return sum(_added(run, description, lever).values())
        case "year":
            begins = max(run.outcome.from_day, float(run.tables.start_day[lever]))
            ends = min(run.outcome.to_day, float(run.tables.end_day[lever]))
            return max(ends - begins, 0.0) / run.days if run.tables.coverage[lever] > 0 else 0.0


def _added_days(run: Run, description: Description) -> dict[str, float]:
    """Return place-days a year added by interventions that pay for them by the day, by setting or team."""
    found: dict[str, float] = {}
    for lever, name in enumerate(run.tables.intervention_names):
        if any(cost.per == "added_capacity_a_day" for cost in description.interventions[name].costs):
            for resource, days in _added(run, description, lever).items():
                found[resource] = found.get(resource, 0.0) + days
    for plan, days in _paid_plans(run, description):
        found[plan.of] = found.get(plan.of, 0.0) + max(days, 0.0)
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
    end = float(run.tables.end_day[lever])

    def whole_days(day: float) -> float:
        since = max(min(day, end) - start, 0.0)
        return since - ramp / 2 if since >= ramp else since * since / (2 * ramp)

    return (whole_days(run.outcome.to_day) - whole_days(run.outcome.from_day)) / run.days
