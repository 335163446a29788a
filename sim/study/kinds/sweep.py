"""Many cells in one study: axes of a scenario, all cells on common random numbers and common draws of effects."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator

from sim.description.adjustments import SIZES
from sim.description.input_errors import InputError, InputErrors
from sim.description.interventions import Option
from sim.description.outlooks import Outlook, outlook_errors, read_outlooks
from sim.description.sweep_axes import flat
from sim.description.sweeps import FOLDER, Design, Grid, Size, Target, check_worlds, grid_of, named_options, read_sweep
from sim.description.sweeps import Sweep as Described
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.description.units import ListOf
from sim.study.analysis.selection import LEAST_FIRST
from sim.study.kinds.cell_runs import DECIDED_BY
from sim.study.kinds.scotland_sweep import ScotlandSweep
from sim.study.kinds.sweep_selection import Rule
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.question.conf import COMMAND, Name, Replications, WithReplications, counted, replications_in_words
from sim.study.question.question import Question
from sim.study.run.cluster import PREFIX, cluster_workers
from sim.study.run.executors import ExecutorWorkers, threads

OF_THE_FILE = ("axes", "design", "size", "where", "named", "target", "options", "heading", "outlooks")
"""Keys of the conf that a sweep file states; on the command line they hold in its place."""

PROCESSES, THREADS = "processes", "threads"
OF_THE_SEARCH = ("indifference", "confidence", "most_replications")
LEAST_FIRST_REPLICATIONS = 2 * LEAST_FIRST
"""Replications of every cell before any may leave, at least: two share a draw, and count as one observation."""


class Sweep(WithReplications):
    """Cells against the baseline and against each other."""

    about: ClassVar[str] = (
        "cells of a grid against the baseline and each other (sweep=FILE of scenarios/sweeps, or"
        " axes.home_support.by=0%,5%,10% axes.intermediate_care.places=0,10,20)"
    )
    makes_options: ClassVar[bool] = True
    decided_by: ClassVar[tuple[str, ...]] = DECIDED_BY
    sweep: Name | None
    """Name of a file in scenarios/sweeps; null: the axes stand in the conf."""
    heading: str | None
    """Title of tables and pictures; null: the axes."""
    axes: dict[str, Any]
    """What varies, each entry as an option states it, with a list of values or a range."""
    design: Design
    """Which cells are run."""
    size: Size | None
    """How many cells, for a Latin hypercube or a Sobol sequence."""
    where: ListOf[str]
    """Conditions that every cell meets."""
    named: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Cells besides those of the design, by name."""
    target: Target | None
    """Bed days returned a year that are wanted."""
    indifference: Annotated[float, Field(gt=0, le=1e9, title="bed days a year")] | None
    """Differences between cells that do not matter: replications go on until the best is found; null: they do not."""
    confidence: Annotated[float, Field(ge=0.5, le=0.999, title="chance")]
    """Chance with which the best cell is found, at least, where it is better than all others by the indifference."""
    most_replications: Replications
    """Of any cell, where replications go on."""
    executor: Name
    """Who runs the cells: processes here, threads of one, or a Dask cluster, `dask:ADDRESS` or `dask:FILE`."""
    outlooks: dict[str, Outlook] = Field(default_factory=dict)
    """Outlooks under which all cells are run too; written as names of files in scenarios/outlooks."""

    @field_validator("outlooks", mode="before")
    @classmethod
    def _none_named(cls, value: object) -> object:
        return {} if value in ([], (), None) else value

    @classmethod
    def with_files(cls, content: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> dict[str, Any]:
        """Return the conf with what the sweep file states, where the command line states nothing else."""
        whole, name = dict(content), content.get("sweep")
        if isinstance(whole.get("where"), str):
            whole["where"] = [whole["where"]]
        if isinstance(whole.get("axes"), dict):
            whole["axes"] = flat(whole["axes"])
        if isinstance(name, str) and name:
            stated = read_sweep(roots, name)
            keys = {word.split(".")[0] for word in changed}
            for key in OF_THE_FILE:
                if key not in keys:
                    whole[key] = stated.title or None if key == "heading" else getattr(stated, key)
            if "axes" in keys and isinstance(whole.get("axes"), dict):
                whole["axes"] = _widened(flat(stated.axes), whole["axes"])
        axes, options = whole.get("axes"), whole.get("options")
        if isinstance(axes, dict) and isinstance(options, list | tuple):
            whole["options"] = list(dict.fromkeys([*options, *named_options(axes)]))
        outlooks = whole.get("outlooks") or []
        file = COMMAND if "outlooks" in changed else f"scenarios/{FOLDER}/{name}.yaml"
        if not isinstance(outlooks, dict):
            names = [outlooks] if isinstance(outlooks, str) else list(outlooks)
            whole["outlooks"] = dict(read_outlooks(roots, [str(one) for one in names], file))
        return whole

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse event logs, and of all Scotland outlooks and the search for the best cell."""
        if self.partnership == SCOTLAND and self.model is None:
            rule = "of one partnership or a small model: a sweep of all Scotland has none"
            yield from ((key, rule) for key in ("outlooks", "indifference") if getattr(self, key))
        if self.event_log:
            yield "event_log", "this study keeps no events"
        if self.executor not in (PROCESSES, THREADS) and not self.executor.startswith(PREFIX):
            rule = f"must be {PROCESSES}, {THREADS}, or {PREFIX} with the address or the file of a Dask scheduler"
            yield "executor", rule
        if self.indifference is not None:
            yield from self._search_errors()

    def _search_errors(self) -> Iterator[tuple[str, str]]:
        """Yield what keeps replications from going on until the best cell is found."""
        if self.outlooks:
            yield "indifference", "looks for the best cell in one world: leave out outlooks"
        if self.replication is not None:
            yield "indifference", "needs replications from 1 on: leave out replication"
        elif self.replications < LEAST_FIRST_REPLICATIONS or self.replications % 2:
            rule = f"must be an even number of at least {LEAST_FIRST_REPLICATIONS} with indifference"
            yield "replications", f"{rule}: what every cell gets before any may leave"
        elif self.most_replications < self.replications:
            yield "most_replications", f"must be at least replications, {self.replications}"

    def errors_in(self, description: Description, place: str) -> list[InputError]:
        """Return what keeps the axes, the design or the conditions from being laid out in this scenario."""
        try:
            grid = self.grid(description)
        except InputErrors as faulty:
            return list(faulty.errors)
        errors = check_worlds(grid, description, self._file) or outlook_errors(self.outlooks, description)
        if not errors:
            worlds = [outlook.world(description) for outlook in self.outlooks.values()]
            errors = [fault for world in worlds for fault in check_worlds(grid, world, self._file)]
        return errors

    @property
    def outlooks_asked(self) -> Mapping[str, Outlook]:
        """The outlooks by name."""
        return self.outlooks

    def options_asked(self, description: Description, named: Mapping[str, Option]) -> dict[str, Option]:
        """Return the cells as options."""
        others = set(named_options(self.axes))
        common = {name: option for name, option in named.items() if name not in others}
        return self.grid(description).options(common, named, self._file)

    def grid(self, description: Description) -> Grid:
        """Return the cells; raise InputErrors where they cannot be laid out."""
        keys = ("axes", "design", "size", "where", "named")
        return grid_of(Described(**{key: getattr(self, key) for key in keys}), description, self._file)

    def summary(self, question: Question) -> str:
        """Name how many cells, replications and runs."""
        grid, count = self.grid(question.description), len(question.numbers) * max(len(question.parts), 1)
        out = f" ({counted(grid.left_out, 'other')} left out by conditions)" if grid.left_out else ""
        runs = counted(len(grid.cells) * count * (len(question.outlooks) + 1), "run")
        worlds = f" under each of {len(question.outlooks) + 1} outlooks" if question.outlooks else ""
        cells = f"{counted(len(grid.cells), 'cell')}{out}{worlds}, {replications_in_words(question)}"
        return f"{cells}: {runs} and the baseline's"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> SweepStudy:
        """Make the folder of the study, and find the runs of its cells that are kept beside it."""
        keys = ("sweep", *OF_THE_FILE, *OF_THE_SEARCH)
        asked = {key: getattr(self, key) for key in keys if key not in ("options", "outlooks")}
        elsewhere = self._elsewhere()
        study = self._begun(question, parts, asked, roots, command)
        study.elsewhere = elsewhere
        return study

    def _begun(
        self,
        question: Question,
        parts: Mapping[str, Question],
        asked: Mapping[str, Any],
        roots: Sequence[Path],
        command: Sequence[str],
    ) -> SweepStudy:
        if parts:
            grids = {place: self.grid(part.description) for place, part in parts.items()}
            return ScotlandSweep.of_all(parts, grids, asked, self.results_folder, roots, command, self.resume)
        grid = self.grid(question.description)
        rule = None if self.indifference is None else Rule(self.indifference, self.confidence, self.most_replications)
        return SweepStudy.begin(question, grid, asked, self.results_folder, roots, command, self.resume, rule)

    def _elsewhere(self) -> ExecutorWorkers | None:
        """Return who runs the cells in place of processes."""
        if self.executor == PROCESSES:
            return None
        return threads(self.cores_used) if self.executor == THREADS else cluster_workers(self.executor, self.decided_by)

    @property
    def _file(self) -> str:
        """Where the axes stand, for messages."""
        return f"scenarios/{FOLDER}/{self.sweep}.yaml" if self.sweep else COMMAND


def _widened(stated: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the axes of a file with those of the command line in their place, or beside them."""
    axes = dict(stated)
    for name, content in given.items():
        before = axes.get(name)
        if not isinstance(before, dict) or not isinstance(content, dict):
            axes[name] = content
            continue
        resized = any(key in SIZES for key in content)
        axes[name] = {key: value for key, value in before.items() if not (resized and key in SIZES)} | content
    return axes
