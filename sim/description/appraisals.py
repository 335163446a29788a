"""The board's part of an options appraisal as a file: criteria with weights and scores, and the discount rate."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from sim.description.files import file_named
from sim.description.input_errors import InputError, InputErrors, unknown
from sim.description.units import Basis, InputModel
from sim.description.validation import validated
from sim.description.yaml_files import read_yaml

FOLDER = "appraisals"
WHOLE = 100.0
"""Percent that all weights sum to."""
DO_NOTHING = "baseline"
Percent = Annotated[float, Field(ge=0, le=100, title="percent")]
Score = Annotated[float, Field(ge=0, le=10, title="score (0 to 10)")]
Rate = Annotated[float, Field(ge=0, le=20, title="percent a year")]


class CriterionFile(InputModel):
    """One criterion: what it is, its weight, and who scores it: a measure of the model, or the board."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    weight: Percent
    """Weight in percent; all weights sum to 100."""
    measure: str | None = None
    """Measure of the model that scores it, from the worst to the best of do nothing and the options."""
    scores: dict[str, Score] = Field(default_factory=dict)
    """The board's scores by option, `baseline` for do nothing; who is left out is a blank."""
    why: str = ""

    @model_validator(mode="after")
    def _scored_once(self) -> "CriterionFile":
        if self.measure is not None and self.scores:
            raise ValueError("is scored by a measure or by the board, not by both: leave out 'measure' or 'scores'")
        return self


class DiscountRate(InputModel):
    """How money of later years is discounted."""

    percent: Rate
    """Percent a year."""
    source: Annotated[str, Field(min_length=1)]
    basis: Basis


class AppraisalFile(InputModel):
    """What the board adds to an options appraisal."""

    title: str
    description: str = ""
    example: bool = False
    """Whether the weights are an example, and no board's: the paper says so beside what they lead to."""
    discount_rate: DiscountRate
    """At which money of later years is worth less."""
    criteria: Annotated[dict[str, CriterionFile], Field(min_length=1, max_length=12)]
    """What options are judged by, with weights."""

    @model_validator(mode="after")
    def _weighted_in_full(self) -> "AppraisalFile":
        total = sum(criterion.weight for criterion in self.criteria.values())
        if abs(total - WHOLE) > 1e-6:
            raise ValueError(f"criteria: weights must sum to {WHOLE:g} percent (got {total:.10g})")
        return self


def read_appraisal(
    roots: Sequence[Path], name: str, measures: Collection[str], options: Collection[str]
) -> AppraisalFile:
    """Return an appraisal, ``appraisals/NAME.yaml``.

    ``measures`` are those that can score a criterion, ``options`` the names of the options appraised.

    Raises
    ------
    InputErrors
        With all faults of the file: weights that do not sum to 100, unknown measures, unknown options.
    """
    source = file_named(roots, FOLDER, name)
    content, errors = read_yaml(source)
    appraisal, invalid = validated(AppraisalFile, content, {"": str(source)})
    faults = [*errors, *invalid]
    if appraisal is not None:
        faults += _unknown(str(source), appraisal, measures, options)
    if appraisal is None or faults:
        raise InputErrors(faults)
    return appraisal


def _unknown(
    file: str, appraisal: AppraisalFile, measures: Collection[str], options: Collection[str]
) -> Iterator[InputError]:
    for name, criterion in appraisal.criteria.items():
        key = f"criteria.{name}"
        if criterion.measure is not None and criterion.measure not in measures:
            near = unknown(file, f"{key}.measure", criterion.measure, measures, what="measure")
            yield InputError(file, near.key, near.value, near_miss=near.near_miss, message=near.message)
        for option in criterion.scores:
            if option not in (DO_NOTHING, *options):
                yield unknown(file, f"{key}.scores", option, [DO_NOTHING, *options], what="option")
