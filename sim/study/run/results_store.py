"""The results folder: what was asked, what it was made with, tidy tables, and each finished replication as it comes.

`results/<date>-<study>-<hash>/` belongs to one question: asked again, it is found again whatever the date, and what is
finished is taken up. Every file and every replication is written under another name first and then renamed, so nothing
is ever half there.
"""

import csv
import datetime
import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

import sim
from sim.study.question.question import Question
from sim.study.run.records import Replication, Run

_TEXT, _WHOLE, _NUMBER, _MOMENT = pa.string(), pa.int64(), pa.float64(), pa.timestamp("us")
_CODED = pa.dictionary(pa.int32(), _TEXT)
_COLUMNS = {
    "option": _TEXT,
    "replication": _WHOLE,
    "day": _WHOLE,
    "date": _MOMENT,
    "measure": _TEXT,
    "breakdown": _TEXT,
    "level": _TEXT,
    "value": _NUMBER,
    "unit": _TEXT,
    "from_setting": _TEXT,
    "to_setting": _TEXT,
    "moves_a_year": _NUMBER,
}
_TABLES = {
    "measures": ("option", "replication", "measure", "breakdown", "level", "value", "unit"),
    "daily": ("option", "replication", "day", "date", "measure", "level", "value"),
    "flows": ("option", "replication", "from_setting", "to_setting", "moves_a_year"),
}
_SCHEMAS = {table: pa.schema([(name, _COLUMNS[name]) for name in names]) for table, names in _TABLES.items()}
_THE_MODEL = ("description", "tables", "demand", "outcome.py", "engine", "measures", "study/run/replication.py")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def model_hash(*also: str) -> str:
    """Return what stands for the code that answers and the libraries that compute: the same hash, the same numbers.

    ``also`` are files of `sim` that decide the answer too.
    """
    found = hashlib.sha256()
    rooms = Path(sim.__file__).resolve().parent
    for path in sorted(rooms.rglob("*.py")):
        name = path.relative_to(rooms).as_posix()
        if name in (*_THE_MODEL, *also) or name.split("/", maxsplit=1)[0] in _THE_MODEL:
            found.update(f"{name}\0{path.read_text(encoding='utf-8')}\0".encode())
    for library in ("numpy", "scipy", "simpy"):
        found.update(f"{library} {version(library)}\0".encode())
    return found.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Folder:
    """One results folder."""

    path: Path

    @classmethod
    def of(cls, results: Path, question: Question, today: datetime.date) -> "Folder":
        """Return the folder of a question: the one that is there, or else one of today (not yet made)."""
        ending = f"-{question.study}-{question.hash}"
        there = sorted(path for path in results.glob(f"*{ending}") if path.is_dir()) if results.is_dir() else []
        return cls(there[-1] if there else results / f"{today.isoformat()}{ending}")

    def begin(self, asked: Mapping[str, Any]) -> None:
        """Make the folder and write down the question."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.write_notes("question", asked)

    # --- replications, as they are finished

    def keep(self, replication: Replication, key: str) -> None:
        """Write a replication under its key: the event logs first, then the rest in one move."""
        for option, events in replication.events.items():
            self._write_events(option, replication.number, events)
        home = self._home(replication.number, key)
        under_way = home.with_name(f".{home.name}.{os.getpid()}.tmp")
        shutil.rmtree(under_way, ignore_errors=True)
        under_way.mkdir(parents=True)
        for name, schema in _SCHEMAS.items():
            said: pd.DataFrame = getattr(replication, name)
            table = pa.Table.from_pandas(said, schema, preserve_index=False) if len(said) else schema.empty_table()
            pq.write_table(table.replace_schema_metadata(), under_way / f"{name}.parquet", compression="zstd")
        (under_way / "runs.csv").write_text(_as_csv(replication.runs), encoding="utf-8", newline="")
        shutil.rmtree(home, ignore_errors=True)
        under_way.replace(home)

    def finished(self, question: Question) -> dict[int, list[Run]]:
        """Return the runs of the replications that are there and whole, by number."""
        found = {}
        for number in question.numbers:
            runs = self._runs(self._home(number, question.key(number)) / "runs.csv")
            whole = {run.option for run in runs if run.status == "done"} == set(question.names)
            logged = all(self._event_file(name, number).is_file() for name in question.names)
            if whole and (logged or not question.event_log):
                found[number] = runs
        return found

    def table(self, name: str, question: Question, number: int) -> pa.Table:
        """Return one table of a replication: `measures`, `daily` or `flows`."""
        return self._read(name, question, number, _SCHEMAS[name])

    def _home(self, number: int, key: str) -> Path:
        return self.path / "replications" / f"{number:04d}-{key}"

    def _event_file(self, option: str, number: int) -> Path:
        return self.path / "events" / f"{option}-{number:04d}.parquet"

    def _write_events(self, option: str, number: int, events: pd.DataFrame) -> None:
        path = self._event_file(option, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        under_way = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        pq.write_table(pa.Table.from_pandas(events, preserve_index=False), under_way, compression="zstd")
        under_way.replace(path)

    def _runs(self, path: Path) -> list[Run]:
        if not path.is_file():
            return []
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
        return [
            Run(row["option"], int(row["replication"]), row["status"], float(row["seconds"]), row["message"])
            for row in rows
        ]

    # --- the answer, when all are finished

    def write_replications(self, question: Question, numbers: Iterable[int]) -> pd.DataFrame:
        """Put the replications' tables together, in order: `measures` and `flows`; return the measures."""
        numbers = list(numbers)
        measures = pa.concat_tables([self.table("measures", question, n) for n in numbers])
        frame = pd.DataFrame(measures.to_pandas())
        self.write_frame("measures", frame, csv_too=True)
        for _ in self._together("flows", question, numbers):
            pass
        return frame

    def write_daily(self, question: Question, numbers: Iterable[int]) -> Iterator[pd.DataFrame]:
        """Put the replications' midnight series together, in order; yield each one's, words as categories."""
        for table in self._together("daily", question, numbers):
            yield pd.DataFrame(table.to_pandas())

    def _read(self, name: str, question: Question, number: int, schema: pa.Schema) -> pa.Table:
        path = self._home(number, question.key(number)) / f"{name}.parquet"
        if not path.is_file():
            return schema.empty_table()
        coded = [column.name for column in schema if column.type == _CODED]
        return pq.read_table(path, read_dictionary=coded).cast(schema)

    def _together(self, name: str, question: Question, numbers: Iterable[int]) -> Iterator[pa.Table]:
        """Write one table of all replications, words as Parquet keeps them: numbers that stand for them."""
        path = self.path / f"{name}.parquet"
        under_way = path.with_name(f".{path.name}.tmp")
        schema = pa.schema([(each.name, _CODED if each.type == _TEXT else each.type) for each in _SCHEMAS[name]])
        with pq.ParquetWriter(under_way, schema, compression="zstd", store_schema=False) as writer:
            for number in numbers:
                table = self._read(name, question, number, schema)
                writer.write_table(table)
                yield table
        under_way.replace(path)

    def write_frame(self, name: str, table: pd.DataFrame, *, csv_too: bool = False) -> None:
        """Write a table as Parquet, and as CSV where people will open it."""
        under_way = self.path / f".{name}.parquet.tmp"
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), under_way, compression="zstd")
        under_way.replace(self.path / f"{name}.parquet")
        if csv_too:
            self.write_csv(name, table)

    def write_csv(self, name: str, table: pd.DataFrame | str) -> None:
        """Write a short table as CSV; a text is one already."""
        self._write(f"{name}.csv", table if isinstance(table, str) else table.to_csv(index=False, lineterminator="\n"))

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a short table as they were written; none where it is not there."""
        path = self.path / f"{name}.csv"
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))) if path.is_file() else []

    def write_runs(self, runs: Iterable[Run]) -> None:
        """Write how every run went."""
        self._write("runs.csv", _as_csv(runs))

    def write_notes(self, name: str, notes: Mapping[str, Any]) -> None:
        """Write `asked` or `made`."""
        text = yaml.dump(dict(notes), Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120)
        self._write(f"{name}.yaml", text)

    def tidy(self) -> None:
        """Take away what an interrupted run left half written."""
        for path in self.path.glob("**/.*.tmp"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _write(self, name: str, text: str) -> None:
        write_whole(self.path / name, text)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: under another name first, then renamed."""
    under_way = path.with_name(f".{path.name}.tmp")
    under_way.write_text(text, encoding="utf-8", newline="")
    under_way.replace(path)


def _as_csv(runs: Iterable[Run]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, [each.name for each in fields(Run)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(run) for run in runs)
    return text.getvalue()
