"""The function behind `sim.sweep`: many cells in one study, as a data frame."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd

from sim.interface.conf_files import shipped_conf
from sim.interface.functions import conf_of, finished, read
from sim.interface.results import opened
from sim.interface.scenario import Scenario
from sim.study.request import Request, question_of
from sim.study.run.records import NoAnswer
from sim.study.studies import STUDIES


def sweep(  # noqa: PLR0913 - the words of the command line
    scenario: Scenario | str,
    axes: Mapping[str, Any] | str,
    *,
    design: str = "full_grid",
    size: int | None = None,
    where: Sequence[str] = (),
    named: Mapping[str, Mapping[str, Any]] | None = None,
    target: float | None = None,
    replications: int = 10,
    seed: int = 1,
    engine: str = "compiled",
    period: str | Mapping[str, Any] = "one_year",
    effects: str = "drawn",
    cores: int | None = None,
    results: Path | str | None = None,
) -> pd.DataFrame:
    """Return the cells of a sweep: every measure of each, beside the baseline, with the cell's value of each axis.

    Parameters
    ----------
    scenario
        What `read` returns, or the key of a partnership.
    axes
        What varies, as an option states it with a list of values, such as
        ``{"home_support": {"by": ["0%", "5%"]}, "intermediate_care": {"places": [0, 10]}}``; or the name of a file in
        ``scenarios/sweeps``, beside which ``design``, ``size``, ``where``, ``named`` and ``target`` stay as they are
        unless they are given.
    design, size
        ``full_grid``, ``one_at_a_time``, or so many cells by ``latin_hypercube`` or ``sobol``.
    where
        Conditions that every cell meets, such as ``home_support + intermediate_care <= 30``.
    named
        Cells besides, by name: a value for each axis.
    target
        Bed days returned a year that are wanted.
    replications, seed, engine, period, effects, cores
        As for `compare`.
    results
        Folder in which a results folder is kept, and beside it the runs of cells, which a wider grid takes up. None:
        nothing is kept.

    Returns
    -------
    DataFrame
        The table ``sweep``. Its ``attrs`` hold ``warnings`` (lines), ``folder`` (where it is kept, or None) and the
        tables ``steps``, ``diminishing``, ``best`` and ``target``.

    Raises
    ------
    InputErrors
        If something that is named does not exist or does not fit.
    NoAnswer
        If no cell has an answer.
    """
    subject = read(scenario) if isinstance(scenario, str) else scenario
    stated = {"design": design, "size": size, "where": list(where), "named": dict(named or {}), "target": target}
    usual: dict[str, Any] = {"design": "full_grid", "size": None, "where": [], "named": {}, "target": None}
    given = [key for key, value in stated.items() if value != usual[key]]
    of = {"sweep": axes} if isinstance(axes, str) else {"axes": dict(axes)}
    keys = {"seed": seed, "engine": engine, "period": period, "effects": effects, "replications": replications}
    place = {"model": subject.name, "partnership": None} if subject.is_model else {"partnership": subject.name}
    with ExitStack() as stack:
        path = str(results or stack.enter_context(tempfile.TemporaryDirectory()))
        content = shipped_conf("sweep", **keys, **place, **stated, **of, cores=cores, results=path)
        conf = conf_of(STUDIES["sweep"].with_files(content, given, subject.roots))
        chosen = subject.chosen(conf.options)
        request = Request(conf, question_of(conf, (), subject.name, subject.description, chosen))
        tables = opened(finished(request, subject.roots))
        if "sweep" not in tables:
            raise NoAnswer(f"no cell has an answer: {'; '.join(map(str, tables.asked.get('warnings') or []))}")
        table = tables["sweep"]
        others: dict[Any, Any] = {name: tables[f"sweep_{name}"] for name in ("steps", "diminishing", "best", "target")}
        warnings = list(tables.asked.get("warnings") or [])
    table.attrs = {"warnings": warnings, "folder": str(tables.path) if results else None, **others}
    return table
