"""A check of sample data while it runs, table by table; only a data dictionary is left, where one is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sim.description.input_errors import InputError, InputErrors, shown
from sim.sample.sample_check import SampleCheck
from sim.study.question.conf import COMMAND
from sim.study.run.whole_files import write_into

DICTIONARY = "data_dictionary.csv"


@dataclass
class SampleChecking:
    """The check of a sample: the tables read so far, and where its data dictionary goes."""

    check: SampleCheck
    out: Path | None
    written: Path | None = None
    taken_up: int = 0
    latest: str = ""
    unit = "table"
    exit_code = 0
    _count: int = field(default=0, init=False)

    @property
    def total(self) -> int:
        """How many tables there are."""
        return len(self.check.files)

    @property
    def share(self) -> float:
        """What part of the tables has been read."""
        return self._count / self.total

    def run(self, processes: int) -> Iterator[int]:
        """Check table by table; raise InputErrors where the sample cannot be used, else write its dictionary."""
        for file in self.check.files:
            self.check.check(file)
            self._count, self.latest = self._count + 1, file.table
            yield self._count
        self.check.finish()
        if self.out is not None:
            try:
                self.written = write_into(self.out, DICTIONARY, self.check.dictionary())
            except OSError as error:
                rule = f"cannot be written: {error.strerror or type(error).__name__}"
                raise InputErrors([InputError(COMMAND, "out", shown(self.out.name), message=rule)]) from None

    @property
    def warnings(self) -> list[str]:
        """What to know of the sample, a line each."""
        return list(self.check.warnings())
