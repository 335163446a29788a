"""Step 1: a ward as SimPy is taught. Patients are processes, beds are a resource, one generator draws everything."""

import random
from collections.abc import Iterator

import simpy

ARRIVALS_A_DAY, STAY_DAYS = 3.0, 7.0
WARM_UP_DAYS, END_DAY = 60.0, 780.0


class Ward:
    """A ward with beds; patients who come after the warm-up are counted."""

    def __init__(self, beds: int, seed: int, times_stay: float = 1.0) -> None:
        self.env = simpy.Environment()
        self.beds = simpy.Resource(self.env, capacity=beds)
        self.seed, self.random = seed, random.Random(seed)
        self.times_stay = times_stay
        self.waits: list[float] = []
        self.bed_days = 0.0

    def gap_before(self, patient: int) -> float:
        """Draw the days between the patient before and this one."""
        return self.random.expovariate(ARRIVALS_A_DAY)

    def stay_of(self, patient: int) -> float:
        """Draw the days that a patient stays."""
        return self.random.expovariate(1 / STAY_DAYS)

    def arrivals(self) -> Iterator[simpy.Event]:
        """Let patients come, numbered from 1."""
        patient = 0
        while True:
            patient += 1
            yield self.env.timeout(self.gap_before(patient))
            self.env.process(self.journey(patient))

    def journey(self, patient: int) -> Iterator[simpy.Event]:
        """Ask for a bed, wait for it, stay, leave."""
        came = self.env.now
        with self.beds.request() as bed:
            yield bed
            stay = self.times_stay * self.stay_of(patient)
            self.count(came, self.env.now, stay)
            yield self.env.timeout(stay)

    def count(self, came: float, admitted: float, stay: float) -> None:
        """Add up days waited, and the part of the stay that lies in the days that count."""
        if came >= WARM_UP_DAYS:
            self.waits.append(admitted - came)
        self.bed_days += max(0.0, min(admitted + stay, END_DAY) - max(admitted, WARM_UP_DAYS))

    def run(self) -> tuple[float, float]:
        """Return mean beds in use, and mean days waited."""
        self.env.process(self.arrivals())
        self.env.run(until=END_DAY)
        return self.bed_days / (END_DAY - WARM_UP_DAYS), sum(self.waits) / len(self.waits)


if __name__ == "__main__":
    runs = [Ward(24, seed).run() for seed in range(1, 21)]
    in_use, wait = (sum(values) / len(runs) for values in zip(*runs, strict=True))
    print(f"24 beds: {in_use:.1f} in use, {wait:.2f} days waited (mean of {len(runs)} replications)")
    print("theory:  21.0 in use, 0.99 days waited (M/M/24)")
