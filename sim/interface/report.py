"""The report of a finished study: pictures and brief, drawn by this process and a second one beside it."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sim.interface.paper import appraisal_of, paper_line, write_paper
from sim.interface.shown_paths import shown_path
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.kinds.scotland_study import Scotland
from sim.study.question.question import BASE
from sim.study.question.under_way import UnderWay
from sim.study.request import Request
from sim.study.run.second_process import SecondProcess

if TYPE_CHECKING:
    from sim.report.results_folder import Results


class Report:
    """Pictures, brief and paper of a study, as far as its kind has them and they are asked for.

    What a paper needs of the board is read and checked before anything is run.

    What draws them is loaded while the study runs. Where there is more than one core, a second process draws half of
    the pictures; it loads what it needs while the last replications run and the tables are written. Leaving the
    context ends it.
    """

    def __init__(self, request: Request, roots: Sequence[Path]) -> None:
        asked, question = request.conf.report, request.question
        self._wanted = asked.pictures or asked.brief or asked.paper
        self._pictures, self._brief, self._cores = asked.pictures, asked.brief, request.conf.cores_used
        options = [name for name in question.options if name != BASE]
        self._appraisal = appraisal_of(request.conf, roots, options) if asked.paper else None
        self._study: ComparisonStudy | Scotland | None = None
        self._second: SecondProcess | None = None

    def of(self, study: UnderWay) -> "Report":
        """Return the report of a study that has begun."""
        self._study = study if self._wanted and isinstance(study, ComparisonStudy | Scotland) else None
        return self

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._second is not None:
            self._second.end()

    def load(self) -> None:
        """Import what draws: slow, so best beside the runs; towards their end, let a second process do so too."""
        if self._study is None:
            return
        _load()
        left = self._study.total * (1 - self._study.share)
        if self._pictures and self._second is None and self._cores > 1 and left <= self._cores:
            self._second = SecondProcess()
            self._second.give(_load)

    def files(self) -> Iterator[str]:
        """Draw the pictures and write the brief; yield where they are."""
        if self._study is None:
            return
        from sim.report.brief import brief  # noqa: PLC0415 - so that bad input is reported at once
        from sim.report.results_folder import read_results  # noqa: PLC0415

        folder = self._study.folder.path
        results = read_results(folder)
        if self._pictures:
            self._draw(folder, results)
            yield f"pictures {shown_path(folder / 'figures')}"
        if self._brief:
            yield f"brief    {shown_path(brief(folder, results))}"
        if self._appraisal is not None:
            yield paper_line(write_paper(folder, self._appraisal))

    def _draw(self, folder: Path, results: "Results") -> None:
        from sim.report.picture_files import ALL, ONE_HALF, OTHER_HALF, draw_part, write_texts  # noqa: PLC0415

        if self._second is None:
            write_texts(folder, draw_part(folder, ALL, results))
            return
        self._second.give(draw_part, folder, OTHER_HALF)
        drawn_here = draw_part(folder, ONE_HALF, results)
        write_texts(folder, drawn_here, self._second.result(partial(draw_part, folder, OTHER_HALF, results)))


def _load() -> None:
    from sim.report import brief  # noqa: F401, PLC0415
