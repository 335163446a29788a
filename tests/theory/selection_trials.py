"""How often the selection of the best cell keeps its promise: `python -m tests.theory.selection_trials`.

The least favourable case of Kim and Nelson: all cells but one are worse by just the indifference. The noise of a cell
has a standard deviation of three times that, and all cells have twenty times it in common.
"""

import numpy as np

from sim.study.analysis.selection import select

TRIALS, PROMISED, MOST = 500, 0.95, 4000
OWN, SHARED = 3.0, 20.0


def tried(cells: int, first: int, draw: np.random.Generator) -> tuple[float, float]:
    """Return the share of trials that found the best, and the mean number of observations of all cells together."""
    means = np.append(np.zeros(cells - 1), 1.0)
    found, observations = 0, []
    for _ in range(TRIALS):
        noise = OWN * draw.standard_normal((cells, MOST)) + SHARED * draw.standard_normal((1, MOST))
        selection = select(means[:, None] + noise, 1.0, PROMISED, first)
        found += selection.chosen == cells - 1
        observations.append(np.where(selection.left_after > 0, selection.left_after, selection.observations).sum())
    return found / TRIALS, float(np.mean(observations))


def main() -> None:
    """Print a line for each number of cells and of first observations."""
    draw = np.random.default_rng(1)
    print("cells  first  found  observations")
    for first in (10, 5):
        for cells in (2, 5, 20):
            share, count = tried(cells, first, draw)
            print(f"{cells:>5}  {first:>5}  {share:5.3f}  {count:>12,.0f}")


if __name__ == "__main__":
    main()
