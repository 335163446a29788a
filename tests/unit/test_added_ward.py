"""A ward added by data is in every headline, picture and fit: the report and the calibration read the scenario."""

import copy
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim.demand.sample import draw
from sim.description.read import read_system
from sim.description.system import Description
from sim.engine.engines import run
from sim.report.flow_layout import flow_table, lay_out, out_of_hospital
from sim.report.pictures import pictures
from sim.report.results_folder import read_results
from sim.report.timelines import occupancy_table
from sim.study.analysis.targets import aims, backgrounds
from sim.study.kinds.calibration_steps import simulated
from sim.study.kinds.calibration_targets import Step, check_table, figures
from sim.study.kinds.calibration_update import moved
from sim.tables.build import build
from tests.unit.made_up_results import FLOWS, SETTINGS, write_results

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
WARD, LABEL = "stroke_unit", "Stroke unit of the town"


@pytest.fixture(scope="module")
def with_ward(tmp_path_factory: pytest.TempPathFactory) -> Description:
    """Return Orkney with one ward more, filled by arrivals of its own: three files, no code."""
    own = tmp_path_factory.mktemp("own")
    (own / "base").mkdir()
    read = {name: yaml.safe_load((SCENARIOS / "base" / f"{name}.yaml").read_text("utf-8"))
            for name in ("settings", "needs", "pathways")}  # fmt: skip
    ward = copy.deepcopy(read["settings"]["settings"]["orthopaedics"]) | {"label": LABEL, "capacity": 7}
    ward["stay"] = {"default": {"shape": "exponential", "mean": 5.0}}
    read["settings"]["settings"][WARD] = ward
    need = copy.deepcopy(read["needs"]["needs"]["background_orthopaedics"])
    need |= {"label": "Others on the stroke unit", "ward": WARD}
    need["arrivals"] |= {"calibrated": "background_stroke_unit", "occupied": "occupied_general_medicine"}
    read["needs"]["needs"]["background_stroke_unit"] = need
    background = next(
        each
        for each in read["pathways"]["discharge_destinations"].values()
        if "background_orthopaedics" in each.get("needs", ())
    )
    background["needs"].append("background_stroke_unit")
    background["settings"] = [*background["settings"], WARD]
    for name, content in read.items():
        text = yaml.dump(content, Dumper=WithoutAliases, sort_keys=False)
        (own / "base" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return read_system([own, SCENARIOS], "orkney_islands")


class WithoutAliases(yaml.SafeDumper):
    """Writes every value out."""

    def ignore_aliases(self, data: object) -> bool:
        """Never refer to a value written before."""
        return True


@pytest.fixture(scope="module")
def folder(with_ward: Description, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a results folder of it, in which 1,000 of its beds are occupied and 500 people a year go home from it."""
    place = write_results(tmp_path_factory.mktemp("r") / "r", days=40)
    asked = yaml.safe_load((place / "question.yaml").read_text(encoding="utf-8"))
    asked["description"] = with_ward.model_dump(mode="json")
    (place / "question.yaml").write_text(yaml.safe_dump(asked), encoding="utf-8")
    daily = pd.read_parquet(place / "daily.parquet")
    more = daily[(daily["measure"] == "occupied") & (daily["level"] == "orthopaedics")]
    pd.concat([daily, more.assign(category=WARD, value=1000.0)]).to_parquet(place / "daily.parquet")
    flows = pd.read_parquet(place / "flows.parquet")
    rows = flows[flows["from_setting"].eq("orthopaedics") & flows["to_setting"].eq("own_home")]
    back = {"from_setting": "emergency_department", "to_setting": WARD}
    added = [rows.assign(from_setting=WARD, moves_a_year=500.0), rows.assign(**back, moves_a_year=500.0)]
    pd.concat([flows, *added]).to_parquet(place / "flows.parquet")
    return place


def test_its_beds_are_in_the_headline_and_the_panel_of_hospital_beds(folder: Path) -> None:
    results = read_results(folder)
    assert results.daily is not None
    table = occupancy_table(results.daily, results.settings)
    hospital = table[table["kind"] == "Hospital"].groupby("day")["value"].mean()
    beds = sum(SETTINGS[name] for name, shown in results.settings.items() if shown.type == "hospital" and name != WARD)
    assert hospital.mean() == pytest.approx(1000 + beds, rel=0.12)
    (title,) = [each.title for each in pictures(results) if each.name == "occupancy_over_time"]
    assert int(title.split("about ")[1].split(" ")[0].replace(",", "")) > 1000 + 0.8 * beds


def test_its_box_and_its_moves_are_on_the_map_of_flows(folder: Path) -> None:
    results = read_results(folder)
    assert results.flows is not None
    table = flow_table(results.flows)
    plan = lay_out(table, results.settings)
    assert plan.boxes[WARD].column == plan.boxes["orthopaedics"].column == 3
    without = table[table["from_setting"] != WARD]
    assert out_of_hospital(table, results.settings) != out_of_hospital(without, results.settings)
    (drawn,) = [each.figure for each in pictures(results) if each.name == "flows_map"]
    assert LABEL in [text.get_text().replace("\n", " ") for text in drawn.axes[0].texts]
    assert ("own_home", "emergency_department") in FLOWS


def test_its_arrivals_are_calibrated(with_ward: Description) -> None:
    name = "background_stroke_unit"
    assert backgrounds(with_ward)[name].ward == WARD
    assert name in {aim.multiplier for aim in aims(with_ward)}
    assert figures(with_ward)[name] == ("Beds occupied, stroke unit of the town", "beds")
    tables = build(with_ward)
    demand = draw(with_ward, tables, 1, 0, 40.0)
    outcome = run(tables, demand, 10.0, "simpy")
    found = simulated(outcome, demand, tables, backgrounds(with_ward))
    at = tables.setting_names.index(WARD)
    assert found[name] == float(outcome.used_days[at] / 30.0) > 0
    low, high = ({**found, name: times * found[name]} for times in (0.5, 2.0))
    names = [aim.multiplier for aim in aims(with_ward)]
    own_only = {of: {by: float(by == of) for by in names} for of in names}
    assert moved(with_ward, low, own_only, 0)[name] > moved(with_ward, high, own_only, 0)[name]
    assert name in set(check_table(Step(1, {}, found, own_only), with_ward)["multiplier"])
