"""Damaged results folders: the same command makes the same tables again, or says in one line why not."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from sim.__main__ import main
from tests.robustness.small_study import STUDY, cases, chance, names, tables

WORDS = [*STUDY, "replications=3", "cores=1", "event_log=true"]
FIT = [
    "study=calibrate", "partnership=orkney_islands", "period=four_weeks", "replications=1", "steps=2",
    "cores=1",
]  # fmt: skip


def flip(path: Path, random_number: Random) -> None:
    content = bytearray(path.read_bytes())
    content[random_number.randrange(len(content))] ^= 1 << random_number.randrange(8)
    path.write_bytes(content)


def cut(path: Path, random_number: Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: random_number.randrange(len(content))])


def delete(path: Path, random_number: Random) -> None:
    path.unlink()


def empty(path: Path, random_number: Random) -> None:
    path.write_bytes(b"")


def garbage(path: Path, random_number: Random) -> None:
    path.write_bytes(random_number.randbytes(random_number.choice([3, 100, 5000])))


def swap(path: Path, random_number: Random) -> None:
    """Swap a file with another of the folder, one of its own kind where there is one."""
    top = next(parent for parent in path.parents if (parent / "question.yaml").exists())
    others = [each for each in sorted(top.rglob("*")) if each.is_file() and each != path]
    alike = [each for each in others if each.suffix == path.suffix]
    other = random_number.choice(alike or others)
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)


def forbid(path: Path, random_number: Random) -> None:
    path.chmod(random_number.choice([0o000, 0o200, 0o444]))


def forbid_folder(path: Path, random_number: Random) -> None:
    path.parent.chmod(random_number.choice([0o000, 0o500, 0o600]))


def folder(path: Path, random_number: Random) -> None:
    """Put a folder where the file stood, with or without something in it."""
    path.unlink()
    path.mkdir()
    if random_number.random() < 0.5:
        (path / "mine.txt").write_text("mine", encoding="utf-8")


def folder_to_file(path: Path, random_number: Random) -> None:
    """Put a file where the folder of the file stood, unless that is the whole results folder."""
    if (path.parent / "question.yaml").exists():
        folder(path, random_number)
    else:
        shutil.rmtree(path.parent)
        path.parent.write_text("a file", encoding="utf-8")


def extra(path: Path, random_number: Random) -> None:
    name = random_number.choice([f".{path.name}.99.tmp", f"{path.name}.bak", "0009-abc", "notes.txt"])
    path.with_name(name).write_bytes(b"more")


KINDS: list[Callable[[Path, Random], None]] = [
    flip, cut, delete, empty, garbage, swap, forbid, forbid_folder, folder, folder_to_file, extra,
]  # fmt: skip


def run(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["sim", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.fixture(scope="module", params=[WORDS, FIT], ids=["compare", "calibrate"])
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    """Return a study, and the folder in which it has run undisturbed."""
    here = tmp_path_factory.mktemp("sound")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(here)
        assert run(request.param, patched) == 0
    return request.param, here / "results"


@pytest.mark.parametrize("number", cases(250, 12))
def test_a_damaged_folder(
    number: int, sound: tuple[list[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    words, undisturbed = sound
    shutil.copytree(undisturbed, tmp_path / "results")
    random_number = chance(number)
    files = [path for path in sorted((tmp_path / "results").rglob("*")) if path.is_file()]
    kind, file = KINDS[number % len(KINDS)], random_number.choice(files)
    kind(file, random_number)
    monkeypatch.chdir(tmp_path)
    code = run(words, monkeypatch)
    messages = capsys.readouterr().err
    assert "Traceback" not in messages
    if code:
        assert len(messages.strip().splitlines()) == 1, messages
        return
    wanted, found = tables(undisturbed), tables(tmp_path / "results")
    differing = [name for name in wanted if found.get(name) != wanted[name]]
    assert not differing, f"{kind.__name__} of {file.name}: {names(differing)}"
    assert code == 0
