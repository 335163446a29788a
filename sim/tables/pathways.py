"""The ways through a system as tables: responses and their paths, pathways, processes, destinations."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from sim.description.delay_reasons import REASONS
from sim.description.durations import Duration
from sim.description.interventions import Effect
from sim.description.needs import Destinations, Need, Pathway, Response, Weight
from sim.description.references import NEXT, ward_named
from sim.description.system import Description
from sim.description.uncertainty import interval_of
from sim.description.units import LAST_MONTHS
from sim.tables.calendar import on_grid
from sim.tables.tables import NOBODY, OUTSIDE, RESIDENCE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Put = Callable[[Duration | None], int]
BEYOND = 3.5 / 1.96
"""How far above its stated value an effect is drawn at most, in parts of the way to the upper end of its 95 % interval:
one draw in 4,000 lies beyond."""


@dataclass(frozen=True)
class Names:
    """The names of a description in their order: a name's place is its integer."""

    settings: tuple[str, ...]
    teams: tuple[str, ...]
    needs: tuple[str, ...]
    responses: tuple[str, ...]
    pathways: tuple[str, ...]
    processes: tuple[str, ...]

    @staticmethod
    def of(description: Description) -> "Names":
        """Return the names of a description."""
        return Names(
            tuple(description.settings),
            tuple(description.teams),
            tuple(description.needs),
            tuple(description.responses),
            tuple(description.pathways),
            tuple(description.processes),
        )

    def setting(self, name: str) -> int:
        """Return the integer of a setting."""
        return self.settings.index(name)

    def resource(self, name: str) -> int:
        """Return the integer of a setting or team, both being resources."""
        return (self.settings + self.teams).index(name)


def padded(rows: list[list[int]]) -> Integers:
    """Return lists of integers as a table, filled up with -1 and at least one column longer than the longest."""
    width = max((len(row) for row in rows), default=0) + 1
    return np.asarray([row + [NOBODY] * (width - len(row)) for row in rows], dtype=np.int64).reshape(-1, width)


def needs(description: Description, put: Put, names: Names, ever_open: Flags) -> dict[str, object]:
    """Return the tables of needs and of the responses to them."""
    stated = list(description.needs.values())
    rates = [need.rate for need in stated]
    residence = np.ones((len(stated), len(names.settings)))
    for row, rate in enumerate(rates):
        for name, times in (rate.times_residence if rate else {}).items():
            residence[row, names.setting(name)] = times
    waiting = np.asarray([rate.times_waiting if rate else 1.0 for rate in rates])
    recent = np.asarray([rate.times_recent if rate else 1.0 for rate in rates])
    ceiling = residence.max(axis=1, initial=1.0) * np.maximum(waiting, 1.0) * np.maximum(recent, 1.0)
    ceiling *= _highest_rates(description)
    responses = list(description.responses.values())
    width = 1 + max(len(response.settings) for response in responses)
    as_written = np.ones_like(ever_open)
    return {
        "need_priority": np.asarray([need.priority for need in stated]),
        "need_falls": np.asarray([need.falls for need in stated]),
        "need_emergency": np.asarray([need.emergency for need in stated]),
        "need_ward": np.asarray([ward(need, description, names, ever_open) for need in stated]),
        "need_residence": residence,
        "need_waiting": waiting,
        "need_recent": recent,
        "need_ceiling": ceiling,
        "beyond": np.asarray([_beyond(need, names) for need in stated]),
        "path": np.asarray([padded_path(need, description, names, ever_open, width) for need in stated]),
        "path_ward": np.asarray([padded_path(need, description, names, as_written, width) for need in stated]),
        "response_pathway": np.asarray([names.pathways.index(r.pathway) if r.pathway else NOBODY for r in responses]),
        "response_next_if_full": np.asarray([r.if_full == "next_response" for r in responses]),
        **_deadlines(responses, put),
    }


def _deadlines(responses: list[Response], put: Put) -> dict[str, object]:
    deadlines = [response.if_waits_longer for response in responses]
    return {
        "response_deadline": np.asarray(
            [put(deadline.after if deadline else None) for deadline in deadlines], dtype=np.int64
        ),
        "response_next_if_late": np.asarray(
            [deadline is not None and deadline.then == "next_response" for deadline in deadlines]
        ),
    }


def _highest_rates(description: Description) -> Floats:
    """Return for each need by how much all interventions together raise its rate, at most.

    Effects that are drawn from their intervals may raise what they lower as stated. By how much (`BEYOND`) adds up as
    standard deviations do, since they are drawn one by one, so that hardly a draw is cut.
    """
    stated, apart = np.zeros(len(description.needs)), np.zeros(len(description.needs))
    for intervention in description.interventions.values():
        for effect in intervention.effects:
            if effect.changes in ("need_rate", "readmission_rate"):
                raised = np.array([not effect.of or name in effect.of for name in description.needs])
                stated[raised] += max(log(max(effect.factor, 1e-9)), 0.0)
                apart[raised] += _above(effect, description) ** 2
    return np.asarray(np.exp(stated + np.sqrt(apart)))


def _above(effect: Effect, description: Description) -> float:
    """Return by how much the logarithm of the highest factor drawn lies above that stated, or above none."""
    ends = interval_of(effect, description.uncertainty)
    factors = [effect.model_copy(update={"value": end, "low": None, "high": None}).factor for end in ends]
    highest = effect.factor + BEYOND * (max(factors) - effect.factor)
    return max(log(max(highest, 1e-9)) - max(log(max(effect.factor, 1e-9)), 0.0), 0.0)


def ward(need: Need, description: Description, names: Names, ever_open: Flags) -> int:
    """Return the ward of a need: its own, or where that ward boards to if it is never open here."""
    seen: list[str] = []
    own = ward_named(description, need)
    queue = [own] if own else []
    while queue:
        name = queue.pop(0)
        if ever_open[names.setting(name)]:
            return names.setting(name)
        seen.append(name)
        queue += [other for other in description.settings[name].boards_to if other not in seen]
    return names.setting(own) if own else NOBODY


def padded_path(need: Need, description: Description, names: Names, ever_open: Flags, width: int) -> list[list[int]]:
    """Return the path of each response to a need as integers, `ward` being the ward of the need.

    ``ever_open`` [R] tells which resources ever have places; ``width`` is the length of the rows, filled up with -1.
    """
    rows = []
    for response in description.responses.values():
        path = [
            ward(need, description, names, ever_open) if s == "ward" else names.setting(s) for s in response.settings
        ]
        rows.append(path + [NOBODY] * (width - len(path)))
    return rows


def _beyond(need: Need, names: Names) -> Floats:
    beyond = np.zeros((4, len(names.settings) + 1, len(names.responses)))
    shares = np.asarray([need.response.shares.get(name, (0.0,) * 4) for name in names.responses])
    tail = np.maximum(1.0 - np.cumsum(shares, axis=0), 0.0).T
    beyond[:] = np.where(tail < 1e-9, 0.0, tail)[:, None, :]
    for residence, factors in need.response.escalation_multiplier.items():
        for response, times in factors.items():
            beyond[:, names.setting(residence), names.responses.index(response) :] *= times
    return np.minimum(beyond, 1.0)


def pathways(description: Description, put: Put, names: Names, ever_open: Flags) -> dict[str, object]:
    """Return the tables of pathways, processes, destinations and deconditioning."""
    ways, processes = list(description.pathways.values()), list(description.processes.values())
    ends = {"residence": RESIDENCE, "outside": OUTSIDE}
    targets = [ends[way.to] if way.to in ends else names.setting(way.to) for way in ways]
    steps = [[names.processes.index(name) for name in way.processes] for way in ways]
    calibrated = [description.calibrated.get(p.calibrated, 1.0) if p.calibrated else 1.0 for p in processes]
    lounges = [_waits_in(description, way) for way in ways]
    waiting_settings = [names.setting(lounge) if lounge else NOBODY for lounge in lounges]
    return {
        "pathway_to": np.asarray(targets, dtype=np.int64),
        "pathway_reason": np.asarray([REASONS.index(way.reason) for way in ways], dtype=np.int64),
        "pathway_processes": padded(steps),
        "pathway_new_package": np.asarray([way.new_package for way in ways], dtype=np.bool_),
        "pathway_waits_in": np.asarray(waiting_settings, dtype=np.int64),
        **_without_a_place(ways, names),
        "pathway_transfer": np.asarray([put(way.transfer) for way in ways], dtype=np.int64),
        "process": np.asarray([put(p.duration) for p in processes], dtype=np.int64),
        "process_factor": np.asarray(calibrated, dtype=np.float64),
        "process_reason": np.asarray([REASONS.index(p.reason) for p in processes], dtype=np.int64),
        "process_working": np.asarray([p.working_days for p in processes], dtype=np.bool_),
        "process_team": np.asarray([names.resource(p.team) if p.team else NOBODY for p in processes], dtype=np.int64),
        **_destinations(description, names, ever_open),
        **_deconditioning(description, put, names),
    }


def _without_a_place(ways: list[Pathway], names: Names) -> dict[str, object]:
    limits = [way.if_no_place for way in ways]
    within = [on_grid(limit.within_days) if limit else np.inf for limit in limits]
    others = [limit.otherwise if limit else NEXT for limit in limits]
    numbers = [NOBODY if name == NEXT else names.pathways.index(name) for name in others]
    return {
        "pathway_within": np.asarray(within, dtype=np.float64),
        "pathway_otherwise": np.asarray(numbers, dtype=np.int64),
    }


def _waits_in(description: Description, way: Pathway) -> str | None:
    """Return where people wait for the place that a pathway leads to: as the pathway says, or the setting."""
    to = description.settings.get(way.to)
    return way.waits_in or (to.waits_in if to else None)


def _destinations(description: Description, names: Names, ever_open: Flags) -> dict[str, object]:
    stated = list(description.discharge_destinations.values())
    table_of = np.full((len(names.settings), len(names.needs), len(names.responses) + 1), NOBODY)
    for row, table in sorted(enumerate(stated), key=lambda pair: (bool(pair[1].responses), bool(pair[1].needs))):
        needs = [names.needs.index(name) for name in table.needs or names.needs]
        responses = [names.responses.index(name) for name in table.responses] or list(range(len(names.responses) + 1))
        table_of[np.ix_([names.setting(name) for name in table.settings], needs, responses)] = row
    targets = padded([[names.pathways.index(pathway) for pathway in table.pathways] for table in stated])
    shape = (len(stated), len(names.settings) + 1, 4, len(names.needs), 2, 2, 2, targets.shape[1])
    weights, by_phase = np.zeros(shape), np.ones((len(stated), len(LAST_MONTHS), targets.shape[1]))
    for row, table in enumerate(stated):
        for column, (pathway, weight) in enumerate(table.pathways.items()):
            by_phase[row, :, column] = weight.times_last_months
            if _open(description.pathways[pathway].to, names, ever_open):
                times = description.calibrated.get(weight.calibrated, 1.0) if weight.calibrated else 1.0
                weights[row, ..., column] = times * _weight(weight, names)
    return {
        "destinations": table_of,
        "destination_pathways": targets,
        "destination_weight": weights,
        "destination_phase": by_phase,
        "long_stay_days": np.asarray([on_grid(table.long_stay_days) for table in stated]),
    }


def _open(to: str, names: Names, ever_open: Flags) -> bool:
    """Tell whether people can ever get to where a pathway leads."""
    return to in ("residence", "outside") or bool(ever_open[names.setting(to)])


def _weight(weight: Weight, names: Names) -> Floats:
    table = np.ones((len(names.settings) + 1, 4, len(names.needs), 2, 2, 2))
    table *= np.asarray(weight.by_frailty)[None, :, None, None, None, None]
    for name, times in weight.times_residence.items():
        table[names.setting(name)] *= times
    for name, times in weight.times_need.items():
        table[:, :, names.needs.index(name)] *= times
    table[:, :, :, 1] *= weight.times_dementia
    table[:, :, :, :, 1] *= weight.times_alone
    table[:, :, :, :, :, 1] *= weight.times_long_stay
    return table


def _deconditioning(description: Description, put: Put, names: Names) -> dict[str, object]:
    harm = description.deconditioning
    harmful = np.zeros(len(names.settings), dtype=np.bool_)
    may_decline = np.zeros(len(names.pathways), dtype=np.bool_)
    if harm is None:
        return {
            "decline_in": harmful,
            "decline_from": may_decline,
            "decline_pathway": -1,
            "decline": -1,
            "decline_hours": 0.0,
        }
    harmful[[names.setting(name) for name in harm.settings]] = True
    may_decline[[names.pathways.index(name) for name in harm.from_pathways]] = True
    until = Duration(shape="exponential", mean=7.0 / harm.chance_per_week) if harm.chance_per_week else None
    return {
        "decline_in": harmful,
        "decline_from": may_decline,
        "decline_pathway": names.pathways.index(harm.pathway) if harm.pathway else NOBODY,
        "decline": put(until),
        "decline_hours": harm.hours_per_week / 7.0,
    }


__all__ = ["Destinations", "Names", "needs", "padded", "padded_path", "pathways", "ward"]
