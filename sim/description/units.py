"""Units as types: each number of a description says what it counts and what range it may have."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

T = TypeVar("T")
ListOf = Annotated[tuple[T, ...], Field(strict=False)]

Days = Annotated[float, Field(ge=0, le=36_525, title="days")]
Hours = Annotated[float, Field(ge=0, le=24, title="hours of the day")]
Share = Annotated[float, Field(ge=0, le=1, title="share (0 to 1)")]
Multiplier = Annotated[float, Field(ge=0, le=1_000, title="multiplier")]
PerThousandYear = Annotated[float, Field(ge=0, le=100_000, title="per 1,000 people a year")]
PerDay = Annotated[float, Field(ge=0, le=10_000, title="per day")]
Places = Annotated[float, Field(ge=0, le=1_000_000, title="places, or hours a week")]
Pounds = Annotated[float, Field(ge=-1e9, le=1e9, title="pounds")]
NoLimit = Literal["no_limit"]
Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
Basis = Literal["evidence", "weak_evidence", "assumption", "published", "calibrated"]

WEEKDAYS: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PAYERS = {"nhs_board": "NHS board", "council": "council", "person": "the person"}
"""Default payers, each with a label."""
FRAILTY = ("fit", "mild", "moderate", "severe")
AGE_BANDS = ("65-74", "75-84", "85+")
AGE_BAND_STARTS = (65.0, 75.0, 85.0)
LAST_MONTHS = ("over_36", "36_to_24", "24_to_12", "12_to_6", "6_to_3", "3_to_1", "last_1")
LAST_MONTH_DAYS = (1095.75, 730.5, 365.25, 182.625, 91.3125, 30.4375)
"""Days before death at which each phase after the first, 36_to_24 to last_1, begins."""


def _for_each(written: object) -> object:
    """Return one number as the same for each of the four states of frailty."""
    return (written,) * len(FRAILTY) if isinstance(written, int | float) else written


ByFrailty = Annotated[
    tuple[Multiplier, Multiplier, Multiplier, Multiplier],
    BeforeValidator(_for_each),
    Field(strict=False, title="fit, mild, moderate, severe, or one number for all"),
]
ByAge = Annotated[tuple[Multiplier, Multiplier, Multiplier], Field(strict=False, title="65-74, 75-84, 85+")]
ByQuintile = Annotated[
    tuple[Multiplier, Multiplier, Multiplier, Multiplier, Multiplier],
    Field(strict=False, title="SIMD quintile 1 (most deprived) to 5"),
]
ByLastMonths = Annotated[
    tuple[Multiplier, Multiplier, Multiplier, Multiplier, Multiplier, Multiplier, Multiplier],
    Field(strict=False, title="over 36, 36-24, 24-12, 12-6, 6-3, 3-1, under 1 months before death"),
]
EACH_PHASE = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
"""The factor 1 in each phase before death."""
ByMonth = Annotated[
    tuple[Multiplier, ...], Field(strict=False, min_length=12, max_length=12, title="January to December")
]
ByWeekday = Annotated[tuple[Multiplier, ...], Field(strict=False, min_length=7, max_length=7, title="Monday to Sunday")]
ByHour = Annotated[tuple[Multiplier, ...], Field(strict=False, min_length=24, max_length=24, title="hour 0 to 23")]


def paid_by_board() -> dict[str, float]:
    """Return the payers' shares by default: the NHS board pays all."""
    return {"nhs_board": 1.0}


def check_paid_in_full(payers: dict[str, float]) -> None:
    """Raise ValueError where payers' shares do not sum to 1."""
    if abs((total := sum(payers.values())) - 1) > 1e-9:
        raise ValueError(f"payers' shares must sum to 1 (got {total:g})")


class InputModel(BaseModel):
    """A part of a description: frozen, strict about types, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
