"""Published figures beside simulated ones: how a delay is counted, how sure it is, faulty tables, the display."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.description.input_errors import InputErrors
from sim.description.read import read_model
from sim.report.published_table import beside_text
from sim.study.kinds.published_tables import Cell, Figure, PublishedTable, read_printed
from sim.study.kinds.reproduction import Reproduction, table
from sim.study.question.question import Period, Question
from sim.study.run.results_store import Folder
from tests.unit.data_dictionaries import undescribed

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
AUDITS = {"acute": np.asarray([0.0, 1, 2, 2, 3, 2]), "rehab": np.asarray([0.0, 4, 3, 5, 1, 2])}


def cell(delayed: str, beds: dict[str, int], pool: int | None = None, **printed: float) -> Cell:
    return Cell("stroke_unit", delayed, beds, pool, printed, tuple(printed))


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        (cell("acute", {"acute": 2}), (3, 5)),  # two people at three of the five midnights with at most two
        (cell("acute", {"acute": 9}), (0, 6)),
        (cell("all", {"acute": 0, "rehab": 0}, 5), (2, 5)),  # sums 0 5 5 7 4 4
        (cell("acute", {"acute": 2, "rehab": 3}, 1), (2, 6)),  # full acute beds, and 0 2 1 of the pool wanted
        (cell("rehab", {"acute": 2, "rehab": 3}, 1), (2, 6)),
        (cell("rehab", {"acute": 2, "rehab": 3}, 0), (3, 6)),
    ],
)
def test_a_delay_is_counted_at_every_midnight(asked: Cell, counted: tuple[int, int]) -> None:
    assert asked.counted(AUDITS) == counted


def printed(*cells: Cell) -> PublishedTable:
    figures = {"exact": Figure("exact", 0.01, "theory", "ours"), "paper": Figure("paper", 0.1, "Monks", "CC BY 4.0")}
    return PublishedTable(figures, cells, read_printed([SHIPPED], "stroke_unit").models)


def test_the_chance_is_that_of_all_midnights_and_its_error_that_between_replications() -> None:
    near, far = cell("acute", {"acute": 9}, exact=0.255, paper=0.3), cell("rehab", {"rehab": 8}, exact=0.4, paper=0.3)
    counted = np.asarray([[[20, 100], [30, 100]], [[30, 100], [30, 100]]])
    found = table(printed(near, far), counted)
    assert found["simulated"].tolist() == [0.25, 0.3]
    assert found["standard_error"].tolist() == [pytest.approx(0.05), 0.0]  # (0.3 - 0.2) / 2
    assert found["outside_tolerance_of"].tolist() == ["", "exact"]
    assert found["beds_acute"].to_list()[0] == 9
    assert math.isnan(table(printed(near), counted[:1, :1])["standard_error"][0])


def test_what_is_too_far_off_is_marked() -> None:
    near, far = cell("acute", {"acute": 9}, exact=0.255), cell("rehab", {"acute": 9, "rehab": 8}, 3, exact=0.4)
    found = table(printed(near, far), np.asarray([[[25, 100], [30, 100]]] * 3))
    text = beside_text(found, {"exact": ("exact", 0.01), "paper": ("paper", 0.1)}, replications=3)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    assert "acute: 9 0.2500 0.0000 4.0 0.2550" in lines
    assert "rehab: 9 acute, 8 rehab, 3 shared 0.3000 0.0000 3.3 0.4000*" in lines
    assert lines[-1] == "exact: 2 rows should be within 0.01, 1 are not (*); the furthest is 0.1000 off"


def test_every_column_stands_in_the_data_dictionary(tmp_path: Path) -> None:
    shared = printed(cell("rehab", {"acute": 9, "rehab": 8}, 3, exact=0.4))
    model = read_model([SHIPPED], "stroke_unit")
    question = Question("reproduce", "stroke_unit", model, {}, Period(model.start_date, 0, 1), 1, 1, "compiled", "")
    Reproduction(question, shared, Folder(tmp_path), (), {1: np.asarray([[25, 100]])}).complete()
    assert undescribed(tmp_path) == []


NUMBER = "must be a number of at least 0, or one in so many, such as 1/8"
FAULTY = {
    "stroke_unit,acute,9, -> stroke_unt,acute,9,": "model: unknown name 'stroke_unt' (did you mean 'stroke_unit'?)",
    "stroke_unit,acute,9, -> stroke_unit,acut,9,": "row 2: delayed: unknown name 'acut' (did you mean 'acute'?)",
    ",0.1806, -> ,.2.,": f"row 2: exact: '.2.': {NUMBER}",
    ",1/97, -> ,1/0,": f"row 8: stars_python: '1/0': {NUMBER}",
    "beds_rehab -> beds_rehb": "row 9: beds_rehb: unknown name 'rehb' (did you mean 'rehab'?)",
    "beds_pool -> pool": "beds_pool: this column is missing",
    "0.18,exact stars_python -> 0.18,exakt": "row 2: compared_with: unknown name 'exakt' (did you mean 'exact'?)",
}


@pytest.mark.parametrize("change", FAULTY)
def test_a_faulty_table_says_so(tmp_path: Path, change: str) -> None:
    old, _, new = change.partition(" -> ")
    shutil.copytree(SHIPPED / "models", tmp_path / "models")
    path = tmp_path / "models/published/stroke_unit.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputErrors) as raised:
        read_printed([tmp_path], "stroke_unit")
    assert str(raised.value.errors[0]).partition("/published/stroke_unit.csv")[2].lstrip(",: ") == FAULTY[change]
