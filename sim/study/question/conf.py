"""Keys of conf and the command line: those that every kind of study has, and what a kind may add."""

import datetime
import os
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sim.description.dates import Date
from sim.description.input_errors import InputError
from sim.description.interventions import Option
from sim.description.outlooks import Outlook
from sim.description.scarcity_ends import ScarcityEnd
from sim.description.system import Description
from sim.description.units import InputModel, ListOf
from sim.study.question.question import DrawnOrFixed, Question
from sim.study.question.under_way import UnderWay

COMMAND = "command line"
DEFAULT_FILE = "conf/config.yaml"
YEAR_OF_FIGURES = datetime.date(2023, 4, 1)
"""Date in the shipped periods: that of the partnerships' figures. A small model has none, and its own start counts."""
SMALL_MODEL_WARMUP = 121
"""Days of warm-up of a small model, where none are stated: four months."""
LEAST_WARMUP = 1_096
"""Days of warm-up of a partnership, where none are stated, that starts later than the scenario does: three years."""
Name = Annotated[str, Field(min_length=1, max_length=1_000)]
Replications = Annotated[int, Field(ge=1, le=10_000, title="replications")]


class Study(InputModel):
    """The kind of study."""

    name: str
    """One of the kinds of study."""


class PeriodConf(InputModel):
    """Which days are run and which are counted; no date: counted from the scenario's start date plus the warm-up."""

    measured_from: Date | None
    warmup_days: Annotated[int, Field(ge=0, le=36_525, title="days")] | None
    """None: from the scenario's start date on; of a small model, `SMALL_MODEL_WARMUP` days."""
    years: Annotated[int, Field(ge=0, le=20, title="years")]
    days: Annotated[int, Field(ge=0, le=3_650, title="days")] = 0
    hours: Annotated[float, Field(ge=0, le=8_760, title="hours")] = 0.0
    warmup_hours: Annotated[float, Field(ge=0, le=8_760, title="hours")] = 0.0


class Engine(InputModel):
    """Which engine runs the simulation."""

    name: str


class Report(InputModel):
    """Which reports are written."""

    pictures: bool
    brief: bool
    paper: bool = False
    """The board's paper as HTML, Word and Excel."""
    appraisal: Name = "board"
    """Which file of `appraisals/` has the paper's criteria and weights."""


class Conf(InputModel):
    """Keys of every study; each kind of study is a subclass with keys and rules of its own.

    The class variables of a kind describe it; its methods check the keys, give the opening line and begin the study.
    No code outside a kind depends on which kind it is.
    """

    about: ClassVar[str]
    """What it does, in one line of the help."""
    decided_by: ClassVar[tuple[str, ...]] = ()
    """Files of `sim` that decide its results besides those that decide every run."""
    without: ClassVar[Mapping[str, str]] = {}
    """Keys that mean nothing to it, each with the reason; naming one on the command line is an error."""
    not_rerun: ClassVar[str] = ""
    """Why its results folder cannot be rerun from itself; nothing where it can."""
    replications_decide: ClassVar[bool] = False
    """True where the number of replications decides the results (the steps of a calibration)."""
    makes_options: ClassVar[bool] = False
    """True where it always compares options, since it makes some itself: so what is uncertain is drawn."""

    study: Study
    period: PeriodConf
    engine: Engine
    report: Report
    partnership: Name | None
    model: Name | None
    options: ListOf[Name]
    replication: Annotated[int, Field(ge=1, le=10_000, title="number of a replication")] | None
    """Run this replication alone; null: replications 1 to `replications`."""
    rerun: Name | None
    """Results folder whose question is run again, from the folder itself."""
    paper: Name | None = None
    """Results folder of which the board's paper is made; nothing is run."""
    workbook: Name | None = None
    """Filled-in workbook whose options, sweeps and place stand before those of the scenario folders."""
    scarcity: ScarcityEnd = "centre"
    """At which end of its interval the elasticity of asking is taken, or at its centre."""
    calibration: DrawnOrFixed = "drawn"
    """Whether the multipliers of the baseline are drawn, two replications at a time, or stand as calibrated."""
    effects: DrawnOrFixed = "drawn"
    """Whether what is uncertain in options is drawn anew in each replication, or stands at its value."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)]
    cores: Annotated[int, Field(ge=1, le=1_000, title="cores")] | None
    results: Name
    event_log: bool
    resume: bool

    @property
    def cores_used(self) -> int:
        """Processes to use: those asked for, or as many as this process may run on."""
        if self.cores is not None:
            return self.cores
        allowed = getattr(os, "sched_getaffinity", None)
        return len(allowed(0)) if allowed else os.cpu_count() or 1

    @property
    def outlooks_asked(self) -> Mapping[str, Outlook]:
        """Outlooks by name under which the same is asked, besides the scenario as it stands."""
        return {}

    @property
    def results_folder(self) -> Path:
        """Folder that results folders are made in; `~` is the user's home."""
        return Path(self.results).expanduser()

    @abstractmethod
    def number_of_replications(self, description: Description) -> int:
        """Return how many replications are run."""

    @abstractmethod
    def summary(self, question: Question) -> str:
        """Return what is run, in words, for the opening line."""

    @abstractmethod
    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> UnderWay:
        """Make the study ready to run: its folder made, or found again with what is finished there."""

    def opening(self, question: Question) -> str | None:
        """Return the opening lines of a study that measures nothing; None: what is run, and over which days."""
        return None

    def errors(self) -> Iterator[tuple[str, str]]:
        """Yield each key whose value this kind of study cannot use, with the reason."""
        yield from ()

    def errors_in(self, description: Description, place: str) -> list[InputError]:
        """Return what in the scenario itself keeps this kind of study from being run."""
        return []

    def options_made(self, description: Description) -> dict[str, Option]:
        """Return the options by name that this kind of study makes itself, besides those that are named."""
        return {}

    def options_asked(self, description: Description, named: Mapping[str, Option]) -> dict[str, Option]:
        """Return the options by name that are compared: those named, and those that the study makes."""
        return dict(named) | self.options_made(description)

    def besides(self) -> dict[str, Any]:
        """Return what else decides the results, in plain values: what is asked besides place, options and period."""
        return {}

    @classmethod
    def with_files(cls, content: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> dict[str, Any]:
        """Return a conf, in plain values, with what files of the scenario folders state of this kind of study.

        ``changed`` are the keys given on the command line; raise InputErrors where such a file has faults.
        """
        return dict(content)


class WithReplications(Conf):
    """A study that is told how many replications to run."""

    replications: Replications

    def number_of_replications(self, description: Description) -> int:
        """Return the number asked for."""
        return self.replications


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``2 options``."""
    return f"{number:,} {noun}{'' if number == 1 else 'es' if noun.endswith('s') else 's'}"


def replications_in_words(question: Question) -> str:
    """Say how many replications are run, or which one."""
    if question.only is not None:
        return f"replication {question.only} alone"
    return counted(question.replications, "replication")
