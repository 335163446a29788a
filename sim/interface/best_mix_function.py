"""The function behind `sim.best_mix`: the cheapest mix of levers that reaches a target, as a data frame."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd

from sim.interface.conf_files import shipped_conf
from sim.interface.functions import Choices, conf_of, finished, read
from sim.interface.results import ResultsFolder, opened
from sim.interface.scenario import Scenario
from sim.study.question.multipliers import draws_asked
from sim.study.request import Request, question_of
from sim.study.run.records import NoAnswer
from sim.study.studies import STUDIES

OTHERS = ("changes", "steps", "levers", "predictions", "answer", "futures")


def best_mix(  # noqa: PLR0913 - the words of the command line
    scenario: Scenario | str,
    levers: Mapping[str, Any] | str | None = None,
    *,
    options: Choices = (),
    target: float | None = None,
    chance: float | None = None,
    budgets: Mapping[str, float] | None = None,
    limits: Mapping[str, float] | None = None,
    must_include: Sequence[str] | None = None,
    at_most: int | None = None,
    size: int | None = None,
    replications: int = 24,
    check: int = 40,
    seed: int = 1,
    engine: str = "compiled",
    period: str | Mapping[str, Any] = "one_year",
    effects: str = "drawn",
    calibration: str | None = None,
    cores: int | None = None,
    results: Path | str | None = None,
) -> pd.DataFrame:
    """Return the mixes that were checked, the cheapest first; the best one is marked.

    Parameters
    ----------
    scenario
        What `read` returns, or the key of a partnership.
    levers
        What may be used, as an option states it with a list of values, such as
        ``{"home_support": {"by": ["5%", "10%"]}, "falls_exercise": {"coverage": [0.15, 0.3]}}``; or the name of a file
        in ``scenarios/mixes``, whose target and constraints hold where none are given here.
    options
        Options that may be used as they stand: names, or options by name.
    target
        Bed days returned a year that are wanted; None: as many as the constraints allow.
    chance
        Share of futures in which the target is to be reached; None: 0.8, or what the file states.
    budgets
        Net cost in cash a year at most, in pounds, by payer or of ``all``.
    limits
        Change against the baseline at most of ``waits_in_the_community`` (people), ``delayed_bed_days`` (a year) and
        ``home_support_hours`` (a week).
    must_include, at_most
        Levers that every mix uses, and how many it may use.
    size
        Mixes that predictions are fitted to; None: by the number of levers and values.
    replications, check
        Futures in which mixes are looked for, and others in which the best few are run again.
    seed, engine, period, effects, calibration, cores
        As for `compare`.
    results
        Folder in which a results folder is kept, and beside it the runs of mixes. None: nothing is kept.

    Returns
    -------
    DataFrame
        The table ``best_mix``. Its ``attrs`` hold ``warnings`` (lines), ``folder`` (where it is kept, or None) and the
        tables ``changes``, ``steps``, ``levers``, ``predictions``, ``answer`` and ``futures``.

    Raises
    ------
    InputErrors
        If something that is named does not exist or does not fit.
    NoAnswer
        If no mix gives an answer.
    """
    subject = read(scenario) if isinstance(scenario, str) else scenario
    rules = {"must_include": must_include, "at_most": at_most, "budgets": budgets, "limits": limits}
    given = _stated(
        levers, {"target": target, "chance": chance, "size": size, "options": list(options) or None, **rules}
    )
    keys = {"seed": seed, "engine": engine, "period": period, "effects": effects, "replications": replications}
    keys |= {"check": check} | ({} if calibration is None else {"calibration": calibration})
    place = {"model": subject.name, "partnership": None} if subject.is_model else {"partnership": subject.name}
    with ExitStack() as stack:
        path = str(results or stack.enter_context(tempfile.TemporaryDirectory()))
        content = shipped_conf("best_mix", **keys, **place, **given, cores=cores, results=path)
        conf = conf_of(STUDIES["best_mix"].with_files(content, list(given), subject.roots))
        chosen = subject.chosen(options if isinstance(options, Mapping) else conf.options)
        posterior = draws_asked(conf, list(keys), subject.roots, subject.name, subject.description, chosen)
        request = Request(conf, question_of(conf, (), subject.name, subject.description, chosen, posterior))
        tables = opened(finished(request, subject.roots))
        return _with_tables(tables, bool(results))


def _stated(levers: Mapping[str, Any] | str | None, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys that are given, with the levers or the file that states them."""
    given = {key: value for key, value in keys.items() if value is not None}
    return given | ({"mix": levers} if isinstance(levers, str) else {} if levers is None else {"levers": dict(levers)})


def _with_tables(tables: ResultsFolder, is_kept: bool) -> pd.DataFrame:
    """Return the mixes that were checked, with the other tables beside them; raise NoAnswer where there are none."""
    warnings = list(tables.asked.get("warnings") or [])
    if "best_mix" not in tables or tables["best_mix"].empty:
        raise NoAnswer(f"no mix gives an answer: {'; '.join(map(str, warnings))}")
    table = tables["best_mix"]
    others: dict[Any, Any] = {name: tables[f"best_mix_{name}"] for name in OTHERS}
    table.attrs = {"warnings": warnings, "folder": str(tables.path) if is_kept else None, **others}
    return table
