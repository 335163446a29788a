"""An animation while it is made: each side run and recorded, then the tables of the results folder written."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sim.description.consistency import check
from sim.study.analysis.doubts import doubts
from sim.study.analysis.study_dictionaries import write_dictionary
from sim.study.kinds.animation_record import Record
from sim.study.kinds.animation_tables import Side, disagreement, side_of
from sim.study.kinds.mix_runs import Clock
from sim.study.question.question import Question
from sim.study.run.provenance import provenance_of
from sim.study.run.records import NoAnswer
from sim.study.run.replication import Work
from sim.study.run.results_store import Folder

TABLES = ("stays", "moves", "counts", "days")
PER_PERSON_DAY, PER_ARRIVAL, LEAST = 0.7e-6, 60e-6, 0.1
"""MB of a page for a resident and day, for somebody who arrives in a model of arrivals, and of a page of nobody."""


@dataclass(frozen=True)
class Span:
    """The days shown: whole days of the run."""

    start_date: datetime.date
    start: int
    days: int

    @property
    def first_date(self) -> datetime.date:
        """The first day shown."""
        return self.start_date + datetime.timedelta(self.start)


def page_size(question: Question, sides: int, days: int) -> float:
    """Return about how many MB the page of an animation will have, to within a factor of about two."""
    description = question.description
    people = float(description.published.get("people_65_plus") or 0.0) if description.people else 0.0
    arrivals = sum(need.arrivals.per_day or 0.0 for need in description.needs.values() if need.arrivals)
    return LEAST + sides * days * (PER_PERSON_DAY * people + PER_ARRIVAL * arrivals)


@dataclass
class AnimationStudy:
    """The sides of an animation: those that are shown beside each other, of one replication."""

    question: Question
    span: Span
    asked: Mapping[str, Any]
    """Keys of the conf that say what is shown, and the names of the options on the `sides`."""
    folder: Folder
    command: Sequence[str]
    done: int = 0
    taken_up: int = 0
    warnings: list[str] = field(default_factory=list)
    latest: str = ""
    unit = "run"
    exit_code = 0

    @classmethod
    def begin(
        cls,
        question: Question,
        span: Span,
        asked: Mapping[str, Any],
        results: Path,
        command: Sequence[str],
    ) -> "AnimationStudy":
        """Make the folder of the study, or find it again; ``results`` is the folder that it is made in."""
        folder = Folder.of(results, question, datetime.date.today())
        study = cls(question, span, asked, folder, command)
        study.warnings = check(question.description, {"": question.place})[1] + doubts(question)
        folder.begin(study.notes())
        return study

    def notes(self) -> dict[str, Any]:
        """Return what is asked and shown, in plain values."""
        shown = {"first_date": self.span.first_date.isoformat(), "days": self.span.days}
        replication = {"replication": self.question.numbers[0]}
        return self.question.asked() | replication | dict(self.asked) | {"shown": shown, "warnings": self.warnings}

    @property
    def sides(self) -> Sequence[str]:
        """The options shown side by side, the baseline too where it is one of them."""
        return tuple(self.asked["sides"])

    @property
    def total(self) -> int:
        """How many runs there are."""
        return len(self.sides)

    @property
    def share(self) -> float:
        """What part of them is finished."""
        return self.done / self.total

    def run(self, processes: int) -> Iterator[int]:
        """Run each side in turn, then write the tables; yield how many sides are finished."""
        clock, number = Clock(), self.question.numbers[0]
        yield 0
        work = Work(self.question).drawn(number)
        demand, tables = work.demand(number), dict[str, Side]()
        for name in self.sides:
            tables[name] = self._side(work, name, work.demand_of(name, number, demand))
            self.done, self.latest = self.done + 1, f"{name} recorded"
            if self.done == self.total:
                self._write(tables)
                notes = provenance_of(self.question, self.command, clock.begun, clock.seconds, 1)
                self.folder.write_notes("provenance", notes)
            yield self.done

    def _side(self, work: Work, name: str, demand: Any) -> Side:
        first, last = float(self.span.start), float(self.span.start + self.span.days)
        record = Record.of(work.tables[name], demand, first, last)
        outcome = work.outcome(name, demand, log=record.take)
        record.end()
        if fault := disagreement(record, outcome, work.tables[name], self.span.days):
            raise NoAnswer(f"{name}: {fault}: please report it with the command")
        return side_of(record, work.tables[name], self.span.days)

    def _write(self, tables: Mapping[str, Side]) -> None:
        """Write each table with the sides one after another."""
        for table in TABLES:
            parts = [getattr(side, table).assign(option=name) for name, side in tables.items()]
            frame = pd.concat(parts, ignore_index=True)
            frame = frame[["option", *(column for column in frame.columns if column != "option")]]
            if table == "days":
                dates = pd.Timestamp(self.span.first_date) + pd.to_timedelta(frame["day"] - 1, unit="D")
                frame.insert(2, "date", dates.dt.strftime("%Y-%m-%d"))
            self.folder.write_frame(table, frame, csv_too=table == "days")
        write_dictionary(self.folder, self.question.study)
        self.folder.tidy()
