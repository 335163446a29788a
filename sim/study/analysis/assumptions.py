"""Assumptions of a study: every effect of the interventions in the options, with interval, basis and source.

How much of an option's answer rests on what is said by count: of its effects that change something, each is one part.
Which of them returned which days would take further runs, so days are not shared out.
"""

import pandas as pd

from sim.description.effects_table import is_null, what_changes
from sim.description.system import Description
from sim.study.question.question import BASE, Question

COLUMNS = [
    "option", "intervention", "effect", "value", "low", "high", "unit", "basis", "source", "coverage", "part_percent",
]  # fmt: skip


def assumptions(question: Question) -> pd.DataFrame:
    """Return a row for each effect and change of each option, with its part of the option; then what is so today."""
    rows = [row for option in question.options for row in _of_option(question, option)]
    return pd.DataFrame([*rows, *_today(question.description)], columns=COLUMNS)


def _of_option(question: Question, option: str) -> list[dict[str, object]]:
    """Return a row for each effect of an option's interventions, and one for what it changes itself."""
    rows: list[dict[str, object]] = []
    rows += [
        {
            "option": option,
            "intervention": intervention.title,
            "effect": what_changes(effect),
            "value": effect.value,
            "low": effect.low,
            "high": effect.high,
            "unit": effect.unit,
            "basis": effect.basis,
            "source": effect.source,
            "coverage": intervention.coverage,
        }
        for intervention in question.interventions(option).values()
        for effect in intervention.effects
    ]
    stated = question.options[option]
    changing = [not is_null(effect) for one in question.interventions(option).values() for effect in one.effects]
    for what, there in (("changes", stated.changes), ("buildings", stated.buildings), ("set", stated.set)):
        if there:
            source = stated.source or "A planner's choice"
            own = {"intervention": stated.title, "effect": _OWN[what], "basis": "assumption", "source": source}
            rows.append({"option": option, **own})
            changing.append(True)
    part = 100 / max(sum(changing), 1)
    return [row | {"part_percent": part if counts else 0.0} for row, counts in zip(rows, changing, strict=True)]


_OWN = {
    "changes": "places, hours or people that the option adds or takes away",
    "buildings": "a building that the option adds",
    "set": "figures that the option sets",
}


def _today(description: Description) -> list[dict[str, object]]:
    """Return what is taken to be so today, on which measures of care planning and the worth of a day rest."""
    rows: list[dict[str, object]] = []
    today = description.care_today
    for name in type(today).model_fields if today else ():
        share = getattr(today, name)
        known = {"value": share.value, "low": share.low, "high": share.high, "unit": "share"}
        rows.append({"effect": name.replace("_", " "), **known, "basis": share.basis, "source": share.source})
    for value in description.bed_day_values.values():
        known = {"value": value.pounds, "unit": "pounds", "basis": value.basis, "source": value.source}
        rows.append({"effect": f"worth of a bed day, {value.label}", **known})
    return [{"option": BASE, "intervention": "Today, in every option", **row} for row in rows]
