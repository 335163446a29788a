"""Doubts about a question before it is answered: years without figures or holidays, options that come too late."""

import datetime
from collections.abc import Iterator

from sim.description.milestones import outside
from sim.study.question.option_tables import tables_of
from sim.study.question.question import BASE, Question
from sim.tables.tables import Tables

FIGURES = (datetime.date(2023, 4, 1), datetime.date(2024, 3, 31))
"""The financial year of the published figures by partnership (`scenarios/base/tables`): 2023/24."""


def doubts(question: Question) -> list[str]:
    """Return a line for each doubt about the dates of a question: figures, holidays, milestones."""
    period = question.period
    last = period.start_date + datetime.timedelta(days=period.to_day - 1)
    lines = outside(question.milestones, period.measured_from, last)
    if question.description.published and not FIGURES[0] <= period.measured_from <= FIGURES[1]:
        lines.append(_other_year(question))
    listed = {} if question.description.holidays == "scotland" else {day.year for day in question.description.holidays}
    years = range(period.start_date.year, last.year + 1)
    missing = [str(year) for year in years if year not in listed] if listed else []
    if missing:
        lines.append(f"holidays: none are listed in {', '.join(missing)}: all weekdays are working days there")
    return lines


def _other_year(question: Question) -> str:
    """Return that the published figures are of another year, and which of them are carried to the year measured."""
    description = question.description
    line = (
        f"measured from {question.period.measured_from}: the published figures are of 2023/24 (1 April 2023 to"
        " 31 March 2024)"
    )
    if description.growth is None:
        return f"{line}, and stand for the years before and after unchanged"
    percent = 100 * (description.growth.rate(description.published, description.calibrated) - 1)
    of = (
        f"capacities ({', '.join(description.growth.of)})" if description.growth.of else "beds, hours, places and staff"
    )
    return (
        f"{line}; {of} move from them by {percent:+.1f} % a year ({description.growth.basis}), people age and turn 65,"
        " and rates by age, effects and prices stand unchanged"
    )


def late_options(question: Question) -> list[str]:
    """Return a line for each intervention, or change of places, that begins only when the period is over."""
    tables = tables_of(question)
    return [
        line
        for name, option in question.options.items()
        for line in _late(question, f"{option.title or name}: ", tables[name], tables[BASE])
    ]


def _late(question: Question, title: str, tables: Tables, baseline: Tables) -> Iterator[str]:
    end = question.period.to_day
    ends = f"the measured period ends on {_date(question, end - 1)}"
    late = tables.start_day >= end
    for at, name in enumerate(tables.intervention_names):
        if late[at]:
            yield f"{title}{name} begins on {_date(question, tables.start_day[at])}, but {ends}: it changes nothing"
    days = [day for day, *_ in set(_changes(tables)) - set(_changes(baseline))]
    if days and min(days) >= end and not late.any():
        yield f"{title}its first change of places is on {_date(question, min(days))}, but {ends}: it changes nothing"


def _changes(tables: Tables) -> list[tuple[float, int, float]]:
    return [*zip(tables.change_day.tolist(), tables.change_of.tolist(), tables.change_to.tolist(), strict=True)]


def _date(question: Question, day: float) -> datetime.date:
    return question.period.start_date + datetime.timedelta(days=int(day))
