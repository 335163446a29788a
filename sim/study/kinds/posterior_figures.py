"""The figures of a sample that a posterior is made from: those of its year, what is held out, what is not used."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.description.dates import financial_year
from sim.description.input_errors import InputError, InputErrors
from sim.description.table_files import FOLDER as TABLES
from sim.study.analysis.sample_figures import Observed, observed, out_of_reach
from sim.study.analysis.targets import Target, aims
from sim.study.kinds.calibration_targets import figures as figure_words
from sim.study.kinds.posterior_hold_out import HoldOut
from sim.study.kinds.posterior_sample import TARGETS, SampleFits, measures_read
from sim.study.question.question import Question


@dataclass(frozen=True)
class Figures:
    """Figures of a sample, by multiplier, in place of the published ones; without a sample there are none."""

    sample: str = ""
    hash: str = ""
    observed: Mapping[str, Observed] = field(default_factory=dict)
    held: HoldOut | None = None
    warnings: Sequence[str] = ()

    @classmethod
    def of(cls, fits: SampleFits, question: Question) -> "Figures":
        """Return the figures of the year of a question.

        Raises
        ------
        InputErrors
            If the sample has none of them, or one that the prior cannot reach.
        """
        period, words = question.period, figure_words(question.description)
        year = financial_year(period.measured_from)
        last = period.start_date + datetime.timedelta(days=period.to_day)
        figures, left_out = observed(fits.rows, period.measured_from, last)
        figures = {name: figure for name, figure in figures.items() if name in words}
        if not figures:
            rule = f"holds no figure of {year} that a posterior is made from: {', '.join(measures_read())}"
            raise InputErrors([InputError(TARGETS, message=rule)])
        errors = [
            InputError(TARGETS, f"{words[name][0]}, {year}", f"{value:,.6g}", words[name][1],
                       message=f"lies outside what the prior can reach, about {low:,.4g} to {high:,.4g}")
            for name, value, low, high in out_of_reach(aims(question.description), figures, question.description)
        ]  # fmt: skip
        if errors:
            raise InputErrors(errors)
        lines = [
            f"{words[name][0]}: as published, for in the sample {why}"
            for name, why in left_out.items()
            if name in words
        ]
        return cls(fits.name, fits.hash, figures, HoldOut.of(fits.rows, period), lines)

    @property
    def hashes(self) -> dict[str, str]:
        """The hash of the sample's figures, by what they are."""
        return {"sample": self.hash} if self.hash else {}

    @property
    def words(self) -> str:
        """Which figures these are, in the table of draws."""
        return f"sample {self.sample}" if self.hash else "published"

    @property
    def asked(self) -> dict[str, Any]:
        """What the question says of the sample, in plain values."""
        if not self.hash:
            return {}
        figures = {
            name: {"value": round(figure.value, 6), "months": figure.months} for name, figure in self.observed.items()
        }
        return {"sample": self.sample, "sample_figures": figures, "sample_hash": self.hash}

    def too_far(self, name: str, targets: Sequence[Target], question: Question) -> InputError:
        """Return the error of a figure that no year run came near."""
        words, unit = figure_words(question.description)[name]
        value = next(target for target in targets if target.multiplier == name).published(question.description)
        file = TARGETS if name in self.observed else f"{TABLES}/partnerships.csv, {question.place}"
        rule = "lies outside what the prior can reach: no year run came near it"
        return InputError(file, words, f"{value:,.6g}", unit, message=rule)
