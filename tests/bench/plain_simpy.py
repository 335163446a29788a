"""The chain in plain SimPy, as its manual teaches it: a generator for each person, a Resource for each setting."""

from collections.abc import Generator
from random import Random

import simpy
from simpy.resources.resource import Request

from tests.bench.figures import BETWEEN, OUTSIDE, PLACES, WARD, Chain, Totals

Events = Generator[simpy.Event, None, None]


class Hospital:
    """A ward and what comes after it, with running sums for its books."""

    def __init__(self, chain: Chain, seed: int) -> None:
        random_number = Random(seed)
        self.env = simpy.Environment()
        self.places = {name: simpy.Resource(self.env, capacity) for name, capacity in chain.places.items()}
        self.stay = chain.stays(random_number)
        self.way_from = chain.destinations(random_number)
        self.totals = Totals()
        self.env.process(self.arrivals(chain.per_day, random_number))

    def arrivals(self, per_day: float, random_number: Random) -> Events:
        while True:
            yield self.env.timeout(random_number.expovariate(per_day))
            self.totals.events += 1
            self.env.process(self.patient())

    def patient(self) -> Events:
        """Live through stays on the ward and after it; keep the bed there until the next place is free."""
        while True:
            bed = yield from self.enters(WARD)
            yield self.env.timeout(self.stay[WARD]())
            goes_to = self.way_from[WARD]()
            if goes_to in self.places:
                place = yield from self.enters(goes_to)
                self.leaves(WARD, bed)
                yield self.env.timeout(self.stay[goes_to]())
                self.leaves(goes_to, place)
                goes_to = self.way_from[goes_to]()
            else:
                self.leaves(WARD, bed)
            if goes_to == OUTSIDE:
                return
            yield self.env.timeout(self.stay[BETWEEN]())
            self.totals.events += 1

    def enters(self, name: str) -> Generator[simpy.Event, None, Request]:
        """Wait for a place and take it. Days are sums: the moments at which they end less those at which they begin."""
        place = self.places[name].request()
        self.totals.waiting[name] -= self.env.now
        yield place
        self.totals.waiting[name] += self.env.now
        self.totals.occupied[name] -= self.env.now
        self.totals.admissions[name] += 1
        return place

    def leaves(self, name: str, place: Request) -> None:
        self.places[name].release(place)
        self.totals.occupied[name] += self.env.now
        self.totals.events += 1


def run(chain: Chain, days: float, seed: int) -> Totals:
    """Return what happens in so many days from an empty start."""
    hospital = Hospital(chain, seed)
    hospital.env.run(until=days)
    for name in PLACES:  # those who are there, or wait, at the end
        hospital.totals.occupied[name] += days * hospital.places[name].count
        hospital.totals.waiting[name] += days * len(hospital.places[name].queue)
    return hospital.totals
