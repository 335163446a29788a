"""What a best mix is looked for by: levers, target, chance and constraints; and what is known of mixes run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from sim.description.mixes import Levers, Mix
from sim.study.analysis.mix_changes import CASH, Change, changes_of
from sim.study.analysis.mix_design import design, design_size
from sim.study.analysis.mix_search import Constraints, Search
from sim.study.analysis.mix_surrogate import Surrogate, fitted
from sim.study.analysis.sources_of_uncertainty import Floats
from sim.study.question.draws import Drawn
from sim.study.question.question import Question


def key_of(measure: str, level: str) -> str:
    """Return the name of a change in constraints and tables."""
    return f"{measure}/{level}"


COST = key_of(CASH, "all")
"""What the cheapest mix has least of."""


@dataclass(frozen=True)
class Plan:
    """Levers, a target and a planner's constraints."""

    levers: Levers
    target: float | None
    chance: float
    constraints: Constraints
    size: int | None
    check: int

    def design(self) -> list[Mix]:
        """Return the mixes that are run first."""
        sizes = self.levers.sizes
        return design(sizes, self.size or design_size(sizes), self.constraints.needed)

    def numbers(self, question: Question) -> tuple[list[int], list[int], list[int]]:
        """Return the replications in which mixes are looked for, checked, and the one chosen is run once more."""
        first, check = question.replications, self.check
        ends = (0, first, first + check, first + 2 * check)
        search, fresh, last = (list(range(low + 1, high + 1)) for low, high in pairwise(ends))
        return search, fresh, last


@dataclass
class Known:
    """What mixes change, as far as they were run: every change in every replication."""

    question: Question
    levers: Levers
    wanted: Sequence[Change]
    values: dict[tuple[Mix, int], Floats] = field(default_factory=dict)
    blocked: set[Mix] = field(default_factory=set)
    """Mixes that give no answer."""

    @classmethod
    def of(cls, question: Question, levers: Levers) -> "Known":
        """Return what is known before any run."""
        return cls(question, levers, changes_of(question.description))

    @property
    def keys(self) -> list[str]:
        """The names of the changes."""
        return [key_of(change.measure, change.level) for change in self.wanted]

    def has(self, mix: Mix, numbers: Sequence[int]) -> bool:
        """Tell whether a mix has an answer in all these replications."""
        return mix not in self.blocked and all((mix, number) in self.values for number in numbers)

    def of_mix(self, mix: Mix, numbers: Sequence[int]) -> Floats:
        """Return what a mix changes [change, replication]."""
        return np.asarray([self.values[mix, number] for number in numbers]).T

    def days(self, mix: Mix, numbers: Sequence[int]) -> Floats:
        """Return the bed days that a mix returns [replication]."""
        return np.asarray(self.of_mix(mix, numbers)[0])

    def means(self, mix: Mix, numbers: Sequence[int]) -> Mapping[str, float]:
        """Return the mean of every change of a mix, by name."""
        return dict(zip(self.keys, self.of_mix(mix, numbers).mean(axis=1).tolist(), strict=True))

    def drawn(self, mixes: Sequence[Mix], numbers: Sequence[int]) -> Drawn:
        """Return what some replications drew for all that is uncertain in some mixes."""
        largest = tuple(max(values) for values in zip(*mixes, strict=True))
        asked = replace(self.question, options={"mix": self.levers.option(largest, "levers")})
        return asked.drawn("mix", numbers)

    def surrogate(self, numbers: Sequence[int]) -> tuple[Surrogate, list[Mix], Floats]:
        """Return the surrogate fitted to all mixes run, those mixes, and their values [change, mix, future]."""
        mixes = [mix for mix in dict.fromkeys(mix for mix, _ in self.values) if self.has(mix, numbers)]
        values = np.asarray([self.of_mix(mix, numbers) for mix in mixes]).transpose(1, 0, 2)
        others = dict(zip(self.keys, values.mean(axis=2), strict=True))
        return fitted(self.levers.sizes, mixes, values[0], others), mixes, values

    def search(self, plan: Plan, numbers: Sequence[int]) -> Search:
        """Return searches on the surrogate of the mixes run so far."""
        return Search(self.surrogate(numbers)[0], COST, plan.chance, plan.constraints)
