"""The page of the small models: it names them all, and every piece of a model on it runs, alike in both engines."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.demand.sample import draw
from sim.description.consistency import warnings
from sim.description.read import models, read_model
from sim.outcome import Outcome, conservation_errors
from sim.study.kinds.engine_differences import both, first_difference
from sim.tables.build import build
from sim.tables.tables import Tables

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
PAGE = (SCENARIOS / "models" / "README.md").read_text(encoding="utf-8")
PIECES = re.findall(r"^```yaml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
WARM_UP, DAYS = 30.0, 400.0


def lived(roots: list[Path], name: str) -> tuple[Tables, Outcome]:
    """Return what happens in a small model, event by event, once both engines have said the same."""
    description = read_model(roots, name)
    assert warnings(description) == []
    tables = build(description, {})
    demand = draw(description, tables, 1, 1, WARM_UP + DAYS)
    one, other = both(tables, demand, WARM_UP)
    difference = first_difference(tables, demand, one, other)
    assert difference is None, difference and difference.text()
    return tables, one


@pytest.mark.parametrize("piece", PIECES, ids=[" ".join(re.findall(r"\w+", piece)[1:9]) for piece in PIECES])
def test_every_piece_runs_and_matters(piece: str, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "piece.yaml").write_text(piece, encoding="utf-8")
    roots = [tmp_path, SCENARIOS]
    tables, outcome = lived(roots, "piece")
    assert conservation_errors(outcome, tables) == []
    assert outcome.occupied.min() >= 0
    _, before = lived(roots, yaml.safe_load(piece)["based_on"])
    assert not np.array_equal(outcome.events, before.events)


def test_there_are_pieces() -> None:
    assert len(PIECES) == PAGE.count("based_on: ") >= 11


def test_every_small_model_is_named() -> None:
    assert set(re.findall(r"\[`(\w+)`\]\(\w+\.yaml\)", PAGE)) == set(models([SCENARIOS]))
