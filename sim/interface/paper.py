"""The board's paper asked for: its appraisal read and checked, then the three files written into a results folder."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.description.appraisals import read_appraisal
from sim.description.input_errors import InputError, InputErrors, shown
from sim.interface.conf_files import roots_of
from sim.interface.results import opened
from sim.interface.shown_paths import shown_path, unwritable
from sim.study.question.conf import COMMAND, DEFAULT_FILE, Conf

if TYPE_CHECKING:
    from sim.report.paper.appraisal import Appraisal

BOARD = "board"
"""The appraisal that is shipped."""
KEY = "report.appraisal"
TAKES = ("paper", "report")


def appraisal_named(roots: Sequence[Path], name: str, options: Collection[str]) -> "Appraisal":
    """Return an appraisal for these options; raise InputErrors with every fault of its file."""
    from sim.report.paper.appraisal import Appraisal, Criterion, scoring_measures  # noqa: PLC0415 - only for a paper

    read = read_appraisal(roots, name, scoring_measures(), options)
    criteria = tuple(
        Criterion(key, one.title, one.weight, one.measure, None if one.measure else one.scores)
        for key, one in read.criteria.items()
    )
    return Appraisal(criteria, read.discount_rate.percent, read.discount_rate.source, read.example)


def appraisal_of(conf: Conf, roots: Sequence[Path], options: Collection[str]) -> "Appraisal":
    """Return the appraisal of a study that is to leave a paper; raise InputErrors where it cannot leave one."""
    rule = ""
    if conf.study.name != "compare":
        rule = f"study={conf.study.name} leaves no paper: it is made of a comparison (study=compare)"
    elif conf.model is not None:
        rule = "a small model has no board: a paper is of a partnership"
    elif not options:
        rule = "a paper is of options: name some"
    if rule:
        raise InputErrors([InputError(COMMAND, "report", message=rule)])
    return appraisal_named(roots, conf.report.appraisal, options)


def write_paper(folder: Path, appraisal: "Appraisal") -> list[Path]:
    """Write the paper of a results folder; raise InputErrors where none can be made of it, or written to it."""
    from sim.report.paper.write import board_paper as write  # noqa: PLC0415
    from sim.report.results_folder import ReportError  # noqa: PLC0415

    try:
        return write(folder, appraisal)
    except ReportError as error:
        raise InputErrors(
            [InputError(folder.name, message=str(error).removeprefix(f"{folder}").lstrip("/: "))]
        ) from None
    except OSError as error:
        raise unwritable("paper", folder.name, error) from None


def board_paper(folder: Path | str, *, appraisal: str = BOARD, config_dirs: Sequence[Path | str] = ()) -> list[Path]:
    """Write the board's paper of a results folder into it, as HTML, Word and Excel; return the three paths.

    Parameters
    ----------
    folder
        A results folder of a comparison in a partnership or in all of Scotland, by this version.
    appraisal
        Name of the file of criteria and weights, ``appraisals/NAME.yaml``.
    config_dirs
        Folders of your own, with ``appraisals/`` in them, looked at before the shipped one.

    Raises
    ------
    InputErrors
        If the appraisal has faults, or the folder is unfinished, of another version or no comparison.
    """
    results = opened(folder)
    options = [str(option.get("name")) for option in results.asked.get("options") or [] if isinstance(option, Mapping)]
    return write_paper(results.path, appraisal_named(roots_of(config_dirs), appraisal, options))


def paper_of_folder(content: Mapping[str, Any], changed: Sequence[str], roots: Sequence[Path]) -> str:
    """Make the paper of the results folder named in `paper`; return the line that says where it is."""
    if others := [key for key in changed if key.split(".")[0] not in TAKES]:
        rule = f"means nothing to paper=FOLDER, which runs nothing: it takes {KEY} besides"
        raise InputErrors([InputError(COMMAND, key, message=rule) for key in others])
    folder, report = content["paper"], content.get("report")
    name = report.get("appraisal") if isinstance(report, Mapping) else None
    for key, value, file in (("paper", folder, COMMAND), (KEY, name, DEFAULT_FILE)):
        if not isinstance(value, str) or not value:
            raise InputErrors([InputError(file, key, shown(value), message="must be a name")])
    own = [root for root in roots if root not in roots_of([])]
    return paper_line(board_paper(str(folder), appraisal=str(name), config_dirs=own))


def paper_line(paths: Sequence[Path]) -> str:
    """Return the line that says where a paper is."""
    first, *others = paths
    return f"paper    {shown_path(first)}, {' and '.join(path.name for path in others)}"
