"""Calibration targets: the multipliers that calibration moves, each with the published figure it is moved by."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.description.settings import Published
from sim.description.system import Description


@dataclass(frozen=True)
class Target:
    """One multiplier, the published figure beside it, how sure that figure is, and how far the multiplier may go.

    Doubts are standard deviations of natural logarithms.
    """

    multiplier: str
    published: Callable[[Description], float]
    doubt: float
    """Of the figure itself. A figure that is an assumption has a large one: it is a prior, not data."""
    low: float
    high: float
    prior: float = 0.5
    """Of the multiplier about 1, the national value."""
    add: float = 0.0
    """Added to both sides, so that a small queue does not swing the ratio."""
    luck: float = 0.0
    """Of one year: the variance that a figure has in proportion to itself (of a count of people about 1)."""
    answers: float = 0.0
    """Least elasticity of the figure to its multiplier (most, if below 0): an empty list would answer to nothing."""
    own_only: bool = False
    """A figure of few people: what answers to other multipliers is noise, and counts as none."""
    assumed: bool = False
    """The figure is an assumption: it guides the steps, and no step is chosen by it."""
    nudge: float = 0.15
    """By how much the logarithm is moved to measure what answers to it."""
    discrepancy: float = 0.0
    """How far the model may be off at its best (assumed): counts in the posterior, moves no step of a calibration."""

    def variance(self, description: Description) -> float:
        """Return the variance of the logarithm of the figure: its doubt, and the luck of the one year published."""
        return float(self.doubt**2 + self.luck / max(self.published(description) + self.add, 1.0))


def _column(*names: str, times: float = 1.0) -> Callable[[Description], float]:
    return lambda description: times * sum(float(description.published[name]) for name in names)


def _mean_package(description: Description) -> float:
    figures = description.published
    return float(figures["home_support_hours_65_plus"]) / float(figures["home_support_clients_65_plus"])


def _emergency_without_falls(description: Description) -> float:
    figures = description.published
    return float(figures["emergency_admissions_65_plus"]) - float(figures["falls_admissions_65_plus"])


def _waiting(pathway: str) -> Callable[[Description], float]:
    def people(description: Description) -> float:
        rates = (
            [wait.per_1000_people for wait in description.people.waiting if wait.pathway == pathway]
            if description.people
            else []
        )
        return sum(rates) * float(description.published["people_65_plus"]) / 1000

    return people


def _hospital_wait(days: float) -> Callable[[Description], float]:
    """Return the days that people in hospital wait for the place itself: assumed, in step with the published delays."""

    def local(description: Description) -> float:
        figures = description.published
        rate = float(figures[f"{_DAYS}health_and_social_care"]) / float(figures["people_75_plus"])
        return days * min(max(rate / SCOTLAND_DELAYED_DAYS_A_PERSON, 0.2), 3.0)

    return local


FULLEST = 0.98
"""Share of a ward's beds that calibration fills at most (assumed): published means of up to 99 % hold beds beyond those
counted, and a ward that full has a queue at its door without end."""
SCOTLAND_DELAYED_DAYS_A_PERSON = 0.61
"""Delayed days for health and social care reasons, 2023/24, for each person aged 75+ in Scotland (PHS, NRS)."""
COUNTED, DELAYED, BY_REASON = 0.05, 0.1, 0.2
"""Discrepancies (assumed): of counts of people, admissions, hours and beds; of delayed days; of those of one reason."""
_DAYS = "delayed_days_75_plus_"
_STANDARD = (f"{_DAYS}health_and_social_care", f"{_DAYS}patient_and_family")
TARGETS: tuple[Target, ...] = (
    Target("needs", _emergency_without_falls, 0.02, 0.2, 5.0, luck=1.5, discrepancy=COUNTED),
    Target("falls", _column("falls_admissions_65_plus"), 0.03, 0.2, 5.0, luck=1.2, discrepancy=COUNTED),
    Target("deaths", _column("deaths_65_plus"), 0.02, 0.5, 2.0, prior=0.5, luck=1.0, discrepancy=COUNTED),
    Target("delay", _column(*_STANDARD), 0.04, 0.02, 8.0, prior=2.0, luck=60.0, answers=0.4, discrepancy=DELAYED),
    Target(
        "guardianship",
        _column(f"{_DAYS}awi"),
        0.05,
        0.02,
        8.0,
        prior=2.0,
        add=100.0,
        luck=150.0,
        answers=0.4,
        own_only=True,
        discrepancy=BY_REASON,
    ),
    Target(
        "complex",
        _column(f"{_DAYS}other_code_9"),
        0.1,
        0.02,
        20.0,
        prior=2.0,
        add=100.0,
        luck=150.0,
        answers=0.5,
        own_only=True,
        discrepancy=BY_REASON,
    ),
    Target(
        "support_at_home", _waiting("support_from_community"), 0.3, 0.1, 8.0, prior=0.8, add=3.0, luck=3.0, answers=1.5
    ),
    Target(
        "long_term_care", _waiting("care_home_from_community"), 0.3, 0.1, 8.0, prior=0.8, add=3.0, luck=3.0, answers=1.5
    ),
    Target("hospital_ahead", _hospital_wait(5.0), 0.4, 0.05, 20.0, prior=2.0, add=0.5, answers=-0.4, assumed=True),
    Target(
        "hospital_ahead_care_home", _hospital_wait(8.0), 0.4, 0.05, 20.0, prior=2.0, add=0.5, answers=-0.4, assumed=True
    ),
    Target("acute_stay", lambda _: 0.0, 0.5, 0.6, 1.2, prior=0.15, add=1.0, answers=3.0),
    Target("package_hours", _mean_package, 0.01, 0.3, 3.0, prior=0.3, discrepancy=COUNTED),
    Target("capacity_growth", lambda _: 1.0, 0.1, 0.96, 1.04, prior=0.01, luck=0.02, answers=-4.0, nudge=0.01),
)
"""Multipliers of the partnership as a whole; those that fill its wards are in `aims`."""


@dataclass(frozen=True, slots=True)
class Background:
    """Arrivals that fill the beds of a ward which the people modelled leave: multiplier, need, ward, occupied beds.

    ``beds`` is the multiplier of the beds themselves, where the ward has one: those of the beds that can be filled.
    """

    multiplier: str
    need: str
    ward: str
    column: str
    beds: str | None = None


def backgrounds(description: Description) -> dict[str, Background]:
    """Return, by multiplier, the calibrated arrivals that fill a published number of places."""
    by_multiplier = {}
    for name, need in description.needs.items():
        if need.arrivals and need.arrivals.calibrated and need.arrivals.occupied and need.ward:
            multiplier = need.arrivals.calibrated
            capacity = description.settings[need.ward].capacity
            beds = capacity.calibrated if isinstance(capacity, Published) else None
            by_multiplier[multiplier] = Background(multiplier, name, need.ward, need.arrivals.occupied, beds)
    return by_multiplier


def aims(description: Description) -> tuple[Target, ...]:
    """Return every multiplier of a description that calibration moves, with the figure it is moved by."""
    wards = backgrounds(description).values()
    return TARGETS + tuple(
        Target(ward.multiplier, _taken(ward), 0.05, 0.0, 12.0, add=1.0, luck=0.2, discrepancy=COUNTED) for ward in wards
    )


def _taken(ward: Background) -> Callable[[Description], float]:
    """Return the occupied beds of a ward: as published, or as many as a ward can fill without a queue at its door."""

    def beds(description: Description) -> float:
        published, capacity = _column(ward.column)(description), description.settings[ward.ward].capacity
        if not isinstance(capacity, Published) or capacity.column not in description.published:
            return published
        return min(published, FULLEST * capacity.times * float(description.published[capacity.column]))

    return beds
