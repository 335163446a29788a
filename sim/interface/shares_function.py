"""The function behind `sim.shares`: a package shared out among its parts, as a data frame."""

import tempfile
from collections.abc import Mapping
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
from sim.study.run.records import NoAnswer


def shares(  # noqa: PLR0913 - the words of the command line
    scenario: Scenario | str,
    options: Choices = ("package",),
    *,
    parts: str | None = None,
    groups: str = "system",
    interactions: bool = False,
    exact: bool = False,
    replications: int = 30,
    seed: int = 1,
    engine: str = "compiled",
    period: str | Mapping[str, Any] = "one_year",
    effects: str = "drawn",
    calibration: str | None = None,
    cores: int | None = None,
    results: Path | str | None = None,
) -> pd.DataFrame:
    """Return what each part of a package adds, averaged over the orders in which the parts could be put in.

    Parameters
    ----------
    scenario
        What `read` returns, or the key of a partnership.
    options
        The package: names of options, or options by name.
    parts
        ``options``: those named are shared out as they stand; ``interventions``: what they consist of. None: options
        where several are named.
    groups
        ``system``: parts of one system follow each other in every order (Owen values); ``none``: Shapley values.
    interactions
        True: also what each part does alone and as the last, and each pair together.
    exact
        True: every mix, in place of a sample of orders; for at most 10 parts.
    replications, seed, engine, period, effects, calibration, cores
        As for `compare`.
    results
        Folder in which a results folder is kept, and beside it the runs of mixes. None: nothing is kept.

    Returns
    -------
    DataFrame
        The table ``shares``: a row for the package, each system and each part, by measure; parts sum to the package.
        Its ``attrs`` hold ``warnings`` (lines), ``folder`` (where it is kept, or None) and the tables ``interactions``
        and ``orders``.

    Raises
    ------
    InputErrors
        If something that is named does not exist or cannot be shared out.
    NoAnswer
        If the package gives no answer.
    """
    subject = read(scenario) if isinstance(scenario, str) else scenario
    chosen = subject.chosen(options)
    keys = {"seed": seed, "engine": engine, "period": period, "effects": effects, "replications": replications}
    keys |= {} if calibration is None else {"calibration": calibration}
    stated = {"parts": parts, "groups": groups, "interactions": interactions, "exact": exact}
    place = {"model": subject.name, "partnership": None} if subject.is_model else {"partnership": subject.name}
    with ExitStack() as stack:
        path = str(results or stack.enter_context(tempfile.TemporaryDirectory()))
        conf = conf_of(
            shipped_conf("shares", **keys, **place, **stated, options=list(chosen), cores=cores, results=path)
        )
        posterior = draws_asked(conf, list(keys), subject.roots, subject.name, subject.description, chosen)
        request = Request(conf, question_of(conf, (), subject.name, subject.description, chosen, posterior))
        tables = opened(finished(request, subject.roots))
        warnings = list(tables.asked.get("warnings") or [])
        if "shares" not in tables:
            raise NoAnswer(f"the package gives no answer: {'; '.join(map(str, warnings))}")
        table = tables["shares"]
        others: dict[Any, Any] = {name: tables[f"shares_{name}"] for name in ("interactions", "orders")}
    table.attrs = {"warnings": warnings, "folder": str(tables.path) if results else None, **others}
    return table
