"""What a comparison says while it runs: the option that returns most so far."""

import pandas as pd
import pyarrow as pa

from sim.study.analysis.interim import returned_in, so_far

TITLES = {"package": "A package", "falls": "Falls prevention"}


def table(**returned: float) -> pa.Table:
    rows = [
        {"option": option, "measure": measure, "breakdown": breakdown, "level": breakdown, "value": value}
        for option, value in returned.items()
        for measure, breakdown in (("bed_days_returned", "all"), ("bed_days_returned", "part"), ("net_cost", "all"))
    ]
    return pa.Table.from_pandas(pd.DataFrame(rows))


def test_bed_days_returned_are_those_of_each_option_in_all() -> None:
    assert returned_in(table(package=9000.0, falls=-3.0)) == {"package": 9000.0, "falls": -3.0}


def test_the_option_with_the_largest_mean_is_named() -> None:
    returned = {"falls": [500.0, 700.0], "package": [9000.0, 9100.0]}
    assert so_far(returned, TITLES) == "so far most: A package, 9,050 bed days returned a year"
    assert so_far({"falls": [500.0], "package": [-10.0]}, TITLES).startswith("so far most: Falls prevention, 500 ")


def test_nothing_is_said_without_an_option() -> None:
    assert so_far({}, TITLES) == ""
