"""A posterior study: years of the baseline at the points of two designs, then at draws of what their figures leave.

The first design lies about the multipliers as calibrated, the second about what the first left possible. Draws are kept
if the years run with them left the front door free; the figures of these years are the posterior predictive check.
"""

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from sim.description.dates import financial_year
from sim.description.input_errors import InputErrors
from sim.description.posteriors import FOLDER, Origin, posterior_text
from sim.description.table_files import partnerships
from sim.study.analysis import posterior_tables as tables
from sim.study.analysis.posterior_coverage import Ranks, coverage_table, ranks_table
from sim.study.analysis.sample_figures import Observed
from sim.study.analysis.study_dictionaries import write_dictionary
from sim.study.kinds.calibration_steps import Simulated
from sim.study.kinds.calibration_targets import figures as figure_words
from sim.study.kinds.posterior_decisions import Decisions
from sim.study.kinds.posterior_design import Year, Years
from sim.study.kinds.posterior_draws import YEARS_EACH
from sim.study.kinds.posterior_figures import Figures
from sim.study.kinds.posterior_hold_out import hold_out_table
from sim.study.kinds.posterior_truths import Truths, ranks_of
from sim.study.kinds.posterior_years import PosteriorYears, Sizes
from sim.study.question.question import Question
from sim.study.run.checksums import Damaged
from sim.study.run.provenance import provenance_of
from sim.study.run.records import NoAnswer
from sim.study.run.results_store import Folder, tell_damage
from sim.study.run.whole_files import write_into
from sim.study.run.workers import Workers

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
YEARS_OF_A_DECISION = 120
"""Years that the decision at one truth counts as, about."""
BEYOND = 3.0
"""Standard deviations of its noise that a figure of a sample, or of one's own place, may lie beyond all years run."""


@dataclass(kw_only=True)
class PosteriorStudy(PosteriorYears):
    """A posterior study of one partnership: what is run, and where it is kept."""

    folder: Folder
    roots: Sequence[Path] = ()
    """The scenario folders, the user's own first."""
    command: Sequence[str] = ()
    decisions: Decisions = field(init=False)
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    unit = "year"
    exit_code = 0

    @classmethod
    def begin(
        cls,
        question: Question,
        results: Path,
        sizes: Sizes,
        figures: Figures | None = None,
        roots: Sequence[Path] = (),
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "PosteriorStudy":
        """Make the folder, or find it again with the years that are finished."""
        figures = figures or Figures()
        question = replace(question, besides=figures.hashes)
        folder = Folder.of(results, question, datetime.date.today())
        study = cls(question=question, sizes=sizes, figures=figures, folder=folder, roots=roots, command=command)
        study.warnings = list(figures.warnings)
        study.folder.begin(question.asked() | sizes._asdict() | figures.asked)
        if resume:
            study.years = _finished(study.folder, sizes)
        study.decisions = Decisions.begin(study, folder, resume and bool(sizes.decisions))
        study.taken_up = study._done
        return study

    @property
    def total(self) -> int:
        """Years of both designs and of the draws, those of draws that were run in vain among them."""
        runs, draws, truths, decisions = self.sizes
        held = draws if self.figures.held else 0
        years = 2 * runs + 2 * truths + YEARS_EACH * draws + held
        return max(years, len(self.years)) + YEARS_OF_A_DECISION * decisions

    @property
    def _done(self) -> int:
        return len(self.years) + YEARS_OF_A_DECISION * len(self.decisions.rows)

    @property
    def share(self) -> float:
        """What part of them is finished."""
        return self._done / self.total

    @property
    def latest(self) -> str:
        """Say how many years blocked the front door."""
        blocked = len(self.years) - len(self.open_ones(list(self.years)))
        return f"{blocked} of {len(self.years)} gave no figures or blocked the front door" if self.years else ""

    def run(self, processes: int) -> Iterator[int]:
        """Run the years that are left, then `complete`; yield how many are finished, first those taken up."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        yield self._done
        with Workers(max(1, processes)) as workers:
            yield from self._run(workers, [Year(1 + at, point) for at, point in enumerate(self.first)])
            begins = 1 + self.sizes.runs
            yield from self._run(workers, [Year(begins + at, point) for at, point in enumerate(self.second)])
            self._check_reach()
            for truths in self.truths:
                yield from self._run_truths(workers, truths)
            if self.sizes.decisions:
                yield from (self._done for _ in self.decisions.run(workers))
            yield from self._try_draws(workers)
            if self.figures.held and not self.lacking:
                yield from self._run(workers, self.figures.held.years(self.rows))
        self.complete()
        notes = provenance_of(self.question, self.command, begun, time.perf_counter() - clock, processes)
        more = {"effective_draws": round(self.density.effective), "draws_tried": self.tried}
        self.folder.write_notes("provenance", notes | more)

    def _try_draws(self, workers: Workers) -> Iterator[int]:
        """Run draws with their years, until enough of them are kept or all were tried."""
        tried, trials = 0, self.trials
        while self.lacking and tried < len(trials.points):
            end = min(tried + self.lacking, len(trials.points))
            draws = [trials.years(draw) for draw in range(tried, end)]
            for at in range(YEARS_EACH):
                yield from self._run(workers, [years[at] for years in draws])
                draws = [years for years in draws if trials.is_free(years[at], self.years)]
            tried = end

    def _run_truths(self, workers: Workers, truths: Truths) -> Iterator[int]:
        """Run truths until enough of them left the front door open, or all were tried."""
        tried = 0
        while (left := self.sizes.truths - len(self.open_truths(truths))) and tried < len(truths.points):
            end = min(tried + left, len(truths.points))
            yield from self._run(workers, [truths.year(truth) for truth in range(tried, end)])
            tried = end

    def _check_reach(self) -> None:
        """Raise InputErrors if a figure of the sample, or of one's own place, lies beyond all years that were run."""
        own = bool(self.roots) and self.question.place not in partnerships(list(self.roots)[-1:])
        far = [name for name, away in zip(self.evidence.names, self.evidence.nearest, strict=True) if away > BEYOND]
        looked_at = [name for name in far if own or name in self.figures.observed]
        if looked_at:
            raise InputErrors([self.figures.too_far(name, self.free.aims, self.question) for name in looked_at])

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
                finished = sorted(self.years.items())
                self.folder.write_sealed("years", {"sizes": list(self.sizes), "years": finished})
                yield self._done

    def complete(self) -> None:
        """Write the design, how often intervals hold hidden truths, the draws, and what they say as tables.

        Raises
        ------
        NoAnswer
            If too few draws left the front door open.
        """
        self.folder.write_frame("design", self._design())
        if self.sizes.truths:
            self.folder.write_csv("coverage", self.coverage)
            self.folder.write_csv("ranks", self.ranks_table)
        if len(self.decisions.table):
            self.folder.write_csv("decisions", self.decisions.table)
            self.folder.write_csv("chances", self.decisions.chances)
        if self.lacking > 0:
            reason = f"{self.sizes.draws - self.lacking} of {len(self.trials.points)} draws left the front door free"
            more = f"{reason}, and {self.sizes.draws} are needed: it runs as calibrated"
            raise NoAnswer(f"{self.question.place}: {more}")
        self.folder.write_csv("posterior", self._text)
        self.folder.write_csv("check", self.check)
        self.folder.write_csv("multipliers", self.multipliers)
        if self.figures.held:
            self.folder.write_csv("hold_out", self.hold_out)
        write_dictionary(self.folder, "posterior")
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
            if number in points
        ]
        return pd.DataFrame(rows)

    @cached_property
    def check(self) -> pd.DataFrame:
        """Each figure: published, its noise, and what the model gives at the draws."""
        targets, words = self.free.aims, figure_words(self.question.description)
        figures = tables.figures_table(self.evidence, words, targets, self.figures.observed)
        years = [self.years[year.number] for draw in self.kept for year in self.trials.years(draw)]
        runs = [figures for figures in years if not isinstance(figures, str)]
        modelled = tables.predictive(self.evidence, targets, runs, self.generator_of(4))
        return pd.DataFrame(figures.join(modelled).reset_index(drop=True))

    @cached_property
    def hold_out(self) -> pd.DataFrame:
        """Each figure of the year of the sample that is held out, and what the model gives at the draws."""
        held, words = self.figures.held, figure_words(self.question.description)
        if held is None:
            return pd.DataFrame()
        runs = list(self.open_ones([year.number for year in held.years(self.rows)]).values())
        fitted: dict[str, Observed] = dict(self.figures.observed)
        return hold_out_table(held, self.free.aims, fitted, runs, words, self.generator_of(7))

    @cached_property
    def multipliers(self) -> pd.DataFrame:
        """Each multiplier: its value as calibrated, median, 90 % interval, and width in parts of the prior's."""
        draws = np.array([[row[name] for name in self.free.names] for row in self.rows])
        table = tables.multipliers_table(self.free.names, draws, self.density, self.free.prior)
        table.insert(1, "point", list(self.free.point.values()))
        return table

    @cached_property
    def ranks(self) -> Ranks:
        """Where hidden truths of each kind lie in their posteriors."""
        own = min(len(self.open_ones(range(1, 1 + self.sizes.runs))), self.sizes.truths)
        others = {truths.kind: self.open_truths(truths) for truths in self.truths}
        return ranks_of(self.evidence, self.free, own, others, self.question.seed)

    @property
    def ranks_table(self) -> pd.DataFrame:
        """Those ranks as a table."""
        return ranks_table(self.free.names, self.ranks)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """How many of the hidden truths of each kind intervals of each level hold."""
        return coverage_table(self.free.names, self.ranks)

    def keep(self, scenarios: Path) -> Path:
        """Put the draws into a scenarios folder, in one move."""
        return write_into(scenarios / FOLDER, f"{self.question.place}.csv", self._text)

    @property
    def _text(self) -> str:
        """The draws as the table that scenarios keep."""
        year = financial_year(self.question.period.measured_from)
        origin = Origin(self.question.place, year, sim.__version__, self.figures.words)
        return posterior_text(self.free.point, self.rows, origin)


def _finished(folder: Folder, sizes: Sizes) -> dict[int, Simulated | str]:
    """Return the years that are finished; none if designs or draws were of other sizes, or the file is damaged."""
    try:
        if (content := folder.read_sealed("years")) is None:
            return {}
        same = content["sizes"][:2] == [sizes.runs, sizes.draws]
        return dict(map(tuple, content["years"])) if same else {}
    except (Damaged, TypeError, KeyError, ValueError) as damage:
        tell_damage([str(damage)])
        return {}
