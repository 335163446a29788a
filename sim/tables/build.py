"""Description → Tables: names become integers, distributions become quantile tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.description.delay_reasons import REASONS
from sim.description.durations import Duration
from sim.description.interventions import Intervention
from sim.description.settings import Order, Setting
from sim.description.system import Description
from sim.tables import effects, pathways
from sim.tables.calendar import on_grid, open_hours, working_days
from sim.tables.capacity import amount, capacity_at_start, capacity_changes, pool_of, pools_of
from sim.tables.groups import unpack
from sim.tables.plans import rounded
from sim.tables.quantiles import mean, tabulate
from sim.tables.queues import asking, queue_tables
from sim.tables.tables import NOBODY, Tables

Floats = NDArray[np.float64]
LISTS = ("origin", "need")
"""What separate waiting lists may be kept by."""


@dataclass
class QuantileTables:
    """Quantile tables collected while building; each distribution is tabulated once."""

    rows: list[Floats] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def put(self, duration: Duration | None) -> int:
        """Return the row of a duration, tabulating it when new; -1 for none."""
        if duration is None:
            return NOBODY
        key = duration.model_dump_json(exclude={"source", "basis"})
        if key not in self.known:
            self.known[key] = len(self.rows)
            self.rows.append(tabulate(duration.quantile(), duration.is_listed))
        return self.known[key]


def build(description: Description, interventions: Mapping[str, Intervention] | None = None) -> Tables:
    """Return the tables of a system with some interventions at work (none: the baseline)."""
    chosen = dict(interventions or {})
    quantiles = QuantileTables()
    names = pathways.Names.of(description)
    at_start = capacity_at_start(description)
    capacity = np.asarray([at_start[name] for name in (*names.settings, *names.teams)])
    parts: dict[str, Any] = {
        "start_date": description.start_date,
        "setting_names": names.settings,
        "team_names": names.teams,
        "need_names": names.needs,
        "response_names": names.responses,
        "pathway_names": names.pathways,
        "process_names": names.processes,
        "intervention_names": tuple(chosen),
    }
    parts |= _resources(description, quantiles, capacity)
    parts |= _settings(description, quantiles, names)
    parts |= effects.tables(description, chosen, names)
    parts |= capacity_changes(description, chosen)
    most = _most(capacity, parts)
    ever_open = most > 0  # surge places close with their ward: without places of its own it never opens
    parts |= pathways.needs(description, quantiles.put, names, ever_open)
    parts |= asking(description, names.responses)
    parts |= pathways.pathways(description, quantiles.put, names, ever_open)
    parts |= {"most_capacity": most, "quantiles": np.asarray(quantiles.rows) if quantiles.rows else np.zeros((0, 1))}
    frailty, age, _, dementia, alone, _, phase = unpack()
    parts |= {"group_frailty": frailty, "group_age": age, "group_dementia": dementia, "group_alone": alone}
    parts |= {"group_phase": phase}
    worked, days = working_days(description.start_date, description.holidays)
    parts |= {"weekday": description.start_date.weekday(), "worked": worked, "working_day": days}
    return Tables(**parts)


def with_interventions(before: Tables, description: Description, interventions: Mapping[str, Intervention]) -> Tables:
    """Return the tables of the same system with these interventions at work, others or with effects of other values.

    Also where the description's own changes of capacity (`changes`) are others; all else must be as in ``before``.
    """
    chosen, names = dict(interventions), pathways.Names.of(description)
    parts: dict[str, Any] = effects.tables(description, chosen, names) | capacity_changes(description, chosen)
    parts["intervention_names"] = tuple(chosen)
    pools = {"pool": before.pool, "pool_capacity": before.pool_capacity}
    most = _most(before.capacity, parts | pools)
    if np.array_equal(most > 0, before.most_capacity > 0):
        return replace(before, **parts, most_capacity=most)
    return build(description, chosen)


def _most(capacity: Floats, parts: Mapping[str, Any]) -> Floats:
    """Return the most places at any time, those of the pool included."""
    most = np.concatenate([capacity, parts["pool_capacity"]])
    np.maximum.at(most, parts["change_of"], parts["change_to"])
    pools = np.append(most[len(capacity) :], 0.0)
    return np.asarray(most[: len(capacity)] + pools[np.asarray(parts["pool"])])


def _resources(description: Description, quantiles: QuantileTables, capacity: Floats) -> dict[str, object]:
    settings, teams = list(description.settings.values()), list(description.teams.values())
    pools, today = pools_of(description), capacity_at_start(description)
    pool_names = [pool_of(description, name) for name in description.settings]
    longest_first = [name in description.pools and description.pools[name].longest_list_first for name in pools]
    orders = [setting.order for setting in settings] + [team.order for team in teams]
    lists = [LISTS.index(s.longest_list_by) if s.longest_list_by else NOBODY for s in settings]
    return {
        "limited": np.isfinite(capacity),
        "capacity": capacity,
        "surge": np.asarray([_surge(description, setting) for setting in settings] + [0.0] * len(teams)),
        "pool": np.asarray([pools.index(name) if name else NOBODY for name in pool_names] + [NOBODY] * len(teams)),
        "pool_capacity": np.asarray([today[name] for name in pools], dtype=np.float64),
        "pool_longest_first": np.asarray(longest_first, dtype=bool),
        "queue_limit": np.asarray(
            [_limits(description, s) for s in settings] + [[NOBODY] * (len(settings) + 1)] * len(teams)
        ),
        "order_priority": np.asarray([[order.priority for order in _orders(description, stated)] for stated in orders]),
        "order_priority_days": np.asarray(
            [[_ahead(description, order) for order in _orders(description, stated)] for stated in orders]
        ),
        **queue_tables(description, [*settings, *teams]),
        "longest_list_by": np.asarray(lists + [NOBODY] * len(teams), dtype=np.int64),
        "waits_as": np.asarray([REASONS.index(s.waits_as) for s in settings], dtype=np.int64),
        "patience": np.asarray([quantiles.put(s.patience) for s in settings] + [NOBODY] * len(teams)),
        "patience_at_door": np.asarray([quantiles.put(s.patience_at_door) for s in settings] + [NOBODY] * len(teams)),
    }


def _orders(description: Description, stated: Mapping[str, Order]) -> list[Order]:
    """Return a waiter's place in the queue by the setting they wait in: its name, or its type; last: outside."""
    orders = [stated.get(name, stated.get(setting.type, Order())) for name, setting in description.settings.items()]
    return [*orders, stated.get("outside", Order())]


def _limits(description: Description, setting: Setting) -> list[int]:
    """Return how many may wait before somebody is turned away, by where they come from: -1 no limit; last: outside.

    Only those who hold no bed are turned away; those who have one wait in it.
    """
    stated = setting.queue_limit if isinstance(setting.queue_limit, dict) else {"default": setting.queue_limit}
    default = stated.get("default", "no_limit")
    limits = [
        stated.get(name, stated.get(origin.type, default)) if origin.residence else "no_limit"
        for name, origin in description.settings.items()
    ]
    return [NOBODY if limit == "no_limit" else int(limit) for limit in (*limits, stated.get("outside", default))]


def _ahead(description: Description, order: Order) -> float:
    calibrated = description.calibrated.get(order.calibrated, 1.0) if order.calibrated else 1.0
    return on_grid(order.priority_days * calibrated)


def _surge(description: Description, setting: Setting) -> float:
    return rounded(amount(description, setting.surge), setting.hours is not None)


def _settings(description: Description, quantiles: QuantileTables, names: pathways.Names) -> dict[str, object]:
    settings = list(description.settings.values())
    admits = open_hours([s.admits for s in settings])
    discharges = open_hours([s.discharges for s in settings])
    boards = [[names.setting(name) for name in s.boards_to] for s in settings]
    reviews = [s.reablement_review for s in settings]
    spells = [[(need, response) for response in (*names.responses, "")] for need in names.needs]
    return {
        "setting_types": tuple(s.type for s in settings),
        "is_hospital": np.asarray([s.type == "hospital" for s in settings]),
        "is_residence": np.asarray([s.residence for s in settings]),
        "at_home": np.asarray([s.at_home for s in settings]),
        "needs_after": np.asarray([s.type == "hospital" or s.needs_after for s in settings]),
        "hold_days": np.asarray([np.inf if s.hold_days == "no_limit" else on_grid(s.hold_days) for s in settings]),
        "takes_hours": np.asarray([s.hours is not None for s in settings]),
        "hours": np.asarray([quantiles.put(s.hours) for s in settings]),
        "hours_factor": np.asarray([_hours_factor(description, s, quantiles) for s in settings]),
        "admits_from": admits[0],
        "admits_to": admits[1],
        "discharges_from": discharges[0],
        "discharges_to": discharges[1],
        "boards_to": pathways.padded(boards),
        "boarded_stay": np.asarray([s.boarded_stay.times if s.boarded_stay else 1.0 for s in settings]),
        "review_after": np.asarray([on_grid(r.after_days) if r else np.inf for r in reviews]),
        "review_ends": np.asarray([r.share_ends if r else 0.0 for r in reviews]),
        "review_shrinks": np.asarray([r.share_shrinks if r else 0.0 for r in reviews]),
        "review_to": np.asarray([r.shrinks_to if r else 1.0 for r in reviews]),
        "stay": np.asarray([[[quantiles.put(_stay(s, *spell)) for spell in row] for row in spells] for s in settings]),
        "stay_by_pathway": np.asarray(
            [[quantiles.put(s.stay_by_pathway.get(pathway)) for pathway in names.pathways] for s in settings]
        ),
        "draws_pathway": np.asarray([bool(s.stay_by_pathway) for s in settings]),
        "even_week": np.asarray([len(set(s.ready_by_weekday)) == 1 for s in settings]),
        "ready_by_weekday": np.asarray(
            [[7 * w / sum(s.ready_by_weekday) for w in s.ready_by_weekday] for s in settings]
        ),
        "stay_factor": np.asarray([_stay_factor(description, setting) for setting in settings]),
    }


def _stay_factor(description: Description, setting: Setting) -> Floats:
    """Return the factor on stays by frailty and age band, with the partnership's multiplier."""
    name = setting.stay_calibrated
    calibrated = description.calibrated.get(name, 1.0) if name else 1.0
    return np.asarray(calibrated * np.outer(setting.stay_times_frailty, setting.stay_times_age))


def _hours_factor(description: Description, setting: Setting, quantiles: QuantileTables) -> list[float]:
    """Return the factor on the hours of a package by frailty, scaled to the partnership's mean package if published."""
    scale = 1.0
    if setting.hours is not None and (stated := setting.hours_mean) is not None:
        scale = amount(description, stated.hours) / amount(description, stated.people)
        scale /= mean(quantiles.rows[quantiles.put(setting.hours)])
        scale *= description.calibrated.get(stated.calibrated, 1.0) if stated.calibrated else 1.0
    return [scale * factor for factor in setting.hours_times_frailty]


def _stay(setting: Setting, need: str, response: str) -> Duration | None:
    stays = (setting.stay.get(name) for name in (response, need, "default"))
    return next((stay for stay in stays if stay is not None), None)
