"""The judgement of direct fits: their folder and a truth read, the hash checked, a table made."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.description.files import Source
from sim.description.input_errors import InputError, InputErrors, shown
from sim.fitting.judge import Truth, judged, truth_of, verdict
from sim.study.kinds.sample_fitting import ABOUT
from sim.study.question.conf import COMMAND
from sim.study.run.whole_files import write_csv_into

NEEDED = ("name", "value", "low_95", "high_95", "low_50", "high_50", "error_of_logarithm")
JUDGEMENT = "judgement.csv"


@dataclass
class SampleJudging:
    """The judgement of one sample's fits."""

    parameters: pd.DataFrame
    truth: Truth
    sample: str
    out: Path | None
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    written: Path | None = None
    taken_up: int = 0
    latest: str = ""
    unit = "sample"
    exit_code = 0
    total = 1
    share = 0.0
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, fits: Path, truth: Path, out: Path | None) -> "SampleJudging":
        """Read fits and truth, and prove that they belong together.

        Raises
        ------
        InputErrors
            If a file is missing or none of its kind, or the truth is not the one that made the sample.
        """
        about, parameters = _about(fits), _parameters(fits)
        content = truth_of(_text(truth.parent, truth), truth.name)
        if about.get("truth") is None:
            raise InputErrors(
                [InputError(ABOUT, "truth", message="the sample has no hidden truth: it is not synthetic")]
            )
        if about["truth"] != content.hash:
            message = "is not the truth that made this sample: its salted hash is another"
            raise InputErrors([InputError(truth.name, message=message)])
        return cls(parameters, content, str(about.get("sample", "")), out)

    def run(self, processes: int) -> Iterator[int]:
        """Judge, and write the table where it is asked for."""
        self.table = judged(self.parameters, self.truth)
        if self.out is not None:
            try:
                self.written = write_csv_into(self.out, JUDGEMENT, self.table)
            except OSError as error:
                rule = f"cannot be written: {error.strerror or type(error).__name__}"
                raise InputErrors([InputError(COMMAND, "out", shown(self.out.name), message=rule)]) from None
        yield 1

    def lines(self) -> list[str]:
        """Return the judgement in words."""
        return verdict(self.table)


def _text(folder: Path, path: Path) -> str:
    return Source(folder, path).text()


def _about(fits: Path) -> dict[str, object]:
    if not (fits / ABOUT).is_file():
        raise InputErrors([InputError(fits.name or "judge", message=f"holds no fits: {ABOUT} is missing")])
    try:
        content = json.loads(_text(fits, fits / ABOUT))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InputErrors([InputError(ABOUT, message="cannot be read as the description of fits")])
    return content


def _parameters(fits: Path) -> pd.DataFrame:
    name = "parameters.csv"
    try:
        reader = csv.DictReader(io.StringIO(_text(fits, fits / name)))
        table = pd.DataFrame(list(reader), columns=[*(reader.fieldnames or ())])
        if missing := [column for column in NEEDED if column not in table]:
            raise InputErrors([InputError(name, missing[0], message="this column is missing")])
        table = table.astype(dict.fromkeys(NEEDED[1:], float))
    except (ValueError, TypeError, csv.Error):
        raise InputErrors([InputError(name, message="cannot be read as fits")]) from None
    if not (table["value"] > 0).all():
        raise InputErrors([InputError(name, "value", message="must be above 0 in every row")])
    return table
