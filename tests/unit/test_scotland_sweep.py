"""A sweep of all Scotland (of two small partnerships): every cell in each, added up; kept runs found by either."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.description.input_errors import InputErrors
from sim.interface.functions import load
from sim.report.sweep_partnerships import partnerships_text
from sim.report.sweep_text import sweep_text
from sim.study.analysis.study_dictionaries import study_dictionary
from sim.study.kinds.scotland_sweep import ScotlandSweep
from sim.study.kinds.sweep_study import SweepStudy
from sim.study.request import Request, asking
from sim.study.run.cell_store import CellRun
from tests.behaviour.partnerships import with_only
from tests.unit.test_scotland import ORKNEY, PEOPLE, SHETLAND
from tests.unit.test_study_conf import written
from tests.unit.test_sweep_study import KEYS, PERIOD, SHIPPED

AXES = {"home_support": {"by": ["0%", "20%"]}, "intermediate_care": {"places": [0, 5]}}
ROOTS: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def two_partnerships(tmp_path_factory: pytest.TempPathFactory) -> None:
    ROOTS[:] = [with_only(tmp_path_factory.mktemp("own"), *PEOPLE), *SHIPPED]


def asked(results: Path, partnership: str = "scotland", **changes: Any) -> Request:
    conf = {"study": {"name": "sweep"}, "engine": {"name": "compiled"}, "options": [], "period": PERIOD, **KEYS}
    conf |= {"partnership": partnership, "replications": 2, "axes": AXES, "results": str(results)}
    return asking(written() | conf | changes, list(changes), ROOTS)


def answered(results: Path, partnership: str = "scotland", **changes: Any) -> SweepStudy:
    study = asked(results, partnership, **changes).begin(ROOTS, ["python"])
    assert isinstance(study, SweepStudy)
    assert list(study.run(1))[-1] == study.total
    return study


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def both(results: Path) -> SweepStudy:
    return answered(results)


def returned(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["measure"] == "bed_days_returned")].set_index("cell")


def test_every_cell_is_run_in_each_partnership_and_added_up(both: SweepStudy) -> None:
    assert isinstance(both, ScotlandSweep)
    assert (both.total, list(both.worlds), both.exit_code) == (16, [ORKNEY, SHETLAND], 0)
    tables = load(both.folder.path)
    assert len(tables["runs"]) == 2 * 2 * 5
    by_place = dict(list(tables["sweep_partnerships"].groupby("partnership")))
    orkney, shetland, scotland = (returned(by_place[place])["mean"] for place in (ORKNEY, SHETLAND, "scotland"))
    assert np.allclose(scotland, orkney + shetland, rtol=1e-12)
    assert (scotland != 0).sum() == 3
    whole = tables["sweep"]
    assert np.array_equal(returned(whole[whole["breakdown"] == "all"])["mean"], scotland)
    assert by_place["scotland"]["people_65_plus"].iloc[0] == pytest.approx(
        by_place[ORKNEY]["people_65_plus"].iloc[0] + by_place[SHETLAND]["people_65_plus"].iloc[0]
    )
    described = study_dictionary("sweep")
    known = set(described[described["file"] == "sweep_partnerships.csv"]["name"])
    assert set(tables["sweep_partnerships"].columns) - {"home_support", "intermediate_care"} <= known


def test_a_sweep_of_one_partnership_finds_its_runs(results: Path, both: SweepStudy) -> None:
    """It is taken up whole, and says the same of that partnership."""
    one = asked(results, ORKNEY).begin(ROOTS, [])
    assert isinstance(one, SweepStudy)
    assert one.taken_up == one.total == 8
    list(one.run(1))
    table, of_all = load(one.folder.path)["sweep"], load(both.folder.path)["sweep_partnerships"]
    mine = returned(table[table["breakdown"] == "all"])
    for name in ("mean", "lower", "upper"):
        assert np.array_equal(mine[name], returned(of_all[of_all["partnership"] == ORKNEY])[name])


def test_it_is_taken_up_and_a_wider_grid_runs_only_new_cells(results: Path, both: SweepStudy) -> None:
    again = asked(results).begin(ROOTS, [])
    assert again.taken_up == again.total == 16
    assert again.share == 1.0
    axes = AXES | {"home_support": {"by": ["0%", "20%", "30%"]}}
    wider = asked(results, axes=axes, executor="threads").begin(ROOTS, [])
    assert isinstance(wider, SweepStudy)
    assert (wider.taken_up, wider.total) == (16, 24)
    assert 0 < wider.share < 1
    assert "8 runs to go: about" in wider.expectation(2)


def test_threads_and_another_order_give_the_same_tables(tmp_path: Path, both: SweepStudy) -> None:
    study = answered(tmp_path, executor="threads", cores=2)
    assert load(study.folder.path).differing(load(both.folder.path)) == []


def test_a_partnership_without_answers_is_not_in_the_sum(
    results: Path, both: SweepStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = both.worlds[SHETLAND].store
    kept = type(store).read_kept

    def blocked(self: object, name: str, number: int) -> CellRun | None:
        run = kept(self, name, number)  # type: ignore[arg-type]
        if self is study.worlds[SHETLAND].store and run is not None:
            return CellRun(run.seconds, run.measures, [(run.doors[0][0], 1e6, 1.0)], run.series)
        return run

    study = asked(results).begin(ROOTS, [])
    assert isinstance(study, SweepStudy)
    monkeypatch.setattr(type(store), "read_kept", blocked)
    study.complete()
    assert study.place == "Scotland without Shetland Islands"
    assert study.warnings[0].startswith("the total lacks Shetland Islands: no answer: front door blocked")
    tables = load(study.folder.path)
    table = returned(tables["sweep_partnerships"])
    sums = [table[table["partnership"] == place]["mean"].to_numpy() for place in ("scotland", ORKNEY)]
    assert np.allclose(*sums, rtol=1e-12)
    text = partnerships_text(study.folder.path)
    assert "Shetland Islands" in text
    assert text.count("no answer") == 4


def test_text_says_that_places_are_added_in_each_partnership(both: SweepStudy) -> None:
    text = sweep_text(both.folder.path, both.place)
    assert "Intermediate care in each partnership, more places (across)" in text.replace("\n", " ")
    assert "bed days returned a year in Scotland" in text
    assert all(len(line) <= 100 for line in text.splitlines())


@pytest.mark.parametrize("changes", [{"outlooks": ["bad_winter"]}, {"indifference": 100.0, "replications": 20}])
def test_what_only_one_partnership_can_have_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(InputErrors, match="a sweep of all Scotland has none") as raised:
        asked(tmp_path, **changes)
    assert len(raised.value.errors) == 1
