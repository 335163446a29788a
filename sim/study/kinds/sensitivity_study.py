"""A study of sensitivity: runs along trajectories and at points of the factors, then what matters most as tables."""

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.measure import MEASURES
from sim.study.analysis import elementary_effects as screening
from sim.study.analysis import sobol_indices as sobol
from sim.study.analysis.factors import MULTIPLIER, Factors
from sim.study.analysis.study_dictionaries import write_dictionary
from sim.study.analysis.value_of_information import CASH, DAYS, Choice, value_of_information
from sim.study.kinds.sensitivity_design import Design, Sizes
from sim.study.kinds.sensitivity_runs import Outcomes, Runs
from sim.study.question.question import Question
from sim.study.run.checksums import Damaged
from sim.study.run.provenance import provenance_of
from sim.study.run.records import NoAnswer
from sim.study.run.results_store import Folder, tell_damage
from sim.study.run.workers import Workers

Floats = NDArray[np.float64]
MODEL = (
    "study/analysis/factors.py",
    "study/analysis/trajectories.py",
    "study/kinds/sensitivity_design.py",
    "study/kinds/sensitivity_runs.py",
)
"""Files that decide the runs besides those that decide every run."""
KEPT_EVERY = 10
"""Runs after which those finished are written down."""
MOST_BLOCKED = 1 / 3
"""Part of the runs that may block the front door."""


@dataclass
class SensitivityStudy:
    """A study of sensitivity: its factors, and the runs that are finished, by number from 1."""

    question: Question
    factors: Factors
    folder: Folder
    sizes: Sizes
    command: Sequence[str] = ()
    runs: dict[int, Outcomes | str] = field(default_factory=dict)
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    effects: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Elementary effects, by option, outcome and factor."""
    indices: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Indices of sensitivity, by option, outcome and factor."""
    emulators: pd.DataFrame = field(default_factory=pd.DataFrame)
    """How well each emulator foretells what it has not seen."""
    values: pd.DataFrame = field(default_factory=pd.DataFrame)
    """What knowing more would be worth, by group of inputs."""
    curve: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The same over values of a bed day."""
    unit = "run"
    exit_code = 0

    @classmethod
    def begin(
        cls, question: Question, factors: Factors, sizes: Sizes, results: Path, command: Sequence[str], resume: bool
    ) -> "SensitivityStudy":
        """Make the folder, or find it again with the runs that are finished."""
        study = cls(question, factors, Folder.of(results, question, datetime.date.today()), sizes, command)
        study.folder.begin(question.asked() | sizes.content())
        if resume:
            study.runs = _finished(study.folder, study._decides)
            study.taken_up = len(study.runs)
        return study

    @property
    def _decides(self) -> dict[str, object]:
        """What decides the runs beside the question."""
        return self.sizes.content() | {"factors": self.factors.names}

    @property
    def total(self) -> int:
        """Runs along all trajectories, and two at each point."""
        return len(self.design.asked)

    @property
    def share(self) -> float:
        """What part of them is finished."""
        return len(self.runs) / self.total

    @property
    def latest(self) -> str:
        """Say how many runs gave no answer."""
        failed = sum(isinstance(outcomes, str) for outcomes in self.runs.values())
        return f"{failed} of {len(self.runs)} without an answer" if failed else ""

    @cached_property
    def design(self) -> Design:
        """Where the factors stand in each run."""
        return Design(self.factors, self.sizes, self.question.seed)

    def run(self, processes: int) -> Iterator[int]:
        """Run what is left, then `complete`; yield how many are finished, first those taken up."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        yield len(self.runs)
        left = [run for run in self.design.asked if run.number not in self.runs]
        with Workers(max(1, min(processes, len(left)))) as workers:
            results = Runs(self.question, self.sizes.outcomes).results(workers, left)
            for count, (number, outcomes) in enumerate(results, start=1):
                self.runs[number] = outcomes
                if count % KEPT_EVERY == 0 or count == len(left):
                    self.folder.write_sealed("finished", self._decides | {"runs": sorted(self.runs.items())})
                yield len(self.runs)
        self.complete()
        notes = provenance_of(self.question, self.command, begun, time.perf_counter() - clock, processes)
        self.folder.write_notes("provenance", notes)

    # --- results

    def complete(self) -> None:
        """Write the tables.

        Raises
        ------
        NoAnswer
            If too many runs gave no answer.
        """
        failed = [outcomes for outcomes in self.runs.values() if isinstance(outcomes, str)]
        if len(failed) > MOST_BLOCKED * self.total:
            raise NoAnswer(f"{len(failed)} of {self.total} runs gave no answer, the first: {failed[0]}")
        pairs = [(option, outcome) for option in self.question.names for outcome in self.sizes.outcomes]
        tables = [self._tables(*pair) for pair in pairs if np.isfinite(self._values(*pair)).any()]
        self.effects, self.indices, self.emulators = (
            pd.concat(kind, ignore_index=True) for kind in zip(*tables, strict=True)
        )
        self.warnings = self._warnings(failed)
        self.folder.write_csv("elementary_effects", self.effects.reindex(columns=screening.COLUMNS))
        self.folder.write_csv("sensitivity_indices", self.indices.reindex(columns=sobol.COLUMNS))
        self.values, self.curve = value_of_information(self.choice, self._pounds)
        self.folder.write_csv("value_of_information", self.values)
        self.folder.write_csv("value_of_information_curve", self.curve)
        self.folder.write_csv("emulators", self.emulators.reindex(columns=sobol.QUALITY))
        self.folder.write_frame("design", self._design())
        write_dictionary(self.folder, "sensitivity")
        self.folder.write_notes("question", self._notes())
        self.folder.tidy()

    def _notes(self) -> dict[str, object]:
        return self.question.asked() | self.sizes.content() | {"warnings": self.warnings}

    def _warnings(self, failed: Sequence[str]) -> list[str]:
        lines = []
        if failed:
            lines.append(f"{len(failed)} of {self.total} runs gave no answer and are left out, the first: {failed[0]}")
        if not self.question.posterior and self.factors.spread is not None:
            lines.append("there are no draws of this place: each multiplier varies by itself, by what its figure tells")
        return lines

    def _values(self, option: str, outcome: str) -> Floats:
        """Return one outcome of an option in every run; not a number where there is no answer."""
        results = [self.runs[number] for number in range(1, self.total + 1)]
        by_option = [{} if isinstance(one, str) else one.get(option, {}) for one in results]
        values = [one.get(outcome, np.nan) for one in by_option]
        return np.array(values, dtype=np.float64)

    @cached_property
    def choice(self) -> Choice:
        """The options at the points where all of them have an answer, as a choice between them and doing nothing."""
        along, options = len(self.design.trajectories.points), list(self.question.options)
        by_measure = [
            np.array([self._values(option, measure)[along:].reshape(-1, 2).mean(axis=1) for option in options]).T
            for measure in (DAYS, CASH)
        ]
        whole = np.isfinite(np.hstack(by_measure)).all(axis=1)
        days, cash = (values[whole] for values in by_measure)
        return Choice(options, self.factors.all, self.design.points[whole], days, cash, self.question.seed)

    @property
    def _pounds(self) -> dict[str, float]:
        """What a bed day is worth, in pounds, by the scenario's words for it."""
        values = self.question.description.bed_day_values.values()
        return {value.label: float(value.pounds) for value in values}

    def _tables(self, option: str, outcome: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Return elementary effects, indices and the quality of the emulator of one outcome of an option."""
        values, along = self._values(option, outcome), len(self.design.trajectories.points)
        factors, seed = self.factors.all, self.question.seed
        mine = self.factors.of_option(option)
        effects = screening.elementary_effects(self.design.trajectories, values[:along], factors, mine, seed)
        screened = set(effects.loc[effects["kept"].astype(bool), "factor"]) if len(effects) else set(self.factors.names)
        kept = [at for at in mine if factors[at].name in screened]
        pairs = values[along:].reshape(-1, 2)
        whole = np.isfinite(pairs).all(axis=1)
        sampled = sobol.Sampled(self.design.points[whole][:, kept], pairs[whole], seed)
        words = {"option": option, "outcome": outcome}
        unit = MEASURES[outcome].unit
        quality = pd.DataFrame([words | {"unit": unit} | sobol.quality(sampled)])
        return effects.assign(**words), sobol.indices(sampled, [factors[at] for at in kept]).assign(**words), quality

    def _design(self) -> pd.DataFrame:
        """Return every run: the part of the study, its random numbers, scores, multipliers and outcomes."""
        along, rows = len(self.design.trajectories.points), []
        for run in self.design.asked:
            results = self.runs[run.number]
            row: dict[str, object] = {
                "run": run.number, "part": "trajectory" if run.number <= along else "point",
                "replication": run.replication,
            }  # fmt: skip
            row |= {f"score {name}": score for name, score in run.scores.items()}
            row |= {f"{MULTIPLIER} {name}": value for name, value in run.multipliers.items()}
            for option, outcomes in ({} if isinstance(results, str) else results).items():
                row |= {f"{option}: {outcome}": value for outcome, value in outcomes.items()}
            rows.append(row)
        return pd.DataFrame(rows)


def _finished(folder: Folder, decides: Mapping[str, object]) -> dict[int, Outcomes | str]:
    """Return the runs that are finished; none if they were of other sizes or factors, or the file is damaged."""
    try:
        content = folder.read_sealed("finished") or {}
        same = all(content.get(key) == value for key, value in decides.items())
        return {int(number): outcomes for number, outcomes in content["runs"]} if same else {}
    except (Damaged, TypeError, KeyError, ValueError) as damage:
        tell_damage([str(damage)])
        return {}
