"""The animation: people moving through the settings, in one replication of the baseline and an option, or of two."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator

from sim.description.dates import Date
from sim.description.input_errors import InputError, InputErrors
from sim.description.interventions import Option
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.study.kinds.animation_study import AnimationStudy, Span, page_size
from sim.study.question.conf import COMMAND, WithReplications, counted
from sim.study.question.question import BASE, Question

USUAL_DAYS, MOST_DAYS, MOST_OPTIONS = 31, 366, 2
LARGEST = 20.0
"""MB of a page at most."""


class Animation(WithReplications):
    """One replication to look at: who is where from minute to minute, in two options side by side."""

    about: ClassVar[str] = (
        "one replication to look at: people moving through wards, step-down, care homes and home support, with blocked "
        "beds, in the baseline and an option or in two, as one web page (shown_from=2024-01-01 shown_days=31)"
    )
    decided_by: ClassVar[tuple[str, ...]] = tuple(
        f"study/kinds/{name}.py" for name in ("animation_record", "animation_ways", "animation_tables", "log_state")
    )
    without: ClassVar[Mapping[str, str]] = {
        "report": "writes a page of its own",
        "replications": "shows one replication: name it by its number (replication=17)",
        "event_log": "keeps no event log: study=compare does, of the same replication",
        "resume": "is made anew each time",
    }

    shown_from: Date | None
    """First day shown; None: the first 1 January of the period, else its first day."""
    shown_days: Annotated[int, Field(ge=1, le=MOST_DAYS, title="days")] | None
    """Days shown; None: 31, or as many as are left of the period."""

    @field_validator("shown_from", mode="before")
    @classmethod
    def _as_date(cls, written: object) -> object:
        """Return a date written in a text such as 2024-01-01 as a date; anything else as it is."""
        try:
            return datetime.date.fromisoformat(written) if isinstance(written, str) else written
        except ValueError:
            return written

    def number_of_replications(self, description: Description) -> int:
        """Return one: more of them could not be looked at together."""
        return 1

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse all of Scotland, and more options than stand side by side."""
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "an animation is of one partnership or a small model: name one"
        if len(self.options) > MOST_OPTIONS:
            yield "options", f"shows at most {MOST_OPTIONS} side by side, and {len(self.options)} are named"

    def options_asked(self, description: Description, named: Mapping[str, Option]) -> dict[str, Option]:
        """Return the options named."""
        return dict(named)

    def besides(self) -> dict[str, Any]:
        """Return which days are shown."""
        first = None if self.shown_from is None else self.shown_from.isoformat()
        return {"shown_from": first, "shown_days": self.shown_days}

    def summary(self, question: Question) -> str:
        """Name what is shown, and of which replication."""
        names = ", ".join(question.option(name).title if name != BASE else "baseline" for name in self.sides(question))
        span = self.span(question)
        first = span.first_date
        days = f"{counted(span.days, 'day')} from {first.day} {first:%B %Y}"
        return f"animation of {days} in replication {question.numbers[0]}: {names}"

    def sides(self, question: Question) -> tuple[str, ...]:
        """Return what is shown side by side: the baseline and an option, or two options."""
        return tuple(question.options) if len(question.options) == MOST_OPTIONS else question.names

    def span(self, question: Question) -> Span:
        """Return the days that are shown; raise InputErrors where they lie outside the period, or are too many."""
        period = question.period
        first, last = int(-(-period.from_day // 1)), int(period.to_day)
        start = self._start(period.start_date, first, last)
        left = last - start
        days = self.shown_days or max(1, min(USUAL_DAYS, left))
        if not first <= start or start + days > last:
            dates = [(period.start_date + datetime.timedelta(day)).isoformat() for day in (first, last)]
            key = "shown_from" if not first <= start < last or self.shown_days is None else "shown_days"
            value = str(days) if key == "shown_days" else str(self.shown_from or dates[0])
            allowed = f"whole days measured, from {dates[0]} up to {dates[1]}"
            raise InputErrors([InputError(COMMAND, key, value, "", allowed, message="lies outside the period")])
        span = Span(period.start_date, start, days)
        if (size := page_size(question, len(self.sides(question)), days)) > LARGEST:
            most = int(days * LARGEST / size)
            rule = f"the page would have about {size:.0f} MB, and may have {LARGEST:g}: at most {most} days here"
            raise InputErrors([InputError(COMMAND, "shown_days", str(days), message=rule)])
        return span

    def _start(self, start_date: datetime.date, first: int, last: int) -> int:
        """Return the day of the run with which the days shown begin."""
        if self.shown_from is not None:
            return (self.shown_from - start_date).days
        dates = ((day, start_date + datetime.timedelta(day)) for day in range(first, last))
        return next((day for day, date in dates if (date.month, date.day) == (1, 1)), first)

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> AnimationStudy:
        """Make the folder of the study, or find it again with what is finished there."""
        asked = {"sides": list(self.sides(question)), **self.besides()}
        return AnimationStudy.begin(question, self.span(question), asked, self.results_folder, command)
