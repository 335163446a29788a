"""The chain in salabim with `yield`: a component for each person, a resource for each setting, every monitor off."""

from collections.abc import Generator
from random import Random
from typing import Any

import salabim

from tests.bench.figures import BETWEEN, OUTSIDE, PLACES, WARD, Chain, Totals

Steps = Generator[Any, None, None]


class Hospital(salabim.Environment):
    """A ward and what comes after it, with running sums for its books."""

    def setup(self, chain: Chain, seed: int) -> None:
        random_number = Random(seed)
        self.places = {
            name: salabim.Resource(name, capacity, anonymous=True, honor_only_first=True, monitor=False)
            for name, capacity in chain.places.items()
        }
        self.stay = chain.stays(random_number)
        self.way_from = chain.destinations(random_number)
        self.totals = Totals()
        Arrivals(per_day=chain.per_day, random_number=random_number)

    def asks(self, name: str) -> salabim.Resource:
        self.totals.waiting[name] -= self.now()
        return self.places[name]

    def enters(self, name: str) -> None:
        """Take a place. Days are sums: the moments at which they end less those at which they begin."""
        self.totals.waiting[name] += self.now()
        self.totals.occupied[name] -= self.now()
        self.totals.admissions[name] += 1

    def leaves(self, name: str) -> None:
        self.places[name].release(1)
        self.totals.occupied[name] += self.now()
        self.totals.events += 1


class Arrivals(salabim.Component):
    """New people, one after another."""

    def process(self, per_day: float, random_number: Random) -> Steps:
        while True:
            yield self.hold(random_number.expovariate(per_day))
            self.env.totals.events += 1
            Person()


class Person(salabim.Component):
    """Somebody who lives through stays on the ward and after it, in a bed there until the next place is free."""

    def process(self) -> Steps:
        world = self.env
        while True:
            yield self.request(world.asks(WARD))
            world.enters(WARD)
            yield self.hold(world.stay[WARD]())
            goes_to = world.way_from[WARD]()
            if goes_to in world.places:
                yield self.request(world.asks(goes_to))
                world.enters(goes_to)
                world.leaves(WARD)
                yield self.hold(world.stay[goes_to]())
                world.leaves(goes_to)
                goes_to = world.way_from[goes_to]()
            else:
                world.leaves(WARD)
            if goes_to == OUTSIDE:
                return
            yield self.hold(world.stay[BETWEEN]())
            world.totals.events += 1


def run(chain: Chain, days: float, seed: int) -> Totals:
    """Return what happens in so many days from an empty start."""
    salabim.yieldless(False)
    hospital = Hospital(trace=False, chain=chain, seed=seed)
    hospital.run(till=days)
    for name in PLACES:  # those who are there, or wait, at the end
        hospital.totals.occupied[name] += days * hospital.places[name].claimed_quantity()
        hospital.totals.waiting[name] += days * len(hospital.places[name].requesters())
    return hospital.totals
