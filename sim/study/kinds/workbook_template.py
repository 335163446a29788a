"""A template of a workbook while it is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sim
from sim.description.input_errors import InputError, InputErrors, shown
from sim.study.question.conf import COMMAND
from sim.study.question.question import Question
from sim.study.run.whole_files import write_bytes_into
from sim.workbook.opening import ENDING
from sim.workbook.read import facts_of
from sim.workbook.template import Template, template_file


@dataclass
class WorkbookTemplate:
    """The template for a partnership, and where it is written to."""

    template: Template
    path: Path
    total: int = 1
    taken_up: int = 0
    latest: str = ""
    unit = "workbook"
    exit_code = 0
    _count: int = field(default=0, init=False)

    @classmethod
    def begin(
        cls, question: Question, roots: Sequence[Path], folder: Path, option_sheets: int, replace: bool
    ) -> "WorkbookTemplate":
        """Find the levers and figures; raise InputErrors where a file of that name is there already."""
        path = folder / f"{question.place}{ENDING}"
        if path.exists() and not replace:
            rule = f"{path.name} is there already: name another folder (out=FOLDER), or replace=true"
            raise InputErrors([InputError(COMMAND, "out", message=rule)])
        levers, columns = facts_of(roots, question.place, question.description)
        title = question.description.title
        return cls(Template(question.place, title, levers, columns, option_sheets, sim.__version__), path)

    @property
    def share(self) -> float:
        """What part of the work is done."""
        return float(self._count)

    @property
    def warnings(self) -> list[str]:
        """None."""
        return []

    def run(self, processes: int) -> Iterator[int]:
        """Write the template, whole or not at all."""
        try:
            write_bytes_into(self.path.parent, self.path.name, template_file(self.template))
        except OSError as error:
            rule = f"cannot be written: {error.strerror or type(error).__name__}"
            raise InputErrors([InputError(COMMAND, "out", shown(str(self.path.parent)), message=rule)]) from None
        self._count = 1
        yield 1
