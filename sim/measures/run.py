"""One run as the measures see it: its period, its residents, and their emergency spells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.demand.demand import Demand
from sim.measures.reach import people_reached
from sim.measures.residents import Flags, Floats, Integers, NeedRows, Residents
from sim.outcome import Outcome
from sim.tables.tables import YEAR, Tables

QUINTILES = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Run:
    """An outcome with the residents it happened to and the tables it came from."""

    outcome: Outcome
    residents: Residents
    tables: Tables

    @classmethod
    def of(cls, outcome: Outcome, demand: Demand, tables: Tables) -> "Run":
        """Return the first run looked at on this demand."""
        return cls(outcome, Residents(demand, tables.need_emergency, outcome.from_day, outcome.to_day), tables)

    def under(self, outcome: Outcome, tables: Tables) -> "Run":
        """Return what an option makes of the same residents."""
        return Run(outcome, self.residents, tables)

    @property
    def demand(self) -> Demand:
        """Who comes."""
        return self.residents.demand

    @property
    def days(self) -> float:
        """Length of the period in days."""
        return self.residents.days

    @property
    def years(self) -> float:
        """Length of the period in years."""
        return self.days / YEAR

    @property
    def populated(self) -> bool:
        """Whether the model has residents."""
        return self.residents.populated

    @cached_property
    def spells(self) -> Integers:
        """Which spells of the outcome are emergencies of residents."""
        return np.flatnonzero(self.residents.is_emergency[self.outcome.row])

    @cached_property
    def spell_of(self) -> NDArray[np.int32]:
        """Which of `spells` is of each row of needs, by its place in the outcome; -1 where none is."""
        spell = np.full(len(self.demand.needs), -1, dtype=np.int32)
        spell[self.outcome.row[self.spells]] = self.spells
        return spell

    def needs(self, rows: NeedRows) -> Integers:
        """Return the number of the need of each row of needs; -1 of a spell under way on day 0."""
        return np.asarray(self.residents.need[rows])

    def persons(self, rows: NeedRows) -> Integers:
        """Return the person of each row of needs."""
        return np.asarray(self.residents.person[rows])

    @cached_property
    def stays(self) -> NDArray[np.void]:
        """Stays in hospital of residents on emergency spells: from each entry from outside to leaving hospital.

        The one definition of an admission and of a discharge: the beginning and the end of such a stay, a return from
        intermediate care included. Stays that ended before the period are left out.
        """
        stays = self.outcome.stays
        return stays.take(np.flatnonzero(self.residents.is_emergency[stays["row"]]))

    @cached_property
    def days_to_next_admission(self) -> Floats:
        """Days from the end of each stay in hospital to the same person's next; infinite without one."""
        stays = self.stays
        person = self.persons(stays["row"])
        order = np.lexsort((stays["admitted_day"], person))
        before, after = order[:-1], order[1:]
        days = np.full(len(stays), np.inf)
        gaps = stays["admitted_day"][after] - stays["left_day"][before]
        days[before] = np.where((person[before] == person[after]) & (gaps >= 0), gaps, np.inf)
        return days

    @cached_property
    def admissions(self) -> Integers:
        """Row of needs of each emergency admission in the period; a stay under way on day 0 is none."""
        day = self.stays["admitted_day"]
        return np.asarray(self.stays["row"][self.within(day) & (day >= 0)])

    @cached_property
    def spells_in_bed(self) -> Integers:
        """Emergency spells with days in a hospital bed in the period, delayed ones included."""
        return np.asarray(self.spells[self._days_in_bed > 0])

    @cached_property
    def _days_in_bed(self) -> Floats:
        """Days in a hospital bed in the period of each of `spells`."""
        return np.asarray(self.outcome.active_days[self.spells] + self.outcome.delayed_days[self.spells])

    @cached_property
    def in_bed(self) -> Integers:
        """Row of needs of each of `spells_in_bed`."""
        return np.asarray(self.outcome.row[self.spells_in_bed])

    @cached_property
    def bed_days(self) -> Floats:
        """Days in a hospital bed in the period of each of `spells_in_bed`."""
        return np.asarray(self._days_in_bed[self._days_in_bed > 0])

    @cached_property
    def moved_to_care_home(self) -> Floats:
        """Day of each first move to a care home in the period."""
        day = self.outcome.moved_to_care_home_day
        return np.asarray(day[self.within(day)])

    @cached_property
    def deaths(self) -> Flags:
        """Which residents died in the period, inside the model."""
        return np.asarray((self.outcome.died_in >= 0) & self.residents.died_in_period)

    @cached_property
    def reached(self) -> Floats:
        """Mean number of residents each intervention reaches over the period."""
        return people_reached(self.residents, self.tables, self.outcome.moved_to_care_home_day)

    @property
    def midnights(self) -> slice:
        """Rows of the outcome's daily arrays that lie in the period."""
        return slice(int(np.ceil(self.outcome.from_day)), int(np.ceil(self.outcome.to_day)))

    def within(self, day: Floats) -> Flags:
        """Return which days lie in the period (its end is out)."""
        return np.asarray((day >= self.outcome.from_day) & (day < self.outcome.to_day))

    @property
    def may_withdraw(self) -> Flags:
        """Whether people may stop waiting for a setting or team: at home, at its door, or for another way out."""
        tables = self.tables
        resources = np.arange(len(tables.patience))
        by_deadline = np.isin(resources, tables.path[:, tables.response_deadline >= 0, 0])
        by_deadline |= np.isin(resources, tables.pathway_to[np.isfinite(tables.pathway_within)])
        return np.asarray((tables.patience >= 0) | (tables.patience_at_door >= 0) | by_deadline)

    def settings(self, *types: str) -> Integers:
        """Return the settings whose type is one of some types."""
        of_type = [setting for setting, name in enumerate(self.tables.setting_types) if name in types]
        return np.asarray(of_type, dtype=np.int64)

    def of_sort(self, flags: Flags, rows: Integers) -> Integers:
        """Return the rows of needs of a sort marked in an array by need; spells under way on day 0 are of none."""
        return np.asarray(rows[self.is_of_sort(flags, rows)])

    def is_of_sort(self, flags: Flags, rows: NeedRows) -> Flags:
        """Return which rows of needs are of a sort marked in an array by need."""
        return np.asarray(np.append(flags, False)[self.needs(rows)])


def summed(index: Integers, values: NDArray[np.generic], names: Sequence[str]) -> dict[str, float]:
    """Return the sum of values for each name, by the index of the name."""
    totals = np.bincount(index, weights=values.astype(np.float64), minlength=len(names))
    return dict(zip(names, totals.tolist(), strict=True))


def shared(totals: dict[str, float], by: float) -> dict[str, float]:
    """Return each total divided by a number."""
    return {name: total / by for name, total in totals.items()}
