"""What an option changes: places of today and their use, places added or taken away, from when to when."""

import datetime
from itertools import accumulate
from math import isfinite, isnan

import pandas as pd

from sim.amounts import amount
from sim.description.options import days_of
from sim.description.system import Description
from sim.study.question.question import BASE, Question
from sim.tables.capacity import capacity_today
from sim.tables.plans import Plan, counts_hours, plans

COLUMNS = [
    "option", "change", "capacity_of", "label", "unit", "today", "used_today", "waiting_today", "asked", "given",
    "from", "whole_from", "until", "used_then", "note",
]  # fmt: skip
APART = 0.1
"""Part of the places asked for by which those given may differ without a note."""
NOBODY_WAITS = 0.5
"""Mean number of people waiting below which a queue counts as empty."""
LATE = "begins after the period: nothing changes"
LITTLE_USED = 0.25
"""Part of the places added below which they count as unused."""


def option_changes(question: Question, measures: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each capacity that an option changes (the table ``option_changes.csv``).

    ``today`` is what there is at first, ``used_today`` and ``waiting_today`` the baseline's means of what is taken and
    of people waiting, ``asked`` and ``given`` what the option adds (below 0: takes away) before and after rounding to
    whole places, ``used_then`` the option's mean of what is taken. Dates are those of the first and last midnight. Of
    a sum over places there is none: each place has its own.
    """
    if question.parts:
        return pd.DataFrame(columns=COLUMNS)
    rows = [
        _row(question, name, plan, measures)
        for name in question.options
        for plan in _plans(question, name)
        if isfinite(plan.today)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def notes(table: pd.DataFrame, question: Question) -> list[str]:
    """Return a line for each change with a note, and for each intervention that is over before it counts."""
    return _idle(question) + [
        f"{question.options[str(row['option'])].title}: {row['label']}: {row['note']}"
        for row in table.to_dict("records")
        if row["note"] and not str(row["note"]).startswith(LATE)  # which `doubts.late_options` tells
    ]


def _idle(question: Question) -> list[str]:
    """Return a line for each intervention that ends before it counts; `doubts.late_options` has the late."""
    lines, period = [], question.period
    for name, option in question.options.items():
        for intervention in question.interventions(name).values():
            begins, _, ends = days_of(intervention, period.start_date, float(period.from_day))
            if begins < period.to_day and (over := _over(begins, ends, period.from_day)):
                lines.append(f"{option.title}: {intervention.title} {over}: it changes nothing")
    return lines


def _over(begins: float, ends: float, first: float) -> str:
    """Say why something is in effect on no day that counts: it ends before it begins, or before the first of them."""
    if ends <= begins:
        return "ends before it begins"
    return "is over before the first day that counts" if ends <= first else ""


def _plans(question: Question, name: str) -> list[Plan]:
    """Return the plans of an option that the baseline does not have."""
    description, baseline = question.description_of(name), question.description_of(BASE)
    option_plans = plans(description, question.interventions(name), capacity_today(description))
    option_plans += _set_or_built(description, baseline)
    before = plans(baseline, {}, capacity_today(baseline))
    return [plan for plan in option_plans if plan not in before]


def _set_or_built(description: Description, baseline: Description) -> list[Plan]:
    """Return what an option has from the start of the run: capacities set, and buildings that exist."""
    baseline_capacity, capacity = capacity_today(baseline), capacity_today(description)
    return [
        Plan(name, "from the start of the run", baseline_capacity.get(name, 0.0), places - before, places - before, 0.0)
        for name, places in capacity.items()
        if (before := baseline_capacity.get(name, 0.0)) != places and isfinite(places) and isfinite(before)
    ]


def _row(question: Question, name: str, plan: Plan, measures: pd.DataFrame) -> dict[str, object]:
    used, waiting = (_mean(measures, BASE, measure, plan.of) for measure in ("occupied", "waiting"))
    then = _mean(measures, name, "occupied", plan.of)
    ends = plan.ends if isfinite(plan.ends) else None
    return {
        "option": name,
        "change": plan.by,
        "capacity_of": plan.of,
        "label": _label(question.description_of(name), plan.of),
        "unit": "hours a week" if counts_hours(question.description, plan.of) else "places",
        "today": plan.today,
        "used_today": used,
        "waiting_today": waiting,
        "asked": round(plan.wanted, 6),
        "given": plan.given,
        "from": _date(question, plan.begins),
        "whole_from": _date(question, plan.begins + plan.grows),
        "until": None if ends is None else _date(question, ends - 1),
        "used_then": then,
        "note": "; ".join(_notes(question, plan, used, waiting, then)),
    }


def _label(description: Description, name: str) -> str:
    """Return the label of a setting or team; of a pool, that of the building whose places it holds, or its name."""
    for labelled in (description.settings, description.teams, description.buildings):
        if name in labelled:
            return labelled[name].label
    return name.replace("_", " ")


def _most(plan: Plan) -> float:
    """Return the most that a plan ever adds (or, below 0, takes away)."""
    return max((level for level in accumulate(part for _, part in plan.steps())), key=abs, default=0.0)


def _date(question: Question, day: float) -> datetime.date:
    return question.period.start_date + datetime.timedelta(days=max(int(day), 0))


def _mean(measures: pd.DataFrame, option: str, measure: str, of: str) -> float:
    rows = (measures["option"] == option) & (measures["measure"] == measure) & (measures["level"] == of)
    return float(measures.loc[rows, "value"].mean())


def _notes(question: Question, plan: Plan, used: float, waiting: float, then: float) -> list[str]:
    """Return the notes on one change."""
    lines, period = [], question.period
    if plan.begins >= period.to_day:
        lines.append(LATE)
    elif over := _over(plan.begins, plan.ends, period.from_day):
        lines.append(f"{over}: nothing changes")
    elif plan.begins + plan.grows > plan.ends:
        lines.append(
            f"is over before it is whole: {amount(_most(plan), sign='+')} of {amount(plan.given, sign='+')} at most"
        )
    if abs(plan.given - plan.wanted) > APART * abs(plan.wanted):
        why = "only whole places (hours in quarters) can be given"
        if plan.wanted < -plan.today:
            why = f"there are {amount(plan.today)} to take away"
        lines.append(f"asked {amount(round(plan.wanted, 2), sign='+')}, given {amount(plan.given, sign='+')}: {why}")
    share = plan.place_days(period.from_day, period.to_day) / (period.to_day - period.from_day)
    unused = not isnan(then) and then - used < LITTLE_USED * share
    if share > 0 and waiting < NOBODY_WAITS and unused:
        in_use = f"{amount(used, decimals=1)} of {amount(plan.today)} are used today"
        lines.append(f"these places would stand empty: {in_use} and nobody waits")
    return lines
