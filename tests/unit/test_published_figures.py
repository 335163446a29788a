"""Published figures: each has one role, none later than March 2024 is fitted, and each has a measure that exists."""

import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.demand.sample import draw
from sim.description.files import file_named
from sim.description.input_errors import InputErrors
from sim.description.read import read_system
from sim.description.table_files import parts_of, rows_of
from sim.engine.engines import run
from sim.measures.measure import measure
from sim.measures.run import Run
from sim.study.analysis.published_figures import LAST_FITTED, ROLES, Figure, published_figures
from sim.study.analysis.targets import aims
from sim.tables.build import build

ROOTS = [Path(__file__).resolve().parents[2] / "scenarios"]
FIGURES = published_figures(ROOTS)
POPULATIONS = {f"people_{ages}" for ages in ("65_plus", "75_plus")}
"""Columns that only say for how many people something is."""
INPUTS = re.compile(
    r"partnership|name|code|board|people_(fe)?male_.*|people_18_plus|people_all_ages|share_simd_.|admissions_share_simd_."
    r"|beds_.*|care_home_residents_(65_74|75_84|85_plus)|share_of_board_.*|weekly_to_.*|emergency_admissions_.*_weekly_basis|deaths_all_ages|occupied_palliative"
    r"|people_turning_65_a_year|people_65_plus_growth_a_year"
)
"""Columns that the model is built from, or that only lead to others: no figures to be met."""


class Recorded(dict[str, float | str]):
    """Published figures that remember which were looked at."""

    def __init__(self, figures: dict[str, float | str]) -> None:
        super().__init__(figures)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> float | str:
        self.read.add(name)
        return super().__getitem__(name)


def columns_of(figure: Figure) -> Iterator[str]:
    for name in figure.columns:
        yield from parts_of(name) or [name]


def test_no_figure_has_two_roles() -> None:
    roles: dict[tuple[str, ...], str] = {}
    for figure in FIGURES:
        published = (" ".join(figure.columns), " ".join(figure.over_columns)) if figure.columns else (figure.what,)
        assert (figure.scope, *published) not in roles, figure.what
        roles[(figure.scope, *published)] = figure.role
    assert set(roles.values()) == set(ROLES)


def test_every_published_outcome_has_a_role() -> None:
    rows = rows_of(file_named(ROOTS, "base/tables", "partnerships_columns", ".csv"), ("column",))
    known = {name for figure in FIGURES for name in (*columns_of(figure), *figure.columns)}
    assert [row["column"] for row in rows if not INPUTS.fullmatch(row["column"]) and row["column"] not in known] == []


def test_everything_that_calibration_aims_at_has_the_role_fit() -> None:
    description = read_system(ROOTS, "fife")
    fitted = {name for figure in FIGURES if figure.role == "fit" for name in (*columns_of(figure), *figure.columns)}
    for aim in aims(description):
        figures = Recorded(dict(description.published))
        aim.published(description.model_copy(update={"published": figures}))
        for name in figures.read - POPULATIONS:
            fits = name in fitted or (set(parts_of(name)) and set(parts_of(name)) <= fitted)
            assert fits or name.startswith("beds_"), (aim.multiplier, name)  # a ward is filled within its beds


def test_nothing_later_than_march_2024_is_fitted() -> None:
    assert [figure.what for figure in FIGURES if figure.role == "fit" and figure.until > LAST_FITTED] == []
    later = [figure for figure in FIGURES if figure.until > LAST_FITTED]
    assert {name for figure in later for name in figure.columns} == {"delayed_days_75_plus_2024_25"}


def test_years_are_those_of_the_columns() -> None:
    rows = rows_of(file_named(ROOTS, "base/tables", "partnerships_columns", ".csv"), ("column", "year"))
    years = {row["column"]: row["year"] for row in rows}
    for figure in FIGURES:
        assert {years[name] for name in columns_of(figure)} <= {figure.year}, figure.what
        assert str(figure.until.year) in figure.year or figure.year.endswith(str(figure.until.year)[2:]), figure.what


def test_every_figure_says_where_it_comes_from_and_how_sure_it_is() -> None:
    for figure in FIGURES:
        assert figure.columns or figure.source, figure.what
        assert figure.doubt_percent > 0, figure.what
        assert math.isnan(figure.low) or figure.low <= figure.national <= figure.high, figure.what


def test_the_model_measures_every_figure_that_has_a_measure() -> None:
    description = read_system(ROOTS, "orkney_islands")
    tables = build(description)
    demand = draw(description, tables, 1, 1, 490.0)
    found = {
        (row.measure, row.breakdown, row.level)
        for row in measure(Run.of(run(tables, demand, 121.0, engine="compiled"), demand, tables), description)
    }
    missing = [figure.what for figure in FIGURES for key in (figure.measure, figure.over) if key and key not in found]
    assert missing == []


def test_national_numbers_are_shared_out_and_add_up() -> None:
    moves = next(figure for figure in FIGURES if figure.shared_by == "people_65_plus")
    places = [
        row["partnership"] for row in rows_of(file_named(ROOTS, "base/tables", "partnerships", ".csv"), ("name",))
    ]
    shares = [moves.published(read_system(ROOTS, place).published) for place in places]
    assert sum(shares) == pytest.approx(moves.national)
    assert 0 < min(shares) < max(shares) < moves.national


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (",partnership,hold_out,", ",partnership,holdout,", "holdout"),
        ("delayed_bed_days,age", "delayed_days,age", "delayed_days"),
        (",2024/25,2025-03-31,", ",2024/25,31/03/2025,", "must be a date"),
        (",11500,", ",many,", "must be a number"),
        ("11.1,2,partnership,hold_out", "11.1,2,partnership,fit", "its role must be hold_out or watch"),
        ("\nDied at home,", "\nDied in a care home,", "this figure stands twice"),
    ],
)
def test_a_faulty_table_is_refused_in_a_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (ROOTS[0] / "base" / "tables" / "figures.csv").read_text(encoding="utf-8")
    assert old in text
    own = tmp_path / "base" / "tables"
    own.mkdir(parents=True)
    (own / "figures.csv").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputErrors) as refused:
        published_figures([tmp_path, *ROOTS])
    assert says in str(refused.value)
    assert "figures.csv, row" in str(refused.value)


def test_without_a_table_there_are_no_figures(tmp_path: Path) -> None:
    shutil.copytree(ROOTS[0] / "models", tmp_path / "models", ignore=shutil.ignore_patterns("published"))
    assert published_figures([tmp_path]) == ()
