"""Fair shares: what each part of a package adds, averaged over the orders in which parts could be put in."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from sim.description.input_errors import InputError, InputErrors
from sim.description.interventions import Option
from sim.description.option_parts import Part, options_as_parts, pieces_as_parts
from sim.description.system import Description
from sim.description.table_files import SCOTLAND
from sim.study.kinds.cell_runs import DECIDED_BY
from sim.study.kinds.shares_package import Package
from sim.study.kinds.shares_study import SharesStudy
from sim.study.question.conf import COMMAND, WithReplications, counted, replications_in_words
from sim.study.question.question import Question

MOST_PARTS, MOST_EXACT = 25, 10
"""Parts of a package, and parts of one of which every mix is run, at most."""


class Shares(WithReplications):
    """A package shared out among its parts."""

    about: ClassVar[str] = (
        "what each part of a package adds, whatever the order: Shapley values (options=[package], or several)"
    )
    decided_by: ClassVar[tuple[str, ...]] = DECIDED_BY
    parts: Literal["options", "interventions"] | None
    """What shares the package: the options named, or what they consist of; null: options where several are named."""
    groups: Literal["system", "none"]
    """Whether parts of one system follow each other in every order."""
    interactions: bool
    """Whether each part is run alone and as the last, and each pair together."""
    exact: bool
    """Whether every mix is run, in place of a sample of orders."""

    def errors(self) -> Iterator[tuple[str, str]]:
        """Refuse all of Scotland, and event logs."""
        if self.partnership == SCOTLAND and self.model is None:
            yield "partnership", "shares are of one partnership or a small model: name one"
        if self.event_log:
            yield "event_log", "this study keeps no events"

    def options_asked(self, description: Description, named: Mapping[str, Option]) -> dict[str, Option]:
        """Return the options named; raise InputErrors unless they can be shared out."""
        count = len(self._parts(named, description))
        message = ""
        if count < 2:
            message = "nothing to share out: name an option with several interventions, or several options"
        elif count > MOST_PARTS:
            message = f"consist of {count} parts, at most {MOST_PARTS}: parts=options shares them out as they stand"
        elif self.exact and count > MOST_EXACT:
            message = f"consist of {count} parts, at most {MOST_EXACT} with exact=true: {2**count:,} mixes each time"
        if message:
            raise InputErrors([InputError(COMMAND, "options", ", ".join(named) or "none", message=message)])
        return dict(named)

    def package(self, question: Question) -> Package:
        """Return the parts of the package, and what is run of them."""
        parts = self._parts(question.options, question.description)
        return Package(tuple(parts), self.groups == "system", self.interactions, self.exact)

    def besides(self) -> dict[str, Any]:
        """Return how the package is shared out."""
        return {key: getattr(self, key) for key in ("parts", "groups", "interactions", "exact")}

    def summary(self, question: Question) -> str:
        """Name how many parts, replications and runs."""
        package = self.package(question)
        runs = sum(len(package.mixes(question.seed, number)) for number in question.numbers)
        words = f"{counted(len(package.parts), 'part')} of a package, {replications_in_words(question)}"
        return f"{words}: at most {counted(runs, 'run')} and the baseline's"

    def begin(
        self, question: Question, parts: Mapping[str, Question], roots: Sequence[Path], command: Sequence[str]
    ) -> SharesStudy:
        """Make the folder of the study, and find the runs that are kept beside it."""
        package = self.package(question)
        return SharesStudy.begin(question, package, self.besides(), self.results_folder, roots, command, self.resume)

    def _parts(self, options: Mapping[str, Option], description: Description) -> list[Part]:
        of = self.parts or ("options" if len(options) > 1 else "interventions")
        return options_as_parts(options) if of == "options" else pieces_as_parts(options, description)
