"""Direct fits of a sample while they run: the check first, then part by part, then the tables, whole or not at all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import yaml

from sim.description.input_errors import InputError, InputErrors, shown
from sim.description.read import read_model, read_system
from sim.description.system import Description
from sim.fitting.direct_fits import DirectFits, parts_of
from sim.fitting.fitted_option import option_content
from sim.fitting.sample_rows import read_rows
from sim.measures.measure import MEASURES
from sim.sample.sample_check import SampleCheck
from sim.study.question.conf import COMMAND
from sim.study.run.whole_files import write_csv_into, write_into

TABLES = ("parameters", "quantiles", "survival", "goodness", "targets")
ABOUT, OPTIONS = "fit.json", "options"


@dataclass
class SampleFitting:
    """The direct fits of a sample: what is read, what is fitted, and where it goes."""

    check: SampleCheck
    roots: list[Path]
    sample: str
    out: Path | None
    written: Path | None = None
    taken_up: int = 0
    latest: str = ""
    unit = "part"
    exit_code = 0
    fits: DirectFits | None = None
    _count: int = field(default=0, init=False)
    _description: Description = field(init=False)

    def __post_init__(self) -> None:
        """Read the scenario of the sample's place."""
        place = self.check.manifest.partnership
        models = any((root / "models" / f"{place}.yaml").is_file() for root in self.roots)
        self._description = (read_model if models else read_system)(self.roots, place)

    @property
    def total(self) -> int:
        """How many tables there are to read, and parts to fit."""
        return len(self.check.files) + len(parts_of(self._description))

    @property
    def share(self) -> float:
        """What part of them is done."""
        return self._count / self.total

    @property
    def warnings(self) -> list[str]:
        """What to know of the sample and of what is not fitted, a line each."""
        left_out = [] if self.fits is None else [f"not fitted: {line}" for line in self.fits.left_out]
        return [*self.check.warnings(), *left_out]

    @property
    def option(self) -> str:
        """Name of the option that holds the fitted stays."""
        return f"stays_of_{self.sample}"

    def run(self, processes: int) -> Iterator[int]:
        """Check table by table, fit part by part, and write what may be shown; raise InputErrors at a fault."""
        for file in self.check.files:
            self.check.check(file)
            yield self._done(f"{file.table} read")
        self.check.finish()
        self.fits = fits = self._begun()
        for part in parts_of(self._description):
            fits.fit(part)
            yield self._done(part)
        if not fits.estimates:
            raise InputErrors([InputError(self.sample, message="holds too few rows for any fit")])
        if self.out is not None:
            try:
                self._write(self.out, fits)
            except OSError as error:
                rule = f"cannot be written: {error.strerror or type(error).__name__}"
                raise InputErrors([InputError(COMMAND, "out", shown(self.out.name), message=rule)]) from None

    def _done(self, words: str) -> int:
        self._count, self.latest = self._count + 1, words
        return self._count

    def _begun(self) -> DirectFits:
        """Return the fits with the rows read; nothing is fitted yet."""
        measures = {measure.name: measure.unit for measure in MEASURES.values()}
        tables = read_rows(self.check.files, self.check.manifest, measures)
        return DirectFits(tables, self.check.manifest, self._description, self.check.gate)

    def _write(self, out: Path, fits: DirectFits) -> None:
        """Write the tables, the option and, last, what they are of."""
        for name in TABLES:
            table: pd.DataFrame = getattr(fits, name)()
            if len(table):
                write_csv_into(out, f"{name}.csv", table)
        if fits.stays:
            self._write_option(out, fits)
        manifest = self.check.manifest
        about = {
            "sample": self.sample, "place": manifest.partnership, "from": str(manifest.from_), "to": str(manifest.to),
            "origin": manifest.origin, "truth": manifest.truth, "option": self.option if fits.stays else None,
        }  # fmt: skip
        self.written = write_into(out, ABOUT, json.dumps(about, indent=1) + "\n").parent

    def _write_option(self, out: Path, fits: DirectFits) -> None:
        """Write the option that holds the fitted stays."""
        option = yaml.safe_dump(option_content(fits.stays, fits.description, self.sample), sort_keys=False, width=120)
        write_into(out / OPTIONS, f"{self.option}.yaml", option)
