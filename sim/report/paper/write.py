"""The three files of a paper, written into a results folder: all of them, or none."""

import os
from contextlib import ExitStack
from pathlib import Path

from sim.report.paper.appraisal import Appraisal
from sim.report.paper.compose import compose
from sim.report.paper.content import Paper
from sim.report.paper.folder import PaperFolder, paper_folder
from sim.report.picture_files import ALTERNATIVES, draw
from sim.report.results_folder import ReportError

HTML, WORD, EXCEL = "paper.html", "paper.docx", "paper.xlsx"


def board_paper(folder: PaperFolder | Path, appraisal: Appraisal) -> list[Path]:
    """Write `paper.html`, `paper.docx` and `paper.xlsx` into a results folder; return their paths.

    Pictures are drawn first where the folder has none.

    Raises
    ------
    ReportError
        If the folder holds no finished comparison of a partnership by this version, or cannot be written to.
    """
    read = folder if isinstance(folder, PaperFolder) else paper_folder(folder)
    if not (read.path / "figures" / ALTERNATIVES).is_file():
        draw(read.path, read.results)
    files = forms(compose(read, appraisal))
    paths = [read.path / name for name in files]
    with ExitStack() as stack:
        for path, content in zip(paths, files.values(), strict=True):
            under_way = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            stack.callback(under_way.unlink, missing_ok=True)
            under_way.write_bytes(content)
        for path in paths:
            if path.is_dir():
                raise ReportError(f"{path}: is a folder, where a file of the paper belongs")
        for path in paths:
            path.with_name(f".{path.name}.{os.getpid()}.tmp").replace(path)
    return paths


def forms(paper: Paper) -> dict[str, bytes]:
    """Return the content of the three files by name."""
    from sim.report.paper.excel import excel_file  # noqa: PLC0415 - loaded when a paper is written, and not before
    from sim.report.paper.html import html_page  # noqa: PLC0415
    from sim.report.paper.word import word_file  # noqa: PLC0415

    return {HTML: html_page(paper).encode("utf-8"), WORD: word_file(paper), EXCEL: excel_file(paper)}
