"""The raw events of a run → visits: who was in which setting from when to when, when ready, and where they went."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcome import Kind
from sim.tables.tables import Tables

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
GONE, DIED, STILL_THERE = -2, -3, -4
"""In place of the next setting: left the model (or is not seen again), died, still there at the end."""
_COMES = (Kind.START.value, Kind.ENTER.value)
_ENDS = (Kind.LEAVE.value, Kind.DIE.value)


def visits_of(events: NDArray[np.void], persons: int) -> pd.DataFrame:
    """Return a row for each visit of the first so many persons, by person and then in order.

    Columns: ``person``, ``setting`` (number), ``begins`` and ``ends`` (days since the start; infinite: still there),
    ``ready`` (the first day on which the stay was over; nan: never), ``pathway`` (the last one drawn; -1 none),
    ``to`` (number of the next setting, or one of the words above), ``need`` (row of needs; -1 none).
    """
    ours = events[(events["person"] >= 0) & (events["person"] < persons)]
    ours = ours[np.argsort(ours["person"], kind="stable")]
    kind, person = ours["kind"], ours["person"]
    comes = np.isin(kind, _COMES)
    number = np.cumsum(comes) - 1  # of the visit that an event belongs to
    first = np.flatnonzero(comes)
    belongs = (number >= 0) & (person[first[np.maximum(number, 0)]] == person)
    visits = pd.DataFrame(
        {
            "person": person[first].astype(np.int64),
            "setting": ours["setting"][first].astype(np.int64),
            "begins": ours["day"][first],
            "need": ours["need"][first].astype(np.int64),
        }
    )
    _add_ready(visits, ours, number, belongs)
    _add_end(visits, ours, number, belongs)
    return visits


def _add_ready(
    visits: pd.DataFrame, ours: NDArray[np.void], number: NDArray[np.int64], belongs: NDArray[np.bool_]
) -> None:
    ready = np.flatnonzero((ours["kind"] == Kind.READY.value) & belongs)
    days, pathways = np.full(len(visits), np.nan), np.full(len(visits), -1)
    days[number[ready][::-1]] = ours["day"][ready][::-1]  # the first of a visit stays
    pathways[number[ready]] = ours["detail"][ready].astype(np.int64)
    visits["ready"], visits["pathway"] = days, pathways


def _add_end(
    visits: pd.DataFrame, ours: NDArray[np.void], number: NDArray[np.int64], belongs: NDArray[np.bool_]
) -> None:
    ends = np.flatnonzero(np.isin(ours["kind"], _ENDS) & belongs)
    died = ours["kind"][ends] == Kind.DIE.value
    ends = ends[died | (ours["setting"][ends] >= 0)]  # whoever leaves the door alone has not been anywhere
    days, to = np.full(len(visits), np.inf), np.full(len(visits), STILL_THERE)
    days[number[ends][::-1]] = ours["day"][ends][::-1]
    where = np.where(ours["kind"][ends] == Kind.DIE.value, DIED, ours["detail"][ends].astype(np.int64))
    to[number[ends][::-1]] = np.where((where < 0) & (where != DIED), GONE, where)[::-1]
    visits["ends"], visits["to"] = days, to


def marks_of(events: NDArray[np.void], kind: Kind, persons: int) -> pd.DataFrame:
    """Return the events of one kind of the first so many persons: person, day, setting, detail, need."""
    ours = events[(events["kind"] == kind.value) & (events["person"] >= 0) & (events["person"] < persons)]
    ours = ours[np.argsort(ours["person"], kind="stable")]
    return pd.DataFrame(
        {
            "person": ours["person"].astype(np.int64),
            "day": ours["day"],
            "setting": ours["setting"].astype(np.int64),
            "detail": ours["detail"],
            "need": ours["need"].astype(np.int64),
        }
    )


def types_of(tables: Tables, settings: NDArray[np.int64] | pd.Series) -> NDArray[np.object_]:
    """Return the type of each setting by number; the words in place of a setting give themselves."""
    names = np.array([*tables.setting_types, "still_there", "died", "gone", "nobody"], dtype=object)
    return np.asarray(names[np.asarray(settings)])
