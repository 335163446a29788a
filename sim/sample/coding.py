"""Coded cells → places in the list of codes; national codes are mapped, and are not mixed with words of the format."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from sim.description.input_errors import near_miss
from sim.sample.cells import RULES, empty, mapped_places, numbers_of, places_of
from sim.sample.faults import Numbers, Rows
from sim.sample.manifest import Manifest
from sim.sample.schema import Column, delay_codes

WORDS, MAPPED = "words of the format", "national codes"


class Coding:
    """The lists of codes of one table: its own words, and what the manifest and the national lists add to them."""

    def __init__(self, table: str, manifest: Manifest, measures: Mapping[str, str]) -> None:
        self.table, self.measures = table, measures
        self._codes = manifest.codes
        self._first_rows: dict[str, dict[str, int]] = {}
        """By list of codes: each coding system met, with the first row that is in it."""

    def numbers(self, column: Column, texts: pa.Array, first: int) -> Numbers:
        """Return a column in numbers; ``first`` is the number of its first row."""
        if column.type in RULES:
            return numbers_of(column.type, texts)
        words, mapping = self.words(column), self._mapping(column)
        own = places_of(texts, words)
        if not mapping:
            return own
        mapped = mapped_places(texts, mapping, words)
        for system, places in ((WORDS, own), (MAPPED, mapped)):
            met = np.flatnonzero(~np.isnan(places))
            if len(met):
                self._first_rows.setdefault(_list_of(column), {}).setdefault(system, first + int(met[0]))
        return np.where(np.isnan(own), mapped, own)

    def words(self, column: Column) -> list[str]:
        """Return the codes of a column as the format has them; a measure and its unit have those of the model."""
        if column.type == "measure":
            return list(self.measures)
        return sorted(set(self.measures.values())) if column.type == "unit" else list(column.codes)

    def _mapping(self, column: Column) -> dict[str, str]:
        national = {row["code"]: row["reason"] for row in delay_codes()} if column.type == "reason" else {}
        mapping = national | self._codes.get(f"{self.table}.{column.name}", {})
        return {code: word for code, word in mapping.items() if code not in column.codes}

    def allowed(self, column: Column) -> str:
        """Return the codes that a column may hold, in words."""
        if column.type in RULES:
            return ""
        if column.type in ("measure", "unit"):
            return "a measure of the model" if column.type == "measure" else "a unit of its measures"
        mapping = self._mapping(column)
        return ", ".join(column.codes) + (f"; or, in all rows, {', '.join(mapping)}" if mapping else "")

    def mixed(self) -> Iterator[tuple[str, str]]:
        """Yield each list of codes of which two systems stand in the table, with the rule that it breaks."""
        for name, rows in self._first_rows.items():
            if len(rows) > 1:
                where = " and ".join(f"{system} (first in row {row:,})" for system, row in rows.items())
                yield name, f"{where} are mixed in one table: write one of the two"

    def wrong_units(self, measures: Numbers, units: Numbers) -> Iterator[tuple[str, Rows]]:
        """Yield each unit that a measure should have had, with the places of the rows that have another."""
        names, known = list(self.measures), sorted(set(self.measures.values()))
        both = ~np.isnan(measures) & ~np.isnan(units)
        for number in np.unique(measures[both]):
            unit = self.measures[names[int(number)]]
            wrong = both & (measures == number) & (units != known.index(unit))
            yield unit, np.flatnonzero(wrong)

    def near_measure(self, texts: pa.Array) -> str:
        """Return the measure that an unknown one was probably meant to be; nothing where there are several."""
        unknown = texts.filter(pa.array(np.isnan(places_of(texts, list(self.measures))) & ~empty(texts)))
        names = unknown.unique()
        return near_miss(str(names[0]), self.measures) if len(names) == 1 else ""


def _list_of(column: Column) -> str:
    return "reason" if column.type == "reason" else column.name
