"""The functions of `import sim` about samples: make a synthetic one, fit one directly, judge fits by their truth."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from sim.interface.conf_files import roots_of, shipped_conf
from sim.study.kinds.sample_fitting import SampleFitting
from sim.study.kinds.sample_judging import SampleJudging
from sim.study.kinds.sample_making import SampleMaking
from sim.study.question.under_way import UnderWay
from sim.study.request import asking


def make_sample(
    recipe: str,
    out: Path | str,
    *,
    truth_seed: int = 1,
    faults: Literal["none", "realistic"] | Mapping[str, float] | None = None,
    folders: Sequence[Path | str] = (),
) -> Path:
    """Make a synthetic sample, with its truth beside it, and return its folder.

    Parameters
    ----------
    recipe
        Name of a recipe, such as ``teaching_chain``.
    out
        Folder that the folder of the sample and its truth are written to.
    truth_seed
        Seed of the truth, of the run and of the faults.
    faults
        ``none``, ``realistic``, or the share of rows by name of fault; None: as the recipe says.
    folders
        Folders of your own, laid out like ``scenarios/``.

    Raises
    ------
    InputErrors
        If the recipe is at fault, or the folder cannot be written to.
    """
    spoilt = dict(faults) if isinstance(faults, Mapping) else faults
    keys = {"make": recipe, "out": str(out), "truth_seed": truth_seed, "faults": spoilt}
    making = _finished(keys, folders)
    assert isinstance(making, SampleMaking)
    return Path(str(making.written))


def fit_sample(
    sample: Path | str, out: Path | str | None = None, *, folders: Sequence[Path | str] = ()
) -> pd.DataFrame:
    """Check a sample, fit it directly, and return a row for each estimate, as the disclosure rules let it out.

    Parameters
    ----------
    sample
        Folder of the sample.
    out
        Folder that the tables and the option with the fitted stays are written to; None: nothing is written.
    folders
        Folders of your own, laid out like ``scenarios/``.

    Raises
    ------
    InputErrors
        If the sample has faults that forbid its use; ``errors`` says which, by row and column.
    """
    fitting = _finished({"fit": str(sample), "out": None if out is None else str(out)}, folders)
    assert isinstance(fitting, SampleFitting)
    assert fitting.fits is not None
    return fitting.fits.parameters()


def judge_sample(fits: Path | str, truth: Path | str) -> pd.DataFrame:
    """Return the fits of a synthetic sample beside the truth that made it, a row for each estimate with a truth.

    Raises
    ------
    InputErrors
        If the truth is not the one that made the sample, or a file is none of its kind.
    """
    judging = _finished({"judge": str(fits), "truth": str(truth)}, ())
    assert isinstance(judging, SampleJudging)
    return judging.table


def _finished(keys: Mapping[str, object], folders: Sequence[Path | str]) -> UnderWay:
    """Do what keys of study=sample ask for; return it when it is done."""
    roots = roots_of(folders)
    work = asking(shipped_conf(study="sample", **keys), list(keys), roots).begin(roots, ["python"])
    for _ in work.run(1):
        pass
    return work
