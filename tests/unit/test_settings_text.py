"""The settings of a small model on screen: figures of the baseline and of options, nothing where there is none."""

import pandas as pd

from sim.report.settings_text import settings_text

LABELS, TITLES = {"ward": "Ward", "door": "Front door"}, {"more": "Two beds more"}


def row(option: str, measure: str, mean: float, lower: float = float("nan"), level: str = "ward") -> dict[str, object]:
    difference = float("nan") if option == "baseline" else -0.1
    ends = {"lower": lower, "upper": lower + 2, "difference": difference}
    return {"option": option, "measure": measure, "breakdown": "setting", "level": level, "mean": mean, **ends}


def lines(*rows: dict[str, object]) -> list[str]:
    return [" ".join(line.split()) for line in settings_text(pd.DataFrame(rows), LABELS, TITLES).split("\n")]


def test_a_ward_has_a_line_for_the_baseline_and_one_for_each_option() -> None:
    base = [("occupied", 20.96), ("occupancy", 87.34), ("waiting", 0.444), ("mean_wait_days", 0), ("blocked", 12)]
    rows = [row("baseline", name, mean, 20.0) for name, mean in base]
    found = lines(*rows, row("more", "occupied", 21.04, -1.0), row("more", "mean_wait_days", 0.05))
    assert found[3:] == ["Ward 21.0 20.0 to 22.0 87.3 0.44 0.0 12.0", "Two beds more 21.0 0.05"]
    assert all(len(line) <= 100 for line in settings_text(pd.DataFrame(rows), LABELS, TITLES).split("\n"))


def test_no_interval_and_no_answer_are_no_numbers() -> None:
    found = lines(row("baseline", "occupied", 21.0), row("baseline", "occupied", float("nan"), level="door"))
    assert found[3:] == ["Ward 21.0", "Front door no answer"]


def test_without_settings_there_is_no_table() -> None:
    assert lines(row("baseline", "occupied", 21.0, level="elsewhere")) == [""]
