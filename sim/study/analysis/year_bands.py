"""The series of a baseline that are followed from year to year, and the band in which each should stay.

- *People delayed*: last year over first within 0.8 to 1.3. Published, they were flat to March 2024 within the noise of
  a year, while people aged 65 and over grew by 1 to 2 % a year, and so do places and hours in the baseline.
- *People waiting* for home support and for a care home: the list neither doubles nor halves (0.5 to 2).
- *Front door*: nobody waits a day. Judged is the mean wait of those let in, which is under a day in every year. Shown
  are the mean number who stand there and, of the fullest midnight of a year, over how many days they would be let in:
  under 1, hardly anybody can have waited a day (a small hospital may have such a night by luck).
- *People severely frail*: they grow as ageing alone asks, within 2 %. What it asks is the share of severely frail
  people stated for an age, summed over everybody's age.
"""

from dataclasses import dataclass
from math import nan

GROWTH, LARGEST, AGEING, NOTHING = "last year over first", "largest year", "growth over that asked by ageing", ""
"""What is held against a band; nothing: the series is shown only."""
Sum = tuple[str, str]
"""A measure summed by month, and its level: `all`, or a type of setting."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series: what it counts, the sums it is made of, what is judged, and the band."""

    words: str
    unit: str
    sums: Sum | None
    """Sum over a year; none: the fullest midnight at the front door."""
    over: Sum | None = None
    """What it is divided by; none: the days of the year."""
    judged_by: str = NOTHING
    band: tuple[float, float] = (nan, nan)
    """Its ends; not a number: no such end."""


DOOR = "emergency_department"
LET_IN: Sum = ("waits", DOOR)
FRAIL, BY_AGE = "severely_frail", "severely_frail_by_age"
SERIES: dict[str, Series] = {
    "delayed": Series("people delayed", "people", ("delayed_person_days", "all"), None, GROWTH, (0.8, 1.3)),
    "home_support": Series(
        "people waiting for home support", "people", ("queue_days", "home_support"), None, GROWTH, (0.5, 2.0)
    ),
    "care_home": Series(
        "people waiting for a care home", "people", ("queue_days", "care_home"), None, GROWTH, (0.5, 2.0)
    ),
    "front_door": Series("people waiting at the front door", "people", ("queue_days", DOOR)),
    "front_door_wait": Series(
        "mean wait at the front door", "days", ("waited_days", DOOR), LET_IN, LARGEST, (nan, 1.0)
    ),
    "front_door_fullest": Series(
        "people at the front door on its fullest midnight, over those let in on a day", "days", None, LET_IN
    ),
    FRAIL: Series("people severely frail", "people", (f"{FRAIL}_days", "all"), None, AGEING, (0.98, 1.02)),
    BY_AGE: Series("people severely frail that ageing asks for", "people", (f"{BY_AGE}_days", "all")),
}  # fmt: skip
