"""Sample data: a folder held against the format, or fitted; or made, with a hidden truth, and fits judged by it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.description.files import files_in, path_of
from sim.description.input_errors import shown
from sim.description.read import partnerships
from sim.measures.measure import MEASURES
from sim.sample.sample_check import SampleCheck
from sim.study.kinds.sample_checking import SampleChecking
from sim.study.kinds.sample_fitting import SampleFitting
from sim.study.kinds.sample_judging import SampleJudging
from sim.study.kinds.sample_making import SampleMaking
from sim.study.question.conf import COMMAND, Name, WithReplications
from sim.study.question.question import Question
from sim.synthetic.recipe import Rates, rates, unknown_faults

_RUNS_NOTHING = "reads or makes a sample, by the words of its own"
WORK = ("check", "fit", "make", "judge")
"""What can be done; one at a time."""
SampleWork = SampleChecking | SampleFitting | SampleMaking | SampleJudging


class Sample(WithReplications):
    """A check of a folder of sample data, its direct fits, or a synthetic sample and the judgement of its fits."""

    about: ClassVar[str] = (
        "check=FOLDER held against the format of sample data (docs/sample_data.md), by row and never by value;"
        " fit=FOLDER: lengths of stay and more, fitted directly; make=RECIPE: a synthetic sample with a hidden truth;"
        " judge=FITS truth=FILE: fits beside that truth; out=FOLDER: what is left of it"
    )
    without: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("partnership", "model"), "takes the place from the manifest of the sample"),
        **dict.fromkeys(
            (
                "options",
                "replications",
                "replication",
                "period",
                "engine",
                "scarcity",
                "effects",
                "calibration",
                "seed",
                "cores",
                "event_log",
            ),
            _RUNS_NOTHING,
        ),
        **dict.fromkeys(("report", "results", "resume"), "leaves no results folder: out=FOLDER takes its dictionary"),
        "rerun": "leaves no results folder that could be rerun",
    }
    not_rerun: ClassVar[str] = "it is a check of a sample: check it again"

    check: Name | None
    """Folder of the sample that is checked."""
    fit: Name | None
    """Folder of the sample that is fitted."""
    make: Name | None
    """Recipe of the sample that is made."""
    judge: Name | None
    """Folder of the fits that are judged."""
    truth: Name | None
    """File of the truth that they are judged by."""
    truth_seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None
    """Seed of the truth and of the run of a sample that is made; null: 1."""
    faults: Literal["none", "realistic"] | Rates | None
    """Faults of a sample that is made; null: as the recipe says."""
    out: Name | None
    """Folder that is written to; null: what there is, is only told of."""

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse to do nothing, two things at once, or to write into the sample."""
        asked = [word for word in WORK if getattr(self, word) is not None]
        if len(asked) != 1:
            yield "check", "name one thing to do: check=FOLDER, fit=FOLDER, make=RECIPE, or judge=FOLDER truth=FILE"
            return
        if (self.judge is None) != (self.truth is None):
            yield "truth", "judge=FOLDER and truth=FILE belong together"
        for key in ("truth_seed", "faults"):
            if getattr(self, key) is not None and self.make is None:
                yield key, "is for make=RECIPE"
        if self.faults is not None:
            yield from (
                ("faults", str(replace(error, file="", key=""))) for error in unknown_faults(self.faults, COMMAND)
            )
        yield from self._errors_of_out()

    def _errors_of_out(self) -> Iterator[tuple[str, str]]:
        sample = self.check if self.fit is None else self.fit
        if self.make is not None and self.out is None:
            yield "out", "name the folder that the sample and its truth are written to: out=FOLDER"
        if self.out is None:
            return
        if sample is not None and path_of(self.out).resolve().is_relative_to(path_of(sample).resolve()):
            yield "out", "lies in the sample: name a folder outside it"
        elif path_of(self.out).exists() and not path_of(self.out).is_dir():
            yield "out", "is no folder"

    def summary(self, question: Question) -> str:
        """Say what is done."""
        if self.make is not None:
            return f"synthetic sample {shown(self.make)}"
        if self.judge is not None:
            return f"judgement of the fits in {shown(self.judge)}"
        if self.fit is not None:
            return f"direct fits of the sample in {shown(self.fit)}"
        return f"check of the sample in {shown(self.check)}"

    def opening(self, question: Question) -> str | None:
        """Say what is done; nothing is measured."""
        return f"Sample data: {self.summary(question)}"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> SampleWork:
        """Find the files of a sample and read its manifest; or read the recipe, or the fits and their truth."""
        out = None if self.out is None else path_of(self.out)
        if self.make is not None:
            spoilt = None if self.faults is None else rates(self.faults)
            seed = 1 if self.truth_seed is None else self.truth_seed
            return SampleMaking.begin(self.make, roots, seed, spoilt, out)
        if self.judge is not None:
            return SampleJudging.begin(path_of(self.judge), path_of(str(self.truth)), out)
        places = [*partnerships(roots), *files_in(roots, "models")]
        measures = {measure.name: measure.unit for measure in MEASURES.values()}
        folder = path_of(str(self.check if self.fit is None else self.fit))
        check = SampleCheck(folder, places, measures)
        if self.fit is None:
            return SampleChecking(check, out)
        return SampleFitting(check, list(roots), folder.resolve().name, out)
