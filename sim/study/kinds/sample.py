"""A check of sample data: a folder of person-level tables, held against the format; nothing is run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from sim.description.files import files_in
from sim.description.input_errors import InputError, InputErrors, shown
from sim.description.read import partnerships
from sim.measures.measure import MEASURES
from sim.sample.sample_check import SampleCheck
from sim.study.kinds.sample_checking import SampleChecking
from sim.study.question.conf import COMMAND, Name, WithReplications
from sim.study.question.question import Question

_RUNS_NOTHING = "reads a sample and runs nothing"


class Sample(WithReplications):
    """A check of a folder of sample data."""

    about: ClassVar[str] = (
        "check=FOLDER held against the format of sample data (docs/sample_data.md), by row and never by value;"
        " out=FOLDER: its data dictionary too"
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
    """Folder of the sample."""
    out: Name | None
    """Folder that the data dictionary is written to; null: it is not written."""

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse to check nothing, or to write into the sample."""
        if self.check is None:
            yield "check", "name the folder of the sample: check=FOLDER"
        elif self.out is not None and _path(self.out).resolve().is_relative_to(_path(self.check).resolve()):
            yield "out", "lies in the sample: name a folder outside it"
        elif self.out is not None and _path(self.out).exists() and not _path(self.out).is_dir():
            yield "out", "is no folder"

    def summary(self, question: Question) -> str:
        """Name the folder."""
        return f"check of the sample in {shown(self.check)}"

    def opening(self, question: Question) -> str | None:
        """Say what is checked; nothing is measured."""
        return f"Sample data: {self.summary(question)}"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> SampleChecking:
        """Find the files of the sample and read its manifest."""
        places = [*partnerships(roots), *files_in(roots, "models")]
        measures = {measure.name: measure.unit for measure in MEASURES.values()}
        out = None if self.out is None else _path(self.out)
        return SampleChecking(SampleCheck(_path(str(self.check)), places, measures), out)


def _path(written: str) -> Path:
    """Return a path as the user wrote it; `~` is the user's home.

    Raises
    ------
    InputErrors
        If there is no such home.
    """
    try:
        return Path(written).expanduser()
    except RuntimeError:
        raise InputErrors([InputError(COMMAND, value=shown(written), message="there is no such home folder")]) from None
