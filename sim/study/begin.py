"""The beginning of a study: the answer under way to what is asked, in its results folder."""

from collections.abc import Sequence
from pathlib import Path

from sim.study.answer import Answer
from sim.study.asking import Asking
from sim.study.calibration import Calibration
from sim.study.conf import Calibrate
from sim.study.scotland import Scotland


def begin(asked: Asking, roots: Sequence[Path], command: Sequence[str]) -> Answer | Scotland | Calibration:
    """Make the folder of the study asked for, or find it again."""
    conf, results = asked.conf, Path(asked.conf.results)
    if isinstance(conf, Calibrate):
        return Calibration.begin(asked.question, results, roots, conf.steps, command, conf.resume)
    if asked.parts:
        return Scotland.begin(asked.parts, results, roots, command, conf.resume)
    return Answer.begin(asked.question, results, roots, command, conf.resume)
