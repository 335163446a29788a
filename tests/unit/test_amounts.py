"""Amounts as people write them, and a change of capacity in words with a comma at every thousand."""

import pytest

from sim.amounts import amount
from sim.report.changes import change_words


@pytest.mark.parametrize(
    ("value", "how", "words"),
    [
        (45350.0, {}, "45,350"),
        (1_234_567.25, {}, "1,234,567.25"),
        (0.2, {"sign": "+"}, "+0.2"),
        (-45350.0, {"sign": "+"}, "-45,350"),
        (45349.96, {"decimals": 1}, "45,350.0"),
        (1999.6, {"decimals": 0}, "2,000"),
    ],
)
def test_amounts_have_a_comma_at_every_thousand(value: float, how: dict[str, str | int], words: str) -> None:
    assert amount(value, **how) == words  # type: ignore[arg-type]


def test_a_change_of_hours_is_told_with_commas() -> None:
    row = {
        "label": "Home support", "today": 45350.0, "unit": "hours a week", "used_today": 44012.34, "used_then": 46001.0,
        "given": 4535.0, "from": "2023-04-01", "whole_from": "2023-04-01", "until": None,
    }  # fmt: skip
    assert change_words(row) == (
        "Home support: 45,350 hours a week today, 44,012.3 of them used; 46,001.0 used with the option;"
        " 4,535 more from 2023-04-01"
    )
