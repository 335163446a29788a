"""Arrays, their rows, who comes and the snapshots as compiled functions get them, for the type checker.

An array gives an element for all its indices, and a row for one.
"""

from collections.abc import Iterator
from typing import Protocol, TypeVar, overload

T = TypeVar("T")


class Array(Protocol[T]):
    """An array of one axis."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Return its length, alone in a tuple."""

    def __len__(self) -> int:
        """Return its length."""

    def __iter__(self) -> Iterator[T]:
        """Go through its elements."""

    def __getitem__(self, index: int) -> T:
        """Return an element."""

    def __setitem__(self, index: int | slice, value: T) -> None:
        """Change an element, or all."""

    def max(self) -> T:
        """Return the largest element."""


class Table(Protocol[T]):
    """An array of several axes."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Return its length along each axis."""

    @overload
    def __getitem__(self, index: int) -> Array[T]: ...
    @overload
    def __getitem__(self, index: tuple[int, ...]) -> T: ...
    def __getitem__(self, index: int | tuple[int, ...]) -> Array[T] | T:
        """Return an element, or with one index a row."""

    def __setitem__(self, index: tuple[int | slice, ...], value: T) -> None:
        """Change an element, or a row."""


class Need(Protocol):
    """A row of the needs: see `demand.demand.ROW`."""

    day: float
    mark: float
    key: int
    person: int
    need: int
    group: int


class Event(Protocol):
    """A row of the event log: see `outcome.EVENTS`."""

    day: float
    kind: int
    person: int
    need: int
    setting: int
    detail: float


class HospitalStay(Protocol):
    """A row of the stays in hospital: see `outcome.HOSPITAL_STAYS`."""

    row: int
    admitted_day: float
    left_day: float
    ended_in: int
    delayed_days: float


class Spell(Protocol):
    """What is counted of a spell: see `structs.SPELLS`."""

    admitted_day: float
    left_day: float
    ready_day: float
    active_days: float
    delayed_days: float
    wait_days: float
    row: int
    response: int
    from_residence: int
    ended_in: int
    admissions: int
    boarded: int


class Snapshots(Protocol):
    """The struct SNAPSHOTS: see `outcome.Snapshots`."""

    taken: int
    day: Array[float]
    used_days: Table[float]
    hold_days: Table[float]
    reserved_days: Table[float]
    surge_days: Table[float]
    capacity_days: Table[float]
    queue_days: Table[float]
    waited_days: Table[float]
    entered: Table[int]
    boarded_in: Table[int]
    turned_away: Table[int]
    waits: Table[int]
    withdrew: Table[int]
    delayed: Table[float]
    need_days: Table[float]


class Coming(Protocol):
    """The struct DEMAND: who comes."""

    needs: Array[Need]
    death_day: Array[float]
    enters_day: Array[float]
    turns_75_day: Array[float]
    start_hours: Array[float]
    start_remaining: Array[float]
    delayed_remaining: Array[float]
    waiting_since: Array[float]
    present_remaining: Array[float]
    present_since: Array[float]
    start_setting: Array[int]
    start_group: Array[int]
    delayed_row: Array[int]
    delayed_setting: Array[int]
    delayed_pathway: Array[int]
    delayed_step: Array[int]
    waiting_person: Array[int]
    waiting_pathway: Array[int]
    present_row: Array[int]
    present_setting: Array[int]
    present_response: Array[int]
    present_pathway: Array[int]
    key: Array[int]
