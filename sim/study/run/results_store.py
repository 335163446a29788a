"""The results folder: what was asked, what it was made with, tidy tables, and each finished replication as it comes.

`results/<date>-<study>-<hash>/` belongs to one question: asked again, it is found again whatever the date, and what is
finished and undamaged is taken up. Every file and every replication is written under another name first and then
renamed, so nothing is ever half there. One process at a time works in a folder.
"""

import datetime
import hashlib
import logging
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

import sim
from sim.study.question.question import Question
from sim.study.run import lock
from sim.study.run.checksums import (
    RECORD,
    Damaged,
    check_large,
    checked,
    checksum,
    read_record,
    record_text,
    sealed,
    unsealed,
)  # fmt: skip
from sim.study.run.plain_text import csv_cells
from sim.study.run.records import NoAnswer, Replication, Run, read_runs, runs_csv
from sim.study.run.table_schemas import CODED, SCHEMAS, coded
from sim.study.run.whole_files import remove, set_aside, whole, write_whole

LOG = logging.getLogger(__name__)
SHOWN = 10
"""Lines of one kind that are shown; of the rest, their number."""

_THE_MODEL = (
    "description", "tables", "demand", "jit.py", "outcome.py", "engine", "measures", "study/run/replication.py",
    "study/question/option_tables.py",
)  # fmt: skip
_LIBRARIES = ("llvmlite", "numba", "numpy", "pandas", "pyarrow", "scipy", "simpy")
"""Libraries whose version may change a number."""
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def model_hash(*also: str) -> str:
    """Return the hash of the code and libraries that decide the results: the same hash, the same numbers.

    ``also`` are files of `sim` that decide the results too.
    """
    digest = hashlib.sha256()
    package = Path(sim.__file__).resolve().parent
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name in (*_THE_MODEL, *also) or name.split("/", maxsplit=1)[0] in _THE_MODEL:
            digest.update(f"{name}\0{path.read_text(encoding='utf-8')}\0".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    digest.update(".".join(platform.python_version_tuple()[:2]).encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What is finished in a folder: the runs of each complete replication, by number, and which are damaged."""

    finished: dict[int, list[Run]] = field(default_factory=dict)
    damaged: dict[int, str] = field(default_factory=dict)
    """What is wrong, by number of the replication."""

    @property
    def last(self) -> int:
        """The last replication that is there or has to be run again."""
        return max([0, *self.finished, *self.damaged])


@dataclass(frozen=True, slots=True)
class Folder:
    """One results folder."""

    path: Path

    @classmethod
    def of(cls, results: Path, question: Question, today: datetime.date) -> "Folder":
        """Return the folder of a question: the one that exists, or else one of today (not yet made)."""
        ending = f"-{question.study}-{question.hash}"
        there = sorted(path for path in results.glob(f"*{ending}") if path.is_dir()) if results.is_dir() else []
        return cls(there[-1] if there else results / f"{today.isoformat()}{ending}")

    def hold(self) -> None:
        """Make the folder, and wait until no other process works in it."""
        lock.hold(self.path)

    def begin(self, asked: Mapping[str, Any]) -> None:
        """Make and hold the folder, and write down the question."""
        self.hold()
        self.write_notes("question", asked)

    # --- replications, as they are finished

    def keep(self, replication: Replication, key: str) -> None:
        """Write a replication under its key: its tables and their record in one move, after its event logs.

        Raises
        ------
        OSError
            If it cannot be written, or the folder is gone: it is not made anew for what is left of a study.
        """
        logs = {
            run.option: checksum(log)
            for run in replication.runs
            if run.status == "done" and (log := self._event_file(run.option, replication.number)).is_file()
        }
        self._make("replications")
        with whole(self._home(replication.number, key)) as home:
            home.mkdir()
            for name, schema in SCHEMAS.items():
                frame: pd.DataFrame = getattr(replication, name)
                table = (
                    pa.Table.from_pandas(frame, schema, preserve_index=False) if len(frame) else schema.empty_table()
                )
                pq.write_table(table.replace_schema_metadata(), home / f"{name}.parquet", compression="zstd")
            (home / "runs.csv").write_text(runs_csv(replication.runs), encoding="utf-8", newline="")
            files = {path.name: checksum(path) for path in sorted(home.iterdir())}
            (home / RECORD).write_text(record_text(key, files, logs), encoding="utf-8")
            if os.path.lexists(self._home(replication.number, key)):
                remove(self._home(replication.number, key))

    def take_up(self, question: Question) -> TakenUp:
        """Return what is finished, also beyond the number asked for, where no replication before is lacking."""
        taken = TakenUp()
        for number in self._kept_numbers(question):
            try:
                runs = self._whole_runs(question, number)
            except Damaged as damage:
                taken.damaged[number] = str(damage)
            else:
                if runs:
                    taken.finished[number] = runs
        return taken

    def _kept_numbers(self, question: Question) -> Iterator[int]:
        """Yield the numbers asked for, then those behind them that are there (none where one was asked for alone)."""
        yield from question.numbers
        number = question.replications + 1
        while question.only is None and os.path.lexists(self._home(number, question.key(number))):
            yield number
            number += 1

    def _whole_runs(self, question: Question, number: int) -> list[Run]:
        """Return the runs of a replication; none if it has not been finished; raise `Damaged` if a file is not whole.

        Event logs must be there of the replications asked for only.
        """
        home = self._home(number, question.key(number))
        if not os.path.lexists(home):
            return []
        record = read_record(home, question.key(number))
        for name in (*SCHEMAS, ""):
            file = f"{name}.parquet" if name else "runs.csv"
            checked(home / file, record["files"].get(file, ""))
        runs = read_runs((home / "runs.csv").read_text(encoding="utf-8"))
        if {run.option for run in runs if run.status == "done"} != set(question.names):
            return []
        if question.event_log and number in question.numbers:
            if not set(question.names) <= set(record["events"]):
                return []
            for name in question.names:
                check_large(self._event_file(name, number), record["events"][name])
        return runs

    def table(self, name: str, question: Question, number: int) -> pa.Table:
        """Return one table of a replication: `measures`, `daily`, `flows` or `by_period`."""
        return self._read(name, question, number, SCHEMAS[name])

    def coded_table(self, name: str, question: Question, number: int) -> pa.Table:
        """Return one table of a replication with each text kept once (`CODED`): faster to look through."""
        return self._read(name, question, number, coded(SCHEMAS[name]))

    def _home(self, number: int, key: str) -> Path:
        return self.path / "replications" / f"{number:04d}-{key}"

    def _event_file(self, option: str, number: int) -> Path:
        return self.path / "events" / f"{option}-{number:04d}.parquet"

    @contextmanager
    def events_writer(self, option: str, number: int, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
        """Give a function that writes the event log of one run piece by piece; it is there when it is whole."""
        self._make("events")
        with (
            whole(self._event_file(option, number)) as under_way,
            pq.ParquetWriter(under_way, schema, compression="zstd", store_schema=False) as writer,
        ):
            yield writer.write_table

    def read_events(self, option: str, number: int) -> pd.DataFrame:
        """Return the event log of one run."""
        return pd.read_parquet(self._event_file(option, number))

    def _make(self, name: str) -> None:
        """Make a folder inside this one, which must be there."""
        path = self.path / name
        if os.path.lexists(path) and not path.is_dir():
            set_aside(path)
        path.mkdir(exist_ok=True)

    # --- the tables, when all are finished

    def write_replications(self, question: Question, numbers: Iterable[int]) -> pd.DataFrame:
        """Put the replications' tables together, in order: `measures` and `flows`; return the measures."""
        numbers = list(numbers)
        measures = pa.concat_tables([self.table("measures", question, n) for n in numbers])
        frame = pd.DataFrame(measures.to_pandas())
        self.write_frame("measures", frame, csv_too=True)
        self._together("flows", question, numbers)
        return frame

    def write_daily(self, question: Question, numbers: Iterable[int]) -> None:
        """Put the replications' midnight series together, in order."""
        self._together("daily", question, numbers)

    def _read(self, name: str, question: Question, number: int, schema: pa.Schema) -> pa.Table:
        """Return one table of a replication as it was written; raise NoAnswer if it is no longer so."""
        home = self._home(number, question.key(number))
        texts = [column.name for column in schema if column.type == CODED]
        try:
            record = read_record(home, question.key(number))
            content = checked(home / f"{name}.parquet", record["files"].get(f"{name}.parquet", ""))
        except Damaged as damage:
            lost = f"{self.path.name}: replication {number}: {damage}, and was there when the replication had run"
            raise NoAnswer(f"{lost}: nothing is added up without it; the same command runs it again") from None
        return pq.read_table(pa.BufferReader(content), read_dictionary=texts).cast(schema)

    def _together(self, name: str, question: Question, numbers: Iterable[int]) -> None:
        """Write one table of all replications, texts as `CODED`."""
        schema = coded(SCHEMAS[name])
        with (
            whole(self.path / f"{name}.parquet") as under_way,
            pq.ParquetWriter(under_way, schema, compression="zstd", store_schema=False) as writer,
        ):
            for number in numbers:
                writer.write_table(self._read(name, question, number, schema))

    def write_frame(self, name: str, table: pd.DataFrame, *, csv_too: bool = False) -> None:
        """Write a table as Parquet, and as CSV where people will open it."""
        with whole(self.path / f"{name}.parquet") as under_way:
            pq.write_table(pa.Table.from_pandas(table, preserve_index=False), under_way, compression="zstd")
        if csv_too:
            self.write_csv(name, table)

    def write_csv(self, name: str, table: pd.DataFrame | str) -> None:
        """Write a short table as CSV; a text is one already."""
        safe = table if isinstance(table, str) else csv_cells(table).to_csv(index=False, lineterminator="\n")
        self._write(f"{name}.csv", safe)

    def write_sealed(self, name: str, content: object) -> None:
        """Write a value with its checksum."""
        self._write(f"{name}.json", sealed(content))

    def read_sealed(self, name: str) -> Any:
        """Return a value that was written with its checksum; nothing where there is none; raise `Damaged`."""
        return unsealed(self.path / f"{name}.json")

    def write_runs(self, runs: Iterable[Run]) -> None:
        """Write how every run went."""
        self._write("runs.csv", runs_csv(runs))

    def write_notes(self, name: str, notes: Mapping[str, Any]) -> None:
        """Write `question.yaml` or `provenance.yaml`."""
        text = yaml.dump(dict(notes), Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=120)
        self._write(f"{name}.yaml", text)

    def tidy(self) -> None:
        """Remove what an interrupted run left half written."""
        for path in self.path.glob("**/.*.tmp"):
            remove(path)

    def _write(self, name: str, text: str) -> None:
        write_whole(self.path / name, text)


def tell_damage(lines: Sequence[str]) -> None:
    """Log which files are damaged and are made again: the first ten, and how many more."""
    for line in lines[:SHOWN]:
        LOG.warning("%s: run again", line)
    if len(lines) > SHOWN:
        LOG.warning("and %d more: run again", len(lines) - SHOWN)
