"""What would be worth knowing: which uncertain inputs of options and baseline move an outcome most."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.description.interventions import Option
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.description.units import ListOf
from sim.measures.measure import MEASURES
from sim.study.analysis.factors import Factors, Spread
from sim.study.kinds import sensitivity_study
from sim.study.kinds.posterior_design import Free
from sim.study.kinds.sensitivity_design import Sizes
from sim.study.kinds.sensitivity_study import SensitivityStudy
from sim.study.question.conf import COMMAND, Name, WithReplications, counted
from sim.study.question.question import Question

PEOPLE, FEWEST, MOST = 3_000_000, 128, 512
"""People at all points together, if it is not told how many points; fewest and most points of it."""


class Sensitivity(WithReplications):
    """Elementary effects and indices of sensitivity of the options' outcomes."""

    about: ClassVar[str] = (
        "what would be worth knowing: which uncertain effects, staffing and multipliers move an outcome most"
        " (trajectories=10 points=128, outcomes=[bed_days_returned,net_cost_cash,delayed_bed_days])"
    )
    decided_by: ClassVar[tuple[str, ...]] = sensitivity_study.MODEL
    without: ClassVar[Mapping[str, str]] = {
        "replications": "has trajectories and points: trajectories=10 points=128",
        "replication": "needs all its runs",
    }
    not_rerun: ClassVar[str] = "ask for it again: its runs are kept"

    trajectories: Annotated[int, Field(ge=4, le=1_000, title="trajectories")]
    """Trajectories of the elementary effects, each with a run more than there are factors."""
    points: Annotated[int, Field(ge=32, le=65_536, title="points")] | None
    """Points of the factors that the emulator is made of, two runs at each; None: more in small partnerships."""
    outcomes: ListOf[Name]
    """Measures that are looked at: of options their difference from the baseline."""

    def number_of_replications(self, description: Description) -> int:
        """Return one: every run has factors of its own."""
        return 1

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse all of Scotland, event logs, and outcomes that are none or stand twice."""
        if not self.options:
            yield "options", "name at least one option: what is uncertain is looked at in what it returns"
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "this study is of one partnership"
        if self.effects == "fixed":
            yield (
                "effects",
                "this study varies effects: with all at their values there is nothing to tell apart",
            )
        if self.event_log:
            yield "event_log", "this study keeps no events"
        if not self.outcomes:
            yield "outcomes", "is empty: name at least one measure"
        for twice in dict.fromkeys(name for at, name in enumerate(self.outcomes) if name in self.outcomes[:at]):
            yield "outcomes", f"{shown(twice)} stands twice"

    def errors_in(self, description: Description, place: str) -> list[InputError]:
        """Return an error for each outcome that is no measure."""
        return [unknown(COMMAND, "outcomes", name, MEASURES) for name in self.outcomes if name not in MEASURES]

    def options_asked(self, description: Description, named: Mapping[str, Option]) -> dict[str, Option]:
        """Return the options named."""
        return dict(named)

    def summary(self, question: Question) -> str:
        """Name how many factors and runs."""
        factors = len(self._factors(question).all)
        runs = self.trajectories * (factors + 2) + 2 * self._points(question.description)
        of = counted(len(question.options), "option")
        return f"what matters most in {of}: {counted(factors, 'uncertain input')}, {counted(runs, 'run')}"

    def _points(self, description: Description) -> int:
        people = float(description.published.get("people_65_plus", PEOPLE / FEWEST))
        return self.points or min(max(round(PEOPLE / people), FEWEST), MOST)

    def _factors(self, question: Question) -> Factors:
        return Factors.of(question, self._spread(question))

    def _spread(self, question: Question) -> Spread | None:
        """Return how the multipliers of the baseline vary: as their draws, or by what the figure of each tells."""
        if question.posterior:
            return Spread.of_draws(question.posterior)
        if self.calibration == "fixed" or self.model is not None:
            return None
        free = Free(question.description)
        return Spread.independent(free.point, free.scale)

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> SensitivityStudy:
        """Make the folder, or find it again with the runs that are finished there."""
        factors = self._factors(question)
        if not factors.all:
            message = "nothing is uncertain in these options and their baseline"
            raise InputErrors([InputError(COMMAND, "options", ", ".join(question.options), message=message)])
        sizes = Sizes(self.trajectories, self._points(question.description), tuple(self.outcomes))
        return SensitivityStudy.begin(question, factors, sizes, self.results_folder, command, self.resume)
