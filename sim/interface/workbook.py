"""A filled-in workbook on the command line and in Python: its options, sweeps and place, in a run or as files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sim
from sim.description.files import path_of
from sim.description.input_errors import InputError, InputErrors, shown
from sim.interface.conf_files import roots_of, shipped_conf
from sim.study.kinds.workbook_reading import write_files
from sim.study.kinds.workbook_template import WorkbookTemplate
from sim.study.question.conf import COMMAND
from sim.study.request import asking
from sim.workbook.files import laid_out
from sim.workbook.read import FilledIn
from sim.workbook.read import read_workbook as read

KIND = "workbook"


@contextmanager
def with_workbook(
    content: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]
) -> Iterator[tuple[dict[str, Any], list[Path], list[str]]]:
    """Give a conf and scenario folders with what stands in its workbook, and lines to print, while a study runs.

    Raises
    ------
    InputErrors
        With every fault of the workbook, or if nothing in it is what the study runs.
    """
    file, study = content.get(KIND), content.get("study")
    if not file or (isinstance(study, dict) and study.get("name") == KIND):
        yield dict(content), list(roots), []
        return
    if not isinstance(file, str) or content.get("model") is not None:
        rule = "must be the name of a file" if not isinstance(file, str) else "is of a partnership: leave out model"
        raise InputErrors([InputError(COMMAND, KIND, shown(file), message=rule)])
    asked = str(content.get("partnership")) if "partnership" in changed else None
    filled_in = read(path_of(file), roots, asked, sim.__version__)
    whole = dict(content) | {"partnership": asked or filled_in.subject}
    if content.get("options") and "options" not in changed:
        whole["options"] = list(filled_in.options)
        if not filled_in.options:
            names = " or ".join(f"sweep={name}" for name in filled_in.sweeps)
            rule = f"holds no options: {f'run {names}' if names else 'name some with options=[...]'}"
            raise InputErrors([InputError(Path(file).name, message=rule)])
    with laid_out(filled_in.files, path_of(file).stem) as folder:
        yield whole, [folder, *roots], lines_of(filled_in, str(content.get("sweep") or ""))


def lines_of(filled_in: FilledIn, running: str = "") -> list[str]:
    """Return what to know of a workbook that is run: its notes, and the sweeps that are not run now."""
    others = [name for name in filled_in.sweeps if name != running]
    lines = [f"{filled_in.file}: {note}" for note in filled_in.notes]
    if others:
        lines.append(
            f"{filled_in.file} holds sweeps too, each run on its own: {', '.join(f'sweep={name}' for name in others)}"
        )
    return lines


def make_workbook(
    partnership: str,
    out: Path | str = ".",
    *,
    option_sheets: int = 4,
    replace: bool = False,
    folders: Sequence[Path | str] = (),
) -> Path:
    """Write the template of a workbook for a partnership, ``PARTNERSHIP.xlsx``, and return its path.

    Parameters
    ----------
    partnership
        Its key, such as ``fife``.
    out
        Folder that it is written to.
    option_sheets
        Sheets for options, one each.
    replace
        True: write over a file of the same name.
    folders
        Folders of your own, laid out like ``scenarios/``: their levers are in the template.

    Raises
    ------
    InputErrors
        If there is no such partnership, the file is there already, or it cannot be written.
    """
    roots = roots_of(folders)
    keys = {"partnership": partnership, "out": str(out), "option_sheets": option_sheets, "replace": replace}
    making = asking(shipped_conf(study=KIND, **keys), list(keys), roots).begin(roots, ["python"])
    for _ in making.run(1):
        pass
    assert isinstance(making, WorkbookTemplate)
    return making.path


def read_workbook(
    path: Path | str, out: Path | str | None = None, *, replace: bool = False, folders: Sequence[Path | str] = ()
) -> FilledIn:
    """Check a filled-in workbook, and return its options and sweeps by name; write them as scenario files where asked.

    ``sim.compare(book.partnership, book.options)`` runs its options.

    Parameters
    ----------
    path
        The workbook, made by `make_workbook` or ``study=workbook``.
    out
        Folder that ``options/``, ``sweeps/`` and ``base/tables/`` are written to; None: nothing is written.
    replace
        True: write over files of the same names.
    folders
        Folders of your own, laid out like ``scenarios/``.

    Returns
    -------
    FilledIn
        ``partnership``, ``options``, ``sweeps``, ``place`` (or None), ``files`` (text by path) and ``notes`` (lines).

    Raises
    ------
    InputErrors
        With every fault, by sheet and cell, or if a file of another content is there already. Nothing is then written.
    """
    filled_in = read(Path(path), roots_of(folders), None, sim.__version__)
    if out is not None:
        write_files(Path(out), filled_in.files, replace=replace)
    return filled_in
