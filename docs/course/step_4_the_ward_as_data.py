"""Step 4: the ward as a file, run by the readable engine of the project, beside theory."""

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the project; not needed after `pip install .`

import sim

PERIOD = {"measured_from": None, "warmup_days": 60, "years": 0, "days": 720}


def figure(replication: sim.Replication, measure: str) -> float:
    """Return a figure of the ward."""
    rows = replication.measures
    chosen = rows[(rows["measure"] == measure) & (rows["breakdown"] == "setting") & (rows["level"] == "ward")]
    return float(chosen["value"].iloc[0])


if __name__ == "__main__":
    ward = sim.read(model="one_ward")
    runs = [sim.run(ward, replication=number, engine="simpy", period=PERIOD) for number in range(1, 21)]
    for words, measure, exact in (("beds in use", "occupied", 21.0), ("days waited", "mean_wait_days", 0.99)):
        values = [figure(run, measure) for run in runs]
        error = statistics.stdev(values) / len(values) ** 0.5
        print(f"{words}: {statistics.mean(values):.2f}, standard error {error:.2f}; theory {exact}")
