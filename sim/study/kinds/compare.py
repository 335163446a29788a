"""Options against the baseline, in one place or in all of Scotland."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.kinds.scotland_study import Scotland
from sim.study.question.conf import WithReplications, counted, replications_in_words
from sim.study.question.question import Question


class Compare(WithReplications):
    """The options against the baseline."""

    about: ClassVar[str] = "options against the baseline"

    def summary(self, question: Question) -> str:
        """Name the baseline, how many options, and how many replications."""
        count = len(question.options)
        options = f" and {counted(count, 'option')}" if count else ""
        return f"baseline{options}, {replications_in_words(question)}"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> ComparisonStudy | Scotland:
        """Make the folder of the study, of all partnerships where there are several."""
        if parts:
            return Scotland.begin(parts, self.results_folder, roots, command, self.resume)
        return ComparisonStudy.begin(question, self.results_folder, roots, command, self.resume)
