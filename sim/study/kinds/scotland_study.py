"""All of Scotland: a comparison study of every partnership, each in a folder of its own, then added up.

`partnerships/<name>/` holds what a run of that partnership alone would leave, to the last bit; the folder above it the
same tables of the sum, and `partnerships.csv`. A partnership that has no results does not affect the others.
"""

import datetime
import logging
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.description.table_files import SCOTLAND
from sim.measures.bed_days import AMBITION, SCOTLAND_65_PLUS
from sim.study.analysis import next_year, next_year_scores
from sim.study.analysis.baseline_validation import calibration_of
from sim.study.analysis.comparison import RETURNED
from sim.study.analysis.doubts import late_options
from sim.study.analysis.published_figures import published_figures
from sim.study.kinds.comparison_study import KEEPS_THE_LARGER, ComparisonStudy
from sim.study.kinds.scotland_totals import PEOPLE, added_up, question_of_all
from sim.study.kinds.scotland_validation import (
    by_partnership,
    steady_by_partnership,
    within,
    years_by_partnership,
)
from sim.study.question.question import Question
from sim.study.run import replication
from sim.study.run.provenance import provenance_of
from sim.study.run.records import Run
from sim.study.run.results_store import Folder, tell_damage
from sim.study.run.workers import Job, Workers

LOG = logging.getLogger(__name__)
Task = tuple[str, int]
"""A partnership and the number of a replication."""
COLUMNS = [
    "option", "partnership", "title", PEOPLE, "part_of_200000", "mean", "lower", "upper", "share_percent",
    "replications", "conclusive", "note",
]  # fmt: skip
ENOUGH = 0.5
"""A partnership counts in the sum where at least this share of its replications have results."""
FIXED = 4000
"""The time of a replication is taken as proportional to the partnership's people and so many more."""


@dataclass
class Scotland:
    """A comparison study of all Scotland: that of every partnership, and that of all of them together."""

    whole: ComparisonStudy
    parts: dict[str, ComparisonStudy]
    taken_up: int = 0
    latest: str = ""
    bed_days_returned_rows: dict[str, pd.DataFrame] = field(default_factory=dict)
    """By partnership, and for Scotland: a row for each option, with bed days returned and the part of the 200,000."""
    validation: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Modelled beside published figures, by partnership."""
    steady: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Whether the baseline is in a steady state, by partnership."""
    years: dict[str, pd.DataFrame] = field(default_factory=dict)
    """The baseline's series year by year, by partnership."""
    unit = "replication"

    @property
    def exit_code(self) -> int:
        """1 where the sum has no results."""
        return self.whole.exit_code

    @classmethod
    def begin(
        cls,
        parts: Mapping[str, Question],
        results: Path,
        roots: Sequence[Path],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "Scotland":
        """Make the folder with one for each partnership in it, or find it again with what is finished there.

        ``parts`` holds the question of each partnership; the other arguments are those of
        `ComparisonStudy.begin`.
        """
        folder = Folder.of(results, question_of_all(parts), datetime.date.today())
        return cls.inside(folder, parts, roots, command, resume)

    @classmethod
    def inside(
        cls,
        folder: Folder,
        parts: Mapping[str, Question],
        roots: Sequence[Path],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "Scotland":
        """Make the folder given with one for each partnership in it; the other arguments are those of `begin`."""
        question = question_of_all(parts)
        folder.hold()
        studies = {
            name: ComparisonStudy.inside(Folder(folder.path / "partnerships" / name), part, roots, command, resume)
            for name, part in sorted(parts.items(), key=lambda item: -_people(item[1]))
        }
        count = min(study.total for study in studies.values())
        for study in studies.values():
            study.cut(count)
        if count > question.replications:
            LOG.warning(KEEPS_THE_LARGER, question.replications, count)
        tell_damage(
            [
                f"{name}, replication {number}: {damage}"
                for name in parts
                for number, damage in studies[name].damaged.items()
            ]
        )
        question = replace(question, replications=count)
        folder.begin(question.asked())
        taken_up = sum(study.taken_up for study in studies.values())
        return cls(ComparisonStudy(question, folder, roots, command), studies, taken_up)

    @property
    def folder(self) -> Folder:
        """Where all of it is kept."""
        return self.whole.folder

    @property
    def places(self) -> dict[str, ComparisonStudy]:
        """The study of each partnership, and that of the sum."""
        return self.parts | {SCOTLAND: self.whole}

    @property
    def comparison(self) -> pd.DataFrame:
        """Options against the baseline, in all of Scotland."""
        return self.whole.comparison

    @property
    def warnings(self) -> list[str]:
        """Warnings about the sum; each partnership's own are in its folder."""
        return self.whole.warnings

    @property
    def total(self) -> int:
        """How many replications are wanted, of all partnerships together."""
        return sum(part.total for part in self.parts.values())

    @property
    def share(self) -> float:
        """What part of the work is finished: a large partnership takes longer than a small one."""
        work = {name: _people(part.question) + FIXED for name, part in self.parts.items()}
        return sum(work[name] * part.share for name, part in self.parts.items()) / sum(work.values())

    def run(self, processes: int) -> Iterator[int]:
        """Run what is not finished, largest partnerships first, then add up; yield how many are finished."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        self.whole.warnings += late_options(next(iter(self.parts.values())).question)
        tasks = [(name, number) for name, part in self.parts.items() for number in part.left]
        count, done = max(1, min(processes, len(tasks))), self.taken_up
        yield done
        for name in [name for name, part in self.parts.items() if not part.left]:
            self._complete(name, begun, 0.0, count)
        places = {name: (part.question, part.folder) for name, part in self.parts.items()}
        with Workers(count) as workers:
            for (name, number), result in workers.results(Job(_work, _prepare, (places,)), tasks):
                part, done = self.parts[name], done + 1
                part.finished[number] = (
                    result if isinstance(result, list) else replication.died(result, part.question, number)
                )
                self.latest = part.question.description.title
                if not part.left:
                    self._complete(name, begun, time.perf_counter() - clock, count)
                yield done
        self._add_up()
        self._write_provenance(self.whole, begun, time.perf_counter() - clock, count)

    def _complete(self, name: str, begun: datetime.datetime, seconds: float, processes: int) -> None:
        """Write a partnership's tables, and keep of them only bed days returned."""
        part = self.parts[name]
        part.complete()
        self._write_provenance(part, begun, seconds, processes)
        self.bed_days_returned_rows[name] = _bed_days_returned(part, name)
        self.validation[name], self.steady[name] = part.validation, part.steady
        self.years[name] = part.years.assign(title=part.question.description.title)
        part.comparison = pd.DataFrame()

    def _write_provenance(
        self, study: ComparisonStudy, begun: datetime.datetime, seconds: float, processes: int
    ) -> None:
        notes = provenance_of(study.question, self.whole.command, begun, seconds, processes)
        study.folder.write_notes("provenance", notes)

    def _add_up(self) -> None:
        """Add the partnerships up, replication by replication, and write the tables of the sum."""
        counted = {
            name: part
            for name, part in self.parts.items()
            if _answered(part) >= ENOUGH * part.total and not part.blocked
        }
        lacking = [part for name, part in self.parts.items() if name not in counted]
        self.whole.missing = [f"the total lacks {part.question.description.title}: {_why(part)}" for part in lacking]
        if counted:
            self.whole.question = question_of_all({name: part.question for name, part in counted.items()})
            self.whole.calibrated = next(filter(None, (calibration_of(part.question) for part in counted.values())), "")
            for number in self.whole.question.numbers:
                summed = added_up(list(counted.values()), number)
                self.folder.keep(summed, self.whole.question.key(number))
                self.whole.finished[number] = summed.runs
            self.whole.complete()
        else:
            self.whole.warnings = self.whole.missing
        self.bed_days_returned_rows[SCOTLAND] = _bed_days_returned(self.whole, SCOTLAND)
        rows = [self.bed_days_returned_rows[name] for name in (*self.parts, SCOTLAND)]
        self.folder.write_csv("partnerships", pd.concat(rows, ignore_index=True))
        validation = by_partnership(self.validation)
        self.folder.write_csv("baseline_by_partnership", validation)
        self.folder.write_csv("baseline_within", within(validation))
        self.folder.write_csv("steady_state_by_partnership", steady_by_partnership(self.steady))
        self._write_years()

    def _write_years(self) -> None:
        """Write the series year by year, and how well the next year's delayed days are predicted, where measured."""
        modelled = {name: part.delayed_days for name, part in self.parts.items()}
        published = {name: part.question.description.published for name, part in self.parts.items()}
        held, figures = {name: part.held_out for name, part in self.parts.items()}, published_figures(self.whole.roots)
        predicted = next_year.next_year(modelled, published, figures)
        scores = next_year_scores.scores(held, published, figures)
        tables = {
            "years_by_partnership": years_by_partnership(self.years),
            "next_year": predicted, "next_year_summary": next_year.summary(predicted),
            "next_year_scores": scores, "next_year_scores_summary": next_year_scores.summary(scores),
        }  # fmt: skip
        for name in [name for name, table in tables.items() if len(table)]:
            self.folder.write_csv(name, tables[name])


def _people(question: Question) -> float:
    return float(question.description.published[PEOPLE])


def _answered(part: ComparisonStudy) -> int:
    """Return the number of replications in which every option has results."""
    return sum(all(run.status == "done" for run in runs) for runs in part.finished.values())


def _why(part: ComparisonStudy) -> str:
    """Return why a partnership is not in the sum: too few of its runs have results, or a front door is blocked."""
    if part.blocked:
        name, reason = next(iter(part.blocked.items()))
        option = part.question.options.get(name)
        return f"{option.title}: {reason}" if option else reason
    return f"{_answered(part)} of {part.total} replications gave an answer ({part.failed[0].message})"


def _bed_days_returned(study: ComparisonStudy, place: str) -> pd.DataFrame:
    """Return a row for each option: bed days returned in a place, and in percent of its part of the 200,000."""
    question, table, people = study.question, study.comparison, _people(study.question)
    part = AMBITION if question.parts else AMBITION * people / SCOTLAND_65_PLUS
    labels = {"partnership": place, "title": question.description.title, PEOPLE: people, "part_of_200000": part}
    no_result: dict[str, Any] = {
        "mean": math.nan,
        "lower": math.nan,
        "upper": math.nan,
        "replications": 0,
        "conclusive": False,
    }
    known = table[(table["measure"] == RETURNED) & (table["breakdown"] == "all")] if len(table) else table
    by_option: dict[str, dict[str, Any]] = {
        row["option"]: {str(name): value for name, value in row.items()} for row in known.to_dict("records")
    }
    rows: list[dict[str, Any]] = [
        labels | by_option.get(name, no_result | {"option": name, "note": "no answer"}) for name in question.options
    ]
    return pd.DataFrame([row | {"share_percent": 100 * row["mean"] / part} for row in rows], columns=COLUMNS)


# --- in a worker -----------------------------------------------------------------------------------------------------

_PLACES: dict[str, tuple[Question, Folder]] = {}
_PREPARED: list[str] = []
"""The partnership whose tables this process holds: one at a time."""


def _prepare(places: Mapping[str, tuple[Question, Folder]]) -> None:
    """Tell this process which partnerships there are, and where finished replications are kept."""
    _PLACES.clear()
    _PLACES.update(places)
    _PREPARED.clear()


def _work(task: Task) -> list[Run]:
    """Run one replication of one partnership, and keep its results."""
    place, number = task
    if [place] != _PREPARED:
        replication.prepare(*_PLACES[place])
        _PREPARED[:] = [place]
    return replication.work(number)
