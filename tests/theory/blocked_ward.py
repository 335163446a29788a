"""A ward before intermediate care with too few places, as a Markov chain: every state, every step, solved exactly."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

State = tuple[int, int, int, int]
"""People in a bed and not ready, in a bed and blocked, in intermediate care, waiting for a bed."""


@dataclass(frozen=True)
class BlockedWard:
    """Rates a day and means in days; whoever is ready keeps the bed until a place in intermediate care is free."""

    rate: float
    beds: int
    stay: float
    room: int
    """How many may wait for a bed; the next is turned away."""
    moves_on: float
    """Share who need intermediate care after the ward."""
    places: int
    course: float
    """Mean stay in intermediate care."""

    def states(self) -> list[State]:
        """Return every state there can be: nobody is blocked beside a free place, nobody waits beside a free bed."""
        return [
            (treated, blocked, placed, waiting)
            for placed in range(self.places + 1)
            for blocked in range(self.beds + 1 if placed == self.places else 1)
            for treated in range(self.beds - blocked + 1)
            for waiting in range(self.room + 1 if treated + blocked == self.beds else 1)
        ]

    def steps(self, state: State) -> Iterator[tuple[float, State]]:
        """Yield the rate of each step out of a state, and where it leads."""
        treated, blocked, placed, waiting = state
        full = treated + blocked == self.beds
        if not full:
            yield self.rate, (treated + 1, blocked, placed, waiting)
        elif waiting < self.room:
            yield self.rate, (treated, blocked, placed, waiting + 1)
        ready = treated / self.stay
        freed = self._bed_freed(treated - 1, waiting)
        yield ready * (1 - self.moves_on), (freed[0], blocked, placed, freed[1])
        if placed < self.places:
            yield ready * self.moves_on, (freed[0], blocked, placed + 1, freed[1])
        else:
            yield ready * self.moves_on, (treated - 1, blocked + 1, placed, waiting)
        yield from self._courses_end(state)

    def _courses_end(self, state: State) -> Iterator[tuple[float, State]]:
        treated, blocked, placed, waiting = state
        if blocked:
            freed = self._bed_freed(treated, waiting)
            after = (freed[0], blocked - 1, placed, freed[1])
        else:
            after = (treated, 0, placed - 1, waiting)
        yield placed / self.course, after

    @staticmethod
    def _bed_freed(treated: int, waiting: int) -> tuple[int, int]:
        """Return who is treated and who waits once a bed has fallen free: the first who waits gets it."""
        return (treated + 1, waiting - 1) if waiting else (treated, waiting)

    def shares(self) -> dict[State, float]:
        """Return the share of time spent in each state, where what goes into a state comes out of it."""
        states = self.states()
        number = {state: row for row, state in enumerate(states)}
        flows = [(rate, number[state], number[to]) for state in states for rate, to in self.steps(state) if rate > 0]
        rates, away, to = (np.asarray(column) for column in zip(*flows, strict=True))
        balance = sparse.coo_array((rates, (to, away)), shape=(len(states), len(states))).tolil()
        balance.setdiag(-np.bincount(away, rates, len(states)))
        balance[-1, :] = 1.0  # one balance follows from the others; the shares sum to 1
        nought = np.zeros(len(states))
        nought[-1] = 1.0
        solved = linalg.spsolve(balance.tocsc(), nought)
        return dict(zip(states, solved.tolist(), strict=True))

    def figures(self) -> dict[str, float]:
        """Return the steady state: people, and people a day."""
        rows = np.asarray([(share, *state) for state, share in self.shares().items()])
        share, (treated, blocked, placed, waiting) = rows[:, 0], rows[:, 1:].T
        full = treated + blocked == self.beds
        coming = self.rate * (full & (waiting == self.room))
        of_time = {
            "in beds": treated + blocked,
            "blocked": blocked,
            "in intermediate care": placed,
            "waiting": waiting,
            "turned away": coming,
            "out of the ward": treated / self.stay * (1 - self.moves_on * (placed == self.places))
            + placed / self.course * (blocked > 0),
        }
        return {name: float((value * share).sum()) for name, value in of_time.items()}
