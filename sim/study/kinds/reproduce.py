"""Published figures of a small model, beside those simulated here."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from sim.study.kinds import reproduction
from sim.study.kinds.reproduction import Reproduction
from sim.study.question.conf import WithReplications, replications_in_words
from sim.study.question.question import Question


class Reproduce(WithReplications):
    """Published figures of a small model, beside those simulated here."""

    about: ClassVar[str] = "what others have printed of a small model, beside what it gives"
    decided_by: ClassVar[tuple[str, ...]] = reproduction.MODEL
    without: ClassVar[Mapping[str, str]] = {
        "report": "draws no pictures and writes no brief",
        "effects": "has no options",
        "calibration": "is of small models, which have none",
        "resume": "runs all its replications at once and takes none up",
        "replication": "needs all its replications",
    }

    not_rerun: ClassVar[str] = "its figures stand in the scenarios and not in the folder: run the study itself"

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse whatever is not a small model run as it is printed."""
        if self.model is None:
            yield "model", "name the small model whose printed figures are to be met"
        if self.options:
            yield "options", "a model is run as it is printed: it has no options"
        if self.event_log:
            yield "event_log", "printed figures need no events"

    def summary(self, question: Question) -> str:
        """Name the figures and how many replications."""
        return f"printed figures, and {replications_in_words(question)} of every model in them"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> Reproduction:
        """Read the published figures, and make the folder."""
        return Reproduction.begin(question, self.results_folder, roots, command)
