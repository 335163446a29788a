"""A calibration study: its steps, each kept as it is finished, and their results as tables."""

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

import pandas as pd

from sim.description.consistency import check
from sim.description.files import files_in
from sim.description.system import Description
from sim.description.table_files import FOLDER, SCOTLAND, rows_of
from sim.study.analysis.study_dictionaries import write_dictionary
from sim.study.analysis.targets import aims
from sim.study.kinds.calibration_steps import Fit, table
from sim.study.kinds.calibration_targets import Step, check_table, largest_gap, steps_table
from sim.study.kinds.calibration_update import Tried, following, misfit
from sim.study.question.question import Question
from sim.study.run.checksums import Damaged
from sim.study.run.provenance import provenance_of
from sim.study.run.results_store import Folder, tell_damage
from sim.study.run.whole_files import write_whole

MODEL = ("study/analysis/targets.py", "study/kinds/calibration_steps.py", "study/kinds/calibration_update.py")
"""Files that decide a calibration besides those that decide every run."""


@dataclass
class Calibration:
    """A calibration study of one partnership: where it is kept, how many steps are wanted, and those that are finished.

    Run again, also with more steps, it continues after the last finished one.
    """

    question: Question
    folder: Folder
    roots: Sequence[Path]
    total: int
    command: Sequence[str] = ()
    steps: list[Step] = field(default_factory=list)
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    unit = "step"
    exit_code = 0

    @classmethod
    def begin(
        cls,
        question: Question,
        results: Path,
        roots: Sequence[Path],
        steps: int,
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> Self:
        """Make the folder, or find it again with the steps that are finished there.

        ``results`` is the folder that results folders are made in, ``roots`` the scenario folders, ``command`` the
        command line for the provenance; with ``resume`` false, finished steps are run again.
        """
        study = cls(question, Folder.of(results, question, datetime.date.today()), roots, steps, command)
        study.warnings = check(question.description, {"": question.place})[1]
        study.folder.begin(question.asked() | {"steps": steps, "warnings": study.warnings})
        if resume:
            study.steps = _finished(study.folder)[:steps]
            study.taken_up = len(study.steps)
        return study

    def run(self, processes: int) -> Iterator[int]:
        """Run the steps that are left, then `complete`; yield how many are finished, first those taken up."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        question, period = self.question, self.question.period
        count = max(1, min(processes, question.replications))
        fit = Fit(float(period.from_day), float(period.to_day), question.replications, question.seed, question.engine)
        known = self.steps[-1].elasticities if self.steps else None
        yield len(self.steps)
        for multipliers, figures, elasticities in fit.steps(
            self._next(), range(len(self.steps), self.total), count, known, self._tried
        ):
            unmoved = dict.fromkeys((aim.multiplier for aim in aims(question.description)), 1.0)
            self.steps.append(Step(len(self.steps) + 1, unmoved | multipliers, figures, elasticities))
            self.folder.write_sealed("steps", [asdict(step) for step in self.steps])
            yield len(self.steps)
        self.complete()
        notes = provenance_of(question, self.command, begun, time.perf_counter() - clock, count)
        self.folder.write_notes("provenance", notes | {"steps": self.total})

    @property
    def share(self) -> float:
        """What part of the steps is finished."""
        return len(self.steps) / self.total

    @property
    def latest(self) -> str:
        """Say how far the last finished step is from the published figures."""
        if not self.steps:
            return ""
        name, gap = largest_gap(self.question.description, self.steps[-1].simulated)
        return f"largest gap {100 * gap:+.0f} % ({name})"

    @property
    def check(self) -> pd.DataFrame:
        """Published beside simulated figures of the step that counts, a row for each multiplier."""
        return check_table(self.settled, self.question.description)

    def complete(self) -> None:
        """Write the steps, and the figures and multipliers of the one that counts."""
        self.folder.write_csv("steps", steps_table(self.steps, self.question.description))
        self.folder.write_csv("check", self.check)
        self.folder.write_csv("calibrated", with_fitted(self.roots, self.question.place, self.settled.calibrated))
        write_dictionary(self.folder, "calibrate")
        self.folder.tidy()

    def keep(self, scenarios: Path) -> Path:
        """Put the multipliers into the table of a scenarios folder, in one move; the others stay as they stand."""
        path = scenarios / FOLDER / "calibrated.csv"
        write_whole(path, with_fitted([scenarios], self.question.place, self.settled.calibrated))
        return path

    @property
    def settled(self) -> Step:
        """The step whose multipliers count: of those that left the front door open (if any did), the nearest."""
        pairs = list(zip(self.steps, self._tried, strict=True))
        description = self.question.description
        still_open = [pair for pair in pairs if not pair[1].blocked(description)] or pairs
        return min(still_open, key=lambda pair: misfit(description, pair[1]))[0]

    @property
    def _tried(self) -> list[Tried]:
        return [Tried(step.calibrated, step.simulated) for step in self.steps]

    def _next(self) -> Description:
        """Return the description with the multipliers of the step that comes next."""
        description = self.question.description
        if not self.steps:
            return description
        last = self.steps[-1]
        last_used = description.model_copy(update={"calibrated": description.calibrated | last.calibrated})
        after = following(last_used, self._tried, last.elasticities)
        return description.model_copy(update={"calibrated": after})


def _finished(folder: Folder) -> list[Step]:
    """Return the steps that are finished, from the first on; none if the file is damaged."""
    try:
        steps = [Step(**step) for step in folder.read_sealed("steps") or ()]
    except (Damaged, TypeError) as damage:
        tell_damage([str(damage)])
        return []
    return steps


def with_fitted(roots: Sequence[Path], partnership: str, calibrated: Mapping[str, float]) -> str:
    """Return the table of multipliers as it stands in these scenarios, with one partnership's (or Scotland's) replaced.

    A partnership is given no rows of multipliers that are Scotland's.
    """
    multipliers: dict[str, dict[str, float | str]] = {}
    sources = files_in(roots, FOLDER, ".csv")
    if "calibrated" in sources:
        for row in rows_of(sources["calibrated"], ("partnership", "multiplier", "value")):
            multipliers.setdefault(row["partnership"], {})[row["multiplier"]] = row["value"]
    national = multipliers.get(SCOTLAND, {}) if partnership != SCOTLAND else {}
    own = {name: value for name, value in calibrated.items() if name not in national}
    return table({**multipliers, partnership: own})
