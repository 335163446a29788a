"""Book-keeping that must balance in every run, to the last bit: people, places, and Little's law."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.measures.run import Run
from sim.outcome import Kind, Outcome, conservation_errors
from sim.tables.tables import Tables
from tests.theory.by_need import by_need

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Waits:
    """Waits as they began and ended: for what, since when, until when, and whether a place came of it."""

    resource: NDArray[np.int64]
    since: Floats
    until: Floats
    granted: NDArray[np.bool_]

    def days_in(self, resource: int, from_day: float, to_day: float) -> float:
        """Return the days that people spent waiting between two days."""
        mine = self.resource == resource
        within = np.minimum(self.until[mine], to_day) - np.maximum(self.since[mine], from_day)
        return float(np.maximum(within, 0.0).sum())


def faults_of(tables: Tables, demand: Demand, outcome: Outcome) -> list[str]:
    """Return every sum of a run that does not come out."""
    found = (
        conservation_errors(outcome, tables)
        + people_and_places(tables, outcome)
        + hospital_stays(tables, demand, outcome)
    )
    if len(outcome.events):
        found += little(tables, outcome, waits_of_log(tables, demand, outcome)) + stays(tables, outcome)
    elif not demand.population and len(tables.setting_names) == 1 and tables.queue_limit[0, -1] <= 0:
        found += little(tables, outcome, waits_of_spells(tables, demand, outcome))
    return found


def people_and_places(tables: Tables, outcome: Outcome) -> list[str]:
    """Return where people are lost or counted twice, or places are taken up by nobody."""
    found = []
    if outcome.person_days.sum() != outcome.alive_days:
        found.append(f"{outcome.person_days.sum()} person-days by place, {outcome.alive_days} lived")
    taken = outcome.person_days + outcome.hold_days + outcome.reserved_days
    for column, name in enumerate(tables.setting_names):
        if not tables.takes_hours[column] and outcome.used_days[column] != taken[column]:
            found.append(f"{name}: {outcome.used_days[column]} place-days used, {taken[column]} accounted for")
    if outcome.person_days[tables.is_hospital.nonzero()[0]].sum() != (outcome.active_days + outcome.delayed_days).sum():
        found.append("days in hospital by place differ from those by spell")
    return found


def hospital_stays(tables: Tables, demand: Demand, outcome: Outcome) -> list[str]:
    """Return where stays in hospital differ from the counters of spells, and residents' days from those of spells."""
    found = []
    stays, spells, hospital = outcome.stays, Run.of(outcome, demand, tables).spells, tables.is_hospital.nonzero()[0]
    if len(np.unique(outcome.row)) != len(outcome.row):
        found.append("spells are there twice")
    begins, ends = (np.clip(stays[name], outcome.from_day, outcome.to_day) for name in ("admitted_day", "left_day"))
    if (ends - begins).sum() != outcome.person_days[hospital].sum():
        found.append("days of stays in hospital differ from those by place")
    admitted = np.bincount(stays["row"][stays["admitted_day"] >= 0], minlength=len(demand.needs))
    before = demand.needs.day < outcome.from_day  # some stays of these were over before the period, and are not kept
    differs = admitted != by_need(outcome, "admissions")
    if (differs & ~before).any() or (admitted > by_need(outcome, "admissions")).any():
        found.append("stays in hospital differ from admissions by spell")
    ended = by_need(outcome, "left_day")
    last = np.full(len(ended), -np.inf)
    np.maximum.at(last, stays["row"], np.where(np.isfinite(stays["left_day"]), stays["left_day"], -np.inf))
    if (last[ended >= outcome.from_day] != ended[ended >= outcome.from_day]).any():
        found.append("the last departure from hospital is not that of the last stay")
    if (
        not outcome.led_to_bed[stays["row"]].all()
        or outcome.led_to_bed.sum() < (by_need(outcome, "admissions") > 0).sum()
    ):
        found.append("stays in hospital of needs that led to no bed")
    days = (outcome.active_days + outcome.delayed_days)[spells].sum()
    if outcome.resident_days[hospital].sum() != days:
        found.append(
            f"{outcome.resident_days[hospital].sum()} residents' days in hospital, {days} of their emergencies"
        )
    if (outcome.resident_days > outcome.person_days).any():
        found.append("more days of residents than of everybody")
    return found


def little(tables: Tables, outcome: Outcome, waits: Waits) -> list[str]:
    """Return where people waiting times days differ from the days that each of them waited (Little's law, exactly)."""
    found = []
    start, end = outcome.from_day, outcome.to_day
    offers = waits.granted & (waits.until >= start)
    for resource, name in enumerate(tables.setting_names + tables.team_names):
        days = waits.days_in(resource, start, end)
        if outcome.queue_days[resource] != days:
            found.append(f"{name}: {outcome.queue_days[resource]} days in the queue, {days} waited in it")
        mine = offers & (waits.resource == resource)
        whole = float((waits.until - waits.since)[mine].sum())
        if (outcome.waits[resource], outcome.waited_days[resource]) != (mine.sum(), whole):
            said = f"{outcome.waits[resource]} waits of {outcome.waited_days[resource]} days"
            found.append(f"{name}: {said} in all, {mine.sum()} of {whole} by person")
    return found


def stays(tables: Tables, outcome: Outcome) -> list[str]:
    """Return where people in a setting times days differ from the days that each of them stayed (Little's law too)."""
    days = days_by_log(tables, outcome)
    return [
        f"{name}: {outcome.person_days[column]} person-days, {days[column]} stayed in all"
        for column, name in enumerate(tables.setting_names)
        if outcome.person_days[column] != days[column]
    ]


def waits_of_spells(tables: Tables, demand: Demand, outcome: Outcome) -> Waits:
    """Return the waits for the one ward of a small model without a limit to the queue, or without a queue."""
    present, since = demand.present, demand.needs.day.copy()
    since[present.row] = present.since
    waited = ~np.isin(outcome.row, present.row[present.setting >= 0])
    since, until = since[outcome.row[waited]], outcome.admitted_day[waited]
    if tables.queue_limit[0, -1] == 0:
        since, until = since[np.isfinite(until)], until[np.isfinite(until)]
    granted = np.isfinite(until)
    until = np.where(granted, until, np.inf)
    return Waits(np.zeros(len(since), dtype=np.int64), since, until, granted)


def waits_of_log(tables: Tables, demand: Demand, outcome: Outcome) -> Waits:
    """Return every wait of a run with an event log, by following each person through it."""
    before = dict(zip(demand.waiting.person.tolist(), demand.waiting.since.tolist(), strict=True))
    present = demand.present
    before |= dict(zip(demand.needs.person[present.row].tolist(), present.since.tolist(), strict=True))
    under_way: dict[int, tuple[int, float]] = {}
    rows: list[tuple[int, float, float, bool]] = []
    for day, kind, person, row, setting, detail in outcome.events.tolist():
        if kind == Kind.WAIT:
            assert person not in under_way, f"person {person} waits twice on day {day}"
            under_way[person] = (setting, before.pop(person, day) if day == 0 else day)
        elif person in under_way and _ends(tables, demand, kind, row, detail):
            resource, since = under_way.pop(person)
            assert kind != Kind.OFFERED or resource == setting, f"person {person} is offered what they do not wait for"
            rows.append((resource, since, day, kind == Kind.OFFERED))
    rows += [(resource, since, np.inf, False) for resource, since in under_way.values()]
    resource, since, until, granted = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Waits(np.asarray(resource, np.int64), np.asarray(since), np.asarray(until), np.asarray(granted, np.bool_))


def _ends(tables: Tables, demand: Demand, kind: int, row: int, detail: float) -> bool:
    """Tell whether an event ends a wait: a place, a withdrawal, death, other plans."""
    if kind == Kind.NEED:
        response = int(detail)
        return bool(tables.response_pathway[response] >= 0 or tables.path[demand.needs.need[row], response, 0] >= 0)
    if kind == Kind.REVIEW:
        return detail == 0.0
    return kind in (Kind.OFFERED, Kind.WITHDRAW, Kind.DECLINE, Kind.DIE)


def days_by_log(tables: Tables, outcome: Outcome) -> NDArray[np.float64]:
    """Return the days that people spent in each setting in the period, from where they came and went."""
    days = np.zeros(len(tables.setting_names))
    place: dict[int, tuple[int, float]] = {}

    def close(person: int, day: float) -> None:
        setting, since = place.pop(person)
        days[setting] += max(0.0, day - max(since, outcome.from_day))

    for day, kind, person, _, setting, _ in outcome.events.tolist():
        if kind in (Kind.START, Kind.ENTER):
            assert kind == Kind.START or person not in place, f"person {person} is in two places on day {day}"
            if person in place:
                close(person, day)
            place[person] = (setting, day)
        elif kind in (Kind.LEAVE, Kind.DIE) and setting >= 0:
            assert place[person][0] == setting, f"person {person} leaves where they are not on day {day}"
            close(person, day)
    for person in list(place):
        close(person, outcome.to_day)
    return days
