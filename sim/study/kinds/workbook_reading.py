"""A filled-in workbook while its scenario files are written: all of them, or none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.description.input_errors import InputError, InputErrors, shown
from sim.study.question.conf import COMMAND
from sim.study.run.whole_files import remove, text_in, write_into
from sim.workbook.read import FilledIn


@dataclass
class WorkbookReading:
    """What stands in a workbook, and the folder that its files go to; none: it is only checked."""

    read: FilledIn
    out: Path | None
    replace: bool = False
    written: tuple[Path, ...] = ()
    total: int = 1
    taken_up: int = 0
    latest: str = ""
    unit = "workbook"
    exit_code = 0
    _count: int = field(default=0, init=False)

    @property
    def share(self) -> float:
        """What part of the work is done."""
        return float(self._count)

    @property
    def warnings(self) -> list[str]:
        """What to know of the workbook, a line each."""
        return list(self.read.notes)

    def run(self, processes: int) -> Iterator[int]:
        """Write the files; raise InputErrors, and write none, where one of another content is there already."""
        if self.out is not None:
            self.written = write_files(self.out, self.read.files, replace=self.replace)
        self._count = 1
        yield 1


def write_files(out: Path, files: Mapping[str, str], *, replace: bool = False) -> tuple[Path, ...]:
    """Write files into a folder of scenarios, by their paths within it, all or none; return their paths.

    Raises
    ------
    InputErrors
        If one would lie outside the folder, is there already with another content, or cannot be written.
    """
    errors = [fault for path, text in files.items() for fault in _in_the_way(out, path, text, replace)]
    if errors:
        raise InputErrors(errors)
    new = [out / path for path in files if not (out / path).exists()]
    try:
        return tuple(write_into((out / path).parent, (out / path).name, text) for path, text in files.items())
    except OSError as error:
        for path in new:
            remove(path)
        rule = f"cannot be written: {error.strerror or type(error).__name__}"
        raise InputErrors([InputError(COMMAND, "out", shown(out.name), message=rule)]) from None


def _in_the_way(out: Path, path: str, text: str, replace: bool) -> Iterator[InputError]:
    """Yield what keeps a file from being written."""
    target = out / path
    if not target.resolve().is_relative_to(out.resolve()):
        yield InputError(COMMAND, "out", message=f"{path} would lie outside the folder {out.name}")
    elif target.exists() and not replace and text_in(target) != text:
        rule = f"holds another {path} already: name another folder, or replace=true"
        yield InputError(COMMAND, "out", shown(out.name), message=rule)
