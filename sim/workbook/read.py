"""A filled-in workbook read: options, sweeps and a place of one's own as scenario files, or every fault by its cell."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.description.files import files_in
from sim.description.input_errors import InputError, InputErrors, shown
from sim.description.interventions import Option
from sim.description.read import options as option_names
from sim.description.read import partnerships, read_option, read_system
from sim.description.sweeps import FOLDER as SWEEPS_FOLDER
from sim.description.sweeps import Sweep, read_sweep
from sim.description.system import Description
from sim.description.table_files import FOLDER as TABLES_FOLDER
from sim.workbook import options, sweeps
from sim.workbook.covers import Cover, cover_of, pages_of
from sim.workbook.files import bytes_of, laid_out
from sim.workbook.layout import AXES, FIRST_ROW, OPTION, OPTIONS, PLACE, SWEEPS, TEMPLATE
from sim.workbook.levers import Lever, fingerprint, levers_of
from sim.workbook.opening import opened
from sim.workbook.options import Read
from sim.workbook.own_place import OwnPlace, own_place_in, place_table
from sim.workbook.pages import Page
from sim.workbook.place_columns import TABLE, PlaceColumn, place_columns
from sim.workbook.scenario_text import yaml_text

MOST_FAULTS = 50
"""Faults of one workbook that are listed; of further ones, only the number."""


@dataclass(frozen=True)
class FilledIn:
    """What stands in a workbook: options and sweeps by name, a place, and all of them as the text of files."""

    file: str
    partnership: str
    """The partnership that its template was made for."""
    place: OwnPlace | None
    options: dict[str, Option]
    sweeps: dict[str, Sweep]
    files: dict[str, str]
    """Text of each scenario file, by its path in a folder of scenarios."""
    notes: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The place that its options and sweeps are of: a place of one's own, or the partnership."""
        return self.place.name if self.place else self.partnership


def facts_of(roots: Sequence[Path], place: str, description: Description) -> tuple[dict[str, Lever], list[PlaceColumn]]:
    """Return the levers of a partnership and the columns of its figures."""
    columns = list(place_columns(roots, place, description))
    return levers_of(description, {column.name: column.basis for column in columns}), columns


def read_workbook(path: Path, roots: Sequence[Path], asked: str | None, version: str) -> FilledIn:
    """Return what is filled in.

    Parameters
    ----------
    path
        The workbook.
    roots
        Folders of scenarios, the first one first.
    asked
        The partnership that was asked for; None: that of the template.
    version
        Version of the program, for the first line of every file.

    Raises
    ------
    InputErrors
        With every fault of the workbook, by sheet and cell.
    """
    content = bytes_of(path)
    book = opened(content, path.name)
    reading = _Reading(path.name, book, list(roots), cover_of(book, path.name, partnerships(roots)))
    origin = f"From the workbook {shown(path.name)} (SHA-256 {hashlib.sha256(content).hexdigest()})"
    return reading.whole(f"{origin}, template {TEMPLATE}, by Homefirst {version}", asked)


def partnership_of(path: Path, roots: Sequence[Path]) -> str:
    """Return the partnership that a template was made for; raise InputErrors where it is no template."""
    return cover_of(opened(bytes_of(path), path.name), path.name, partnerships(roots)).partnership


@dataclass
class _Reading:
    """A workbook being read: its sheets, and the faults met so far."""

    file: str
    book: Any
    roots: list[Path]
    cover: Cover
    faults: list[InputError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fail(self) -> None:
        """Raise all faults met so far, if there are any."""
        if self.faults:
            raise InputErrors(self.faults, MOST_FAULTS)

    def whole(self, origin: str, asked: str | None) -> FilledIn:
        """Return all that is filled in; raise InputErrors with every fault."""
        partnership = self.cover.partnership
        description = read_system(self.roots, partnership)
        levers, columns = facts_of(self.roots, partnership, description)
        pages, self.faults, self.notes = pages_of(self.book, self.file, description.title)
        place = self._place(pages, columns)
        if asked not in (None, partnership, place.name if place else None):
            rule = f"is a template for '{partnership}', and partnership={asked} is asked: make one for it"
            self.faults.append(InputError(self.cover.where, "Short name", message=rule))
        self._check_levers(pages, levers)
        own_levers = levers
        if place is not None and (own := self._own_description(place, pages[PLACE.name])) is not None:
            description, own_levers = own, facts_of(self.roots, partnership, own)[0]
        read_options = self._options(pages, own_levers, description)
        read_sweeps = self._sweeps(pages, own_levers, description)
        self.faults += [fault for page in pages.values() for fault in page.faults]
        if not self.faults and not (read_options or read_sweeps or place):
            rule = "is not filled in: fill in an option, a sweep or a place of your own"
            self.faults.append(InputError(f"{self.file}, {OPTIONS.name}!B{FIRST_ROW}", message=rule))
        self.fail()
        files = {f"options/{one.name}.yaml": self._text(one, origin) for one in read_options}
        files |= {f"{SWEEPS_FOLDER}/{one.name}.yaml": self._text(one, origin) for one in read_sweeps}
        files |= self._place_files(place, origin)
        return self._checked(
            files, place, description, [one.name for one in read_options], [one.name for one in read_sweeps]
        )

    def _check_levers(self, pages: Mapping[str, Page], levers: Mapping[str, Lever]) -> None:
        """Note amounts of today that were changed by hand, or by newer figures since the template was made."""
        is_current = self.cover.made_from == fingerprint(levers)
        notes = [
            note
            for page in _amounts(pages).values()
            for note in options.check_levers(page, levers, is_current=is_current)
        ]
        if not is_current:
            self.notes.append("the template was made from other figures than those of today: make a new one and copy")
        self.notes += dict.fromkeys(notes)

    def _place(self, pages: Mapping[str, Page], columns: Sequence[PlaceColumn]) -> OwnPlace | None:
        if PLACE.name not in pages:
            return None
        shipped = partnerships(self.roots[-1:])
        return own_place_in(pages[PLACE.name], columns, (*shipped, "scotland"))

    def _own_description(self, place: OwnPlace, page: Page) -> Description | None:
        """Return the description of a place of one's own; nothing, with its faults, where it cannot be read."""
        table = {f"{TABLES_FOLDER}/{TABLE}.csv": place_table(self.roots, place)}
        try:
            with laid_out(table, "workbook") as folder:
                return read_system([folder, *self.roots], place.name)
        except InputErrors as faulty:
            at = page.where(FIRST_ROW, "own")
            self.faults += [InputError(at, fault.key, fault.value, message=fault.message) for fault in faulty.errors]
            return None

    def _options(self, pages: Mapping[str, Page], levers: Mapping[str, Lever], description: Description) -> list[Read]:
        if OPTIONS.name not in pages:
            return []
        read = options.options_in(pages[OPTIONS.name], _amounts(pages), levers, option_names(self.roots))
        return self._without_faults(read, lambda one: options.faults_of(one, description), pages)

    def _sweeps(self, pages: Mapping[str, Page], levers: Mapping[str, Lever], description: Description) -> list[Read]:
        if not {SWEEPS.name, AXES.name} <= set(pages):
            return []
        taken = list(files_in(self.roots, SWEEPS_FOLDER))
        read = sweeps.sweeps_in(pages[SWEEPS.name], pages[AXES.name], levers, taken)
        return self._without_faults(read, lambda one: sweeps.faults_of(one, description), pages)

    def _without_faults(
        self, read: Sequence[Read], faults: Callable[[Read], Iterator[InputError]], pages: Mapping[str, Page]
    ) -> list[Read]:
        """Note what the scenario refuses, but of cells that are at fault already."""
        known = {fault.file for page in pages.values() for fault in page.faults}
        self.faults += [fault for one in read for fault in faults(one) if fault.file not in known]
        return list(read)

    def _text(self, one: Read, origin: str) -> str:
        return yaml_text(one.content, f"{origin}, sheets {one.sheets}")

    def _place_files(self, place: OwnPlace | None, origin: str) -> dict[str, str]:
        if place is None:
            return {}
        lines = [f"{origin}, sheet {PLACE.name}: row {place.name} of {TABLE}.csv."]
        lines.append(f"Columns without a figure: {', '.join(place.lacking) or 'none'}")
        lines.append(f"Needed by a calibration: {', '.join(place.uncalibrated) or 'none'}")
        note = "\n".join([*lines, ""])
        return {
            f"{TABLES_FOLDER}/{TABLE}.csv": place_table(self.roots, place),
            f"{TABLES_FOLDER}/{TABLE}_from_workbook.txt": note,
        }

    def _checked(
        self,
        files: dict[str, str],
        place: OwnPlace | None,
        description: Description,
        names: list[str],
        swept: list[str],
    ) -> FilledIn:
        """Return what the files hold once their own readers have read them."""
        with laid_out(files, "workbook") as folder:
            roots = [folder, *self.roots]
            read = {name: read_option(roots, name, description) for name in names}
            read_sweeps = {name: read_sweep(roots, name) for name in swept}
        return FilledIn(self.file, self.cover.partnership, place, read, read_sweeps, files, tuple(self.notes))


def _amounts(pages: Mapping[str, Page]) -> dict[str, Page]:
    """Return the sheets of amounts."""
    return {name: page for name, page in pages.items() if page.sheet is OPTION}
