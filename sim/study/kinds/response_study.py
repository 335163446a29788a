"""A study of responses to capacity: a comparison for each end of scarcity in a folder of its own, and their tables.

`centre/`, `low/` and `high/` hold what a comparison of the same options at that end would leave (of Scotland, with a
folder for each partnership); the folder above them the responses drawn from these. What is finished is taken up.
"""

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path

import pandas as pd

from sim.description.scarcity_ends import ScarcityEnd, at_end
from sim.description.table_files import SCOTLAND
from sim.study.analysis import next_year
from sim.study.analysis.capacity_responses import CHECKS, COLUMNS, Added, Measured, checks, responses, watched
from sim.study.analysis.published_figures import published_figures
from sim.study.analysis.published_responses import PublishedResponse, beside, published_responses
from sim.study.analysis.study_dictionaries import write_dictionary
from sim.study.kinds.comparison_study import ComparisonStudy
from sim.study.kinds.scotland_study import Scotland
from sim.study.kinds.scotland_totals import PEOPLE
from sim.study.question.question import Question
from sim.study.run.provenance import provenance_of
from sim.study.run.results_store import Folder, model_hash

HOURS, NEWS = "home_support", 10.0
"""Capacity of which two years are published, and the percentage nearest to which its elasticity is taken."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What is asked: capacity and percent added by option, and the ends of scarcity at which all of them are run."""

    of_option: Mapping[str, tuple[str, float]]
    scarcities: Sequence[ScarcityEnd]

    def asked(self) -> dict[str, list[object]]:
        """Return the keys of the conf again, in plain values."""
        capacities, percents = (list(dict.fromkeys(column)) for column in zip(*self.of_option.values(), strict=True))
        return {"capacities": capacities, "percents": percents, "scarcities": list(self.scarcities)}


@dataclass
class Responses:
    """A study of responses: the comparison at each end of scarcity, and the tables when all of them are finished."""

    question: Question
    folder: Folder
    comparisons: dict[ScarcityEnd, ComparisonStudy | Scotland]
    steps: Steps
    published: tuple[PublishedResponse, ...]
    roots: Sequence[Path] = ()
    command: Sequence[str] = ()
    latest: str = ""
    taken_up: int = 0
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The responses, by place, capacity, percent, scarcity and measure."""
    checks: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Whether each has the right sign and diminishes."""
    beside: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The responses for which there are published ones, beside these."""
    unit = "replication"

    @classmethod
    def begin(
        cls,
        question: Question,
        parts: Mapping[str, Question],
        steps: Steps,
        results: Path,
        roots: Sequence[Path],
        command: Sequence[str] = (),
        resume: bool = True,
    ) -> "Responses":
        """Make the folder and one for each end of scarcity in it, or find them again with what is finished there.

        ``question`` and ``parts`` (of Scotland: the question of each partnership) are those at the centre; the other
        arguments are those of `ComparisonStudy.begin`.
        """
        published = published_responses(roots)  # refused now, not after the runs
        folder = Folder.of(results, question, datetime.date.today())
        folder.begin(question.asked() | steps.asked())
        comparisons: dict[ScarcityEnd, ComparisonStudy | Scotland] = {}
        for end in steps.scarcities:
            inside, given = Folder(folder.path / end), (roots, command, resume)
            if parts:
                at_this_end = {name: _compared(part, end) for name, part in parts.items()}
                comparisons[end] = Scotland.inside(inside, at_this_end, *given)
            else:
                comparisons[end] = ComparisonStudy.inside(inside, _compared(question, end), *given)
        taken_up = sum(study.taken_up for study in comparisons.values())
        return cls(question, folder, comparisons, steps, published, roots, command, taken_up=taken_up)

    @property
    def total(self) -> int:
        """How many replications are wanted, at all ends of scarcity and in all partnerships together."""
        return sum(study.total for study in self.comparisons.values())

    @property
    def share(self) -> float:
        """What part of the work is finished."""
        return sum(study.share for study in self.comparisons.values()) / len(self.comparisons)

    @property
    def exit_code(self) -> int:
        """1 where a baseline has no results: the tables say why."""
        return max(study.exit_code for study in self.comparisons.values())

    @property
    def warnings(self) -> list[str]:
        """What is lacking, by end of scarcity; each comparison's other warnings are in its own folder."""
        lines = []
        for end, study in self.comparisons.items():
            whole = study.places[self.question.place]
            titles = {name: option.title for name, option in self.question.options.items()}
            reasons = [*whole.missing, *(f"{titles.get(name, name)}: {why}" for name, why in whole.blocked.items())]
            reasons += [f"{len(whole.failed)} runs gave no answer: runs.csv names them"] if whole.failed else []
            lines += [f"scarcity {end}: {line}" for line in reasons]
        return lines

    def run(self, processes: int) -> Iterator[int]:
        """Run what is not finished, one end of scarcity after another, then `complete`; yield how many are finished."""
        begun, clock = datetime.datetime.now(datetime.UTC), time.perf_counter()
        finished = {end: study.taken_up for end, study in self.comparisons.items()}
        total = sum(finished.values())
        yield total
        for end, study in self.comparisons.items():
            for count in study.run(processes):
                finished[end] = count
                self.latest = ", ".join(filter(None, (f"scarcity {end}", study.latest)))
                if sum(finished.values()) > total:
                    total = sum(finished.values())
                    yield total
        self.complete()
        seconds = time.perf_counter() - clock
        self.folder.write_notes("provenance", provenance_of(self.question, self.command, begun, seconds, processes))

    def complete(self) -> None:
        """Write the tables: the responses, their checks, and published responses beside them."""
        tables, verdicts = [pd.DataFrame(columns=COLUMNS)], [pd.DataFrame(columns=CHECKS)]
        for end, study in self.comparisons.items():
            for place in study.places.values():
                if (measured := self._measured(study, place, end)) is not None:
                    tables.append(responses(measured))
                    verdicts.append(checks(measured, tables[-1]))
        self.table, self.checks = (pd.concat([one for one in many if len(one)] or many) for many in (tables, verdicts))
        self.beside = beside(self.table, self.published)
        self.folder.write_csv("responses", self.table)
        self.folder.write_csv("response_checks", self.checks)
        self.folder.write_csv("beside_published", self.beside)
        self._write_next_year()
        write_dictionary(self.folder, "capacity_response")
        self.folder.tidy()

    def _write_next_year(self) -> None:
        """Write how well 2023/24 is predicted from the year before, with the change of home-support hours as news."""
        study = next(iter(self.comparisons.values()))
        published = {name: dict(place.question.description.published) for name, place in study.places.items()}
        percents = sorted({percent for capacity, percent in self.steps.of_option.values() if capacity == HOURS})
        if not self.question.parts or not percents:
            return
        nearest = min(percents, key=lambda percent: abs(percent - NEWS))
        scarcity = "centre" if "centre" in self.comparisons else self.steps.scarcities[0]
        by_place = next_year.elasticities(self.table, nearest, scarcity)
        counted = {name: value for name, value in by_place.items() if name != SCOTLAND and isfinite(value)}
        predicted = next_year.by_capacity(counted, published, published_figures(self.roots))
        self.folder.write_csv("next_year_by_capacity", predicted)
        self.folder.write_csv("next_year_by_capacity_summary", next_year.summary(predicted))

    def _measured(self, study: ComparisonStudy | Scotland, place: ComparisonStudy, end: str) -> Measured | None:
        """Return what was measured in one place (or in the sum) at one end of scarcity; nothing where no run has."""
        question = place.question
        done = [number for number, runs in place.finished.items() if any(run.status == "done" for run in runs)]
        if not done:
            return None
        values = [watched(pd.DataFrame(place.folder.table("measures", question, n).to_pandas())) for n in done]
        counted = [study.places[name] for name in question.parts] or [place]
        return Measured(
            partnership=question.place,
            scarcity=end,
            people=float(question.description.published[PEOPLE]),
            values=pd.concat(values, ignore_index=True),
            added=self._added(counted),
            partnerships=len(counted),
            no_answer=place.blocked,
        )

    def _added(self, places: Sequence[ComparisonStudy]) -> list[Added]:
        """Return what each option adds in these places together."""
        changes = pd.concat([place.changes for place in places])
        added = []
        for option, (capacity, percent) in self.steps.of_option.items():
            rows = changes[(changes["option"] == option) & (changes["capacity_of"] == capacity)]
            today, given = float(rows["today"].sum()), float(rows["given"].sum())
            words = {name: str(rows[name].iloc[0]) for name in ("label", "unit")} if len(rows) else {}
            added.append(Added(option, capacity, percent, today, given, **words))
        return added


def _compared(question: Question, end: ScarcityEnd) -> Question:
    """Return the question of a comparison of the same options at an end of scarcity."""
    return replace(question, study="compare", description=at_end(question.description, end), model=model_hash())
