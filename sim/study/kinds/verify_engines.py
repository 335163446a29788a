"""Verification of the engines: both run the same question, and must agree."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from sim.description.table_files import SCOTLAND
from sim.study.kinds.engine_verification import Agreement
from sim.study.question.conf import WithReplications, counted, replications_in_words
from sim.study.question.question import Question


class VerifyEngines(WithReplications):
    """Both engines run the same question, compared event by event."""

    about: ClassVar[str] = "both engines on the same, compared event by event; exit code 1 where they differ"
    without: ClassVar[Mapping[str, str]] = {
        "engine": "runs both engines",
        "effects": "runs every effect at its value",
        "calibration": "runs the baseline as calibrated",
        "event_log": "compares the events and keeps none",
        **dict.fromkeys(("report", "results", "resume"), "leaves no results folder"),
        "rerun": "leaves no results folder that could be rerun",
    }

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse all of Scotland at once."""
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "study=verify_engines is of one partnership: name it"

    def summary(self, question: Question) -> str:
        """Name the baseline, how many options and replications, and both engines."""
        count = len(question.options)
        options = f" and {counted(count, 'option')}" if count else ""
        return f"baseline{options}, {replications_in_words(question)}, each by both engines"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> Agreement:
        """Begin to compare; nothing is kept."""
        return Agreement(question)
