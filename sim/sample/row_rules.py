"""What the cells of one row must not be beside each other: orders, window, extract, collection, death."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.sample.faults import Mask, Numbers
from sim.sample.links import Index
from sim.sample.manifest import COLLECTED, Manifest, day_number
from sim.sample.schema import Table

Batch = Mapping[str, Numbers]
"""Numbers by column, of rows that stand together; nan where a cell is empty."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows of a batch that break a rule, and the column where it shows."""

    column: str
    rule: str
    rows: Mask


def row_faults(table: Table, batch: Batch, manifest: Manifest, people: Index) -> Iterator[Fault]:
    """Yield every rule of the format that rows of a batch break."""
    yield from _orders(table, batch)
    yield from _after_extract(table, batch, manifest)
    if table.name in COLLECTED:
        yield from _outside(table, batch, manifest)
        yield from _AS_COLLECTED.get(manifest.collected.get(table.name, ""), _nothing)(table, batch, manifest)
        if "person" in batch and len(people):
            late = np.floor(batch[table.begins]) > people.deaths(batch["person"])
            yield Fault(table.begins, "is after the person's death", late)


def after_death(table: Table, batch: Batch, people: Index) -> Numbers:
    """Return the person of each row that begins before the person's death and ends after it."""
    if table.name not in COLLECTED or "person" not in batch or not len(people):
        return np.empty(0)
    died = people.deaths(batch["person"])
    late = (np.floor(batch[table.ends]) > died) & (np.floor(batch[table.begins]) <= died)
    return batch["person"][late]


def _orders(table: Table, batch: Batch) -> Iterator[Fault]:
    pairs = [(table.begins, table.ends), (table.asked, table.begins)]
    for earlier, later in pairs:
        if earlier in batch and later in batch:
            yield Fault(later, f"is before {earlier}", batch[later] < batch[earlier])
    if table.name == "spells" and "ready" in batch:
        inside = "must lie within the spell, from admitted to left"
        early = batch["ready"] < np.floor(batch["admitted"])
        yield Fault("ready", inside, early | (batch["ready"] > np.floor(batch["left"])))
    if table.name == "monthly":
        hidden = batch["suppressed"] == 0 if "suppressed" in batch else np.zeros(len(batch["value"]), dtype=bool)
        known = ~np.isnan(batch["value"])
        yield Fault("value", "must be empty where suppressed is yes", hidden & known)
        yield Fault("value", "must not be empty where suppressed is not yes", ~hidden & ~known)


def _after_extract(table: Table, batch: Batch, manifest: Manifest) -> Iterator[Fault]:
    """Yield dates after the extract; capacities may be planned."""
    if table.name != "capacity":
        last = day_number(manifest.extracted) + 1
        for column in table.columns.values():
            if column.type in ("date", "moment") and column.name in batch:
                yield Fault(column.name, "is after extracted of the manifest", batch[column.name] >= last)


def _outside(table: Table, batch: Batch, manifest: Manifest) -> Iterator[Fault]:
    begins, ends = _span(table, batch)
    first, after = day_number(manifest.from_), day_number(manifest.to)
    yield Fault(table.begins, "has no part in the window, from to to of the manifest", begins >= after)
    yield Fault(table.ends, "has no part in the window, from to to of the manifest", ends < first)


def _span(table: Table, batch: Batch) -> tuple[Numbers, Numbers]:
    """Return the days on which each row begins and ends; one without an end has not ended."""
    begins = np.floor(batch[table.begins])
    ends = batch[table.ends]
    return begins, np.where(np.isnan(ends), np.inf, np.floor(ends))


# --- as collected ----------------------------------------------------------------------------------------------------


def _nothing(table: Table, batch: Batch, manifest: Manifest) -> Iterator[Fault]:
    yield from ()


def _cohort(table: Table, batch: Batch, manifest: Manifest) -> Iterator[Fault]:
    early = batch[table.begins] < day_number(manifest.from_)
    yield Fault(table.begins, "is before from of the manifest, where collected is cohort", early)


def _ended(table: Table, batch: Batch, manifest: Manifest) -> Iterator[Fault]:
    _, ends = _span(table, batch)
    yield Fault(table.ends, "must not be empty where collected is ended", np.isinf(ends))
    late = (ends >= day_number(manifest.to)) & ~np.isinf(ends)
    yield Fault(table.ends, "is not before to of the manifest, where collected is ended", late)


def _census(table: Table, batch: Batch, manifest: Manifest) -> Iterator[Fault]:
    begins, ends = _span(table, batch)
    days = [day_number(day) for day in manifest.census_dates[table.name]]
    there = np.any([(begins <= day) & (ends >= day) for day in days], axis=0)
    yield Fault(table.begins, "is a row of nobody present on a census date", ~there & ~np.isnan(begins))
    if "as_of" in batch:
        yield Fault("as_of", "must be a census date", ~np.isin(batch["as_of"], days) & ~np.isnan(batch["as_of"]))


def _submissions(table: Table, batch: Batch, manifest: Manifest) -> Iterator[Fault]:
    months = batch.get("month", np.full(len(batch[table.begins]), np.nan))
    yield Fault("month", "must not be empty where collected is monthly_submissions", np.isnan(months))


_AS_COLLECTED: dict[str, Callable[[Table, Batch, Manifest], Iterator[Fault]]] = {
    "cohort": _cohort,
    "ended": _ended,
    "census": _census,
    "monthly_submissions": _submissions,
}
"""What the manifest says of rows, against the rows; of open collection there is nothing more to say."""
