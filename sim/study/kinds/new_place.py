"""A place that no table of multipliers knows: told which figures it lacks, calibrated, and then given a posterior."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.description.input_errors import InputError, InputErrors
from sim.description.read import read_system
from sim.description.system import Description
from sim.description.table_files import FOLDER, partnerships, parts_of, published
from sim.study.analysis.targets import aims
from sim.study.kinds import calibration_study
from sim.study.kinds.calibration_steps import SEED, replications
from sim.study.kinds.calibration_study import Calibration, with_fitted
from sim.study.kinds.posterior_figures import Figures
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.kinds.posterior_years import Sizes
from sim.study.question.question import Question
from sim.study.run.results_store import Folder, model_hash
from sim.study.run.whole_files import write_into

STEPS, PEOPLE = 8, 300_000
"""Steps of the calibration, and people simulated in each."""
SHARE = 0.6
"""Part of the work that the calibration is, about."""
_NO_COLUMN = re.compile(r"no figure in column '(\w+)'")
TABLE = f"{FOLDER}/partnerships.csv"


def is_calibrated(description: Description) -> bool:
    """Tell whether a place has multipliers of its own."""
    return any(aim.multiplier in description.calibrated for aim in aims(description))


def check_columns(roots: Sequence[Path], place: str) -> None:
    """Raise InputErrors, in one line, with every column of published figures that a place of one's own lacks.

    A place of the shipped table is not looked at, and neither is one that is in no table.
    """
    shipped = list(roots)[-1:]
    if place in partnerships(shipped) or place not in partnerships(roots):
        return
    figures, _, row = published(roots, place)
    model = read_system(shipped, next(iter(partnerships(shipped))))
    lacking = dict.fromkeys([*_unread(roots, place), *_not_aimed_at(model.model_copy(update={"published": figures}))])
    columns = dict.fromkeys(column for name in lacking for column in parts_of(name) or [name])
    missing = [name for name in columns if name not in figures]
    if missing:
        rule = f"has no figure in {len(missing)} columns that a baseline needs: {', '.join(missing)}"
        about = f"{rule} (partnerships_columns.csv says what each is)"
        raise InputErrors([InputError(f"{TABLE}, row {row}", place, message=about)])


def _unread(roots: Sequence[Path], place: str) -> list[str]:
    """Return the columns that the scenario refers to, and that are not there."""
    try:
        read_system(roots, place)
    except InputErrors as faulty:
        return [name for error in faulty.errors for name in _NO_COLUMN.findall(error.message)]
    return []


def _not_aimed_at(description: Description) -> Iterator[str]:
    """Yield the columns that calibration aims at, and that are not there."""
    for aim in aims(description):
        figures = dict(description.published)
        while True:
            try:
                aim.published(description.model_copy(update={"published": figures}))
            except KeyError as missing:
                yield str(missing.args[0])
                figures[str(missing.args[0])] = 1.0
            except ZeroDivisionError:
                break
            else:
                break


@dataclass
class NewPlace:
    """The calibration of a place, and then its posterior about the multipliers found."""

    question: Question
    calibration: Calibration
    results: Path
    sizes: Sizes
    figures: Figures | None = None
    command: Sequence[str] = ()
    resume: bool = True
    posterior: PosteriorStudy | None = None
    taken_up: int = 0
    unit = "part in 1,000"
    exit_code = 0
    total = 1_000

    @classmethod
    def begin(
        cls,
        question: Question,
        results: Path,
        roots: Sequence[Path],
        sizes: Sizes,
        figures: Figures | None = None,
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "NewPlace":
        """Make the folder of the calibration, or find it again with the steps that are finished."""
        asked = replace(
            question,
            study="calibrate",
            seed=SEED,
            replications=replications(question.description, PEOPLE),
            replications_decide=True,
            model=model_hash(*calibration_study.MODEL),
        )
        calibration = Calibration.begin(asked, results, roots, STEPS, command, resume)
        return cls(question, calibration, results, sizes, figures, command, resume)

    @property
    def folder(self) -> Folder:
        """The folder of what is under way."""
        return self.calibration.folder if self.posterior is None else self.posterior.folder

    @property
    def warnings(self) -> list[str]:
        """What to know of both."""
        return [*self.calibration.warnings, *([] if self.posterior is None else self.posterior.warnings)]

    @property
    def share(self) -> float:
        """What part of both is finished, about."""
        after = 0.0 if self.posterior is None else self.posterior.share
        return SHARE * self.calibration.share + (1 - SHARE) * after

    @property
    def latest(self) -> str:
        """What was done last."""
        if self.posterior is None:
            return f"step {len(self.calibration.steps)} of {STEPS} of the calibration; {self.calibration.latest}"
        return self.posterior.latest

    def run(self, processes: int) -> Iterator[int]:
        """Calibrate, then run the posterior about the multipliers found; yield parts in 1,000 that are done."""
        for _ in self.calibration.run(processes):
            yield self._done
        calibrated = {**self.question.description.calibrated, **self.calibration.settled.calibrated}
        description = self.question.description.model_copy(update={"calibrated": calibrated})
        question = replace(self.question, description=description)
        self.posterior = PosteriorStudy.begin(
            question, self.results, self.sizes, self.figures, self.calibration.roots, self.command, self.resume
        )
        for _ in self.posterior.run(processes):
            yield self._done

    @property
    def _done(self) -> int:
        return round(self.total * min(self.share, 1.0))

    def keep(self, scenarios: Path) -> Path:
        """Put multipliers and draws into a scenarios folder, beside the multipliers of all other places."""
        if self.posterior is None:
            raise ValueError("there is no posterior yet")
        calibration = self.calibration
        table = with_fitted(calibration.roots, self.question.place, calibration.settled.calibrated)
        write_into(scenarios / FOLDER, "calibrated.csv", table)
        return self.posterior.keep(scenarios)
