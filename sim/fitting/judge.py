"""The judge: fits of a synthetic sample beside the truth that made it, which its hash proves to be that truth."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import pandas as pd

from sim.description.input_errors import InputError, InputErrors

PARAMETER, REALISED = "parameter", "complete record"
COLUMNS = (
    "name", "kind", "value", "low_95", "high_95", "true_value", "difference_percent", "standard_errors",
    "in_95", "in_50",
)  # fmt: skip
FAR = 3.0
"""Standard errors beyond which an estimate is not the truth and luck."""


@dataclass(frozen=True)
class Truth:
    """The truth of a synthetic sample: parameters of the model, and figures of the complete record, by name."""

    parameters: Mapping[str, float]
    realised: Mapping[str, float]
    hash: str

    def of(self, name: str) -> tuple[str, float] | None:
        """Return the kind of a true value, and the value; a need without a stay of its own has that of all others."""
        what, *middle = name.split(".")
        others = ".".join([what, middle[0], "default", *middle[2:]]) if what == "stay" and len(middle) == 3 else name
        for kind, values in ((PARAMETER, self.parameters), (REALISED, self.realised)):
            for key in (name, others):
                if key in values:
                    return kind, values[key]
        return None


def truth_of(text: str, file: str) -> Truth:
    """Return a truth as it was kept.

    Raises
    ------
    InputErrors
        If it is none.
    """
    try:
        content: dict[str, Any] = json.loads(text)
        parts = [
            {str(name): float(value) for name, value in content[key].items()} for key in ("parameters", "realised")
        ]
        positive = all(value > 0 for part in parts for value in part.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        positive = False
    if not positive or "salt" not in content:
        raise InputErrors([InputError(file, message="is no truth of a synthetic sample")])
    return Truth(parts[0], parts[1], hashlib.sha256(text.encode()).hexdigest())


def judged(parameters: pd.DataFrame, truth: Truth) -> pd.DataFrame:
    """Return a row for each estimate that there is a truth of: how far it is off, and whether its intervals hold it."""
    rows = []
    for row in parameters.to_dict("records"):
        known = truth.of(str(row["name"]))
        if known is not None:
            kind, true = known
            errors = log(row["value"] / true) / max(row["error_of_logarithm"], 1e-9)
            rows.append(
                {
                    "name": row["name"], "kind": kind, "value": row["value"], "low_95": row["low_95"],
                    "high_95": row["high_95"], "true_value": float(f"{true:.6g}"),
                    "difference_percent": round(100 * (row["value"] / true - 1), 1),
                    "standard_errors": round(errors, 2), "in_95": bool(row["low_95"] <= true <= row["high_95"]),
                    "in_50": bool(row["low_50"] <= true <= row["high_50"]),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def verdict(table: pd.DataFrame) -> list[str]:
    """Return the judgement in words, a line each."""
    lines = []
    for kind in (PARAMETER, REALISED):
        part = table[table["kind"] == kind]
        if len(part):
            of = "model's parameters" if kind == PARAMETER else "figures of the complete record"
            held = (
                f"95 % intervals hold {part['in_95'].sum()} of {len(part)} {of}, 50 % intervals {part['in_50'].sum()}"
            )
            lines.append(f"{held}; mean difference {part['difference_percent'].mean():+.1f} %")
    far = table[table["standard_errors"].abs() > FAR]
    words = ", ".join(far["name"]) or "none"
    return [*lines, f"More than {FAR:g} standard errors off: {words}"]
