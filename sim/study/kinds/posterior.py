"""What the published figures leave possible of a partnership's multipliers: draws for comparisons to run on."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from sim.description.input_errors import InputError
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.study.kinds import posterior_study
from sim.study.kinds.calibration_targets import errors_of_calibration
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.question.conf import WithReplications, counted
from sim.study.question.question import Question
from sim.study.run.provenance import in_a_checkout

PEOPLE, FEWEST, MOST = 1_500_000, 64, 192
"""People in the years of one design, if it is not told how many; fewest and most years of it."""


class PosteriorConf(WithReplications):
    """The posterior of a partnership's multipliers."""

    about: ClassVar[str] = (
        "what published figures leave possible of a partnership's multipliers, as draws for comparisons;"
        " keep=true puts them into the shipped scenarios"
    )
    decided_by: ClassVar[tuple[str, ...]] = posterior_study.MODEL
    without: ClassVar[Mapping[str, str]] = {
        "replications": "runs each year once: runs=100 is how many years each of its two designs has",
        "replication": "needs all its years",
        "effects": "is of the baseline, which has none",
        "calibration": "makes the draws itself",
        "scarcity": "moves no elasticity, and looks at the centre",
    }
    not_rerun: ClassVar[str] = "ask for it again: its years are kept"

    runs: Annotated[int, Field(ge=40, le=10_000, title="years")] | None
    """Years of each design; None: more in small partnerships."""
    draws: Annotated[int, Field(ge=10, le=1_000, title="draws")]
    """Draws of the posterior that are kept."""
    truths: Annotated[int, Field(ge=0, le=1_000, title="truths")]
    """Hidden truths that its intervals are tried on; 0: none."""
    keep: bool
    """Put the draws into the shipped scenarios."""

    def number_of_replications(self, description: Description) -> int:
        """Return one: every year has multipliers and random numbers of its own."""
        return 1

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse whatever is not the baseline of one partnership."""
        if self.options:
            yield "options", "a posterior is of the baseline: it has no options"
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "a posterior is of one partnership: Scotland's answers add up those of all 31"
        if self.model is not None:
            yield "model", "a small model has no published figures that could tell of its multipliers"
        if self.event_log:
            yield "event_log", "a posterior keeps no events"
        if self.keep and not in_a_checkout():
            rule = "there is no checkout of the project to keep it in"
            yield "keep", f"{rule}: put posterior.csv into base/posteriors of your own folder, under the place's name"

    def errors_in(self, description: Description, place: str) -> list[InputError]:
        """Return an error for each figure that it needs and the scenario lacks."""
        return errors_of_calibration(description, place)

    def summary(self, question: Question) -> str:
        """Name how many years are run."""
        runs = self._runs(question.description)
        return f"posterior from {counted(2 * runs, 'year')} at other multipliers, and {counted(self.draws, 'draw')}"

    def _runs(self, description: Description) -> int:
        people = float(description.published["people_65_plus"])
        return self.runs or min(max(round(PEOPLE / people), FEWEST), MOST)

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> PosteriorStudy:
        """Make the folder, or find it again with the years that are finished there."""
        sizes = (self._runs(question.description), self.draws, self.truths)
        return PosteriorStudy.begin(question, self.results_folder, sizes, command, self.resume)
