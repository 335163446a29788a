"""The workbook: its template written for a partnership, or a filled-in one checked and written as scenario files."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field

import sim
from sim.description.files import path_of
from sim.description.input_errors import shown
from sim.description.table_files import SCOTLAND
from sim.study.kinds.workbook_reading import WorkbookReading
from sim.study.kinds.workbook_template import WorkbookTemplate
from sim.study.question.conf import Name, WithReplications
from sim.study.question.question import Question
from sim.workbook.read import partnership_of, read_workbook

_RUNS_NOTHING = "reads or writes a workbook and runs nothing"
USUAL_SHEETS, MOST_SHEETS = 4, 20


class Workbook(WithReplications):
    """A template of a workbook, or the scenario files of one that is filled in."""

    about: ClassVar[str] = (
        "partnership=fife: an Excel template of its levers, with today's values and evidence, to fill in;"
        " workbook=FILE: a filled-in one checked by sheet and cell; out=FOLDER: its options, sweeps and place as files"
    )
    without: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(
            ("options", "replications", "replication", "period", "engine", "scarcity", "effects", "calibration", "seed",
             "cores", "event_log"),
            _RUNS_NOTHING,
        ),
        **dict.fromkeys(("report", "results", "resume"), "leaves no results folder: out=FOLDER takes what it writes"),
        "rerun": "leaves no results folder that could be rerun",
    }  # fmt: skip
    not_rerun: ClassVar[str] = "it is a workbook: read it again"

    option_sheets: Annotated[int, Field(ge=1, le=MOST_SHEETS, title="sheets")]
    """Sheets of a template for options."""
    out: Name | None
    """Folder that is written to."""
    replace: bool
    """True: write over what is there under the same names."""

    @classmethod
    def with_files(cls, content: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> dict[str, Any]:
        """Return the conf with the partnership of the workbook, where the command line names none."""
        file = content.get("workbook")
        if not isinstance(file, str) or not file or "partnership" in changed:
            return dict(content)
        return dict(content) | {"partnership": partnership_of(path_of(file), roots)}

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse all of Scotland and small models, and a folder that is none."""
        if self.model is not None:
            yield "model", "a workbook is of a partnership"
        elif self.partnership == SCOTLAND:
            yield "partnership", "a workbook is of one partnership: name one"
        if self.workbook is not None and self.option_sheets != USUAL_SHEETS:
            yield "option_sheets", "is for a template: leave out workbook"
        if self.workbook is not None and self.out is None and self.replace:
            yield "replace", "is for files that are written: name a folder (out=FOLDER)"
        if self.out is not None and path_of(self.out).exists() and not path_of(self.out).is_dir():
            yield "out", "is no folder"

    def summary(self, question: Question) -> str:
        """Say what is done."""
        if self.workbook is None:
            return f"template of a workbook for {question.description.title}"
        return f"the workbook {shown(Path(self.workbook).name)} of {question.description.title}"

    def opening(self, question: Question) -> str | None:
        """Say what is done; nothing is measured."""
        return f"Workbook: {self.summary(question)}"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> "WorkbookTemplate | WorkbookReading":
        """Read the workbook, or find the levers of the template."""
        out = None if self.out is None else path_of(self.out)
        if self.workbook is None:
            folder = out or Path()
            return WorkbookTemplate.begin(question, roots, folder, self.option_sheets, self.replace)
        read = read_workbook(path_of(self.workbook), roots, self.partnership, sim.__version__)
        return WorkbookReading(read, out, self.replace)
