"""A sweep over all of Scotland: every cell in each partnership, and their sum, replication by replication.

Runs are kept as those of a sweep of that partnership alone, and found again by either. Replication 5 of Scotland is the
sum of replication 5 of every partnership.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.description.sweep_axes import Axis
from sim.description.sweeps import Grid
from sim.description.table_files import SCOTLAND
from sim.study.analysis.baseline_validation import calibration_of
from sim.study.analysis.cell_values import CASH
from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.published_figures import published_figures
from sim.study.kinds.scotland_study import ENOUGH, FIXED
from sim.study.kinds.scotland_totals import PEOPLE, question_of_all, summed_measures
from sim.study.kinds.sweep_study import SweepStudy, want
from sim.study.kinds.sweep_tables import COST, Kept, Tables, measures_of, tables_of
from sim.study.kinds.sweep_world import World
from sim.study.question.question import BASE, Question
from sim.study.run.cell_store import CellRun, CellStore
from sim.study.run.records import Run
from sim.study.run.results_store import Folder

SHOWN = (RETURNED, CASH, COST)
"""Measures of the table by partnership."""
COLUMNS = ["measure", "unit", "mean", "lower", "upper", "replications", "grade", "note"]
MOST_NAMED = 2
"""Partnerships that are named where the sum lacks them; more are counted."""
IN_EACH = ("places", "hours", "to")
"""Keys of axes whose values are the same number in every partnership, whatever its size."""


@dataclass
class ScotlandSweep(SweepStudy):
    """A sweep of every partnership, and of all of them together."""

    grids: Mapping[str, Grid] = field(default_factory=dict)
    """The cells of each partnership: the same values, in its own scenario."""
    lacking: list[str] = field(default_factory=list)
    """Partnerships that the sum lacks."""

    @classmethod
    def of_all(
        cls,
        parts: Mapping[str, Question],
        grids: Mapping[str, Grid],
        asked: Mapping[str, Any],
        results: Path,
        roots: Sequence[Path],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "ScotlandSweep":
        """Make the folder and the stores beside it, or find them again with the runs that are kept there.

        ``parts`` holds the question of each partnership, ``grids`` its cells; the others are those of
        `SweepStudy.begin`.
        """
        published_figures(roots)  # refused now, not after the runs
        question = question_of_all(parts)
        folder = Folder.of(results, question, datetime.date.today())
        folder.begin(question.asked() | dict(asked))
        ordered = sorted(parts.items(), key=lambda item: -_people(item[1]))
        worlds = {
            place: World(place, part.description.title, part, CellStore.of(results, part)) for place, part in ordered
        }
        want(worlds, resume=resume)
        grid = in_each_partnership(next(iter(grids.values())))
        study = cls(question, grid, asked, folder, worlds, roots, command, None, resume, grids=grids)
        study.taken_up = study.total - study._left
        return study

    @property
    def place(self) -> str:
        """Whose sum it is: Scotland, or what the sum lacks of it."""
        if len(self.lacking) > MOST_NAMED:
            return f"{len(self.worlds) - len(self.lacking)} of Scotland's {len(self.worlds)} partnerships"
        return f"Scotland without {' and '.join(self.lacking)}" if self.lacking else "Scotland"

    @property
    def share(self) -> float:
        """What part of the work is finished: a large partnership takes longer than a small one."""
        whole = sum(_weight(world.question) * world.total for world in self.worlds.values())
        return 1.0 - sum(_weight(world.question) * world.left for world in self.worlds.values()) / whole

    def _seconds(self) -> tuple[float, float] | None:
        """Return the mean seconds of a cell's run and of the baseline's for each of `FIXED` people, in what is kept."""
        known = [
            (seconds[0] / _weight(world.question), seconds[1] / _weight(world.question))
            for world in self.worlds.values()
            if (seconds := world.store.seconds(world.question.numbers)) is not None
        ]
        return None if not known else (sum(cell for cell, _ in known) / len(known), max(base for _, base in known))

    def _seconds_left(self, processes: int) -> float | None:
        known = self._seconds()
        if known is None:
            return None
        worlds = self.worlds.values()
        return sum(
            _weight(world.question) * (world.left * known[0] + len(world.tasks(processes)) * known[1])
            for world in worlds
        )

    def _tell(self, outlook: str, runs: Sequence[Run]) -> None:
        """Note which partnership is at work."""
        self.latest = self.worlds[outlook].title

    def _put_together(self) -> tuple[list[Run], Tables]:
        """Return how every run went, and the tables of the sum, with one by partnership."""
        runs, by_place, counted, missing = list[Run](), dict[str, pd.DataFrame](), list[World](), list[str]()
        for place, world in self.worlds.items():
            kept, went = world.kept()
            runs += [replace(run, option=f"{run.option} in {place}") for run in went]
            tables = tables_of(world.question, self.grids[place], kept, None, self.roots)
            by_place[place] = _shown(tables)
            why = _why_not(world, kept, tables)
            counted += [] if why else [world]
            missing += [f"the total lacks {world.title}: {why}"] if why else []
        self.lacking = [world.title for world in self.worlds.values() if world not in counted]
        whole = self._summed(counted) if counted else Tables({}, [], False, None)
        by_place[SCOTLAND] = _shown(whole)
        whole.by_name["sweep_partnerships"] = self._by_partnership(by_place)
        return runs, replace(whole, warnings=[*missing, *whole.warnings, *whole.far_off])

    def _summed(self, counted: Sequence[World]) -> Tables:
        """Return the tables of the sum of some partnerships."""
        question = question_of_all({world.name: world.question for world in counted})
        kept = {key: run for number in question.numbers for key, run in summed(counted, number).items()}
        calibrated = next(filter(None, (calibration_of(world.question) for world in counted)), "")
        return tables_of(question, self.grid, kept, self.asked.get("target"), self.roots, calibrated)

    def _by_partnership(self, by_place: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """Return bed days returned, net cost in cash and cost of a bed day of each cell, by partnership and in all."""
        titles = {place: world.title for place, world in self.worlds.items()} | {SCOTLAND: self.place}
        people = {place: _people(world.question) for place, world in self.worlds.items()}
        people[SCOTLAND] = sum(people[place] for place in people if titles[place] not in self.lacking)
        labelled = [
            table.assign(partnership=place, title=titles[place], **{PEOPLE: people[place]})
            for place, table in by_place.items()
        ]
        columns = ["cell", *self.grid.columns, "partnership", "title", PEOPLE, *COLUMNS]
        return pd.concat(labelled, ignore_index=True).reindex(columns=columns)


def in_each_partnership(grid: Grid) -> Grid:
    """Return the cells of all Scotland: what is a number of places or hours is said to be one in each partnership."""

    def labelled(axis: Axis) -> Axis:
        return replace(axis, label=f"{axis.label} in each partnership") if axis.key in IN_EACH else axis

    entries = tuple(replace(entry, axes=tuple(map(labelled, entry.axes))) for entry in grid.entries)
    return replace(grid, entries=entries)


def summed(worlds: Sequence[World], number: int) -> Kept:
    """Return the runs of one replication added up over partnerships; a cell that one of them lacks has none."""
    by_place = {
        world.name: {name: world.store.read_kept(name, number) for name in world.question.names} for world in worlds
    }
    names = [name for name in worlds[0].question.names if all(runs[name] is not None for runs in by_place.values())]
    if BASE not in names:
        return {}
    kept = [{(name, number): run for name in names if (run := runs[name]) is not None} for runs in by_place.values()]
    total = summed_measures([measures_of(runs) for runs in kept], [_people(world.question) for world in worlds])
    series = [runs[BASE, number].series for runs in kept]
    daily = {name: np.sum([one[name] for one in series], axis=0).tolist() for name in series[0]}
    columns = ["measure", "breakdown", "level", "unit", "value"]
    rows = {name: list(of[columns].itertuples(index=False, name=None)) for name, of in total.groupby("option")}
    return {(name, number): CellRun(0.0, rows[name], (), daily if name == BASE else {}) for name in names}


def _why_not(world: World, kept: Kept, tables: Tables) -> str:
    """Return why a partnership is not in the sum: too few of its runs gave an answer, or a front door is blocked."""
    if tables.blocked:
        name, reason = next(iter(tables.blocked.items()))
        return f"{world.question.options[name].title}: {reason}" if name != BASE else reason
    names, numbers = world.question.names, world.wanted
    whole = sum(all((name, number) in kept for name in names) for number in numbers)
    return "" if whole >= ENOUGH * len(numbers) else f"{whole} of {len(numbers)} replications gave an answer"


def _shown(tables: Tables) -> pd.DataFrame:
    """Return the rows of `SHOWN` of a sweep's table; none where it has no answer."""
    table = tables.by_name.get("sweep", pd.DataFrame(columns=["measure", "breakdown"]))
    return pd.DataFrame(table[table["measure"].isin(SHOWN) & (table["breakdown"] == "all")])


def _people(question: Question) -> float:
    return float(question.description.published[PEOPLE])


def _weight(question: Question) -> float:
    """Return how long a run takes beside those of others: about proportional to people, and `FIXED` more."""
    return (_people(question) + FIXED) / FIXED
