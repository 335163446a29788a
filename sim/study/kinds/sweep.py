"""Many cells in one study: axes of a scenario, all cells on common random numbers and common draws of effects."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from sim.description.adjustments import SIZES
from sim.description.input_errors import InputError, InputErrors
from sim.description.interventions import Option
from sim.description.sweep_axes import flat
from sim.description.sweeps import FOLDER, Design, Grid, Size, Target, check_worlds, grid_of, named_options, read_sweep
from sim.description.sweeps import Sweep as Described
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.description.units import ListOf
from sim.study.kinds.cell_runs import DECIDED_BY
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.question.conf import COMMAND, Name, WithReplications, counted, replications_in_words
from sim.study.question.question import Question

OF_THE_FILE = ("axes", "design", "size", "where", "named", "target", "options", "heading")
"""Keys of the conf that a sweep file states; on the command line they hold in its place."""


class Sweep(WithReplications):
    """Cells against the baseline and against each other."""

    about: ClassVar[str] = (
        "cells of a grid against the baseline and each other (sweep=FILE of scenarios/sweeps, or"
        " axes.home_support.by=0%,5%,10% axes.intermediate_care.places=0,10,20)"
    )
    decided_by: ClassVar[tuple[str, ...]] = DECIDED_BY
    without: ClassVar[Mapping[str, str]] = {
        "calibration": "runs the baseline as calibrated: what its figures leave open is not in its intervals",
    }
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
        return whole

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse all of Scotland, and event logs."""
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "a sweep is of one partnership or a small model: name one"
        if self.event_log:
            yield "event_log", "this study keeps no events"

    def errors_in(self, description: Description, place: str) -> list[InputError]:
        """Return what keeps the axes, the design or the conditions from being laid out in this scenario."""
        try:
            grid = self.grid(description)
        except InputErrors as faulty:
            return list(faulty.errors)
        return check_worlds(grid, description, self._file)

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
        grid, count = self.grid(question.description), len(question.numbers)
        out = f" ({counted(grid.left_out, 'other')} left out by conditions)" if grid.left_out else ""
        runs = counted(len(grid.cells) * count, "run")
        return f"{counted(len(grid.cells), 'cell')}{out}, {replications_in_words(question)}: {runs} and the baseline's"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> SweepStudy:
        """Make the folder of the study, and find the runs of its cells that are kept beside it."""
        asked = {key: getattr(self, key) for key in ("sweep", *OF_THE_FILE) if key != "options"}
        grid = self.grid(question.description)
        return SweepStudy.begin(question, grid, asked, self.results_folder, roots, command, self.resume)

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
