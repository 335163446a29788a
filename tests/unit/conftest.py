"""What several unit tests begin with."""

import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).resolve().parent / "small_scenarios"


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    """Return a small, right scenarios folder that a test may change or spoil."""
    return Path(shutil.copytree(SMALL, tmp_path / "scenarios"))
