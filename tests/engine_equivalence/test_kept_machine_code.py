"""Machine code on disk: what is damaged is thrown away and made again, and a disk that cannot keep it stops nobody."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim import jit

ROOT = Path(__file__).resolve().parents[2]
MODULE = """\
from sim.jit import jit_cached


@jit_cached
def add(one, other):
    return one + other


if __name__ == "__main__":
    print(add(2, 3), sum(add.stats.cache_hits.values()))
"""
DAMAGED = "machine code on disk is damaged: thrown away, and made again (about half a minute)\n"


def run(here: Path, **environment: str) -> tuple[str, str]:
    """Run the small module; return what it prints (a sum, and how often machine code was found), and its messages."""
    (here / "small.py").write_text(MODULE, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(here / "cache"), **environment}
    env = {name: value for name, value in env.items() if value}
    done = subprocess.run([sys.executable, "small.py"], cwd=here, env=env, capture_output=True, text=True, check=True)
    return done.stdout, done.stderr


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("compiled")
    assert run(here) == ("5 0\n", "")
    assert run(here) == ("5 1\n", "")
    return here


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def with_another_checksum(path: Path) -> None:
    """Leave all that can be read as it is, so that nothing but the checksum tells."""
    _, content = pickle.loads(path.read_bytes())
    path.write_bytes(pickle.dumps(("0" * 64, content)))


def into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "code flipped": ("*.nbc", flip),
    "code that can be read": ("*.nbc", with_another_checksum),
    "code cut": ("*.nbc", lambda path: os.truncate(path, 1000)),
    "code overwritten": ("*.nbc", lambda path: path.write_bytes(b"garbage")),
    "list empty": ("*.nbi", lambda path: os.truncate(path, 0)),
    "list overwritten": ("*.nbi", lambda path: path.write_bytes(b"garbage")),
    "list cut": ("*.nbi", lambda path: os.truncate(path, 60)),
    "a folder for a list": ("*.nbi", into_a_folder),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damaged_machine_code_is_made_again(case: str, compiled: Path) -> None:
    names, damage = DAMAGE[case]
    (path,) = (compiled / "cache").rglob(names)
    damage(path)
    assert run(compiled) == ("5 0\n", DAMAGED)
    assert run(compiled) == ("5 1\n", "")


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    response, messages = run(tmp_path, NUMBA_CACHE_DIR=str(tmp_path / "file" / "in_a_file"))
    assert response == "5 0\n"
    assert messages.count("\n") == 1
    assert messages.startswith("machine code cannot be kept in ")


def test_a_full_disk_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(jit.FunctionCache, "save_overload", full)
    jit._LOGGED.clear()

    def add(one: int, other: int) -> int:
        return one + other

    assert jit.jit_cached(add)(2, 3) == 5
    (line,) = caplog.messages
    assert "No space left on device" in line


def test_without_a_home_directory_there_is_a_folder_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(jit.Path, "home", nowhere)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert jit.folder().parent == tmp_path / "homefirst"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(tmp_path))
    assert tmp_path in jit.folder().parents


def test_the_engine_on_disk_is_looked_through_before_a_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    jit._LOGGED.clear()
    own = jit._own_folder()
    own.mkdir(parents=True)
    (own / "run._live-1.py311.nbi").write_bytes(b"garbage")
    assert not jit.is_compiled()
    assert caplog.messages == [DAMAGED.strip()]
    assert list(own.iterdir()) == []
