"""Step 3: the same ward without processes: events on SimPy's calendar, free beds counted, a queue of our own."""

from collections import deque
from collections.abc import Callable

from step_1_patients_and_beds import END_DAY, WARM_UP_DAYS
from step_2_random_numbers_of_their_own import PairedWard


class WardOfEvents(PairedWard):
    """A ward whose state is plain to see at any moment: how many beds are free, and who waits since when."""

    def __init__(self, beds: int, seed: int, times_stay: float = 1.0) -> None:
        super().__init__(beds, seed, times_stay)
        self.free = beds
        self.waiting: deque[tuple[int, float]] = deque()

    def after(self, days: float, happening: Callable[[], None]) -> None:
        """Put a happening on the calendar."""
        self.env.timeout(days).callbacks.append(lambda _: happening())

    def expect(self, patient: int) -> None:
        """Put the arrival of a patient on the calendar."""
        self.after(self.gap_before(patient), lambda: self.arrives(patient))

    def arrives(self, patient: int) -> None:
        """Join the queue; the next patient is expected."""
        self.waiting.append((patient, self.env.now))
        self.offer()
        self.expect(patient + 1)

    def offer(self) -> None:
        """Give free beds to those who wait, first come, first served."""
        while self.free and self.waiting:
            patient, came = self.waiting.popleft()
            self.free -= 1
            stay = self.times_stay * self.stay_of(patient)
            self.count(came, self.env.now, stay)
            self.after(stay, self.leaves)

    def leaves(self) -> None:
        """Free the bed, and offer it."""
        self.free += 1
        self.offer()

    def run(self) -> tuple[float, float]:
        """Return mean beds in use, and mean days waited."""
        self.expect(1)
        self.env.run(until=END_DAY)
        return self.bed_days / (END_DAY - WARM_UP_DAYS), sum(self.waits) / len(self.waits)


if __name__ == "__main__":
    for seed in (1, 2, 3):
        processes, events = PairedWard(24, seed).run(), WardOfEvents(24, seed).run()
        print(f"seed {seed}: processes {processes}, events {events}: {'equal' if processes == events else 'DIFFERENT'}")
