"""A draw is kept if the front door is free in each of its years, and no two years have the same number."""

from sim.study.kinds.posterior_draws import YEARS_EACH, Trials

TRIALS = Trials([{"needs": 1.0 + 0.1 * draw} for draw in range(4)], first=101, most=0.5)


def results(at_the_door: dict[int, list[float | str]]) -> dict[int, dict[str, float] | str]:
    """Return what the years of some draws gave: people at the door, or why there are no figures."""
    return {
        year.number: people if isinstance(people, str) else {"acute_stay": people}
        for draw, years in at_the_door.items()
        for year, people in zip(TRIALS.years(draw), years, strict=False)
    }


def test_every_year_has_a_number_of_its_own() -> None:
    numbers = [year.number for draw in range(4) for year in TRIALS.years(draw)]
    assert sorted(numbers) == list(range(101, 101 + 4 * YEARS_EACH))
    assert [TRIALS.years(draw)[0].number for draw in range(4)] == [101, 102, 103, 104]
    assert all(year.multipliers == TRIALS.points[draw] for draw in range(4) for year in TRIALS.years(draw))


def test_one_blocked_year_is_enough_to_leave_a_draw_out() -> None:
    known = results({0: [0.1, 0.2, 0.3], 1: [0.1, 0.9, 0.1], 2: [0.1, 0.2, "no figures"], 3: [0.0, 0.0, 0.5]})
    assert TRIALS.kept(known, 4) == [0, 3]
    assert TRIALS.kept(known, 1) == [0]


def test_a_draw_whose_years_were_not_all_run_is_not_kept() -> None:
    assert TRIALS.kept(results({0: [0.1, 0.1], 1: [0.1, 0.1, 0.1]}), 4) == [1]
