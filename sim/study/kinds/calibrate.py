"""Calibration of a partnership's baseline to its published figures, or of the multipliers of all Scotland."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from sim.description.input_errors import InputError
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.study.kinds import calibration_study
from sim.study.kinds.calibration_steps import replications
from sim.study.kinds.calibration_study import Calibration
from sim.study.kinds.calibration_targets import errors_of_calibration
from sim.study.kinds.national_calibration import FIFTHS, NationalCalibration
from sim.study.question.conf import Conf, Replications, counted, replications_in_words
from sim.study.question.question import Question
from sim.study.run.provenance import in_a_checkout


class Calibrate(Conf):
    """Calibration of a partnership's baseline to its published figures."""

    about: ClassVar[str] = (
        "fit a partnership's baseline to its published figures, in so many steps (steps=8); "
        "keep=true puts the result into the shipped scenarios"
    )
    decided_by: ClassVar[tuple[str, ...]] = (*calibration_study.MODEL, "study/kinds/national_fit.py")
    without: ClassVar[Mapping[str, str]] = {
        "report": "draws no pictures and writes no brief",
        "replication": "needs all its replications",
        "effects": "is of the baseline, which has none",
        "calibration": "moves the multipliers itself",
        "scarcity": "moves no elasticity, and fits at the centre",
    }
    replications_decide: ClassVar[bool] = True

    replications: Replications | None
    """Of each step; None: more in small partnerships."""
    steps: Annotated[int, Field(ge=1, le=100, title="steps")]
    keep: bool
    """Put the calibrated multipliers into the shipped scenarios."""
    left_out: Annotated[int, Field(ge=1, le=FIFTHS, title="fifth of the partnerships")] | None = None
    """Of all Scotland: the fifth of the partnerships that the fit does not see."""

    def number_of_replications(self, description: Description) -> int:
        """Return the number asked for, or as many as a partnership of this size needs; one of each in all Scotland."""
        if self.partnership == SCOTLAND:
            return self.replications or 1
        return replications(description) if self.replications is None else self.replications

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse whatever is not the baseline of a partnership, or of all of them."""
        if self.options:
            yield "options", "a calibration is of the baseline: it has no options"
        if self.partnership != SCOTLAND and self.left_out is not None:
            yield "left_out", "partnerships are left out of partnership=scotland only"
        if self.model is not None:
            yield "model", "a small model has no published figures to be calibrated to"
        if self.event_log:
            yield "event_log", "a calibration keeps no events"
        if self.keep and not in_a_checkout():
            rule = "there is no checkout of the project to keep it in"
            yield "keep", f"{rule}: put calibrated.csv into base/tables of your own folder"

    def errors_in(self, description: Description, place: str) -> list[InputError]:
        """Return an error for each figure that calibration needs and the scenario lacks."""
        return errors_of_calibration(description, place)

    def summary(self, question: Question) -> str:
        """Name how many steps of how many replications."""
        return f"calibration in {counted(self.steps, 'step')} of {replications_in_words(question)}"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> Calibration:
        """Make the folder, or find it again with the steps that are finished there."""
        if parts:
            return NationalCalibration.of_all(
                parts, self.results_folder, roots, self.steps, command, self.resume, self.left_out
            )
        return Calibration.begin(question, self.results_folder, roots, self.steps, command, self.resume)
