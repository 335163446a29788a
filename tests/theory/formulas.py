"""Queueing theory in code: what small models must come to. Rates a day, means in days; nothing is simulated here."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log1p


@dataclass(frozen=True)
class Queue:
    """A ward in its steady state: chances, people and days."""

    wait_chance: float
    """Chance that somebody who is let in waits."""
    lost: float
    """Share of arrivals turned away."""
    waiting: float
    """People waiting on average (Lq)."""
    wait: float
    """Days waited on average by those let in (Wq)."""
    in_beds: float
    """Beds in use on average."""

    @property
    def people(self) -> float:
        """Return people waiting or in a bed on average (L)."""
        return self.waiting + self.in_beds


def loss(load: float, beds: int) -> float:
    """Return the share turned away without a waiting room (Erlang B), by recursion over beds; load: rate times mean."""
    share = 1.0
    for bed in range(1, beds + 1):
        share = load * share / (bed + load * share)
    return share


def queue(rate: float, mean: float, beds: int) -> Queue:
    """Return M/M/c (Erlang C, from Erlang B): everybody waits for as long as it takes."""
    load = rate * mean
    blocked = loss(load, beds)
    chance = beds * blocked / (beds - load * (1 - blocked))
    waiting = chance * load / (beds - load)
    return Queue(chance, 0.0, waiting, waiting / rate, load)


def longer_wait(rate: float, mean: float, beds: int, days: float) -> float:
    """Return the chance of waiting longer than some days in M/M/c, first come first served."""
    return queue(rate, mean, beds).wait_chance * exp(-(beds / mean - rate) * days)


def waiting_room(rate: float, mean: float, beds: int, room: int) -> Queue:
    """Return M/M/c/c+room, from the balance of its steps up and down."""
    weights = [1.0]
    for people in range(1, beds + room + 1):
        weights.append(weights[-1] * rate * mean / min(people, beds))
    share = [weight / sum(weights) for weight in weights]
    lost = share[-1]
    waiting = sum((people - beds) * share[people] for people in range(beds, beds + room + 1))
    in_beds = sum(min(people, beds) * share[people] for people in range(beds + room + 1))
    chance = sum(share[beds:-1]) / (1 - lost)
    return Queue(chance, lost, waiting, waiting / (rate * (1 - lost)), in_beds)


def priority_waits(rates: Sequence[float], mean: float, beds: int) -> list[float]:
    """Return mean waits by class, first class first, nobody moved out for another (Cobham 1954), with one mean stay."""
    chance = queue(sum(rates), mean, beds).wait_chance
    waits, before = [], 1.0
    for number in range(len(rates)):
        after = 1.0 - sum(rates[: number + 1]) * mean / beds
        waits.append(chance * mean / beds / (before * after))
        before = after
    return waits


def filling(rate: float, mean: float, day: float) -> float:
    """Return the people in endless beds `day` days after they stood empty, with exponential stays (Poisson mean)."""
    return rate * mean * (1 - exp(-day / mean))


def weekly(rates: Sequence[float], mean: float) -> list[float]:
    """Return the people in endless beds at the end of each day of a week that repeats, with exponential stays."""
    keep = exp(-1 / mean)
    people = 0.0
    for rate in rates:
        people = people * keep + rate * mean * (1 - keep)
    people /= 1 - keep ** len(rates)
    ends = []
    for rate in rates:
        people = people * keep + rate * mean * (1 - keep)
        ends.append(people)
    return ends


def weekly_averages(rates: Sequence[float], mean: float) -> list[float]:
    """Return the people in endless beds over each day of that week: what comes in and does not go out stays."""
    ends = weekly(rates, mean)
    return [mean * (rate - (ends[day] - ends[day - 1])) for day, rate in enumerate(rates)]


def lognormal_sigma(mean: float, *, sd: float | None = None, median: float | None = None) -> float:
    """Return the spread of the logarithm of a lognormal time, from its mean and its spread or median."""
    if median is not None:
        return float((2 * log(mean / median)) ** 0.5)
    return float(log1p(((sd or 0.0) / mean) ** 2) ** 0.5)


def limited_wait(rate: float, mean: float, beds: int, days: float) -> tuple[float, float]:
    """Return the share who go elsewhere and the people waiting in M/M/c where nobody waits longer than some days.

    Barrer 1957, doi:10.1287/opre.5.5.644: below the limit, the wait that an arrival would have falls off as in M/M/c;
    above it nobody joins, and it falls off at the rate at which beds fall free.
    """
    weights = [1.0]
    for people in range(1, beds):
        weights.append(weights[-1] * rate * mean / people)
    served = beds / mean
    fall, edge = served - rate, rate * weights[-1]
    within = (1 - exp(-fall * days)) / fall
    beyond = exp(-fall * days) / served
    total = sum(weights) + edge * (within + beyond)
    waited = (1 - exp(-fall * days) * (1 + fall * days)) / fall**2
    return edge * beyond / total, rate * edge * (waited + days * beyond) / total
