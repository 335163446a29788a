"""A sample checked, table by table: what forbids its use is an error, what does not is a warning."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.description.input_errors import InputErrors
from sim.sample.contents import Contents
from sim.sample.dictionary import dictionary_text, frequencies
from sim.sample.disclosure import Count, Gate
from sim.sample.faults import Faults, SampleErrors
from sim.sample.files import TableFile, table_files
from sim.sample.manifest import COLLECTED, FILE, Manifest, read_manifest
from sim.sample.schema import LEFT_OUT
from sim.sample.summary import summary_text
from sim.sample.table_check import Surroundings, TableCheck


class SampleCheck:
    """The check of one folder: its manifest and files at once, its tables one by one."""

    def __init__(self, folder: Path, places: Sequence[str], measures: Mapping[str, str]) -> None:
        """Find the files and read the manifest.

        Parameters
        ----------
        folder
            The sample; nothing outside it is read.
        places
            Partnerships and small models that a sample may be of.
        measures
            The model's measures, each with its unit.

        Raises
        ------
        InputErrors
            If files are missing, unknown or unreadable, or the manifest is at fault.
        """
        self.files, self._others = table_files(folder)
        self.manifest: Manifest = read_manifest(folder, places)
        self.contents: list[Contents] = []
        self._around = Surroundings(self.manifest, measures)
        self._faults = Faults()
        self._against_files()

    def _against_files(self) -> None:
        """Note what the manifest says of tables that are not there, and does not say of those that are."""
        there = [file.table for file in self.files]
        for table in self.manifest.collected:
            if table not in there:
                self._faults.note_file(FILE, f"collected.{table}", "there is no such table in the folder")
        for table in there:
            if table in COLLECTED and table not in self.manifest.collected:
                rule = "is missing: how its rows were collected"
                allowed = "cohort, ended, open, census, monthly_submissions"
                self._faults.note_file(FILE, f"collected.{table}", rule, allowed)

    def check(self, file: TableFile) -> None:
        """Check one table; people and spells must come before the others."""
        table = TableCheck(file, self._around, self._faults)
        try:
            table.run()
        except InputErrors as faulty:
            self._faults.of_files += faulty.errors
            return
        except ValueError:  # its text may repeat a cell, and a traceback would show it
            self._faults.note_file(file.name, "", "cannot be read as a table of the format")
            return
        self.contents.append(table.contents)
        if file.table == "people":
            self._around.people = table.contents.index
        elif file.table == "spells":
            self._around.spells = table.contents.index

    def finish(self) -> None:
        """Raise SampleErrors where anything forbids the use of the sample."""
        if self._faults:
            raise SampleErrors(self._faults.errors())

    @property
    def gate(self) -> Gate:
        """The disclosure rules of the sample."""
        return Gate(self.manifest.disclosure.threshold, self.manifest.disclosure.rounding)

    def warnings(self) -> Iterator[str]:
        """Yield what to know of a sample that may be used; counts are as they may leave."""
        if self._others:
            yield f"not read: {', '.join(self._others[:10])}"
        for contents in self.contents:
            yield from (f"{contents.file}: {words}" for words in self._oddities(contents))
        for table in self.manifest.completeness:
            if table not in [file.table for file in self.files]:
                yield f"{FILE}: completeness.{table}: there is no such table in the folder"

    def _oddities(self, contents: Contents) -> Iterator[str]:
        """Yield what is odd in a table and does not forbid its use."""
        for people, words in (
            (np.concatenate([np.empty(0), *contents.ended_after_death]), "end after the person's death"),
            (contents.overlaps, "begin before the same person's row before them has ended"),
        ):
            if len(people):
                few = len(np.unique(people)) < self.gate.threshold
                yield f"{_in_words(None if few else self.gate.count(len(people)))} rows {words}"
        if "reason" in contents.places:
            count = frequencies(contents, "reason", self.gate).counts[LEFT_OUT]
            if count != 0:
                yield f"{_in_words(count)} delays are reported apart (reprovisioning) and left out"

    def summary(self) -> str:
        """Return what may be shown of the sample, in words."""
        return summary_text(self.contents, self.manifest, self.gate)

    def dictionary(self) -> str:
        """Return the data dictionary of the sample as CSV."""
        return dictionary_text(self.contents, self.gate)


def _in_words(count: Count) -> str:
    return "some" if count is None else f"{count:,}"
