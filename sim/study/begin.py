"""The beginning of a study: the answer under way to what is asked, in its results folder."""

from collections.abc import Sequence
from pathlib import Path

from sim.study.agreement import Agreement
from sim.study.answer import Answer
from sim.study.asking import Asking
from sim.study.calibration import Calibration
from sim.study.conf import Agree, Calibrate, Reproduce
from sim.study.reproduce import Reproduction
from sim.study.scotland import Scotland

Study = Answer | Scotland | Calibration | Agreement | Reproduction


def begin(asked: Asking, roots: Sequence[Path], command: Sequence[str]) -> Study:
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
    return Answer.begin(asked.question, results, roots, command, conf.resume)
