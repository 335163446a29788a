"""Money a year by who pays: places used, interventions at work, and the net cost of an option against its baseline.

Net cost counts the people of bed days returned: residents, in hospital beds on emergency spells only. `net_cost` values
every place-day at its day cost, hospital beds too: notional, since a bed day saved frees money only if beds close or
are used otherwise. `net_cost_cash` leaves hospital beds and the emergency department out. `net_cost_whole_system` is
`net_cost` of everybody in the model. Where an intervention pays for added places by the day, whether used or not, their
use is not charged a second time: of the rise in a setting's place-days, as many are free as were added.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.description.interventions import Cost, Intervention
from sim.description.system import Description
from sim.measures.registry import OWN, define
from sim.measures.residents import Floats
from sim.measures.run import Run
from sim.measures.tidy import Row, row, rows
from sim.tables.capacity import capacity_today
from sim.tables.plans import Plan, added, plans
from sim.tables.tables import YEAR

define(
    "cost",
    "pounds a year",
    "neither",
    "Day costs of places used or kept by residents, hospital beds on emergency spells only, the same people as in"
    " bed_days_returned (home support: hours taken); interventions not included.",
    "Day cost of each setting, with its source, in the scenario",
)
define(
    "intervention_cost",
    "pounds a year",
    "lower",
    "What the interventions at work cost: people reached, added capacity, or a sum a year.",
    "Cost of each intervention, with its source, in the scenario",
)
define(
    "cost_of_each_intervention",
    "pounds a year",
    "lower",
    "Intervention cost, by intervention; a baseline without interventions has no such rows.",
    "Cost of each intervention, with its source, in the scenario",
)
define(
    "people_reached",
    "people",
    "neither",
    "Mean number of people whom an intervention reaches: eligible and within its coverage, at twelve moments of the"
    " period.",
    OWN,
)
define(
    "net_cost",
    "pounds a year",
    "lower",
    "Interventions, and the change in place-days of residents at their day cost, hospital bed days on emergency spells"
    " included (the bed days of bed_days_returned): their value is notional since a bed day saved frees money only if"
    " beds close or are used otherwise. Added places that an intervention pays for are not charged again when used.",
    "Interventions and day costs of the scenario",
)
define(
    "net_cost_cash",
    "pounds a year",
    "lower",
    "As net_cost, without hospital bed days and the emergency department: what must be found in cash while beds stay"
    " open.",
    "Interventions and day costs of the scenario",
)
define(
    "cost_whole_system",
    "pounds a year",
    "neither",
    "As cost, of everybody in the model: people under 65, from elsewhere and on planned stays as well.",
    "Day cost of each setting, with its source, in the scenario",
)
define(
    "net_cost_whole_system",
    "pounds a year",
    "lower",
    "As net_cost, of everybody in the model, as in bed_days_returned_whole_system.",
    "Interventions and day costs of the scenario",
)

Bill = dict[str, float]
"""Pounds a year by payer."""


def own_costs(run: Run, description: Description) -> list[Row]:
    """Return what a run costs: places used, by payer and setting; interventions, by payer and intervention."""
    payers = tuple(description.payers)
    by_setting = _settings(run, description, place_days(run))
    everybody = _settings(run, description, place_days(run, everybody=True))
    by_intervention = _interventions(run, description) | _adjustments(run, description)
    table = _total_and_by_payer("cost", by_setting, payers) + rows("cost", "setting", _sums(by_setting))
    table += _total_and_by_payer("cost_whole_system", everybody, payers)
    table += _total_and_by_payer("intervention_cost", by_intervention, payers)
    table += rows("cost_of_each_intervention", "intervention", _sums(by_intervention))
    reached = dict(zip(run.tables.intervention_names, run.reached.tolist(), strict=True))
    return table + rows("people_reached", "intervention", reached)


def net_cost(baseline: Run, option: Run, description: Description, before: Description | None = None) -> list[Row]:
    """Return the net cost a year of an option, in all and by payer: with hospital bed days, without, of everybody.

    `description` is that of the option, `before` that of the baseline where it is another.
    """
    table, before = [], before or description
    payers = tuple(dict.fromkeys((*before.payers, *description.payers)))
    paid = [*_interventions(option, description).values(), *_adjustments(option, description).values()]
    measures = (("net_cost", True, False), ("net_cost_cash", False, False), ("net_cost_whole_system", True, True))
    for measure, with_hospital, everybody in measures:
        used_before, used_after = place_days(baseline, everybody), place_days(option, everybody)
        changes = _changes(used_before, used_after, option, description, before)
        bills = [pounds for name, pounds in changes.items() if with_hospital or not _is_hospital(option, name)]
        by_payer = together([*paid, *bills], payers)
        table += [row(measure, sum(by_payer.values())), *rows(measure, "payer", by_payer)]
    return table


def bill(pounds: float, shares: Mapping[str, float], payers: Sequence[str]) -> Bill:
    """Return a sum of money shared out among all payers."""
    return {payer: pounds * shares.get(payer, 0.0) for payer in payers}


def together(bills: Sequence[Bill], payers: Sequence[str]) -> Bill:
    """Return the sum of bills by payer."""
    return {payer: sum(shares.get(payer, 0.0) for shares in bills) for payer in payers}


def _total_and_by_payer(measure: str, bills: Mapping[str, Bill], payers: Sequence[str]) -> list[Row]:
    by_payer = together(list(bills.values()), payers)
    return [row(measure, sum(by_payer.values())), *rows(measure, "payer", by_payer)]


def _sums(bills: Mapping[str, Bill]) -> dict[str, float]:
    return {name: sum(by_payer.values()) for name, by_payer in bills.items()}


# --- settings ---


def place_days(run: Run, everybody: bool = False) -> Floats:
    """Return place-days a year used or kept, by setting; hours a week times days where places are hours.

    They are those of residents, in hospital beds on emergency spells only (the people of bed days returned), or those
    of everybody in the model.
    """
    count = len(run.tables.setting_names)
    used = run.outcome.person_days if everybody else run.outcome.resident_days
    places = used[:count] + run.outcome.hold_days[:count]
    return np.asarray(np.where(run.tables.takes_hours, run.outcome.used_days[:count], places) / run.years)


def _settings(run: Run, description: Description, days: Floats) -> dict[str, Bill]:
    """Return what place-days a year cost, by setting and payer."""
    bills, payers = {}, tuple(description.payers)
    for name, in_setting in zip(run.tables.setting_names, days.tolist(), strict=True):
        if cost := description.settings[name].cost:
            bills[name] = bill(in_setting * cost.pounds, cost.payers, payers)
    return bills


def _changes(
    used_before: Floats, used_after: Floats, option: Run, description: Description, before: Description
) -> dict[str, Bill]:
    """Return the change in the cost of each setting by payer, added places that are paid for already left out."""
    paid_for = _added_days(option, description)
    payers = tuple(dict.fromkeys((*before.payers, *description.payers)))
    bills = {}
    for at, name in enumerate(option.tables.setting_names):
        cost_before, cost = before.settings[name].cost, description.settings[name].cost
        free_days = min(max(float(used_after[at] - used_before[at]), 0.0), paid_for.get(name, 0.0))
        bill_after = bill((float(used_after[at]) - free_days) * cost.pounds, cost.payers, payers) if cost else {}
        bill_before = (
            bill(float(used_before[at]) * cost_before.pounds, cost_before.payers, payers) if cost_before else {}
        )
        if cost == cost_before and cost is not None:  # one product, so that equal costs stay exact
            bills[name] = bill((float(used_after[at] - used_before[at]) - free_days) * cost.pounds, cost.payers, payers)
        elif cost or cost_before:
            bills[name] = {payer: bill_after.get(payer, 0.0) - bill_before.get(payer, 0.0) for payer in payers}
    return bills


def _is_hospital(run: Run, name: str) -> bool:
    return run.tables.setting_types[run.tables.setting_names.index(name)] in ("hospital", "emergency_department")


# --- interventions ---


def _interventions(run: Run, description: Description) -> dict[str, Bill]:
    by_intervention, payers = {}, tuple(description.payers)
    for lever, name in enumerate(run.tables.intervention_names):
        costs = description.interventions[name].costs
        pounds = [cost.pounds * _times(run, description, lever, cost) for cost in costs]
        bills = [bill(amount, cost.payers, payers) for amount, cost in zip(pounds, costs, strict=True)]
        by_intervention[name] = together(bills, payers)
    return by_intervention


def _paid_plans(run: Run, description: Description) -> list[tuple[Plan, float]]:
    """Return the changes that say what an added place costs a day, with the place-days a year that they add."""
    paid = [plan for plan in plans(description, {}, capacity_today(description)) if plan.cost is not None]
    return [(plan, plan.place_days(run.outcome.from_day, run.outcome.to_day) / run.years) for plan in paid]


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
    added_days: dict[str, float] = {}
    for lever, name in enumerate(run.tables.intervention_names):
        if any(cost.per == "added_capacity_a_day" for cost in description.interventions[name].costs):
            for resource, days in _added(run, description, lever).items():
                added_days[resource] = added_days.get(resource, 0.0) + days
    for plan, days in _paid_plans(run, description):
        added_days[plan.of] = added_days.get(plan.of, 0.0) + max(days, 0.0)
    return added_days


def _added(run: Run, description: Description, lever: int) -> dict[str, float]:
    """Return place-days a year that an intervention adds, by setting or team."""
    intervention = _as_chosen(run, description, lever)
    names = (*run.tables.setting_names, *run.tables.team_names)
    added_days: dict[str, float] = {}
    for effect in intervention.effects:
        for name in effect.of if effect.changes == "capacity" else ():
            today = float(run.tables.capacity[names.index(name)])
            if np.isfinite(today):
                days = added(description, intervention, effect, name, today) * at_work(run, lever) * YEAR
                added_days[name] = added_days.get(name, 0.0) + days
    return added_days


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
