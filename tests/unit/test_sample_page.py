"""The page of sample data: as generated, its manifest valid, its recipe a way to a table of the format."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim.description.delay_reasons import REASONS as REASONS_OF_MODEL
from sim.description.hints import fields_as_written
from sim.sample.manifest import COLLECTED, Disclosure, Manifest, read_manifest
from sim.sample.page import HEADING, renewed
from sim.sample.sample_check import SampleCheck
from sim.sample.schema import LEFT_OUT, REASONS, TABLES, delay_codes
from tests.unit.test_front_door import ROOT

PAGE = ROOT / "docs" / "sample_data.md"
TEXT = PAGE.read_text(encoding="utf-8")
TYPES = {"whole", "number", "date", "moment", "month", "quarter", "text", "code", "reason", "measure", "unit"}


def blocks(language: str) -> Sequence[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


def test_the_page_shows_the_tables_as_generated() -> None:
    assert renewed(TEXT) == TEXT, "renew it with the command on the page"
    assert HEADING in TEXT


def test_the_command_on_the_page_renews_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (command,) = re.findall(r'^python -c "(.*)"$', TEXT, flags=re.MULTILINE)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "sample_data.md").write_text(TEXT + "| old | row |\n", encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    exec(command, {})
    assert (tmp_path / "docs" / "sample_data.md").read_bytes() == TEXT.encode()


def test_every_key_of_the_manifest_is_on_the_page_and_in_its_example(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    (tmp_path / "sample.yaml").write_text(example, encoding="utf-8")
    assert read_manifest(tmp_path, ["inverclyde"]).disclosure.rounding == 5
    assert set(yaml.safe_load(example)) == set(fields_as_written(Manifest)) - {"truth"}  # of synthetic samples alone
    for key in (*fields_as_written(Manifest), *Disclosure.model_fields, *COLLECTED):
        assert re.search(rf"\b{key}\b", TEXT), key


def test_the_recipe_makes_spells_of_the_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (recipe,) = blocks("python")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sample").mkdir()
    days = pd.date_range("2022-05-01", periods=12)
    episodes = pd.DataFrame(
        {"anon_chi": [f"key{at // 2}" for at in range(12)], "cij_marker": [1] * 12, "recid": ["01B"] * 11 + ["AE2"],
         "cij_pattype": ["Non-Elective"] * 12, "cij_start_date": days, "cij_end_date": days + pd.Timedelta(days=9)}
    )  # fmt: skip
    exec(recipe, {"episodes": episodes})
    manifest = "{partnership: fife, from: 2022-04-01, to: 2023-04-01, extracted: 2023-05-01, origin: synthetic, "
    (tmp_path / "sample" / "sample.yaml").write_text(manifest + "collected: {spells: ended}}", encoding="utf-8")
    check = SampleCheck(tmp_path / "sample", ["fife"], {})
    check.check(check.files[0])
    check.finish()
    assert check.contents[0].rows == 6
    assert "key" not in (tmp_path / "sample" / "spells.csv").read_text(encoding="utf-8")


# --- the format itself -----------------------------------------------------------------------------------------------


def test_every_column_is_whole() -> None:
    for table in TABLES.values():
        assert {*table.key, table.begins, table.ends, table.asked} - {""} <= set(table.columns), table.name
        for column in table.columns.values():
            where = f"{table.name}.{column.name}"
            assert column.type in TYPES, where
            assert column.presence in ("optional", "column", "filled"), where
            assert column.meaning, where
            assert bool(column.codes) == (column.type in ("code", "reason")), where
            assert len(column.codes) == len(set(column.codes)) < 127, where


def test_every_delay_code_has_a_reason_of_the_model() -> None:
    assert {row["reason"] for row in delay_codes()} <= set(REASONS)
    assert set(REASONS) - {LEFT_OUT} == set(REASONS_OF_MODEL) - {"none"}
    codes = [row["code"] for row in delay_codes()]
    assert len(codes) == len(set(codes)) == 32
    assert {row["code"] for row in delay_codes() if row["counts_in_census"] == "no"} == {"26X", "46X", "100"}
