"""Machine code is kept in a folder of its own version, and Numba is loaded only when it is used."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim import jit
from sim.engine.engines import is_compiled

ROOT = Path(__file__).resolve().parents[2]


def test_the_folder_is_named_by_every_file_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    before = jit.fingerprint()
    assert jit.fingerprint() == before
    read = pkgutil.get_data
    for module in jit.CACHE_KEY_MODULES:
        package, _, file = module.rpartition(".")
        changed = package, f"{file}.py"
        monkeypatch.setattr(
            jit.pkgutil,
            "get_data",
            lambda *asked, changed=changed: (read(*asked) or b"") + b"#" * (asked == changed),
        )
        assert jit.fingerprint() != before, changed


def test_a_new_folder_holds_no_machine_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "new"))
    assert jit.folder() == tmp_path / "new" / jit.fingerprint()
    assert not is_compiled()


def test_numba_and_simpy_are_loaded_when_used() -> None:
    asked = (
        "import sys, sim.engine.engines, sim.study.kinds.engine_differences;"
        " print({'numba', 'simpy'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"
