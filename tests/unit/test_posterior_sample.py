"""A sample's monthly figures as targets of a posterior: put together, refused where they do not fit, held out."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from sim.description.input_errors import InputErrors
from sim.description.read import read_system
from sim.interface.conf_files import shipped_conf
from sim.study.analysis.crps import crps
from sim.study.analysis.posterior_tables import Evidence
from sim.study.analysis.sample_figures import Aggregate, Observed, observed, out_of_reach, with_observed
from sim.study.analysis.targets import aims
from sim.study.kinds.calibration_targets import errors_of_calibration
from sim.study.kinds.new_place import check_columns, is_calibrated
from sim.study.kinds.posterior_design import Free, first_design
from sim.study.kinds.posterior_hold_out import HoldOut
from sim.study.kinds.posterior_sample import SampleFits
from sim.study.kinds.posterior_study import PosteriorStudy
from sim.study.kinds.posterior_years import Sizes
from sim.study.question.question import Period, Question
from sim.study.request import asking
from tests.unit.test_sample_fits import fits_of

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
YEAR = datetime.date(2023, 4, 1), datetime.date(2024, 4, 1)
APRIL = 2023 * 12 + 3
ADMITTED, FALLS = ("emergency_admissions", "", ""), ("falls_admissions", "", "")
HEADER = "month,measure,by,category,value,unit,standard_error,suppressed,source\n"
UNITS = "admissions a year"


def months(key: tuple[str, str, str], values: list[float | None], first: int = APRIL) -> list[Aggregate]:
    return [Aggregate(key, first + at, first + at, value, 12.0) for at, value in enumerate(values)]


def fits(folder: Path, rows: str, place: str | None = "inverclyde") -> Path:
    """Write a folder of fits with these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "targets.csv").write_text(HEADER + rows, encoding="utf-8")
    if place is not None:
        (folder / "fit.json").write_text(json.dumps({"sample": "ours", "place": place}), encoding="utf-8")
    return folder


def rows_of_a_year(measure: str, value: float, unit: str = UNITS) -> str:
    names = [f"{2023 + (month > 9)}-{(month + 2) % 12 + 1:02}" for month in range(1, 13)]
    return "".join(f"{name},{measure},,,{value},{unit},5,no,sample\n" for name in sorted(names))


# --- figures from measures -------------------------------------------------------------------------------------------


def test_a_figure_is_the_mean_of_the_months_of_its_year() -> None:
    rows = months(ADMITTED, [1000.0] * 6 + [1200.0] * 6) + months(FALLS, [100.0] * 12)
    rows += months(ADMITTED, [9000.0] * 12, APRIL - 12)
    figures, left_out = observed(rows, *YEAR)
    assert figures["needs"] == Observed(1000.0, 12)
    assert figures["falls"].value == 100.0
    assert not left_out
    assert observed(rows, datetime.date(2022, 4, 1), YEAR[0])[0] == {}, "falls are missing there"


def test_missing_months_widen_and_too_few_are_not_used() -> None:
    rows = months(ADMITTED, [1100.0] * 9) + months(FALLS, [100.0] * 12)
    figures, _ = observed(rows, *YEAR)
    assert figures["needs"].months == 9
    assert figures["needs"].error == pytest.approx(12.0 / 3 * np.sqrt(3 / 12))
    _, left_out = observed(months(FALLS, [100.0] * 5), *YEAR)
    assert left_out["falls"] == "5 months of it are known, 6 are needed"


def test_a_suppressed_month_is_not_taken_for_none() -> None:
    figures, left_out = observed(months(FALLS, [100.0] * 11 + [None]), *YEAR)
    assert "falls" not in figures
    assert left_out["falls"] == "a month of it was suppressed"


def test_spans_of_months_and_published_groups_of_reasons_count_too() -> None:
    reason = ("delayed_bed_days", "national_reason_75_plus")
    span = [Aggregate((*reason, "standard"), APRIL, APRIL + 8, 300.0, 10.0)]
    assert observed(span, *YEAR)[0]["delay"].months == 9
    groups = [
        row
        for name, value in (("health_and_social_care", 200.0), ("patient_and_family", 50.0))
        for row in months((*reason, name), [value] * 12)
    ]
    assert observed(groups, *YEAR)[0]["delay"].value == 250.0
    late = [Aggregate((*reason, "standard"), APRIL + 6, APRIL + 17, 300.0, 10.0)]
    assert observed(late, *YEAR)[0] == {}, "half of it is of another year"


def test_hours_of_a_package_are_hours_over_people() -> None:
    rows = months(("home_support_hours", "", ""), [600.0]) + months(("home_support_clients", "", ""), [100.0])
    assert observed(rows, *YEAR)[0]["package_hours"].value == 6.0


def test_a_figure_of_the_sample_takes_the_place_of_the_published_one() -> None:
    description = read_system([SCENARIOS], "inverclyde")
    figure = {"falls": Observed(500.0, 9, 25.0)}
    before, after = (
        {aim.multiplier: aim for aim in targets}
        for targets in (aims(description), with_observed(aims(description), figure))
    )
    assert after["falls"].published(description) == 500.0
    assert after["falls"].doubt == pytest.approx(np.hypot(before["falls"].doubt, 0.05))
    assert after["needs"] is before["needs"]


def test_the_first_design_reaches_as_far_as_the_sample() -> None:
    description = read_system([SCENARIOS], "inverclyde")
    published = {aim.multiplier: aim.published(description) for aim in aims(description)}["falls"]
    plain, far = Free(description), Free(description, {"falls": Observed(2 * published, 12)})
    at = plain.names.index("falls")
    assert far.scale[at] == pytest.approx(np.log(2) / 2)
    assert far.scale[at] > 2 * plain.scale[at]
    highest = max(point["falls"] for point in first_design(far, 64, 1)) / description.calibrated["falls"]
    assert highest > 1.8


def test_what_the_prior_cannot_reach_is_told() -> None:
    description = read_system([SCENARIOS], "inverclyde")
    far = {"falls": Observed(90_000.0, 12), "deaths": Observed(900.0, 12)}
    ((name, value, low, high),) = out_of_reach(aims(description), far, description)
    assert (name, value) == ("falls", 90_000.0)
    assert low < 365 < high < value


# --- the folder of fits ----------------------------------------------------------------------------------------------


def posterior_of(folder: Path, **keys: object) -> None:
    conf = shipped_conf("posterior", sample=str(folder), results=str(folder / "results"), **keys)
    request = asking(conf, ["sample", *keys], [SCENARIOS])
    request.begin([SCENARIOS], ["python"])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (rows_of_a_year("falls_admissions", 90_000), "Emergency admissions for falls, 65 and over, 2023/24: 90,000 a"),
        (rows_of_a_year("falls_admissions", 90_000), "lies outside what the prior can reach, about"),
        (rows_of_a_year("fals_admissions", 300), "did you mean 'falls_admissions'"),
        (rows_of_a_year("falls_admissions", 300, "people"), "targets.csv, row 2: unit: 'people'"),
        (rows_of_a_year("falls_admissions", 300).replace("300", "many", 1), "row 2: value: 'many'"),
        (rows_of_a_year("falls_admissions", 300).replace("2023-04", "2023-13", 1), "must be a month such as"),
        (rows_of_a_year("falls_admissions", 300).replace("2023", "2021").replace("2024", "2022"), "no figure of 2023"),
        (rows_of_a_year("falls_admissions", 300).replace(",no,", ",maybe,", 1), "suppressed: 'maybe'"),
    ],
)
def test_figures_that_do_not_fit_are_refused_before_anything_runs(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(InputErrors) as errors:
        posterior_of(fits(tmp_path / "fits", rows))
    assert message in str(errors.value)
    assert not (tmp_path / "fits" / "results").exists()


def test_a_sample_of_another_place_is_refused(tmp_path: Path) -> None:
    folder = fits(tmp_path, rows_of_a_year("falls_admissions", 365))
    with pytest.raises(InputErrors, match="partnership: 'fife': the sample is of another place, 'inverclyde'"):
        posterior_of(folder, partnership="fife")


def test_a_sample_that_was_not_fitted_is_told_how(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="is a sample: fit it first"):
        SampleFits.of(str(SCENARIOS / "samples" / "island_like"))
    with pytest.raises(InputErrors, match=r"holds no targets\.csv: study=sample fit=FOLDER out=FITS makes it"):
        SampleFits.of(str(tmp_path))


def test_a_folder_of_aggregates_alone_is_of_whatever_place_is_named(tmp_path: Path) -> None:
    assert SampleFits.of(str(fits(tmp_path, rows_of_a_year("falls_admissions", 365), None))).place is None


def test_an_island_s_falls_are_given_by_year_and_no_part_is_more_than_the_whole(tmp_path: Path) -> None:
    """Under 5 people fall in a month there: what the gate would hide by month is given for the year."""
    sample = fits_of("island_like", tmp_path)
    table = pd.read_csv(tmp_path / "targets.csv", keep_default_na=False)
    falls = table[table["measure"] == "falls_admissions"]
    assert falls["month"].tolist() == ["2022-04 to 2023-03", "2023-04 to 2023-12"]
    assert (falls["suppressed"] == "no").all()
    whole = table[(table["measure"] == "delayed_bed_days") & (table["by"] == "")]
    parts = table[(table["by"] == "national_reason_75_plus") & (table["suppressed"] == "no")]
    first = pd.to_numeric(whole["value"][whole["month"] < "2023-04"]).mean()
    assert 0 < pd.to_numeric(parts["value"][parts["month"].str.startswith("2022")]).sum() <= first
    assert sample.written == tmp_path
    assert SampleFits.of(str(tmp_path)).place == "orkney_islands"
    figures, left_out = observed(SampleFits.of(str(tmp_path)).rows, *YEAR)
    assert {"needs", "falls", "deaths", "delay", "package_hours", "support_at_home"} <= set(figures)
    assert left_out["guardianship"] == "a month of it was suppressed"


# --- held out --------------------------------------------------------------------------------------------------------


def test_the_year_after_is_held_out_or_else_the_year_before() -> None:
    period = Period(datetime.date(2018, 7, 1), 1735, 1735 + 366)
    rows = months(FALLS, [100.0] * 12) + months(FALLS, [120.0] * 12, APRIL - 12)
    before = HoldOut.of(rows, period)
    assert before is not None
    assert (before.year, before.from_day, before.to_day) == ("2022/23", 1735 - 365, 1735)
    after = HoldOut.of(rows + months(FALLS, [90.0] * 12, APRIL + 12), period)
    assert after is not None
    assert (after.year, after.figures["falls"].value, after.to_day) == ("2024/25", 90.0, 1735 + 366 + 365)
    assert HoldOut.of(rows[:12], period) is None


def test_crps_of_a_normal_distribution_is_that_of_the_textbook() -> None:
    values = 3.0 + 2.0 * norm.ppf((np.arange(2000) + 0.5) / 2000)
    score = 2.0 * (1.5 * (2 * norm.cdf(1.5) - 1) + 2 * norm.pdf(1.5) - 1 / np.sqrt(np.pi))
    assert crps(values, 6.0) == pytest.approx(score, rel=0.01)


# --- a place of one's own --------------------------------------------------------------------------------------------


def anytown(folder: Path, without: tuple[str, ...] = ()) -> list[Path]:
    """Write a folder with a place like Inverclyde, but for some columns; return the roots."""
    table = pd.read_csv(SCENARIOS / "base" / "tables" / "partnerships.csv", dtype=str, keep_default_na=False)
    row = table[table["partnership"] == "inverclyde"].assign(partnership="anytown", name="Anytown")
    (folder / "base" / "tables").mkdir(parents=True)
    row.drop(columns=list(without)).to_csv(folder / "base" / "tables" / "partnerships.csv", index=False)
    return [folder, SCENARIOS]


def test_a_place_of_ones_own_is_told_all_that_it_lacks_in_a_line(tmp_path: Path) -> None:
    without = ("beds_orthopaedics", "home_support_clients_75_84", "delayed_days_75_plus_awi", "delayed_days_75_plus")
    with pytest.raises(InputErrors) as errors:
        check_columns(anytown(tmp_path, without), "anytown")
    (error,) = errors.value.errors
    assert "base/tables/partnerships.csv, row 2: anytown: has no figure in 3 columns" in str(error)
    assert all(name in str(error) for name in without[:3])


def test_a_place_with_all_columns_is_calibrated_first(tmp_path: Path) -> None:
    roots = anytown(tmp_path)
    check_columns(roots, "anytown")
    assert not is_calibrated(read_system(roots, "anytown"))
    assert is_calibrated(read_system(roots[1:], "inverclyde"))


def test_figures_of_a_place_that_cannot_be_are_refused_in_a_line(tmp_path: Path) -> None:
    description = read_system(anytown(tmp_path), "anytown")
    assert errors_of_calibration(description, "anytown") == []
    more_falls = {**description.published, "falls_admissions_65_plus": 60_000.0}
    (error,) = errors_of_calibration(description.model_copy(update={"published": more_falls}), "anytown")
    assert "Emergency admissions other than falls, 65 and over: must be 0 or more" in str(error)


def test_a_figure_of_ones_own_place_that_no_year_came_near_is_refused(tmp_path: Path) -> None:
    """After both designs; of a place of the shipped table only the figures of a sample are looked at."""
    roots = anytown(tmp_path)
    description = read_system(roots, "anytown")
    period = Period(description.start_date, 30, 150)
    asked = Question("posterior", "anytown", description, {}, period, 5, 1, "compiled", "")
    study = PosteriorStudy.begin(asked, tmp_path / "results", Sizes(40, 10), roots=roots)
    scores = np.array([[-1.0], [1.0]])
    near, far = (Evidence(["deaths"], scores, np.array([[9.0], [11.0]]), np.array([to]), *[np.full(1, 0.1)] * 2)
                 for to in (10.0, 30.0))  # fmt: skip
    study.__dict__["evidence"] = near
    study._check_reach()
    study.__dict__["evidence"] = far
    with pytest.raises(InputErrors, match=r"anytown: Deaths, 65 and over: .* no year run came near it"):
        study._check_reach()
    study.question = replace(asked, place="inverclyde")
    study._check_reach()
