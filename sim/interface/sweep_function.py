"""The function behind `sim.sweep`: many cells in one study, as a data frame."""

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd

from sim.interface.conf_files import shipped_conf
from sim.interface.functions import conf_of, finished, read
from sim.interface.results import ResultsFolder, opened
from sim.interface.scenario import Scenario
from sim.study.question.multipliers import draws_asked
from sim.study.request import Request, question_of
from sim.study.run.executors import ExecutorWorkers
from sim.study.run.records import NoAnswer
from sim.study.studies import STUDIES

USUAL: Mapping[str, Any] = {
    "design": "full_grid", "size": None, "where": [], "named": {}, "target": None, "outlooks": [],
}  # fmt: skip
"""What holds where nothing is stated, also in the file of a sweep."""
BESIDE = ("steps", "diminishing", "best", "target", "outlooks", "selection")
"""Tables that are kept beside the cells."""


def sweep(  # noqa: PLR0913 - the words of the command line
    scenario: Scenario | str,
    axes: Mapping[str, Any] | str,
    *,
    design: str = "full_grid",
    size: int | None = None,
    where: Sequence[str] = (),
    named: Mapping[str, Mapping[str, Any]] | None = None,
    target: float | None = None,
    outlooks: Sequence[str] = (),
    indifference: float | None = None,
    confidence: float = 0.95,
    most_replications: int = 200,
    replications: int = 10,
    seed: int = 1,
    engine: str = "compiled",
    period: str | Mapping[str, Any] = "one_year",
    effects: str = "drawn",
    calibration: str | None = None,
    cores: int | None = None,
    executor: str | Executor = "processes",
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
    outlooks
        Names of files in ``scenarios/outlooks``, such as ``bad_winter``: all cells under each of them too.
    indifference, confidence, most_replications
        With ``indifference`` (bed days a year), replications go on until the cell that returns most is found with this
        confidence, or a cell has the most.
    replications, seed, engine, period, effects, calibration, cores
        As for `compare`.
    executor
        Who runs the cells: ``processes`` of this machine, ``threads`` of this process, a Dask cluster
        (``dask:tcp://HOST:PORT`` or ``dask:FILE``), or any `concurrent.futures.Executor` whose processes have this
        program; ``cores`` then says how many tasks it does at once.
    results
        Folder in which a results folder is kept, and beside it the runs of cells, which a wider grid takes up. None:
        nothing is kept.

    Returns
    -------
    DataFrame
        The table ``sweep``. Its ``attrs`` hold ``warnings`` (lines), ``folder`` (where it is kept, or None) and the
        tables ``steps``, ``diminishing``, ``best`` and ``target``, and where they were asked for ``outlooks`` and
        ``selection``.

    Raises
    ------
    InputErrors
        If something that is named does not exist or does not fit.
    NoAnswer
        If no cell has an answer.
    """
    subject = read(scenario) if isinstance(scenario, str) else scenario
    stated = {"design": design, "size": size, "where": list(where), "named": dict(named or {}), "target": target,
              "outlooks": list(outlooks)}  # fmt: skip
    given = [key for key, value in stated.items() if value != USUAL[key]]
    of = {"sweep": axes} if isinstance(axes, str) else {"axes": dict(axes)}
    keys = {"seed": seed, "engine": engine, "period": period, "effects": effects, "replications": replications,
            "indifference": indifference, "confidence": confidence, "most_replications": most_replications}  # fmt: skip
    named_too = {"calibration": calibration, "executor": executor if isinstance(executor, str) else None}
    keys |= {key: value for key, value in named_too.items() if value is not None}
    with ExitStack() as stack:
        path = str(results or stack.enter_context(tempfile.TemporaryDirectory()))
        content = shipped_conf("sweep", **keys, **_place(subject), **stated, **of, cores=cores, results=path)
        request = _request(subject, content, given, list(keys))
        elsewhere = None if isinstance(executor, str) else ExecutorWorkers(executor, request.conf.cores_used)
        return _table(opened(finished(request, subject.roots, elsewhere)), is_kept=bool(results))


def _place(subject: Scenario) -> dict[str, str | None]:
    return {"model": subject.name, "partnership": None} if subject.is_model else {"partnership": subject.name}


def _request(subject: Scenario, content: Mapping[str, Any], given: Sequence[str], keys: Sequence[str]) -> Request:
    """Return the request of a sweep: ``given`` are keys that hold in place of a file's, ``keys`` all that are named."""
    conf = conf_of(STUDIES["sweep"].with_files(content, given, subject.roots))
    chosen = subject.chosen(conf.options)
    posterior = draws_asked(conf, keys, subject.roots, subject.name, subject.description, chosen)
    return Request(conf, question_of(conf, (), subject.name, subject.description, chosen, posterior))


def _table(tables: ResultsFolder, *, is_kept: bool) -> pd.DataFrame:
    """Return the cells of a results folder with the tables beside them; raise NoAnswer where no cell has an answer."""
    warnings = list(tables.asked.get("warnings") or [])
    if "sweep" not in tables:
        raise NoAnswer(f"no cell has an answer: {'; '.join(map(str, warnings))}")
    table = tables["sweep"]
    others: dict[Any, Any] = {name: tables[f"sweep_{name}"] for name in BESIDE if f"sweep_{name}" in tables}
    table.attrs = {"warnings": warnings, "folder": str(tables.path) if is_kept else None, **others}
    return table
