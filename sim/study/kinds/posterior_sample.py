"""The direct fits of a sample as a posterior reads them: their monthly aggregates, and whose they are."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sim.description.files import Source, path_of
from sim.description.input_errors import InputError, InputErrors, shown, unknown
from sim.measures.measure import MEASURES
from sim.sample.manifest import FILE as MANIFEST
from sim.study.analysis.sample_figures import COMPOSITIONS, Aggregate, Key
from sim.study.kinds.sample_fitting import ABOUT
from sim.study.question.conf import COMMAND

TARGETS = "targets.csv"
NEEDED = ("month", "measure", "value", "unit")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
Cells = Mapping[str, str]


@dataclass(frozen=True)
class SampleFits:
    """A folder of direct fits, or of monthly aggregates alone."""

    name: str
    place: str | None
    """Key of the partnership; None: the folder does not say (monthly aggregates alone)."""
    text: str
    """What is written in targets.csv."""

    @classmethod
    def of(cls, written: str) -> "SampleFits":
        """Read the folder that a user names.

        Raises
        ------
        InputErrors
            If it is no such folder, or one of its files cannot be read.
        """
        folder = path_of(written, "sample")
        if (folder / MANIFEST).is_file():
            message = f"is a sample: fit it first, study=sample fit={shown(written)} out=FITS, and name FITS"
            raise InputErrors([InputError(COMMAND, "sample", shown(written), message=message)])
        if not (folder / TARGETS).is_file():
            message = f"holds no {TARGETS}: study=sample fit=FOLDER out=FITS makes it"
            raise InputErrors([InputError(COMMAND, "sample", shown(written), message=message)])
        about = _about(folder)
        name, place = about.get("sample"), about.get("place")
        text = Source(folder, folder / TARGETS).text()
        return cls(str(name or folder.resolve().name), None if place is None else str(place), text)

    @property
    def hash(self) -> str:
        """Hash of the figures."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @cached_property
    def rows(self) -> list[Aggregate]:
        """The aggregates, those of measures that no figure is made of included.

        Raises
        ------
        InputErrors
            With a line for each fault.
        """
        try:
            reader = csv.DictReader(io.StringIO(self.text), restval="", strict=True)
            lines, header = list(reader), reader.fieldnames or ()
        except csv.Error as error:
            raise InputErrors([InputError(TARGETS, message=f"is not a table: {error}")]) from None
        errors = [InputError(TARGETS, name, message="this column is missing") for name in NEEDED if name not in header]
        if not errors:
            errors = [error for number, line in enumerate(lines, start=2) for error in _faults(number, line)]
        if errors:
            raise InputErrors(errors)
        return [_aggregate(line) for line in lines]


def _about(folder: Path) -> Mapping[str, object]:
    """Return what a folder says of its fits; nothing where it holds monthly aggregates alone."""
    if not (folder / ABOUT).is_file():
        return {}
    try:
        content = json.loads(Source(folder, folder / ABOUT).text())
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InputErrors([InputError(ABOUT, message="cannot be read as the description of fits")])
    return content


def _faults(number: int, line: Cells) -> Iterator[InputError]:
    """Yield what is wrong in a row."""
    row = f"{TARGETS}, row {number}"
    units = {measure.name: measure.unit for measure in MEASURES.values()}
    measure, unit, month = (str(line[name]).strip() for name in ("measure", "unit", "month"))
    if measure not in units:
        yield unknown(row, "measure", measure, units, what="measure")
    elif unit != units[measure]:
        yield InputError(row, "unit", shown(unit), allowed=units[measure], message="is not the unit of the measure")
    ends = month.split(" to ")
    if len(ends) > 2 or not all(map(_MONTH.fullmatch, ends)) or ends[0] > ends[-1]:
        yield InputError(row, "month", shown(month), message="must be a month such as 2024-03, or 2023-04 to 2024-03")
    suppressed = str(line.get("suppressed") or "no").strip()
    if suppressed not in ("yes", "no"):
        yield InputError(row, "suppressed", shown(suppressed), allowed="yes, no", message="is no such word")
    cells = [("value", suppressed == "no")] + [("standard_error", False)] * ("standard_error" in line)
    for name, filled in cells:
        cell = str(line[name] or "").strip()
        if (cell or filled) and not _is_number(cell):
            yield InputError(row, name, shown(cell), unit, message="must be a number of 0 or more")


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,9}(\.\d+)?(e[+-]?\d)?", cell, re.IGNORECASE))


def _aggregate(line: Cells) -> Aggregate:
    ends = [_number(month) for month in line["month"].split(" to ")]
    key: Key = (line["measure"].strip(), (line.get("by") or "").strip(), (line.get("category") or "").strip())
    hidden = (line.get("suppressed") or "").strip() == "yes"
    return Aggregate(
        key, ends[0], ends[-1], None if hidden else float(line["value"]), float(line.get("standard_error") or 0)
    )


def _number(month: str) -> int:
    year, of_year = month.strip().split("-")
    return int(year) * 12 + int(of_year) - 1


def measures_read() -> list[str]:
    """Return the measures, with breakdown and category, that a posterior can use."""
    keys = dict.fromkeys(key for ways in COMPOSITIONS.values() for way in ways for key in way.keys)
    return [" ".join(part for part in key if part) for key in keys]
