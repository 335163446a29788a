"""Bad inputs, made by walking over all input models, conf keys and tables: python -m tests.unit.bad_inputs 800

Each is asked through the front door, and must leave with exit code 2, at most 12 lines without a traceback that name
file and key, and nothing in results/.
"""

import contextlib
import datetime
import io
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.__main__ import main
from sim.description.hints import Hint
from sim.study.studies import STUDIES
from tests.unit.full_world import Keys, at, full_world, places

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "scenarios" / "base" / "tables"
MODEL = ["model=world", "--config-dir", "own"]
MOST_LINES = 12


class WithoutAnchors(yaml.SafeDumper):
    """A YAML dumper without anchors: scenario files have none."""

    def ignore_aliases(self, data: object) -> bool:
        """Write every value out."""
        return True


@dataclass(frozen=True)
class Case:
    """One bad input: its name, the file of a user's own folder and its text, the words, and the key to be named."""

    name: str
    words: tuple[str, ...]
    key: str
    file: str = ""
    write: Callable[[], bytes] = bytes


# --- values that are wrong for a type --------------------------------------------------------------------------------


def wrong(hint: Hint, field: FieldInfo | None = None) -> Iterator[Any]:
    """Yield values that may not stand at a place of this type."""
    limits = dict(hint.limits)
    if not (field is not None and type(None) in getattr(field.annotation, "__args__", ())):
        yield None
    if hint.branches:
        yield from (["one"], True)
        return
    if hint.type in (float, int):
        yield from ("lots", [1.0], {"a": 1}, True, math.nan, math.inf)
        yield from ([1e99] if "le" in limits else []) + ([-1e99] if {"ge", "gt"} & set(limits) else [])
        yield from [1.5] if hint.type is int else []
    elif hint.type is bool:
        yield from ("yes", 3, [True])
    elif hint.type is datetime.date:
        yield from ("someday", 5, "2023-02-30", datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    elif hint.type is str:
        yield from (3, [1], {"a": 1}, True)
    elif hint.is_words:
        yield from ("xyzzy", 3.5, ["xyzzy"])
    elif hint.is_list:
        yield from ("text", {"a": 1}, [["nested"]], [{"a": 1}])
        yield from [] if "one number" in hint.unit else [3]
    elif hint.is_mapping or hint.is_model:
        yield from ("text", 3, [1])


def in_models() -> Iterator[Case]:
    """Yield every field of every model with every wrong value; keys unknown, missing and twice."""
    for model, (keys, *_) in places().items():
        for name, field in model.model_fields.items():
            for number, value in enumerate(wrong(Hint.of_field(field), field)):
                yield _in_world(f"{model.__name__}.{name} {number}", keys, name, put(name, value))
            if field.is_required():
                yield _in_world(f"{model.__name__}.{name} missing", keys, name, drop(name))
            yield _in_world(f"{model.__name__}.{name} misspelt", keys, name[:-1] + "_x", put(name[:-1] + "_x", 1))
            yield _in_world(f"{model.__name__}.{name} twice", keys, name, put("__twice__", 1), name)


def put(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda place: place.__setitem__(name, value)


def drop(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda place: place.pop(name, None)


def _in_world(name: str, keys: Keys, key: str, spoil: Callable[[dict[str, Any]], None], twice: str = "") -> Case:
    def write() -> bytes:
        world = full_world()
        place = at(world, keys)
        if twice:
            place.setdefault(twice, 1)
        spoil(place)
        text = yaml.dump(world, Dumper=WithoutAnchors, sort_keys=False, allow_unicode=True)
        return text.replace("__twice__", twice or "__twice__").encode()

    return Case(name, tuple(MODEL), key, "models/world.yaml", write)


# --- conf and tables -------------------------------------------------------------------------------------------------

WORDS = ("lots", "[1]", "{a:1}", "true", "nan", "1e99", "-5", "''", "1=2", "${none}", "'\x07'", "9" * 400)


def in_conf() -> Iterator[Case]:
    """Yield every key of conf, on the command line and in a file, with every wrong word; and keys unknown."""
    for name, field in _fields():
        hint = Hint.of_field(field)
        for number, word in enumerate(WORDS):
            if word in _RIGHT.get(hint.type, ()):
                continue
            yield Case(f"conf {name} {number}", (f"{name}={word}",), name.split(".")[-1])
        yield Case(f"conf {name} misspelt", (f"{name[:-1]}x=1",), f"{name[:-1]}x")
    for name in ("period", "report", "engine"):
        for number, content in enumerate(
            (b"\xe9: 1\n", b"a: &a [*a]\n", b"- 1\n", b"a: [\n", b"a: !!x 1\n", b"zz: 1\n")
        ):
            words = (f"{name}=mine", "--config-dir", "own")
            yield Case(f"conf file {name} {number}", words, name, f"{name}/mine.yaml", lambda content=content: content)


_RIGHT: dict[Any, tuple[str, ...]] = {
    bool: ("true",),
    str: ("lots", "nan", "1e99", "1=2", "-5"),
}
"""Words that are right for a type, or mean a name."""


def _fields() -> Iterator[tuple[str, FieldInfo]]:
    for name, field in STUDIES["compare"].model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from ((f"{name}.{key}", part) for key, part in inner.model_fields.items())
        elif name not in ("rerun", "paper", "results"):
            yield name, field


def in_tables() -> Iterator[Case]:
    """Yield cells of the partnership table and of the multipliers that hold no number, or none that is possible."""
    lines = (TABLES / "partnerships.csv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    row = next(number for number, line in enumerate(lines) if line.startswith("fife,"))
    for column in (name for name in header if name not in ("partnership", "name", "code", "board")):
        for cell in ("forty", "-1", "nan", "1e99", "1;000"):
            cells = lines[row].split(",")
            cells[header.index(column)] = cell
            text = "\n".join([*lines[:row], ",".join(cells), *lines[row + 1 :]])
            yield Case(f"cell {column} {cell}", TABLE, column, "base/tables/partnerships.csv", text.encode)
    for number, rows in enumerate(("fife,needs,x", "fif,needs,1", "fife,nedes,1", "fife,needs", "fife,needs,nan")):
        text = f"partnership,multiplier,value\n{rows}\n"
        yield Case(f"multiplier {number}", TABLE, "calibrated", "base/tables/calibrated.csv", text.encode)


TABLE = ("partnership=fife", "--config-dir", "own")


# --- asked -----------------------------------------------------------------------------------------------------------


def cases(count: int) -> list[Case]:
    """Return so many bad inputs, evenly from all kinds."""
    every = [*in_models(), *in_conf(), *in_tables()]
    step = max(len(every) / count, 1.0)
    return [every[int(number * step)] for number in range(min(count, len(every)))]


def fault_in(case: Case, here: Path) -> str:
    """Ask a bad input in a folder of its own; return what is wrong with how it was met, or nothing."""
    shutil.rmtree(here, ignore_errors=True)
    own = here / "own" / case.file
    own.parent.mkdir(parents=True)
    if case.file:
        own.write_bytes(case.write())
    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = (Path.cwd(), sys.argv), ["sim", *case.words]
    os.chdir(here)
    code: object = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as left:
        code = left.code
    except BaseException as error:
        code = f"{type(error).__name__}: {error}"
    finally:
        os.chdir(before[0])
        sys.argv = before[1]
    return verdict(case, code, err.getvalue(), (here / "results").exists())


def verdict(case: Case, code: object, told: str, kept: bool) -> str:
    """Return what is wrong with an answer to a bad input, or nothing."""
    lines = told.strip().splitlines()
    if code != 2:
        return f"exit {code}: {told[:200]}"
    if "Traceback" in told or not lines or len(lines) > MOST_LINES:
        return f"{len(lines)} lines: {told[:200]}"
    file = Path(case.file).name or "command line"
    if not any(file in line or "conf/" in line or "command line" in line for line in lines):
        return f"does not name {file}: {told[:200]}"
    if case.key not in told:
        return f"does not name {case.key}: {told[:200]}"
    return "leaves results" if kept else ""


def run_all(count: int) -> int:
    """Ask so many bad inputs; print those that were met wrongly; return how many."""
    bad, chosen = 0, cases(count)
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            if fault := fault_in(case, Path(folder) / "here"):
                bad += 1
                print(f"{case.name}: {fault}", flush=True)
    print(f"{len(chosen)} bad inputs, {bad} met wrongly")
    return bad


if __name__ == "__main__":
    sys.exit(bool(run_all(int(sys.argv[1]) if len(sys.argv) > 1 else 800)))
