"""The environment that start.py makes: what is gone or cut is seen and mended, and tests bring tools of their own."""

import os
from pathlib import Path

import pytest

import start


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an environment as start.py leaves it, with two libraries."""
    for name in ("requirements.lock", "tests/requirements.lock"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one==1\n", encoding="utf-8")
    venv = tmp_path / ".venv"
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(start, "TEST_LOCK", tmp_path / "tests" / "requirements.lock")
    monkeypatch.setattr(start, "VENV", venv)
    monkeypatch.setattr(start, "PYTHON", venv / "bin" / "python")
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    for name in ("one-1.0", "pip-26.0"):
        library(venv, name)
    return venv


@pytest.fixture
def asked(venv: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return a list that takes up what pip is asked for."""
    words: list[list[str]] = []
    monkeypatch.setattr(start, "is_usable", start.PYTHON.exists)
    monkeypatch.setattr(start, "make_venv", lambda: words.append(["venv"]))
    monkeypatch.setattr(start, "install", lambda files: words.append([Path(word).name for word in files]) or [])
    return words


def library(venv: Path, name: str) -> None:
    """Put a library of two files into an environment, with what pip records of it."""
    packages = venv / "lib" / "python3.11" / "site-packages"
    module, info = packages / f"{name}.py", packages / f"{name}.dist-info"
    info.mkdir(parents=True)
    module.write_text("x = 1\n", encoding="utf-8")
    record = f"{module.name},sha256=x,6\n{module.name}c,,\n{info.name}/RECORD,,\n"
    (info / "RECORD").write_text(record, encoding="utf-8")


def test_what_is_whole_is_left_alone(venv: Path, asked: list[list[str]]) -> None:
    start.prepare(start.LOCK)
    assert asked == [["-r", "requirements.lock"]]
    start.prepare(start.LOCK)
    assert len(asked) == 1


def test_the_tools_of_the_tests_come_with_the_tests(venv: Path, asked: list[list[str]]) -> None:
    start.prepare(start.LOCK)
    start.prepare(start.LOCK, start.TEST_LOCK)
    assert asked[1] == ["-r", "requirements.lock", "-r", "requirements.lock"]
    start.prepare(start.LOCK, start.TEST_LOCK)
    start.prepare(start.LOCK)
    assert len(asked) == 2


@pytest.mark.parametrize("damage", ["gone", "cut", "no record"])
def test_a_library_that_has_lost_files_is_installed_again(
    damage: str, venv: Path, asked: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    start.prepare(start.LOCK)
    packages = venv / "lib" / "python3.11" / "site-packages"
    if damage == "gone":
        (packages / "one-1.0.py").unlink()
    elif damage == "cut":
        os.truncate(packages / "one-1.0.py", 3)
    else:
        (packages / "one-1.0.dist-info" / "RECORD").unlink()
    start.prepare(start.LOCK)
    assert asked[1:] == [["--force-reinstall", "--no-deps", "one==1.0"], ["-r", "requirements.lock"]]
    assert "Files of one are gone or changed: installing them again" in capsys.readouterr().out


def test_a_library_that_is_gone_with_its_record_is_installed_again(venv: Path, asked: list[list[str]]) -> None:
    start.prepare(start.LOCK)
    packages = venv / "lib" / "python3.11" / "site-packages"
    (packages / "one-1.0.dist-info" / "RECORD").unlink()
    (packages / "one-1.0.dist-info").rmdir()
    start.prepare(start.LOCK)
    assert asked[1:] == [["-r", "requirements.lock"]]


@pytest.mark.parametrize("damage", ["dangling python", "pip cut"])
def test_an_environment_without_python_or_pip_is_made_anew(damage: str, venv: Path, asked: list[list[str]]) -> None:
    start.prepare(start.LOCK)
    if damage == "pip cut":
        (venv / "lib" / "python3.11" / "site-packages" / "pip-26.0.py").unlink()
    else:
        (venv / "bin" / "python").unlink()
        (venv / "bin" / "python").symlink_to(venv / "nowhere")
    start.prepare(start.LOCK)
    assert asked[1:] == [["venv"], ["-r", "requirements.lock"]]


def test_a_python_that_cannot_be_run_is_none(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not start.is_usable()  # an empty file without the right to be run
    start.PYTHON.unlink()
    assert not start.is_usable()
    start.PYTHON.mkdir()
    assert not start.is_usable()


@pytest.mark.parametrize("stamp", ["", "other 3.11", "\0\udcff"])
def test_a_stamp_that_says_something_else_counts_for_nothing(stamp: str, venv: Path, asked: list[list[str]]) -> None:
    start.prepare(start.LOCK)
    start.stamp(start.LOCK).write_text(stamp, encoding="utf-8", errors="surrogateescape")
    start.prepare(start.LOCK)
    assert len(asked) == 2
