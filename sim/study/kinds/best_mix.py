"""The cheapest mix of levers that gives back so many bed days in so many of 100 futures, under constraints."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.description.interventions import Option
from sim.description.mixes import (
    FOLDER,
    BestMixFile,
    Budget,
    Chance,
    Count,
    Levers,
    Limit,
    Points,
    levers_of,
    read_mix,
)
from sim.description.sweeps import Target
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.description.units import ListOf
from sim.study.analysis.mix_changes import CASH, LEVELS
from sim.study.analysis.mix_search import Constraints
from sim.study.kinds.best_mix_plan import Plan, key_of
from sim.study.kinds.best_mix_study import BestMixStudy
from sim.study.kinds.cell_runs import DECIDED_BY
from sim.study.question.conf import COMMAND, Name, WithReplications, counted
from sim.study.question.question import Question

OF_THE_FILE = (
    "heading", "levers", "options", "target", "chance", "budgets", "limits", "must_include", "at_most", "size",
)  # fmt: skip
"""Keys of the conf that a file of mixes states; on the command line they hold in its place."""
BESIDES = ("mix", "target", "chance", "budgets", "limits", "must_include", "at_most", "size", "check")
ALL = "all"
FEWEST = 10
"""Futures from which a chance is read at least."""


class BestMix(WithReplications):
    """The cheapest mix of levers that reaches a target."""

    about: ClassVar[str] = (
        "the cheapest mix of levers that gives back target=N bed days in 100 x chance of 100 futures, within budgets"
        " (mix=FILE of scenarios/mixes, or options=[a,b,c])"
    )
    decided_by: ClassVar[tuple[str, ...]] = DECIDED_BY
    replications_decide: ClassVar[bool] = True
    makes_options: ClassVar[bool] = True
    mix: Name | None
    """Name of a file in scenarios/mixes; null: what is asked stands in the conf."""
    heading: str | None
    """Title of tables and pictures; null: the file's title."""
    levers: dict[str, Any]
    """What may be used, each as an option states it, with a list of values."""
    target: Target | None
    """Bed days returned a year that are wanted; null: as many as the constraints allow."""
    chance: Chance
    """Share of futures in which the target is to be reached."""
    budgets: dict[str, Budget | None]
    """Net cost in cash a year at most, by payer, or of `all`."""
    limits: dict[str, Limit | None]
    """Change against the baseline at most, by measure."""
    must_include: ListOf[str]
    """Levers that every mix uses."""
    at_most: Count | None
    """Levers that a mix may use."""
    size: Points | None
    """Mixes that predictions are fitted to."""
    check: Annotated[int, Field(ge=FEWEST, le=1_000, title="replications")]
    """Futures in which the best few are run again."""

    @classmethod
    def with_files(cls, content: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> dict[str, Any]:
        """Return the conf with what the file of mixes states, where the command line states nothing else."""
        whole, name = dict(content), content.get("mix")
        if not isinstance(name, str) or not name:
            return whole
        stated, keys = read_mix(roots, name), {word.split(".")[0] for word in changed}
        for key in OF_THE_FILE:
            value = _stated(stated, key)
            if key in ("budgets", "limits") and isinstance(whole.get(key), dict):
                given = {name: one for name, one in whole[key].items() if f"{key}.{name}" in changed}
                whole[key] = whole[key] if key in changed else {**dict(value), **given}
            elif key not in keys:
                whole[key] = value
        return whole

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse all of Scotland, event logs, and too few futures."""
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "a best mix is of one partnership or a small model: name one"
        if self.event_log:
            yield "event_log", "this study keeps no events"
        if self.replication is not None:
            yield "replication", "a chance is read from many replications"
        if self.replications < FEWEST:
            yield "replications", f"{self.replications}: a chance is read from at least {FEWEST} of them"
        if self.target is None and not self._budgets and not self._limits and self.at_most is None:
            yield "target", "name a target, or a budget (budgets.all=500000), a limit or at_most: without, all is best"

    def options_asked(self, description: Description, named: Mapping[str, Option]) -> dict[str, Option]:
        """Return every value of every lever as an option; raise InputErrors with what is wrong in levers and rules."""
        levers = levers_of(self.levers, named, description, self._file)
        if faults := list(self._faults(levers, description)):
            raise InputErrors(faults)
        return dict(named) | self._values_of(levers, named)

    def plan(self, question: Question) -> Plan:
        """Return what is looked for: levers, target and constraints."""
        own = self._entries(question)
        named = {name: option for name, option in question.options.items() if name not in own}
        levers = levers_of(self.levers, named, question.description, self._file)
        names = [lever.name for lever in levers.levers]
        needed = tuple(names.index(name) for name in self.must_include)
        most = {key_of(CASH, payer): value for payer, value in self._budgets.items()}
        most |= {key_of(measure, ALL): value for measure, value in self._limits.items()}
        return Plan(levers, self.target, self.chance, Constraints(most, needed, self.at_most), self.size, self.check)

    def besides(self) -> dict[str, Any]:
        """Return target, constraints and how mixes are looked for."""
        content = {key: getattr(self, key) for key in BESIDES} | {"budgets": self._budgets, "limits": self._limits}
        return content | {"must_include": list(self.must_include)}

    def summary(self, question: Question) -> str:
        """Name how many levers and mixes there are."""
        levers = self.plan(question).levers
        words = f"{counted(len(levers.levers), 'lever')}, {levers.count:,} mixes"
        return f"{words}; looked for in {self.replications} futures and checked in {self.check} others"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> BestMixStudy:
        """Make the folder of the study, and find the runs that are kept beside it."""
        asked = self.besides() | {"heading": self.heading, "levers": self.levers}
        plan = self.plan(question)
        return BestMixStudy.begin(question, plan, asked, self.results_folder, roots, command, self.resume)

    @property
    def _budgets(self) -> dict[str, float]:
        return {payer: value for payer, value in self.budgets.items() if value is not None}

    @property
    def _limits(self) -> dict[str, float]:
        return {measure: value for measure, value in self.limits.items() if value is not None}

    @property
    def _file(self) -> str:
        return f"scenarios/{FOLDER}/{self.mix}.yaml" if self.mix else COMMAND

    def _values_of(self, levers: Levers, named: Mapping[str, Option]) -> dict[str, Option]:
        return {
            f"{lever.name}_{value}": levers.option(levers.alone(at, value), self._file)
            for at, lever in enumerate(levers.levers)
            if lever.name not in named
            for value in range(1, len(lever.parts) + 1)
        }

    def _entries(self, question: Question) -> set[str]:
        """Return the names of the options that stand for values of levers."""
        names = [f"{name}_" for name in self.levers]
        return {
            option for option in question.options for name in names
            if option.startswith(name) and option.removeprefix(name).isdigit()
        }  # fmt: skip

    def _faults(self, levers: Levers, description: Description) -> Iterator[InputError]:
        names = [lever.name for lever in levers.levers]
        for name in self.must_include:
            if name not in names:
                yield unknown(self._file, "must_include", name, names, what="lever")
        for payer in self._budgets:
            if payer not in (known := [ALL, *description.payers]):
                yield unknown(self._file, "budgets", payer, known, what="payer")
        for measure in self._limits:
            if measure not in LEVELS:
                yield unknown(self._file, "limits", measure, LEVELS, what="measure")
        if self.at_most is not None and len(set(self.must_include)) > self.at_most:
            rule = f"is less than the {len(set(self.must_include))} levers of must_include"
            yield InputError(self._file, "at_most", shown(self.at_most), message=rule)


def _stated(stated: BestMixFile, key: str) -> Any:
    return stated.title or None if key == "heading" else getattr(stated, key)
