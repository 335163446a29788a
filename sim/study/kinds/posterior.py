"""What the published figures leave possible of a partnership's multipliers: draws for comparisons to run on."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.description.input_errors import InputError, InputErrors, shown
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.study.kinds import posterior_study
from sim.study.kinds.calibration_targets import errors_of_calibration
from sim.study.kinds.new_place import NewPlace, check_columns, is_calibrated
from sim.study.kinds.posterior_figures import Figures
from sim.study.kinds.posterior_sample import SampleFits
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.kinds.posterior_years import Sizes
from sim.study.question.conf import COMMAND, Name, WithReplications, counted
from sim.study.question.question import Question
from sim.study.run.provenance import in_a_checkout

PEOPLE, FEWEST, MOST = 1_500_000, 64, 192
"""People in the years of one design, if it is not told how many; fewest and most years of it."""


class PosteriorConf(WithReplications):
    """The posterior of a partnership's multipliers."""

    about: ClassVar[str] = (
        "what published figures leave possible of a partnership's multipliers, as draws for comparisons;"
        " sample=FITS: with the figures of a sample in their place (docs/posterior.md);"
        " keep=true puts the draws into the scenarios"
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
    """Hidden truths of each kind that its intervals are tried on; 0: none."""
    decisions: Annotated[int, Field(ge=0, le=1_000, title="truths")]
    """Hidden truths at which the options are compared, to see whether intervals and stated chances hold; 0: none."""
    sample: Name | None
    """Folder of the direct fits of a sample, whose monthly aggregates take the place of published figures."""
    keep: bool
    """Put the draws into the first folder of your own or, where none is named, into the shipped scenarios."""

    def number_of_replications(self, description: Description) -> int:
        """Return one: every year has multipliers and random numbers of its own."""
        return 1

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse whatever is not the baseline of one partnership."""
        if self.options and not self.decisions:
            yield "options", "a posterior is of the baseline: it has no options, but with decisions=20"
        if self.decisions and not self.options:
            yield "decisions", "name the options that are compared at each truth: options=[a,b]"
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "a posterior is of one partnership: Scotland's answers add up those of all 31"
        if self.model is not None:
            yield "model", "a small model has no published figures that could tell of its multipliers"
        if self.event_log:
            yield "event_log", "a posterior keeps no events"

    @classmethod
    def with_files(cls, content: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> dict[str, Any]:
        """Return the conf with the place of a sample as its partnership.

        Raises
        ------
        InputErrors
            If another place than the sample's is named, or a place of one's own lacks published figures.
        """
        written, named = content.get("sample"), content.get("partnership")
        place = SampleFits.of(written).place if isinstance(written, str) and written else None
        if place is not None and place != named and "partnership" in changed:
            message = f"the sample is of another place, {shown(place)}"
            raise InputErrors([InputError(COMMAND, "partnership", shown(named), message=message)])
        if isinstance(place or named, str):
            check_columns(roots, str(place or named))
        return dict(content) if place is None else {**content, "partnership": place}

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
    ) -> PosteriorStudy | NewPlace:
        """Make the folder, or find it again with the years that are finished there; first calibrate a new place."""
        sizes = Sizes(self._runs(question.description), self.draws, self.truths, self.decisions)
        if self.keep and len(roots) == 1 and not in_a_checkout():
            rule = "there is no checkout of the project to keep it in: name a folder of your own, --config-dir DIR"
            raise InputErrors([InputError(COMMAND, "keep", message=rule)])
        figures = None if self.sample is None else Figures.of(SampleFits.of(self.sample), question)
        if not is_calibrated(question.description):
            return NewPlace.begin(question, self.results_folder, roots, sizes, figures, command, self.resume)
        return PosteriorStudy.begin(question, self.results_folder, sizes, figures, roots, command, self.resume)
