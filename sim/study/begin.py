"""The beginning of a study: the answer under way to what is asked, in its results folder."""

from collections.abc import Sequence
from pathlib import Path

from sim.study.asking import Request
from sim.study.kinds.calibration_study import Calibration
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.kinds.engine_verification import Agreement
from sim.study.kinds.reproduction import Reproduction
from sim.study.kinds.scotland_study import Scotland
from sim.study.question.conf import Agree, Calibrate, Reproduce

Study = ComparisonStudy | Scotland | Calibration | Agreement | Reproduction


def begin(asked: Request, roots: Sequence[Path], command: Sequence[str]) -> Study:
    """Make the folder of the study asked for, or find it again; an agreement has none."""
    conf, results = asked.conf, Path(asked.conf.results)
    if isinstance(conf, Agree):
        return Agreement(asked.question)
    if isinstance(conf, Calibrate):
        return Calibration.begin(asked.question, results, roots, conf.steps, command, conf.resume)
    if isinstance(conf, Reproduce):
        return Reproduction.begin(asked.question, results, roots, command)
    if asked.parts:
        return Scotland.begin(asked.parts, results, roots, command, conf.resume)
    return ComparisonStudy.begin(asked.question, results, roots, command, conf.resume)
