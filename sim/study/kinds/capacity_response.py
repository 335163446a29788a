"""How delays and bed days answer to more of a capacity, so many percent at a time, at each end of scarcity."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import isfinite
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from sim.description.adjustments import CapacityAdjustment
from sim.description.input_errors import InputError, shown, unknown
from sim.description.interventions import Option
from sim.description.scarcity_ends import ScarcityEnd, with_scarcity
from sim.description.system import Description
from sim.description.units import ListOf
from sim.study.kinds.response_study import Responses, Steps
from sim.study.question.conf import COMMAND, Name, WithReplications, counted, replications_in_words
from sim.study.question.question import Question
from sim.tables.capacity import capacity_today

Percent = Annotated[float, Field(ge=0.01, le=1_000, title="percent added")]
LISTS = ("capacities", "percents", "scarcities")


class CapacityResponse(WithReplications):
    """More of each capacity, in several steps, against the baseline; the whole of it at several ends of scarcity."""

    about: ClassVar[str] = (
        "how delays and bed days answer to more of a capacity, beside published studies "
        "(capacities=[home_support,care_home], percents=[1,5,10,20], scarcities=[low,centre,high])"
    )
    without: ClassVar[Mapping[str, str]] = {
        "options": "makes its options itself: name capacities and percents",
        "effects": "has places and hours only, all of them staffed",
        "calibration": "runs the baseline as calibrated",
        "scarcity": "runs each of scarcities",
        "event_log": "keeps no events",
        "model": "is of a partnership or of scotland",
    }
    not_rerun: ClassVar[str] = (
        "the comparisons in it can be rerun, one for each scarcity, such as rerun=results/NAME/centre"
    )

    capacities: ListOf[Name]
    """Settings, teams or pools of which there is more."""
    percents: ListOf[Percent]
    """How many percent more, each an option of its own."""
    scarcities: ListOf[ScarcityEnd]
    """Ends of the elasticity of asking at which all of it is run."""

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse empty lists, what stands twice, options of the user's own, and event logs."""
        for key in LISTS:
            values: Sequence[object] = getattr(self, key)
            if not values:
                yield key, "is empty: name at least one"
            for twice in dict.fromkeys(value for at, value in enumerate(values) if value in values[:at]):
                yield key, f"{shown(twice)} stands twice"
        if self.options:
            yield "options", "this study makes its options itself: name capacities and percents"
        if self.model is not None:
            yield "model", "this study is of a partnership or of scotland"
        if self.event_log:
            yield "event_log", "this study keeps no events"

    def errors_in(self, description: Description, place: str) -> list[InputError]:
        """Return an error for each capacity that there is not, and for each end of scarcity that is not stated."""
        today = capacity_today(description)
        known = [name for name, places in today.items() if isfinite(places) and places > 0]
        errors = [unknown(COMMAND, "capacities", name, known) for name in self.capacities if name not in known]
        for end in self.scarcities:
            stated = [getattr(response.scarcity, end, None) for _, response in with_scarcity(description)]
            if end != "centre" and all(elasticity is None for elasticity in stated):
                message = f"'{place}' states no {end} elasticity of scarcity"
                errors.append(InputError(COMMAND, "scarcities", shown(end), message=message))
        return errors

    def options_made(self, description: Description) -> dict[str, Option]:
        """Return an option for each capacity and percentage, the smallest first."""
        options: dict[str, Option] = {}
        for capacity, percent in product(self.capacities, sorted(self.percents)):
            change = CapacityAdjustment(capacity_of=capacity, by=f"{percent:.6g}%")
            title = f"{_label(description, capacity)}, {percent:g} % more"
            options[_option_name(capacity, percent)] = Option(
                title=title,
                description=f"{title}, from the first day that counts.",
                why="One capacity alone.",
                interventions={},
                changes=(change,),
            )
        return options

    def summary(self, question: Question) -> str:
        """Name how many options, replications and ends of scarcity."""
        runs = f"baseline and {counted(len(question.options), 'option')}, {replications_in_words(question)}"
        return f"{runs}, at scarcity {', '.join(self.scarcities)}"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> Responses:
        """Make the folder, with one for each scarcity in it, or find it again with what is finished there."""
        of_option = {_option_name(*step): step for step in product(self.capacities, sorted(self.percents))}
        steps = Steps(of_option, self.scarcities)
        return Responses.begin(question, parts, steps, self.results_folder, roots, command, self.resume)


def _option_name(capacity: str, percent: float) -> str:
    return f"{capacity}_{percent:g}"


def _label(description: Description, capacity: str) -> str:
    """Return the label of a setting or team; of a pool, its name in words."""
    for labelled in (description.settings, description.teams):
        if capacity in labelled:
            return labelled[capacity].label
    return capacity.replace("_", " ").capitalize()
