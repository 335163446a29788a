"""A comparison study: replications run or taken up, then put together into the tables of the results folder."""

import datetime
import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from sim.description.consistency import check
from sim.study.analysis import (
    blocked_front_door,
    by_period,
    comparison,
    national_indicators,
    next_year,
    next_year_scores,
    replications_needed,
    steady_state,
    warmup,
)
from sim.study.analysis.assumptions import assumptions
from sim.study.analysis.baseline_validation import baseline, calibration_of, column_sources, far_off
from sim.study.analysis.data_dictionary import data_dictionary
from sim.study.analysis.doubts import doubts, late_options
from sim.study.analysis.futures import draws_table, futures
from sim.study.analysis.interim import Returned, returned_in, so_far
from sim.study.analysis.option_changes import notes, option_changes
from sim.study.analysis.published_figures import published_figures
from sim.study.analysis.sensitivity import sensitivity
from sim.study.analysis.years import whole_years, years
from sim.study.question.question import BASE, Question
from sim.study.run.provenance import provenance_of
from sim.study.run.records import Run
from sim.study.run.replication import NO_BASELINE, replications
from sim.study.run.results_store import Folder, TakenUp, tell_damage

LOG = logging.getLogger(__name__)
KEEPS_THE_LARGER = "replications asked for: %d; finished in the folder: %d, which it goes on to hold"


@dataclass
class ComparisonStudy:
    """A comparison study: where it is kept, which replications are finished and how each run went."""

    question: Question
    folder: Folder
    roots: Sequence[Path]
    command: Sequence[str] = ()
    finished: dict[int, list[Run]] = field(default_factory=dict)
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    comparison: pd.DataFrame = field(default_factory=pd.DataFrame)
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)
    futures: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Which options can be told apart, and what their uncertainty comes from."""
    validation: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The baseline beside published figures."""
    steady: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Whether the baseline is in a steady state, by series."""
    years: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The baseline's series year by year; empty where fewer than two whole years are measured."""
    delayed_days: dict[str, float] = field(default_factory=dict)
    """The baseline's delayed days at 75 and over in each whole financial year."""
    held_out: next_year_scores.Modelled | None = None
    """The same in the year of the calibration and the one after, by replication; None where not both are measured."""
    damaged: dict[int, str] = field(default_factory=dict)
    """What is wrong with replications that are there and have to run again, by number."""
    blocked: dict[str, str] = field(default_factory=dict)
    """Why an option (or the baseline) gives no answer although its runs are done, by option."""
    missing: list[str] = field(default_factory=list)
    """What is not in the results though it was asked for (partnerships that the sum lacks), a line for each."""
    calibrated: str | None = None
    """For what the baseline is calibrated; None: found from the question (`calibration_of`)."""
    _days: dict[int, tuple[pd.DataFrame, pd.DataFrame]] = field(default_factory=dict)
    """Daily totals, and who waits at doors, of the replications looked at."""
    returned: Returned = field(default_factory=dict)
    """Bed days returned by option, in the replications finished by this run."""
    latest: str = ""
    unit = "replication"

    @property
    def places(self) -> dict[str, "ComparisonStudy"]:
        """The study itself, under the name of its place."""
        return {self.question.place: self}

    @property
    def total(self) -> int:
        """How many replications are wanted."""
        return self.question.replications

    @property
    def share(self) -> float:
        """What part of the work is finished."""
        return len(self.finished) / self.total

    @property
    def left(self) -> list[int]:
        """Numbers of the replications that are not finished."""
        return [number for number in self.question.numbers if number not in self.finished]

    @classmethod
    def begin(
        cls, question: Question, results: Path, roots: Sequence[Path], command: Sequence[str] = (), resume: bool = True
    ) -> "ComparisonStudy":
        """Make the folder, or find it again with what is finished there.

        ``results`` is the folder that results folders are made in, ``roots`` the scenario folders, ``command`` the
        command line for the provenance; with ``resume`` false, finished replications are run again.
        """
        study = cls.inside(Folder.of(results, question, datetime.date.today()), question, roots, command, resume)
        tell_damage([f"replication {number}: {damage}" for number, damage in study.damaged.items()])
        if study.total > question.replications:
            LOG.warning(KEEPS_THE_LARGER, question.replications, study.total)
        return study

    @classmethod
    def inside(
        cls, folder: Folder, question: Question, roots: Sequence[Path], command: Sequence[str], resume: bool
    ) -> "ComparisonStudy":
        """Make the folder given, with what is finished there: also more replications than are asked for.

        The other arguments are those of `begin`.
        """
        published_figures(roots)  # refused now, not after the runs
        folder.hold()
        taken = folder.take_up(question) if resume else TakenUp()
        question = replace(question, replications=max(question.replications, taken.last))
        study = cls(question, folder, roots, command, taken.finished, len(taken.finished), damaged=taken.damaged)
        study.warnings = check(question.description, {"": question.place})[1] + doubts(question)
        folder.begin(question.asked() | {"warnings": study.warnings})
        return study

    def cut(self, replications: int) -> None:
        """Leave out the replications above a number."""
        self.question = replace(self.question, replications=replications)
        self.finished = {number: runs for number, runs in self.finished.items() if number <= replications}
        self.taken_up = len(self.finished)

    def run(self, processes: int) -> Iterator[int]:
        """Run what is not finished, then `complete`; yield how many replications are finished, first those taken up."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        count = max(1, min(processes, len(self.left)))
        yield len(self.finished)
        late: list[str] | None = None
        for runs in replications(self.question, self.folder, self.left, count):
            late = late_options(self.question) if late is None else late
            self.finished[runs[0].replication if runs else 0] = runs
            self._look_at(runs)
            yield len(self.finished)
        self.warnings += late_options(self.question) if late is None else late
        seconds = time.perf_counter() - clock
        self.complete()
        self.folder.write_notes("provenance", provenance_of(self.question, self.command, begun, seconds, count))

    def _look_at(self, runs: Sequence[Run]) -> None:
        """Say what the replications finished so far show, and note their daily totals: here, beside the workers."""
        if any(run.status == "done" for run in runs):
            self._note_days(runs[0].replication)
        if any(run.status == "done" and run.option != BASE for run in runs):
            measures = self.folder.table("measures", self.question, runs[0].replication)
            for name, value in returned_in(measures).items():
                self.returned.setdefault(name, []).append(value)
        self.latest = so_far(self.returned, self._titles)

    @property
    def exit_code(self) -> int:
        """1 where the baseline has no results: the tables say why."""
        return int(not self.comparison.empty and bool(self.comparison["mean"].isna().all()))

    @property
    def failed(self) -> list[Run]:
        """Runs that have no results."""
        return [run for runs in self.finished.values() for run in runs if run.status != "done"]

    def complete(self) -> None:
        """Write every table of the study. They are the same whether replications were run or taken up."""
        question, folder = self.question, self.folder
        numbers = sorted(self.finished)
        folder.write_runs(run for number in numbers for run in self.finished[number])
        answered = [n for n in numbers if any(run.status == "done" for run in self.finished[n])]
        if not answered:
            self.warnings = [*self.missing, *self._failures(), *self.warnings]
            return
        series = self._series(answered)
        with ThreadPoolExecutor(1) as beside:
            written = beside.submit(folder.write_daily, question, answered)  # Arrow needs another core, not Python
            measures = folder.write_replications(question, answered)
            late, few, recommended = self._write_statistics(measures, series)
            far = self._write_baseline(measures)
            self._write_periods_and_changes(answered, measures, series)
            written.result()
        unsure = comparison.warnings(self.comparison, self._trends(series), self._titles, self.blocked)
        changed = notes(self.changes, question)
        self.warnings = [*self.missing, *self._failures(), *unsure, *far, *changed, *late, *few, *self.warnings]
        known = {"warnings": self.warnings, "recommended_replications": recommended}
        folder.write_notes("question", question.asked() | known)
        folder.tidy()

    @property
    def _titles(self) -> dict[str, str]:
        return {BASE: "Baseline"} | {name: option.title for name, option in self.question.options.items()}

    def _trends(self, series: pd.DataFrame) -> dict[str, str]:
        return steady_state.trends(steady_state.steady_state(series, self.question.period))

    def _series(self, answered: Sequence[int]) -> pd.DataFrame:
        """Return the daily totals, and note whose front door is blocked."""
        for number in answered:
            if number not in self._days:
                self._note_days(number)
        totals, doors = zip(*(self._days[number] for number in answered), strict=True)
        self.blocked = blocked_front_door.blocked(doors, self.question.description)
        return pd.DataFrame(pd.concat(totals))

    def _note_days(self, number: int) -> None:
        """Note the daily totals of a replication, and who waits at its doors."""
        description = self.question.description
        daily = pd.DataFrame(self.folder.coded_table("daily", self.question, number).to_pandas())
        flows = pd.DataFrame(self.folder.table("flows", self.question, number).to_pandas())
        totals = steady_state.daily_totals(daily, description)
        self._days[number] = totals, blocked_front_door.at_the_door(daily, flows, description)

    def _write_statistics(self, measures: pd.DataFrame, series: pd.DataFrame) -> tuple[list[str], list[str], int]:
        """Write comparison, warm-up and precision; return warnings about either, and the replications recommended."""
        question, folder = self.question, self.folder
        self.comparison = comparison.comparison(
            measures, question.names, self._trends(series), self.blocked, question.drawn
        )
        folder.write_frame("comparison", self.comparison, csv_too=True)
        self.futures = futures(measures, question, self.blocked)
        folder.write_csv("futures", self.futures)
        folder.write_csv("draws", draws_table(question, sorted(self.finished)))
        folder.write_csv("sensitivity", sensitivity(measures, question))
        self.steady = steady_state.steady_state(series, question.period)
        folder.write_csv("steady_state", self.steady)
        means = steady_state.mean_over_replications(series, BASE)
        beginning, late = warmup.warmup(means, question.period.from_day, list(self.steady["series"]))
        folder.write_csv("warmup", beginning)
        answering = [] if BASE in self.blocked else [name for name in question.names if name not in self.blocked]
        by_replications, recommended, few = replications_needed.precision(
            measures, answering, self._titles, question.drawn
        )
        folder.write_csv("precision_by_replications", by_replications)
        folder.write_csv("precision", replications_needed.reached(by_replications))
        return late, few, recommended

    def _write_baseline(self, measures: pd.DataFrame) -> list[str]:
        """Write the baseline beside published figures, and the national tables; return what is far off."""
        question, folder = self.question, self.folder
        calibrated = calibration_of(question) if self.calibrated is None else self.calibrated
        figures = published_figures(self.roots)
        table = baseline(measures, question.description, figures, column_sources(self.roots), calibrated)
        self.validation = table
        if len(table):
            folder.write_csv("baseline", table)
        indicators = national_indicators.national_indicators(measures, question.description, figures)
        folder.write_csv("national_indicators", indicators)
        folder.write_csv("national_outcomes", national_indicators.national_outcomes(self.comparison))
        folder.write_csv("data_dictionary", data_dictionary(whole_years(question.period)))
        return far_off(table)

    def _write_periods_and_changes(self, answered: Sequence[int], measures: pd.DataFrame, series: pd.DataFrame) -> None:
        """Write results by month, quarter and year, the assumptions of each option, and what it changes."""
        question, folder = self.question, self.folder
        monthly = [folder.table("by_period", question, number) for number in answered]
        sums = by_period.by_calendar(monthly, question)
        periods = by_period.summary(sums, question)
        folder.write_frame("by_period", periods, csv_too=True)
        self.years, self.delayed_days = years(monthly, series, question), next_year.modelled_days(periods)
        self.held_out = next_year_scores.modelled(sums, len(question.posterior))
        if len(self.years):
            folder.write_csv("years", self.years)
        folder.write_csv("assumptions", assumptions(question))
        self.changes = option_changes(question, measures)
        folder.write_csv("option_changes", self.changes)

    def _failures(self) -> list[str]:
        """Return a line for each of the first three runs that failed by themselves, and one for the rest."""
        first = [run for run in self.failed if run.message != NO_BASELINE]
        lines = [f"{run.option}, replication {run.replication}: {run.status}: {run.message}" for run in first[:3]]
        return lines + ([f"{len(self.failed)} runs gave no answer: runs.csv names them all"] if lines else [])
