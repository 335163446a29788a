"""Direct fits: they find the truth under each collection rule, and the judge sees when a rule is left out."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim as homefirst
from sim.description.input_errors import InputErrors
from sim.description.interventions import Option
from sim.description.system import Description
from sim.description.worlds import world_of
from sim.fitting import counts, spans
from sim.fitting.collection_rules import Rule
from sim.fitting.direct_fits import DirectFits
from sim.fitting.families import FAMILIES
from sim.fitting.fitted_option import option_content
from sim.fitting.judge import judged, truth_of
from sim.fitting.likelihood import fitted
from sim.fitting.product_limit import product_limit
from sim.fitting.social_care import spans_of
from sim.fitting.spans import Clock, Spans
from sim.measures.measure import MEASURES
from sim.sample.disclosure import Gate
from sim.sample.sample_check import SampleCheck
from sim.study.kinds.calibration_update import FRONT_DOOR
from sim.study.kinds.posterior_design import Year, Years
from sim.study.kinds.sample_fitting import SampleFitting
from sim.synthetic.truth import Draw
from sim.tables import quantiles
from tests.unit.made_up_sample import made_up, written
from tests.unit.test_front_door import ROOT, sim

SAMPLES = ROOT / "scenarios" / "samples"
PLACES = ["chain", "inverclyde", "orkney_islands"]
UNITS = {measure.name: measure.unit for measure in MEASURES.values()}
FAR = 3.0


def fits_of(name: str, out: Path | None = None, threshold: int = 5) -> SampleFitting:
    """Return the direct fits of a shipped sample, under another threshold of its disclosure rules."""
    check = SampleCheck(SAMPLES / name, PLACES, UNITS)
    rules = check.manifest.disclosure.model_copy(update={"threshold": threshold})
    check.manifest = check.manifest.model_copy(update={"disclosure": rules})
    fitting = SampleFitting(check, [ROOT / "scenarios"], name, out)
    assert list(fitting.run(1))[-1] == fitting.total
    return fitting


def errors_of(name: str) -> "pd.Series[float]":
    """Return by estimate how many standard errors it is from the truth."""
    fits = fits_of(name).fits
    assert fits is not None
    truth = truth_of((SAMPLES / f"{name}.truth.json").read_text("utf-8"), "truth")
    return judged(fits.parameters(), truth).set_index("name")["standard_errors"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_judge_finds_nothing_wrong_with_the_teaching_sample() -> None:
    errors = errors_of("teaching_chain")
    assert len(errors) == 15
    assert errors.abs().max() < FAR


def unlimited(_: Rule, begins: np.ndarray) -> np.ndarray:
    return np.full(len(begins), np.inf)


def from_the_beginning(_: Rule, begins: np.ndarray) -> np.ndarray:
    return np.floor(begins)


LEFT_OUT: dict[str, tuple[object, str, object, Sequence[str]]] = {
    "the truncation of ended spells": (Rule, "latest_end", unlimited, ["stay.ward.default.mean"]),
    "the entry of those there already": (
        Rule, "earliest_end", from_the_beginning, ["stay.care_home.default.mean", "stay.home_support.default.mean"],
    ),
    "the join of monthly submissions": (
        counts, "joined", lambda delays: delays, ["delays.all.a_day", "delayed_days.all.a_day"],
    ),
    "the convention of days": (spans, "MOMENTS", (0.0,), ["stay.ward.default.sd"]),
}  # fmt: skip


@pytest.mark.parametrize("rule", LEFT_OUT)
def test_the_judge_sees_what_is_left_out(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, instead, seen = LEFT_OUT[rule]
    monkeypatch.setattr(owner, name, instead)
    errors = errors_of("teaching_chain")
    assert (errors[list(seen)].abs() > FAR).all(), errors


# --- each rule against durations whose distribution is known ---------------------------------------------------------

FIRST, AFTER, KNOWN_TO = 20_000.0, 20_400.0, 20_431.0
MEAN = 60.0


def population(count: int = 6_000) -> pd.DataFrame:
    """Return spans that begin evenly over five years, of exponential length: begins and ends, with parts of days."""
    chances = [Draw(number, "spans").multiplier("begin", 1.0) for number in range(2 * count)]
    shares = stats.norm.cdf(np.log(chances))
    begins = FIRST - 1_400 + shares[:count] * 1_825
    return pd.DataFrame({"begins": begins, "ends": begins - MEAN * np.log(shares[count:])})


@pytest.fixture(scope="module")
def everybody() -> pd.DataFrame:
    return population()


CENSUS = (20_100.0, 20_300.0)
SEEN: dict[str, Callable[[pd.DataFrame], "pd.Series[bool]"]] = {
    "cohort": lambda rows: (rows.begins >= FIRST) & (rows.begins < AFTER),
    "ended": lambda rows: (rows.ends >= FIRST) & (rows.ends < AFTER),
    "open": lambda rows: (rows.begins < AFTER) & (rows.ends >= FIRST),
    "census": lambda rows: np.any([(np.floor(rows.begins) <= day) & (np.floor(rows.ends) >= day) for day in CENSUS], 0),
}


@pytest.mark.parametrize("how", SEEN)
def test_each_rule_of_collection_gives_back_the_distribution(how: str, everybody: pd.DataFrame) -> None:
    rows = everybody[SEEN[how](everybody)]
    rows = rows[rows["begins"] >= AFTER - 200] if how == "ended" else rows  # so near the end that long ones are missing
    ends = np.floor(rows["ends"]).where(rows["ends"] < KNOWN_TO)
    table = pd.DataFrame({"person": np.arange(len(rows)), "from": np.floor(rows["begins"]), "to": ends})
    census = CENSUS if how == "census" else ()
    seen = spans_of(table, "care_home", Rule(how, FIRST, AFTER, KNOWN_TO, census)).spans
    fit = fitted(seen, np.zeros(len(seen), dtype=np.int64), np.zeros((len(seen), 0)), "weibull")
    mean, error = fit.moment(0, sd=False)
    assert error < (0.2 if how == "ended" else 0.12)
    assert abs(np.log(mean / MEAN)) < 2.6 * error
    if how == "ended":
        assert rows["ends"].sub(rows["begins"]).mean() < 0.8 * MEAN


def test_heaped_starts_are_taken_as_a_quarter() -> None:
    rows = population(8_000)
    rows = rows[(rows["begins"] < AFTER) & (rows["ends"] >= FIRST)].reset_index(drop=True)
    begins = np.floor(rows["begins"])
    months = begins.to_numpy().astype("datetime64[D]").astype("datetime64[M]")
    quarter = (months - (months.astype(int) % 3).astype("timedelta64[M]")).astype("datetime64[D]").astype(float)
    heaped = np.arange(len(rows)) % 3 == 0
    ends = np.floor(rows["ends"]).where(rows["ends"] < KNOWN_TO)
    table = pd.DataFrame({"person": np.arange(len(rows)), "from": np.where(heaped, quarter, begins), "to": ends})
    seen = spans_of(table, "home_support", Rule("open", FIRST, AFTER, KNOWN_TO)).spans
    one, nothing = np.zeros(len(seen), dtype=np.int64), np.zeros((len(seen), 0))
    mean, error = fitted(seen, one, nothing, "weibull").moment(0, sd=False)
    taken_as_they_stand = Spans(
        seen.low, seen.high, seen.entry, seen.limit, seen.offsets[:, :4], np.full((len(seen), 4), 0.25), seen.after
    )
    naive, _ = fitted(taken_as_they_stand, one, nothing, "weibull").moment(0, sd=False)
    assert abs(np.log(mean / MEAN)) < 3 * error
    assert np.log(naive / MEAN) > 3 * error


def test_a_clock_counts_weekdays_as_the_ward_does() -> None:
    clock = Clock((0.9, 1.05, 1.1, 1.15, 1.5, 0.8, 0.5))
    monday = 4.0  # 5 January 1970
    passed = clock.between(np.full(3, monday), np.array([monday + 7, monday + 1, monday + 5]))
    assert passed.tolist() == pytest.approx([7.0, 0.9, 5.7])
    assert np.isinf(clock.between(np.zeros(1), np.array([np.inf])))[0]


def test_the_product_limit_is_that_of_scipy_where_nobody_comes_late() -> None:
    days = np.array([1.0, 2, 2, 3, 5, 8, 8, 9, 12, 15])
    ended = np.array([True, True, False, True, True, False, True, True, False, True])
    zeros = np.zeros((len(days), 1))
    seen = Spans(
        np.where(ended, days - 0.5, days), np.where(ended, days + 0.5, np.inf), zeros[:, 0], zeros[:, 0] + np.inf,
        zeros, zeros + 1, np.zeros(1),
    )  # fmt: skip
    curve = product_limit(seen)
    known = stats.ecdf(stats.CensoredData(uncensored=days[ended], right=days[~ended]))
    assert curve.share.tolist() == pytest.approx(known.sf.evaluate(curve.days).tolist())


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_has_the_moments_of_scipy(name: str) -> None:
    family, shape = FAMILIES[name], 1.3
    known = {"lognormal": stats.lognorm(shape), "weibull": stats.weibull_min(shape), "gamma": stats.gamma(shape)}[name]
    shares = np.array([0.1, 0.5, 0.9])
    assert family.quantile(shares, shape).tolist() == pytest.approx(known.ppf(shares).tolist())
    assert family.below(family.quantile(shares, shape), np.full(3, shape)).tolist() == pytest.approx(shares.tolist())
    assert (family.mean(shape), family.sd(shape)) == pytest.approx((known.mean(), known.std()))


# --- what leaves -----------------------------------------------------------------------------------------------------


def test_what_an_island_writes_has_no_small_counts(tmp_path: Path) -> None:
    fits_of("island_like", tmp_path, threshold=8)
    parameters = pd.read_csv(tmp_path / "parameters.csv")
    assert len(parameters) > 10
    assert (parameters["people"].dropna() >= 8).all()
    targets = pd.read_csv(tmp_path / "targets.csv")
    assert targets["value"].isna().equals(targets["suppressed"].eq("yes"))
    assert targets["suppressed"].eq("yes").any()
    assert not targets["suppressed"].eq("yes").all()
    curves = pd.read_csv(tmp_path / "survival.csv")
    assert (curves["still_there"] * 100).round(6).mod(1).eq(0).all()


def test_a_higher_threshold_hides_more() -> None:
    few, many = fits_of("island_like", threshold=60).fits, fits_of("island_like").fits
    assert few is not None
    assert many is not None
    assert few.gate == Gate(60)
    assert len(few.estimates) < len(many.estimates)
    assert min(estimate.people for estimate in few.estimates if estimate.people is not None) >= 60


def test_spells_alone_give_rates_and_no_option(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "sample").mkdir()
    lines = ["partnership: inverclyde", "from: 2022-04-01", "to: 2024-04-01", "extracted: 2024-05-15"]
    lines += ["collected: {spells: ended}", "origin: real"]
    (here / "sample" / "sample.yaml").write_text("\n".join(lines), "utf-8")
    (here / "sample" / "spells.parquet").write_bytes((SAMPLES / "inverclyde_like" / "spells.parquet").read_bytes())
    assert sim(monkeypatch, "study=sample", "fit=sample", "out=fits") == 0
    assert sorted(path.name for path in (here / "fits").iterdir()) == ["fit.json", "parameters.csv", "targets.csv"]
    assert set(pd.read_csv("fits/parameters.csv")["what"]) == {"admissions", "way_out"}


def test_a_sample_of_few_people_is_refused_in_one_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written(here / "sample", made_up(people=12))
    assert sim(monkeypatch, "study=sample", "fit=sample", "out=fits") == 2
    assert "sample: holds too few rows for any fit" in capsys.readouterr().err.splitlines()
    assert not (here / "fits").exists()


@pytest.fixture(scope="module")
def with_fitted_stays() -> tuple[DirectFits, Description]:
    """Give the fits of the sample like Inverclyde, and that place with the fitted stays."""
    fits = fits_of("inverclyde_like").fits
    assert fits is not None
    option = Option.model_validate(option_content(fits.stays, fits.description, "inverclyde_like"))
    return fits, world_of(fits.description, option)


def test_too_few_stays_or_a_ward_that_people_pass_through_are_not_fitted(
    with_fitted_stays: tuple[DirectFits, Description],
) -> None:
    fits, _ = with_fitted_stays
    assert {line.split(":")[0] for line in fits.left_out} >= {"assessment_unit", "long_stay_hospital"}
    fitted_settings = {fit.setting for fit in fits.stays}
    assert "medicine_of_the_elderly" in fitted_settings
    assert not fitted_settings & {"assessment_unit", "long_stay_hospital"}


def test_the_option_has_the_fitted_stays_and_leaves_the_others_as_they_are(
    with_fitted_stays: tuple[DirectFits, Description],
) -> None:
    fits, world = with_fitted_stays
    description = fits.description
    estimates = {estimate.name: estimate.value for estimate in fits.estimates}
    before, after = (place.settings["medicine_of_the_elderly"] for place in (description, world))
    first = description.calibrated["acute_stay"] * after.stay_times_frailty[0] * after.stay_times_age[0]
    for need in ("frailty_crisis", "end_of_life_crisis"):
        mean = quantiles.mean(quantiles.tabulate(after.stay[need].quantile(), steps=True)) * first
        assert mean == pytest.approx(estimates[f"stay.medicine_of_the_elderly.{need}.mean"], rel=0.02)
    assert after.stay_times_frailty[0] == before.stay_times_frailty[0]
    assert after.stay_times_frailty[1] / after.stay_times_frailty[0] == pytest.approx(
        estimates["stay.medicine_of_the_elderly.times_frailty.mild"], rel=1e-3
    )
    for need in before.stay.keys() - {group for fit in fits.stays for group in fit.groups}:
        assert after.stay[need] == before.stay[need], need
    assert world.settings["care_home"] == description.settings["care_home"]


def test_a_partnership_runs_with_the_fitted_stays_and_its_wards_hold_as_many_people(
    with_fitted_stays: tuple[DirectFits, Description],
) -> None:
    """Stays of the truth block no front door, and neither do those fitted to its sample."""
    fits, world = with_fitted_stays
    year = (Year(1, {}, days=(1735.0, 2101.0)),)
    plain, fitted_stays = (
        Years(place, 1, 1735.0, 2101.0, "compiled").figures(*year) for place in (fits.description, world)
    )
    assert fitted_stays[FRONT_DOOR] < 1
    for ward in (name for name in plain if name.startswith("background_")):
        assert fitted_stays[ward] == pytest.approx(plain[ward], rel=0.12), ward


# --- from the command line -------------------------------------------------------------------------------------------


def test_a_sample_is_fitted_judged_and_used_by_a_run(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sample, truth = SAMPLES / "teaching_chain", SAMPLES / "teaching_chain.truth.json"
    assert sim(monkeypatch, "study=sample", f"fit={sample}", "out=fits") == 0
    told = capsys.readouterr().out
    assert "stay.ward.default.mean" in told
    assert "--config-dir fits" in told
    assert (here / "fits" / "figures" / "lengths_of_stay.png").stat().st_size > 10_000
    assert sim(monkeypatch, "study=sample", "judge=fits", f"truth={truth}", "out=judged") == 0
    assert "95 % intervals hold" in capsys.readouterr().out
    judgement = pd.read_csv("judged/judgement.csv")
    assert judgement["in_95"].mean() > 0.8
    words = [
        "model=chain",
        "options=[stays_of_teaching_chain]",
        "replications=2",
        "report=none",
        "--config-dir",
        "fits",
    ]
    assert sim(monkeypatch, *words, "period=four_weeks", "results=out") == 0
    option = next(Path("out").glob("*/comparison.csv")).read_text("utf-8")
    assert "stays_of_teaching_chain" in option


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["judge=nowhere", "truth=truth.json"], "nowhere: holds no fits: fit.json is missing"),
        (["judge=fits"], "truth: judge=FOLDER and truth=FILE belong together"),
        (["judge=fits", "truth=missing.json"], "missing.json: cannot be read"),
        (["judge=fits", "truth=other.json"], "other.json: is not the truth that made this sample"),
        (["judge=fits", "truth=broken.json"], "broken.json: is no truth of a synthetic sample"),
        (["judge=real", "truth=other.json"], "fit.json: truth: the sample has no hidden truth"),
        (["judge=wrong", "truth=other.json"], "parameters.csv: low_95: this column is missing"),
        (["fit=nowhere", "out=a"], "nowhere: no such folder"),
        (["fit=nowhere", "check=nowhere"], "name one thing to do"),
    ],
)
def test_bad_requests_of_fits_and_judge_are_one_line(
    words: list[str],
    message: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = "name,value,low_95,high_95,low_50,high_50,error_of_logarithm\na,1,1,1,1,1,0.1\n"
    for folder, truth, table in (("fits", "a" * 64, good), ("real", None, good), ("wrong", "a" * 64, "name,value\n")):
        (here / folder).mkdir()
        (here / folder / "fit.json").write_text(json.dumps({"truth": truth, "sample": "x"}), "utf-8")
        (here / folder / "parameters.csv").write_text(table, "utf-8")
    (here / "other.json").write_text((SAMPLES / "teaching_chain.truth.json").read_text("utf-8"), "utf-8")
    (here / "broken.json").write_text('{"parameters": {"a": -1}, "realised": {}, "salt": ""}', "utf-8")
    before = sorted(here.rglob("*"))
    assert sim(monkeypatch, "study=sample", *words) == 2
    lines = capsys.readouterr().err.splitlines()
    assert sum(message in line for line in lines) == 1, lines
    assert sorted(here.rglob("*")) == before


def test_a_sample_with_faults_is_not_fitted_and_nothing_is_written(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "sample").mkdir()
    text = (SAMPLES / "teaching_chain" / "sample.yaml").read_text("utf-8")
    (here / "sample" / "sample.yaml").write_text(text.replace("spells: ended", "spells: cohort"), "utf-8")
    for path in (SAMPLES / "teaching_chain").glob("*.parquet"):
        (here / "sample" / path.name).write_bytes(path.read_bytes())
    assert sim(monkeypatch, "study=sample", "fit=sample", "out=fits") == 2
    assert "where collected is cohort" in capsys.readouterr().err
    assert not (here / "fits").exists()


def test_python_makes_fits_and_judges_as_the_command_line_does(here: Path) -> None:
    folder = homefirst.make_sample("teaching_chain", here / "blind", truth_seed=5, faults={"late": 0.1})
    assert folder == here / "blind" / "teaching_chain"
    parameters = homefirst.fit_sample(folder, here / "fits")
    assert parameters["name"].tolist() == pd.read_csv(here / "fits" / "parameters.csv")["name"].tolist()
    table = homefirst.judge_sample(here / "fits", here / "blind" / "teaching_chain.truth.json")
    assert table["standard_errors"].abs().max() < 4
    with pytest.raises(InputErrors, match="is not the truth that made this sample"):
        homefirst.judge_sample(here / "fits", SAMPLES / "teaching_chain.truth.json")
