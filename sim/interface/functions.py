"""The functions behind `import sim`: read a scenario, run a replication, compare options, load or repeat results."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.description.files import path_of
from sim.description.input_errors import InputErrors
from sim.description.interventions import Option
from sim.description.read import read_model, read_system
from sim.interface.conf_files import roots_of, shipped_conf
from sim.interface.repeat import asked_again
from sim.interface.results import ResultsFolder, opened
from sim.interface.sample_functions import fit_sample, judge_sample, make_sample
from sim.interface.scenario import Scenario
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.question.conf import Conf
from sim.study.question.multipliers import draws_asked
from sim.study.question.question import Question
from sim.study.request import Request, asking, checked_conf, question_of
from sim.study.run.executors import ExecutorWorkers
from sim.study.run.machine_code import compile_engine, is_to_be_compiled
from sim.study.run.records import NoAnswer, Replication
from sim.study.run.replication import Work
from sim.study.run.results_store import Folder

__all__ = [
    "Replication", "ResultsFolder", "Scenario", "compare", "fit_sample", "judge_sample", "load", "make_sample", "read",
    "rerun", "run",
]  # fmt: skip

IN_PYTHON = "sim"
"""Source that error messages name for the arguments of these functions."""
Choices = Sequence[str] | Mapping[str, Option]


def read(partnership: str | None = None, *, model: str | None = None, folders: Sequence[Path | str] = ()) -> Scenario:
    """Return a partnership's scenario, or a small model's.

    Parameters
    ----------
    partnership
        Its key, such as ``fife``.
    model
        Instead of a partnership: the name of a small model, such as ``one_ward``.
    folders
        Folders of your own, laid out like ``scenarios/``; a file there hides its namesake in a later one.

    Raises
    ------
    InputErrors
        With a line for each thing that is wrong: file, key, value, what is allowed.
    ValueError
        If both or neither are named.
    """
    if (partnership is None) == (model is None):
        raise ValueError("name a partnership or a model, and not both")
    roots = roots_of(folders)
    if model is not None:
        return Scenario(model, read_model(roots, model), True, tuple(roots))
    return Scenario(str(partnership), read_system(roots, str(partnership)), False, tuple(roots))


def run(  # noqa: PLR0913 - the words of the command line
    scenario: Scenario | str,
    option: str | Option | None = None,
    replication: int = 1,
    *,
    seed: int = 1,
    engine: str = "compiled",
    period: str | Mapping[str, Any] = "one_year",
    effects: str = "drawn",
    calibration: str | None = None,
    event_log: bool = False,
) -> Replication:
    """Return one replication: the baseline and, where one is named, an option on the same random numbers.

    Parameters
    ----------
    scenario
        What `read` returns, or the key of a partnership.
    option
        Name of an option, or an option; none: the baseline alone.
    replication
        Its number, from 1: number 17 here is number 17 of any comparison with the same seed.
    seed
        Seed of the random numbers.
    engine
        ``compiled``, or ``simpy`` for the readable engine (the same events).
    period
        Name of a file in conf/period, or its keys: ``measured_from`` (a date or None), ``warmup_days`` (days),
        ``years`` and ``days`` (measured).
    effects
        ``drawn``: at the draw of this replication; ``fixed``: at their values.
    calibration
        ``drawn``: the multipliers of the baseline at the draw of this replication (with an option only); ``fixed``: as
        calibrated. None: drawn where there are draws of the place.
    event_log
        True: keep every event.

    Returns
    -------
    Replication
        ``measures`` (a row for each option, measure and level, with its unit), ``daily`` (midnight counts),
        ``flows`` (moves a year), ``events`` (event logs by option, days since the start), ``runs`` (how each run went).

    Raises
    ------
    InputErrors
        If something that is named does not exist or does not fit.
    NoAnswer
        If a run failed.
    """
    subject = read(scenario) if isinstance(scenario, str) else scenario
    chosen = {} if option is None else [option] if isinstance(option, str) else {"option": option}
    keys = {"seed": seed, "engine": engine, "period": period, "effects": effects} | _calibration(calibration)
    keys |= {"event_log": event_log, "replication": replication}
    question = _request(subject, chosen, keys).question
    result = _with_events(question, replication) if event_log else Work(question).replication(replication)
    failed = [
        f"{row.option}, replication {row.replication}: {row.message}" for row in result.runs if row.status != "done"
    ]
    if failed:
        raise NoAnswer(failed[0])
    return result


def _calibration(word: str | None) -> dict[str, str]:
    return {} if word is None else {"calibration": word}


def compare(  # noqa: PLR0913 - the words of the command line
    scenario: Scenario | str,
    options: Choices,
    *,
    replications: int = 10,
    seed: int = 1,
    engine: str = "compiled",
    period: str | Mapping[str, Any] = "one_year",
    effects: str = "drawn",
    calibration: str | None = None,
    cores: int | None = None,
    results: Path | str | None = None,
) -> pd.DataFrame:
    """Return the options beside the baseline: mean, difference and 95 % interval of every measure.

    Parameters
    ----------
    scenario
        What `read` returns, the key of a partnership, or ``scotland`` for all of them and their sum.
    options
        Names of options, or options by name.
    replications
        How many, of the baseline and of every option, on common random numbers.
    seed, engine, period
        As for `run`.
    effects
        ``drawn``: each replication draws them from their intervals; ``fixed``: all have them at their values.
    calibration
        ``drawn``: two replications at a time draw the multipliers of the baseline; ``fixed``: as calibrated. None:
        drawn where there are draws of the place.
    cores
        Cores used, a process on each; None: as many as there are.
    results
        Folder in which a results folder is kept; the same comparison run again there takes up finished replications.
        None: nothing is kept.

    Returns
    -------
    DataFrame
        The table ``comparison``: a row for each option, measure and level, units in the column ``unit``. Its
        ``attrs`` hold ``warnings`` (lines) and ``folder`` (where it is kept, or None).

    Raises
    ------
    InputErrors
        If something that is named does not exist or does not fit.
    NoAnswer
        If no run succeeded.
    """
    keys = {"seed": seed, "engine": engine, "period": period, "effects": effects} | _calibration(calibration)
    keys |= {"replications": replications, "cores": cores}
    with ExitStack() as stack:
        results_path = results or stack.enter_context(tempfile.TemporaryDirectory())
        request = _request(scenario, options, keys | {"results": str(results_path)})
        path = finished(request, scenario.roots if isinstance(scenario, Scenario) else roots_of([]))
        table = pd.read_parquet(path / "comparison.parquet") if (path / "comparison.parquet").is_file() else None
        warnings = opened(path).asked.get("warnings") or []
    if table is None:
        raise NoAnswer(f"no run gave an answer: {'; '.join(map(str, warnings))}")
    table.attrs = {"warnings": list(warnings), "folder": str(path) if results else None}
    return table


def load(folder: Path | str) -> ResultsFolder:
    """Return the tables of a results folder as data frames by name, with `asked` and `made`.

    Raises
    ------
    InputErrors
        If it is no results folder.
    """
    return opened(folder)


def rerun(folder: Path | str, *, cores: int | None = None, results: Path | str | None = None) -> ResultsFolder:
    """Run the question of a results folder again, from the folder alone, and return the new folder.

    Parameters
    ----------
    folder
        A results folder, of a study of any kind that can be rerun.
    cores
        Cores used, a process on each; None: as many as there are.
    results
        Folder in which the new results folder is made; None: ``reruns`` beside the folder.

    Raises
    ------
    InputErrors
        If the folder does not hold the whole question.
    """
    destination = path_of(str(folder)).parent / "reruns" if results is None else Path(results)
    content = shipped_conf() | {"rerun": str(folder), "cores": cores, "results": str(destination), "resume": False}
    return opened(finished(asked_again(content, ["rerun", "results", "cores", "resume"]), roots_of([])))


def _request(scenario: Scenario | str, options: Choices, keys: Mapping[str, Any]) -> Request:
    """Return the request of a comparison; for a partnership's key, the same as on the command line."""
    names = list(options)
    if isinstance(scenario, str) and not isinstance(options, Mapping):
        content = shipped_conf(**keys, partnership=scenario, options=names)
        changed = ["partnership", "options", *(["calibration"] if "calibration" in keys else [])]
        return asking(content, changed, roots_of([]))
    subject = read(scenario) if isinstance(scenario, str) else scenario
    place = {"model": subject.name, "partnership": None} if subject.is_model else {"partnership": subject.name}
    conf = conf_of(shipped_conf(**keys, **place, options=names))
    chosen, description = subject.chosen(options), subject.description
    posterior = draws_asked(conf, list(keys), subject.roots, subject.name, description, chosen)
    return Request(conf, question_of(conf, (), subject.name, description, chosen, posterior))


def _with_events(question: Question, number: int) -> Replication:
    """Run a replication and return it with its event logs, written in pieces to a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))
        result = Work(question, folder).replication(number)
        done = [one.option for one in result.runs if one.status == "done"]
        return replace(result, events={name: folder.read_events(name, number) for name in done})


def conf_of(content: Mapping[str, Any]) -> Conf:
    """Return a conf, checked by its kind of study; raise InputErrors with its faults."""
    conf, errors = checked_conf(
        content, (), {"": IN_PYTHON, "study": IN_PYTHON, "period": IN_PYTHON, "engine": IN_PYTHON}
    )
    if conf is None or errors:
        raise InputErrors(errors)
    return conf


def finished(request: Request, roots: Sequence[Path], elsewhere: ExecutorWorkers | None = None) -> Path:
    """Run a study to its end; return its folder. ``elsewhere``: who runs the cells of a sweep, if not this machine."""
    study = request.begin(list(roots), ["python"])
    if elsewhere is not None and isinstance(study, SweepStudy):
        study.elsewhere = elsewhere
    if study.taken_up < study.total and is_to_be_compiled(request.question.engine):
        compile_engine()
    for _ in study.run(request.conf.cores_used):
        pass
    return request.folder
