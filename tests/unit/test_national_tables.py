"""The data dictionary, the national integration indicators and the national outcomes of a results folder."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.measures.measure import MEASURES
from sim.study.kinds.comparison_study import ComparisonStudy
from tests.unit.test_study_replications import answered, question


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    answer: ComparisonStudy = answered(question(replications=2, event_log=True), tmp_path_factory.mktemp("national"))
    return answer.folder.path


def columns(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return list(pq.read_schema(path).names)
    return list(pd.read_csv(path, nrows=0).columns)


def test_every_column_of_every_table_stands_in_the_data_dictionary(folder: Path) -> None:
    table = pd.read_csv(folder / "data_dictionary.csv")
    tables = [path for path in (*folder.glob("*.csv"), *folder.glob("*.parquet")) if path.stem != "data_dictionary"]
    assert len(tables) > 12
    for path in tables:
        named = table[table["file"].map(lambda file, stem=path.stem: file.split(".")[0] == stem and ":" not in file)]
        assert named["name"].tolist() == columns(path), path.name
    events = table[table["file"] == "events/*.parquet"]["name"].tolist()
    assert events == columns(next((folder / "events").iterdir()))
    assert table.notna().to_numpy().all()


def test_every_measure_stands_in_the_data_dictionary(folder: Path) -> None:
    table = pd.read_csv(folder / "data_dictionary.csv").set_index("name")
    named = pd.read_csv(folder / "measures.csv")["measure"].unique().tolist()
    assert set(named) <= set(MEASURES)
    rows = table[table["file"] == "measures.csv: measure"]
    assert rows.index.tolist() == list(MEASURES)
    assert rows.loc["ni_19", "definition"] == MEASURES["ni_19"].definition


def test_all_23_indicators_are_modelled_or_cannot_be_said(folder: Path) -> None:
    table = pd.read_csv(folder / "national_indicators.csv").set_index("indicator")
    assert table.index.tolist() == [f"NI-{number}" for number in range(1, 24)]
    spoken = table[table["status"] != "cannot say"]
    assert set(spoken.index) == {"NI-12", "NI-13", "NI-14", "NI-15", "NI-16", "NI-19"}
    measures = pd.read_csv(folder / "measures.csv")
    mine = measures[(measures["option"] == "baseline") & (measures["measure"] == "ni_12")]["value"]
    assert table.loc["NI-12", "modelled"] == pytest.approx(mine.mean())
    assert np.isfinite(table.loc["NI-14", "published"])
    assert table["note"].notna().all()
    assert table[table["status"] == "cannot say"][["published", "modelled"]].isna().to_numpy().all()


def test_each_outcome_has_its_measures_for_each_option(folder: Path) -> None:
    table = pd.read_csv(folder / "national_outcomes.csv")
    assert sorted(table["outcome"].unique()) == list(range(1, 10))
    assert set(table["option"]) == {"baseline", "exercise"}
    unequal = table[(table["outcome"] == 5) & (table["measure"] == "days_at_home")]
    assert set(unequal["level"]) <= set("12345")
    assert set(table["better"]) <= {"higher", "lower", "neither"}
