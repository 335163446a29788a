"""Emergency care of care-home residents and home-support clients, counted quarter by quarter as it is published.

Insights in Social Care (Public Health Scotland) sets the emergency admissions and bed days of a quarter beside the
number of people with the service at any time in it. The measured period is cut into equal parts as near to a quarter
of a year as they come (from 1 April: the quarters of the financial year).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.measures.registry import PHS, define
from sim.measures.residents import Flags, Floats, Integers
from sim.measures.run import Run
from sim.measures.tidy import Row, ratio, row, rows

SOURCE = f"Insights in Social Care, {PHS}"
OF_CLIENTS = (
    " of people who lived at home with home support when their need arose (in the quarters in which their package was"
    " still kept or began anew), and of people who left hospital for new home support in the same quarter."
)
OF_RESIDENTS = " of people who lived in a care home when their need arose."
define(
    "care_home_residents_in_quarter",
    "people",
    "neither",
    "People who lived in a care home at any time in a quarter, mean of the quarters: residents (mean of the period),"
    " those in hospital included, and people who moved in for the first time.",
    SOURCE,
)
define(
    "home_support_clients_in_quarter",
    "people",
    "neither",
    "People with home support at any time in a quarter, mean of the quarters: clients (mean of the period), packages"
    " kept for people in hospital included, and packages begun; who begins twice in a quarter counts twice.",
    SOURCE,
)
define(
    "bed_days_of_care_home_residents",
    "bed days a year",
    "lower",
    f"Emergency bed days in the period{OF_RESIDENTS}",
    SOURCE,
)
define(
    "bed_days_of_home_support_clients",
    "bed days a year",
    "lower",
    f"Emergency bed days in each quarter{OF_CLIENTS} By when support began too. Left out: days before support in the"
    " quarter in which it began from home or intermediate care.",
    SOURCE,
)
define("admissions_of_care_home_residents", "admissions a year", "lower", f"Emergency admissions{OF_RESIDENTS}", SOURCE)
define(
    "admissions_of_home_support_clients",
    "admissions a year",
    "lower",
    f"Emergency admissions{OF_CLIENTS} By when support began too.",
    SOURCE,
)
define(
    "admissions_per_resident_year",
    "admissions per care-home resident-year",
    "lower",
    "Admissions of care-home residents a year over residents at any time in a quarter.",
    SOURCE,
)
define(
    "admissions_per_client_year",
    "admissions per client-year",
    "lower",
    "Admissions of home-support clients a year over clients at any time in a quarter.",
    SOURCE,
)
BEGAN = "support_began"
"""Breakdown of what clients count: who had support when the need arose, and who began it on leaving hospital."""


def supported_people(run: Run) -> list[Row]:
    """Return people in care homes and with home support in a quarter, their emergency admissions and bed days."""
    table: list[Row] = []
    if not run.populated:
        return table
    homes, clients = run.settings("care_home"), run.settings("home_support")
    if len(homes):
        table += _of_residents(run, homes)
    if len(clients):
        table += _of_clients(run, clients)
    return table


def _of_residents(run: Run, homes: Integers) -> list[Row]:
    moved_in = float(len(run.moved_to_care_home))
    people = _at_any_time(run, homes, moved_in)
    lived_there = np.isin(run.outcome.from_residence[run.spell_of[run.admissions]], homes)
    in_bed = np.isin(run.outcome.from_residence[run.spells_in_bed], homes)
    days, admitted = float(run.bed_days[in_bed].sum()), float(lived_there.sum())
    return [
        row("care_home_residents_in_quarter", people),
        row("bed_days_of_care_home_residents", days / run.years),
        row("admissions_of_care_home_residents", admitted / run.years),
        row("admissions_per_resident_year", ratio(admitted / run.years, people)),
    ]


def _of_clients(run: Run, clients: Integers) -> list[Row]:
    stays = _Stays(run, clients)
    people = _at_any_time(run, clients, stays.begun_from_hospital + _begun_elsewhere(run, clients, stays))
    counted = {"bed_days_of_home_support_clients": stays.days, "admissions_of_home_support_clients": stays.admitted}
    table = [row("home_support_clients_in_quarter", people)]
    for name, by_quarter in counted.items():
        before = float(by_quarter[stays.supported].sum()) / run.years
        after = float(by_quarter[stays.leaves_for_support & ~stays.lived_with_support[:, None]].sum()) / run.years
        table += [row(name, before + after)]
        table += rows(name, BEGAN, {"before_the_need": before, "on_leaving_hospital": after})
    admitted = next(entry.value for entry in table if entry.measure == "admissions_of_home_support_clients")
    return [*table, row("admissions_per_client_year", ratio(admitted, people))]


def _at_any_time(run: Run, residences: Integers, begun: float) -> float:
    """Return people who live in some residences, or whose place there is kept, and those who begin in a quarter."""
    outcome = run.outcome
    held = float((outcome.person_days[residences] + outcome.hold_days[residences]).sum()) / run.days
    return held + begun / (len(_bounds(run)) - 1)


def _bounds(run: Run) -> Floats:
    """Return the days on which the quarters of the period begin, and its end."""
    count = max(1, round(4 * run.years))
    return np.linspace(run.outcome.from_day, run.outcome.to_day, count + 1)


def _begun_elsewhere(run: Run, clients: Integers, stays: "_Stays") -> float:
    """Return packages begun at home, and in intermediate care by people who did not come there from home support."""
    moves, beds = run.outcome.moves, run.settings("intermediate_care")
    homes = np.setdiff1d(np.flatnonzero(run.tables.is_residence), clients)
    own = stays.lived_with_support & np.isin(stays.ended_in, beds) & run.within(stays.left_day)
    returns = int(moves[np.ix_(clients, beds)].sum()) + int(own.sum())
    from_beds = max(int(moves[np.ix_(beds, clients)].sum()) - returns, 0)
    return float(moves[np.ix_(homes, clients)].sum()) + from_beds


@dataclass(frozen=True)
class _Stays:
    """Emergency stays in hospital by quarter, and who of them had or began home support: arrays [stays, quarters]."""

    run: Run
    clients: Integers

    @cached_property
    def bounds(self) -> Floats:
        """Begin of each quarter, and the end of the last."""
        return _bounds(self.run)

    @property
    def left_day(self) -> Floats:
        """Day on which each stay ends; infinite where it has not."""
        return np.asarray(self.run.stays["left_day"])

    @property
    def ended_in(self) -> Integers:
        """Setting to which each stay leads."""
        return np.asarray(self.run.stays["ended_in"])

    @cached_property
    def days(self) -> Floats:
        """Days of each stay in each quarter."""
        begins = np.maximum(self.run.stays["admitted_day"][:, None], self.bounds[:-1])
        return np.asarray(np.maximum(np.minimum(self.left_day[:, None], self.bounds[1:]) - begins, 0.0))

    @cached_property
    def admitted(self) -> Flags:
        """Whether the stay begins in the quarter."""
        return self._in_quarter(self.run.stays["admitted_day"]) & (self.run.stays["admitted_day"] >= 0)[:, None]

    @cached_property
    def leaves_for_support(self) -> Flags:
        """Whether the stay leads to home support in the quarter."""
        return self._in_quarter(self.left_day) & np.isin(self.ended_in, self.clients)[:, None]

    @cached_property
    def lived_in(self) -> Integers:
        """Setting where the person of each stay lived when the need arose, -1 for those from outside."""
        return np.asarray(self.run.outcome.from_residence[self.run.spell_of[self.run.stays["row"]]])

    @cached_property
    def lived_with_support(self) -> Flags:
        """Whether the person of each stay lived with home support when the need arose."""
        return np.isin(self.lived_in, self.clients)

    @cached_property
    def kept(self) -> Flags:
        """Whether the package that the person had is still kept when the quarter begins, or is taken up in it."""
        kept_until = self.run.demand.needs.rows["day"][self.run.stays["row"]] + self.run.tables.hold_days[self.lived_in]
        return np.asarray(kept_until[:, None] > self.bounds[:-1])

    @cached_property
    def supported(self) -> Flags:
        """Whether who lived with support when the need arose has it at some time of the quarter."""
        return self.lived_with_support[:, None] & (self.kept | self.leaves_for_support)

    @property
    def begun_from_hospital(self) -> float:
        """Packages begun on leaving hospital by people who had none, or whose own was given up before the quarter."""
        had_it = self.lived_with_support[:, None] & self.kept
        return float((self.leaves_for_support & ~had_it).sum())

    def _in_quarter(self, day: Floats) -> Flags:
        return np.asarray((day[:, None] >= self.bounds[:-1]) & (day[:, None] < self.bounds[1:]))
