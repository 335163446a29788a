"""The function behind `sim.sensitivity`: what would be worth knowing of options and their baseline."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd

from sim.interface.conf_files import shipped_conf
from sim.interface.functions import Choices, conf_of, finished, read
from sim.interface.results import opened
from sim.interface.scenario import Scenario
from sim.study.question.multipliers import draws_asked
from sim.study.request import Request, question_of

OUTCOMES = ("bed_days_returned", "net_cost_cash", "delayed_bed_days")

OTHERS = ("elementary_effects", "emulators", "value_of_information")
"""Tables that come with the first one."""


def sensitivity(  # noqa: PLR0913 - the words of the command line
    scenario: Scenario | str,
    options: Choices,
    *,
    outcomes: Sequence[str] = OUTCOMES,
    trajectories: int = 10,
    points: int | None = None,
    seed: int = 1,
    engine: str = "compiled",
    period: str | Mapping[str, Any] = "one_year",
    calibration: str | None = None,
    cores: int | None = None,
    results: Path | str | None = None,
) -> pd.DataFrame:
    """Return what share of the variance of each outcome each uncertain input explains, by itself and with others.

    Parameters
    ----------
    scenario
        What `read` returns, or the key of a partnership.
    options
        Names of options, or options by name.
    outcomes
        Measures: of options their difference from the baseline, in the measure's unit.
    trajectories
        Trajectories of the elementary effects that tell which inputs may matter at all.
    points
        Points of the inputs, two runs at each; None: more in small partnerships.
    seed, engine, period, cores
        As for `compare`.
    calibration
        ``fixed``: the multipliers of the baseline stand as calibrated. None: they vary.
    results
        Folder in which a results folder is kept; the same study run again there takes up finished runs. None: nothing
        is kept.

    Returns
    -------
    DataFrame
        The table ``sensitivity_indices``: shares between 0 and 1. Its ``attrs`` hold ``warnings`` (lines), ``folder``
        (where it is kept, or None) and the tables ``elementary_effects``, ``emulators`` and ``value_of_information``.

    Raises
    ------
    InputErrors
        If something that is named does not exist or does not fit.
    NoAnswer
        If too many runs gave no answer.
    """
    subject = read(scenario) if isinstance(scenario, str) else scenario
    keys: dict[str, Any] = {"seed": seed, "engine": engine, "period": period, "outcomes": list(outcomes)}
    keys |= {"trajectories": trajectories, "points": points, "cores": cores}
    keys |= {} if calibration is None else {"calibration": calibration}
    place = {"model": subject.name, "partnership": None} if subject.is_model else {"partnership": subject.name}
    with ExitStack() as stack:
        path = str(results or stack.enter_context(tempfile.TemporaryDirectory()))
        conf = conf_of(shipped_conf("sensitivity", **keys, **place, options=list(options), results=path))
        chosen, description = subject.chosen(options), subject.description
        posterior = draws_asked(conf, list(keys), subject.roots, subject.name, description, chosen)
        request = Request(conf, question_of(conf, (), subject.name, description, chosen, posterior))
        tables = opened(finished(request, subject.roots))
        table = tables["sensitivity_indices"]
        others: dict[Any, Any] = {
            name: tables[name] for name in ("elementary_effects", "emulators", "value_of_information")
        }
        warnings = list(tables.asked.get("warnings") or [])
    table.attrs = {"warnings": warnings, "folder": str(tables.path) if results else None, **others}
    return table
