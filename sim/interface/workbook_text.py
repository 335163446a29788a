"""What a filled-in workbook holds, in words for the screen."""

from collections.abc import Callable
from pathlib import Path

from sim.study.kinds.workbook_reading import WorkbookReading


def filled_in_text(study: WorkbookReading, shown_path: Callable[[Path], str]) -> str:
    """Return what stands in a workbook, the files that were written, and how to run them.

    ``shown_path`` returns a path as the screen shows it.
    """
    read, lines = study.read, [""]
    lines += [f"option   {name}: {option.title}" for name, option in read.options.items()]
    lines += [f"sweep    {name}: {sweep.title}" for name, sweep in read.sweeps.items()]
    if read.place is not None:
        figures = sum(1 for figure in read.place.figures.values() if figure)
        lines.append(f"place    {read.place.name}: {figures} figures, {len(read.place.lacking)} columns left empty")
        lacking = ", ".join(read.place.uncalibrated)
        lines += [f"         empty, and needed by a calibration: {lacking}"] if lacking else []
        lines.append(f"         not calibrated: study=calibrate partnership={read.place.name} calibrates its baseline")
    lines += [f"file     {shown_path(path)}" for path in study.written]
    where = f"workbook={read.file}" if study.out is None else f"--config-dir {shown_path(study.out)}"
    place = f"partnership={read.subject} " if study.out is not None else ""
    names = f' "options=[{",".join(read.options)}]"' if study.out is not None and read.options else ""
    lines += [f"run      {place}{where}{names}"] if read.options else []
    lines += [f"run      {place}{where} sweep={name}" for name in read.sweeps]
    return "\n".join(
        lines if study.written else [*lines, "Nothing was written: out=FOLDER writes it as scenario files."]
    )
