"""The functions of `import sim` about a baseline: calibrate it, draw what its figures leave possible, read draws."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.description.files import file_named, path_of
from sim.description.input_errors import InputErrors, unknown
from sim.description.posteriors import FOLDER
from sim.description.read import partnerships
from sim.description.table_files import rows_of
from sim.interface.conf_files import roots_of, shipped_conf
from sim.study.kinds.calibration_study import Calibration
from sim.study.kinds.new_place import NewPlace
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.question.under_way import UnderWay
from sim.study.request import asking
from sim.study.run.machine_code import compile_engine, is_to_be_compiled

Folders = Sequence[Path | str]
TEXTS = ("draw", "place", "year", "version", "figures")


@dataclass(frozen=True)
class PosteriorDraws:
    """What figures leave possible of the multipliers of a baseline.

    ``draws`` has a row for each draw and a column for each multiplier, after the row ``point`` (as calibrated);
    ``multipliers`` their intervals; ``check`` each figure beside what the model gives at the draws; ``design`` every
    year that was run, multipliers and figures; ``hold_out`` the year of a sample that was not fitted; ``coverage`` and
    ``ranks`` how often intervals hold hidden truths. Tables that were not asked for are empty.
    """

    draws: pd.DataFrame
    multipliers: pd.DataFrame
    check: pd.DataFrame
    design: pd.DataFrame
    hold_out: pd.DataFrame
    coverage: pd.DataFrame
    ranks: pd.DataFrame
    warnings: list[str] = field(default_factory=list)
    folder: Path | None = None
    """Where the results are kept; None: nowhere."""


def calibrate(
    partnership: str,
    *,
    steps: int = 8,
    replications: int | None = None,
    folders: Folders = (),
    cores: int | None = None,
    results: Path | str | None = None,
) -> pd.DataFrame:
    """Fit a partnership's multipliers to its published figures; return both sides of each, and the multiplier.

    Parameters
    ----------
    partnership
        Its key, such as ``fife``; or ``scotland`` for the national multipliers.
    steps
        Steps of the fit.
    replications
        Of each step; None: more in small partnerships.
    folders
        Folders of your own, laid out like ``scenarios/``.
    cores
        Cores used, a process on each; None: as many as there are.
    results
        Folder in which a results folder is kept; None: nothing is kept.

    Returns
    -------
    DataFrame
        A row for each multiplier: ``value``, ``figure``, ``unit``, ``published``, ``simulated``,
        ``difference_percent``, ``note``.

    Raises
    ------
    InputErrors
        If a figure is missing, or something that is named does not exist.
    NoAnswer
        If a run failed.
    """
    keys = {"partnership": partnership, "steps": steps, "replications": replications, "cores": cores}
    with ExitStack() as stack:
        where = results or stack.enter_context(tempfile.TemporaryDirectory())
        study = _finished("calibrate", {**keys, "results": str(where)}, folders)
        assert isinstance(study, Calibration)
        return study.check


def posterior(  # noqa: PLR0913 - the words of the command line
    partnership: str | None = None,
    *,
    sample: Path | str | None = None,
    runs: int | None = None,
    draws: int = 60,
    truths: int = 0,
    seed: int = 20_231_202,
    folders: Folders = (),
    cores: int | None = None,
    results: Path | str | None = None,
    keep_in: Path | str | None = None,
) -> PosteriorDraws:
    """Return what published figures, or those of a sample, leave possible of the multipliers of a baseline.

    A place of your own that has no multipliers yet is calibrated first.

    Parameters
    ----------
    partnership
        Its key, such as ``fife``; None: the place of the sample.
    sample
        Folder of direct fits (`fit_sample`), whose monthly figures take the place of published ones.
    runs
        Years of each of the two designs; None: 64 to 192, more in small partnerships.
    draws
        Draws that are kept.
    truths
        Hidden truths of each kind that the intervals are tried on.
    seed
        Seed of the random numbers.
    folders
        Folders of your own, laid out like ``scenarios/``.
    cores
        Cores used, a process on each; None: as many as there are.
    results
        Folder in which a results folder is kept, and finished years are taken up; None: nothing is kept.
    keep_in
        Folder of your own that the draws are put into, for comparisons there to run on.

    Raises
    ------
    InputErrors
        If a figure is missing or out of reach, or something that is named does not exist or does not fit.
    NoAnswer
        If too few draws leave the front door free.
    """
    keys: dict[str, object] = {"runs": runs, "draws": draws, "truths": truths, "seed": seed, "cores": cores}
    keys |= {} if partnership is None else {"partnership": partnership}
    keys |= {} if sample is None else {"sample": str(sample)}
    with ExitStack() as stack:
        where = results or stack.enter_context(tempfile.TemporaryDirectory())
        study = _finished("posterior", {**keys, "results": str(where)}, folders)
        assert isinstance(study, PosteriorStudy | NewPlace)
        if keep_in is not None:
            study.keep(path_of(str(keep_in)))
        last = study.posterior if isinstance(study, NewPlace) else study
        assert last is not None
        return _tables(last, study.warnings, results is not None)


def _tables(study: PosteriorStudy, warnings: list[str], kept: bool) -> PosteriorDraws:
    none, folder, tried = pd.DataFrame(), study.folder.path, bool(study.sizes.truths)
    return PosteriorDraws(
        draws=pd.read_csv(folder / "posterior.csv"),
        multipliers=study.multipliers,
        check=study.check,
        design=pd.read_parquet(folder / "design.parquet"),
        hold_out=study.hold_out,
        coverage=study.coverage if tried else none,
        ranks=study.ranks_table if tried else none,
        warnings=list(warnings),
        folder=folder if kept else None,
    )


def draws(partnership: str, *, folders: Folders = ()) -> pd.DataFrame:
    """Return the draws that comparisons of a partnership run on: a row for each, a column for each multiplier.

    The first row, ``point``, are the multipliers as calibrated. Replications 1 and 2 of a comparison have draw 1, 3 and
    4 draw 2, and so on. A partnership without draws runs as calibrated.

    Raises
    ------
    InputErrors
        If there is no such partnership, or it has no draws.
    """
    roots = roots_of(folders)
    if partnership not in (known := partnerships(roots)):
        raise InputErrors([unknown("sim", "partnership", partnership, known, what="partnership")])
    rows = rows_of(file_named(roots, FOLDER, partnership, ".csv"), TEXTS)
    table = pd.DataFrame(rows)
    return table.astype(dict.fromkeys(table.columns.difference(list(TEXTS)), float))


def _finished(kind: str, keys: dict[str, object], folders: Folders) -> UnderWay:
    """Run a study of the baseline to its end."""
    roots = roots_of(folders)
    request = asking(shipped_conf(kind, **keys), list(keys), roots)
    study = request.begin(roots, ["python"])
    if study.taken_up < study.total and is_to_be_compiled(request.question.engine):
        compile_engine()
    for _ in study.run(request.conf.cores_used):
        pass
    return study
