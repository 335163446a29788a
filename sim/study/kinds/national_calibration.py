"""A calibration of the national multipliers: its steps, kept as they are finished, and what was left out of them."""

import datetime
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from sim.description.input_errors import InputError, InputErrors
from sim.description.table_files import SCOTLAND
from sim.study.analysis.published_figures import FILE, Figure, published_figures
from sim.study.analysis.study_dictionaries import write_dictionary
from sim.study.kinds.calibration_study import Calibration, with_fitted
from sim.study.kinds.calibration_targets import Step
from sim.study.kinds.national_fit import AS_IT_STANDS, LEAST, MOST, NationalFit, elasticities_between, published
from sim.study.kinds.scotland_totals import question_of_all
from sim.study.question.question import Question
from sim.study.run.provenance import provenance_of
from sim.study.run.workers import Workers

FIFTHS = 5
"""Parts of which a calibration may leave one out."""


def fifth(places: Iterable[str], number: int | None) -> list[str]:
    """Return the fifth of some partnerships with this number, 1 to 5: every fifth by name; none without a number."""
    return [] if number is None else sorted(places)[number - 1 :: FIFTHS]


@dataclass
class NationalCalibration(Calibration):
    """A calibration of the multipliers that hold for all of Scotland, over all partnerships or without a fifth of them.

    What is left out is run once at the end, with the multipliers that it did not move.
    """

    parts: dict[str, Question] = field(default_factory=dict)
    left_out: int | None = None
    """Number of the fifth that is left out: every fifth partnership by name, from this one on."""
    figures: dict[str, Figure] = field(default_factory=dict)
    """By multiplier."""
    unseen: dict[str, float] = field(default_factory=dict)
    """Figures of the partnerships left out."""

    @classmethod
    def of_all(
        cls,
        parts: Mapping[str, Question],
        results: Path,
        roots: Sequence[Path],
        steps: int,
        command: Sequence[str] = (),
        resume: bool = True,
        left_out: int | None = None,
    ) -> "NationalCalibration":
        """Make the folder, or find it again with the steps that are finished there; as `Calibration.begin`.

        Raises
        ------
        InputErrors
            If no figure moves a national multiplier.
        """
        seen = {name: part for name, part in parts.items() if name not in fifth(parts, left_out)}
        places = [part.description for part in seen.values()]
        named = {figure.multiplier: figure for figure in published_figures(roots) if figure.multiplier}
        figures = {name: figure for name, figure in named.items() if published(figure, places) > 0}
        if not figures:
            message = "no figure above 0 moves a national multiplier"
            raise InputErrors([InputError(FILE, "multiplier", message=message)])
        study = cls.begin(question_of_all(seen), results, roots, steps, command, resume)
        study.parts, study.left_out, study.figures = dict(parts), left_out, figures
        study.warnings = [
            f"{name} is not moved: its figure is 0 in these places" for name in named if name not in figures
        ]
        return study

    @property
    def seen(self) -> dict[str, Question]:
        """Questions of the partnerships that are fitted."""
        return {name: part for name, part in self.parts.items() if name not in self.unseen_places}

    @property
    def unseen_places(self) -> list[str]:
        """Partnerships that the fit leaves out."""
        return fifth(self.parts, self.left_out)

    def run(self, processes: int) -> Iterator[int]:
        """Run the steps that are left, then those left out; yield how many are finished, first those taken up."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        fit = NationalFit(self.seen, self.figures, self.question.replications)
        yield len(self.steps)
        with Workers(processes) as workers:
            while len(self.steps) < self.total:
                self.steps.append(self._step(fit, workers))
                self.folder.write_sealed("steps", [asdict(step) for step in self.steps])
                yield len(self.steps)
            if self.unseen_places:
                others = {name: self.parts[name] for name in self.unseen_places}
                fit_of_others = NationalFit(others, self.figures, self.question.replications)
                self.unseen = fit_of_others.simulated(workers, self.steps[-1].calibrated)[AS_IT_STANDS]
        self.complete()
        notes = provenance_of(self.question, self.command, begun, time.perf_counter() - clock, processes)
        self.folder.write_notes("provenance", notes | {"steps": self.total, "left_out": self.unseen_places})

    def _step(self, fit: NationalFit, workers: Workers) -> Step:
        """Run the next step; the first one also measures what answers to what."""
        if not self.steps:
            multipliers = {name: self._as_shipped(name) for name in self.figures}
            simulated = fit.simulated(workers, multipliers, elastic=True)
            return Step(1, multipliers, simulated[AS_IT_STANDS], elasticities_between(simulated))
        last = self.steps[-1]
        multipliers = fit.moved(last.calibrated, last.simulated, last.elasticities, last.number - 1)
        return Step(last.number + 1, multipliers, fit.simulated(workers, multipliers)[AS_IT_STANDS], last.elasticities)

    def _as_shipped(self, multiplier: str) -> float:
        return next(iter(self.parts.values())).description.calibrated.get(multiplier, 1.0)

    @property
    def settled(self) -> Step:
        """The last step: sums over all partnerships are not blocked."""
        return self.steps[-1]

    @property
    def latest(self) -> str:
        """Say how far the last finished step is from the published figures."""
        if not self.steps:
            return ""
        worst = self.check.sort_values("difference_percent", key=abs).iloc[-1]
        return f"largest gap {worst['difference_percent']:+.0f} % ({worst['figure']})"

    @property
    def check(self) -> pd.DataFrame:
        """Published beside simulated figures of the last step, and those of the partnerships left out below."""
        step = self.steps[-1]
        table = self._beside(self.seen, step.calibrated, step.simulated, "")
        others = {name: self.parts[name] for name in self.unseen_places}
        return pd.concat([table, self._beside(others, step.calibrated, self.unseen, "left out")], ignore_index=True)

    def _beside(
        self, places: Mapping[str, Question], values: Mapping[str, float], simulated: Mapping[str, float], note: str
    ) -> pd.DataFrame:
        rows = []
        for name, figure in self.figures.items() if simulated else ():
            wanted = published(figure, [part.description for part in places.values()])
            at_bound = "at its bound" if not LEAST < values[name] < MOST else ""
            rows.append(
                {
                    "multiplier": name,
                    "value": values[name],
                    "figure": f"{figure.what} ({note})" if note else figure.what,
                    "unit": figure.unit,
                    "published": wanted,
                    "simulated": simulated[name],
                    "difference_percent": 100 * (simulated[name] / wanted - 1) if wanted else math.nan,
                    "note": at_bound,
                }
            )
        return pd.DataFrame(rows)

    def complete(self) -> None:
        """Write the steps, and the figures and multipliers of the last one."""
        rows = [
            {"step": step.number, "multiplier": name, "value": value, "simulated": step.simulated[name]}
            for step in self.steps
            for name, value in step.calibrated.items()
        ]
        self.folder.write_csv("steps", pd.DataFrame(rows))
        self.folder.write_csv("check", self.check)
        self.folder.write_csv("calibrated", with_fitted(self.roots, SCOTLAND, self.steps[-1].calibrated))
        write_dictionary(self.folder, "calibrate")
        self.folder.tidy()
