"""Options: which interventions are at work, how far each of them reaches, and their dates as days of the run."""

import datetime
from collections.abc import Mapping
from typing import TypeVar

from sim.description.adjustments import CapacityAdjustment
from sim.description.dates import after, day_of, end_of
from sim.description.interventions import Intervention, Option
from sim.description.system import Description

BASELINE = Option(
    title="Baseline",
    description="The partnership as it is, with none of the interventions.",
    why="Every option is compared with it.",
    interventions={},
)
FOR_EVER = float("inf")
D = TypeVar("D", Intervention, CapacityAdjustment)


def chosen(description: Description, option: Option) -> dict[str, Intervention]:
    """Return the option's interventions by name, with the option's own coverage and dates where it gives them."""
    return {
        name: option.interventions[name].of(description.interventions[name]) for name in sorted(option.interventions)
    }


def days_of(dated: Intervention | CapacityAdjustment, start: datetime.date, first: float) -> tuple[float, float, float]:
    """Return the first day (of the run) of a dated change, the days it takes to grow, and the day on which it is over.

    `start` is the date of day 0, `first` the first day that counts.
    """
    day = dated.start_day if isinstance(dated, Intervention) else None
    begins = day_of(dated.from_, start, first) if day is None else day
    grows = dated.ramp_days if isinstance(dated, Intervention) else 0.0
    if dated.over is not None:
        grows = after(begins, dated.over, start) - begins
    closed = dated.closed if isinstance(dated, CapacityAdjustment) else None
    if (span := dated.lasts if closed is None else closed) is not None:
        return begins, grows, after(begins, span, start)
    return begins, grows, FOR_EVER if dated.until is None else end_of(dated.until, start, first)


def in_days(dated: D, start: datetime.date, first: float) -> D:
    """Return a dated change with every date, month and span as days of the run."""
    begins, grows, ends = days_of(dated, start, first)
    update: dict[str, object] = {"from_": begins, "over": grows, "until": None, "lasts": None}
    update |= {} if ends == FOR_EVER else {"lasts": ends - begins}
    if isinstance(dated, Intervention):
        return dated.model_copy(update=update | {"start_day": None, "ramp_days": 0.0})
    if dated.closed is not None:
        update |= {"over": None, "lasts": None, "closed": ends - begins}
    return dated.model_copy(update=update)


def interventions_in_days(
    interventions: Mapping[str, Intervention], start: datetime.date, first: float
) -> dict[str, Intervention]:
    """Return interventions with every date, month and span as days of the run."""
    return {name: in_days(intervention, start, first) for name, intervention in interventions.items()}


def plans_in_days(description: Description, start: datetime.date, first: float) -> Description:
    """Return a description whose changes and buildings have days of the run in place of dates, months and spans."""
    if not description.changes and not description.buildings:
        return description
    buildings = {
        name: building
        if building.opens is None
        else building.model_copy(update={"opens": day_of(building.opens, start, first)})
        for name, building in description.buildings.items()
    }
    changes = tuple(in_days(change, start, first) for change in description.changes)
    return description.model_copy(update={"changes": changes, "buildings": buildings})
