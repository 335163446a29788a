"""A posterior study: years of the baseline at the points of two designs, then at draws of what their figures leave.

The first design lies about the multipliers as calibrated, the second about what the first left possible. Draws are kept
if the years run with them left the front door free; the figures of these years are the posterior predictive check.
"""

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from sim.description.posteriors import FOLDER, posterior_text
from sim.study.analysis import posterior_tables as tables
from sim.study.analysis.posterior import Posterior
from sim.study.analysis.sampling import Generator, generator
from sim.study.analysis.targets import aims
from sim.study.kinds.calibration_steps import Simulated
from sim.study.kinds.calibration_targets import figures as figure_words
from sim.study.kinds.calibration_update import Tried
from sim.study.kinds.posterior_design import Free, Point, Year, Years, first_design, second_design
from sim.study.kinds.posterior_draws import MOST_DAYS_AT_THE_DOOR, YEARS_EACH, Trials
from sim.study.question.question import Question
from sim.study.run.checksums import Damaged
from sim.study.run.provenance import provenance_of
from sim.study.run.records import NoAnswer
from sim.study.run.results_store import Folder, tell_damage
from sim.study.run.whole_files import write_into
from sim.study.run.workers import Workers
from sim.tables.tables import YEAR

MODEL = (
    "study/analysis/targets.py",
    "study/analysis/emulator.py",
    "study/analysis/posterior.py",
    "study/kinds/calibration_steps.py",
    "study/kinds/posterior_design.py",
    "study/kinds/posterior_draws.py",
)
"""Files that decide a posterior besides those that decide every run."""
KEPT_EVERY = 20
"""Years after which those finished are written down."""
SPARE = 2
"""Draws tried for each that is wanted, at most. Where more block the front door, figures and beds do not fit together
in the model, and draws would be a selection: there are none."""


@dataclass
class PosteriorStudy:
    """A posterior study of one partnership: what is run, and the years that are finished, by number from 1."""

    question: Question
    folder: Folder
    runs: int
    """Years in each design."""
    draws: int
    truths: int
    command: Sequence[str] = ()
    years: dict[int, Simulated | str] = field(default_factory=dict)
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    unit = "year"
    exit_code = 0

    @classmethod
    def begin(
        cls,
        question: Question,
        results: Path,
        sizes: tuple[int, int, int],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "PosteriorStudy":
        """Make the folder, or find it again with the years that are finished; ``sizes``: runs, draws and truths."""
        study = cls(question, Folder.of(results, question, datetime.date.today()), *sizes, command)
        study.folder.begin(question.asked() | dict(zip(("runs", "draws", "truths"), sizes, strict=True)))
        if resume:
            study.years = _finished(study.folder, sizes)
            study.taken_up = len(study.years)
        return study

    @property
    def total(self) -> int:
        """Years of both designs and of the draws, those of draws that were run in vain among them."""
        return max(2 * self.runs + YEARS_EACH * self.draws, len(self.years))

    @property
    def share(self) -> float:
        """What part of them is finished."""
        return len(self.years) / self.total

    @property
    def latest(self) -> str:
        """Say how many years blocked the front door."""
        blocked = len(self.years) - len(self._open(1, len(self.years)))
        return f"{blocked} of {len(self.years)} gave no figures or blocked the front door" if self.years else ""

    @cached_property
    def free(self) -> Free:
        """The free multipliers."""
        return Free(self.question.description)

    def run(self, processes: int) -> Iterator[int]:
        """Run the years that are left, then `complete`; yield how many are finished, first those taken up."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        yield len(self.years)
        with Workers(max(1, processes)) as workers:
            yield from self._run(workers, [Year(1 + at, point) for at, point in enumerate(self.first)])
            yield from self._run(workers, [Year(1 + self.runs + at, point) for at, point in enumerate(self.second)])
            yield from self._try_draws(workers)
        self.complete()
        notes = provenance_of(self.question, self.command, begun, time.perf_counter() - clock, processes)
        more = {"effective_draws": round(self.density.effective), "draws_tried": self.tried}
        self.folder.write_notes("provenance", notes | more)

    def _try_draws(self, workers: Workers) -> Iterator[int]:
        """Run draws with their years, until enough of them are kept or all were tried."""
        tried, trials = 0, self.trials
        while self._lacking and tried < len(trials.points):
            end = min(tried + self._lacking, len(trials.points))
            draws = [trials.years(draw) for draw in range(tried, end)]
            for at in range(YEARS_EACH):
                yield from self._run(workers, [years[at] for years in draws])
                draws = [years for years in draws if trials.is_free(years[at], self.years)]
            tried = end

    def _run(self, workers: Workers, wanted: Sequence[Year]) -> Iterator[int]:
        """Run those of some years that are not finished."""
        period, question = self.question.period, self.question
        years = Years(
            question.description, question.seed, float(period.from_day), float(period.to_day), question.engine
        )
        left = [year for year in wanted if year.number not in self.years]
        for count, (year, figures) in enumerate(years.run(workers, left), start=1):
            self.years[year.number] = figures
            if count % KEPT_EVERY == 0 or count == len(left):
                sizes = [self.runs, self.draws, self.truths]
                self.folder.write_sealed("years", {"sizes": sizes, "years": sorted(self.years.items())})
                yield len(self.years)

    # --- what the years say

    @cached_property
    def first(self) -> list[Point]:
        """Points of the first design."""
        return first_design(self.free, self.runs, self.question.seed)

    @cached_property
    def second(self) -> list[Point]:
        """Points of the second design."""
        density = self._evidence(self.first).posterior(self.free.prior, self._generator(1))
        return second_design(self.free, density, self.runs, self.question.seed + 1)

    @cached_property
    def evidence(self) -> tables.Evidence:
        """What the years of both designs say."""
        return self._evidence([*self.first, *self.second])

    @cached_property
    def density(self) -> Posterior:
        """The posterior after both designs."""
        return self.evidence.posterior(self.free.prior, self._generator(2))

    @cached_property
    def trials(self) -> Trials:
        """The draws that are tried, as far as they are needed."""
        scores = self.density.draws(SPARE * self.draws, self._generator(3))
        admitted_a_day = float(self.question.description.published["emergency_admissions_65_plus"]) / YEAR
        points = [self.free.multipliers(row) for row in scores]
        return Trials(points, 1 + 2 * self.runs, MOST_DAYS_AT_THE_DOOR * admitted_a_day)

    def _evidence(self, points: Sequence[Point]) -> tables.Evidence:
        """Return what the years at some points say, from number 1 on, as far as they left the front door open.

        Raises
        ------
        NoAnswer
            If too few years did.
        """
        open_years = self._open(1, len(points))
        if len(open_years) < 2 * len(self.free.names):
            reason = f"{len(open_years)} of {len(points)} years left the front door open: too few to learn from"
            raise NoAnswer(f"{self.question.place}: {reason}; calibrate the baseline first, or ask for more runs")
        scores = np.array([self.free.scores(points[number - 1]) for number in open_years])
        targets, description = aims(self.question.description), self.question.description
        wanted = [target.published(description) for target in targets]
        return tables.Evidence.of(targets, wanted, scores, list(open_years.values()))

    def _open(self, first: int, last: int) -> dict[int, Simulated]:
        """Return the figures of the years, by number, that left the front door open."""
        description = self.question.description
        return {
            number: figures
            for number in range(first, last + 1)
            if not isinstance(figures := self.years.get(number, ""), str)
            and not Tried({}, figures).blocked(description)
        }

    @property
    def tried(self) -> int:
        """Draws run to have those that are kept; the others blocked the front door."""
        return self._kept[-1] + 1

    @property
    def _lacking(self) -> int:
        return self.draws - len(self._kept)

    @property
    def _kept(self) -> list[int]:
        return self.trials.kept(self.years, self.draws)

    def _generator(self, stage: int) -> Generator:
        return generator(self.question.seed, stage)

    # --- results

    def complete(self) -> None:
        """Write the draws, the design, and what both say as tables.

        Raises
        ------
        NoAnswer
            If too few draws left the front door open.
        """
        if self._lacking > 0:
            reason = f"{self.draws - self._lacking} of {len(self.trials.points)} draws left the front door free"
            raise NoAnswer(f"{self.question.place}: {reason}, and {self.draws} are needed: it runs as calibrated")
        self.folder.write_csv("posterior", self._text)
        self.folder.write_frame("design", self._design())
        self.folder.write_csv("check", self.check)
        self.folder.write_csv("multipliers", self.multipliers)
        if self.truths:
            self.folder.write_csv("coverage", self.coverage)
        self.folder.tidy()

    def _design(self) -> pd.DataFrame:
        """Return the years of both designs and of the draws: multipliers, and the figures that they gave."""
        points, trials = dict(enumerate([*self.first, *self.second], start=1)), self.trials
        points |= {year.number: year.multipliers for draw in range(len(trials.points)) for year in trials.years(draw)}
        rows = [
            {"year": number, "seed": self.question.seed}
            | {f"multiplier_{name}": value for name, value in points[number].items()}
            | ({f"figure_{name}": value for name, value in figures.items()} if isinstance(figures, dict) else {})
            for number, figures in sorted(self.years.items())
        ]
        return pd.DataFrame(rows)

    @cached_property
    def check(self) -> pd.DataFrame:
        """Each figure: published, its noise, and what the model gives at the draws."""
        description, targets = self.question.description, aims(self.question.description)
        figures = tables.figures_table(self.evidence, figure_words(description), targets)
        years = [self.years[year.number] for draw in self._kept for year in self.trials.years(draw)]
        runs = [figures for figures in years if not isinstance(figures, str)]
        modelled = tables.predictive(self.evidence, targets, runs, self._generator(4))
        return pd.DataFrame(figures.join(modelled).reset_index(drop=True))

    @cached_property
    def multipliers(self) -> pd.DataFrame:
        """Each multiplier: its value as calibrated, median, 90 % interval, and width in parts of the prior's."""
        draws = np.array([[row[name] for name in self.free.names] for row in self._rows])
        table = tables.multipliers_table(self.free.names, draws, self.density, self.free.prior)
        table.insert(1, "point", list(self.free.point.values()))
        return table

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """How many of the hidden truths, runs of the first design, intervals of each level hold."""
        runs = self._open(1, self.runs)
        truths = list(range(len(runs)))[: self.truths]
        ranks = tables.coverage(self.evidence, self.free.design_prior, truths, self._generator(5))
        return tables.coverage_table(self.free.names, ranks)

    def keep(self, scenarios: Path) -> Path:
        """Put the draws into a scenarios folder, in one move."""
        return write_into(scenarios / FOLDER, f"{self.question.place}.csv", self._text)

    @property
    def _text(self) -> str:
        """The draws as the table that scenarios keep."""
        return posterior_text(self.free.point, self._rows)

    @property
    def _rows(self) -> list[Point]:
        """Multipliers of the draws that are kept."""
        return [self.trials.points[draw] for draw in self._kept]


def _finished(folder: Folder, sizes: tuple[int, int, int]) -> dict[int, Simulated | str]:
    """Return the years that are finished; none if they were of other sizes, or the file is damaged."""
    try:
        content = folder.read_sealed("years") or {}
        return dict(map(tuple, content["years"])) if content.get("sizes") == list(sizes) else {}
    except (Damaged, TypeError, KeyError, ValueError) as damage:
        tell_damage([str(damage)])
        return {}
