"""Assumptions of a study: every effect of the interventions in the options, with interval, basis and source."""

import pandas as pd

from sim.description.effects_table import what_changes
from sim.study.question.question import Question

COLUMNS = [
    "option", "intervention", "effect", "value", "low", "high", "unit", "basis", "source", "coverage",
]  # fmt: skip


def assumptions(question: Question) -> pd.DataFrame:
    """Return a row for each effect of each intervention of each option, with the share of people it reaches."""
    rows = [
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
        for option in question.options
        for intervention in question.interventions(option).values()
        for effect in intervention.effects
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
