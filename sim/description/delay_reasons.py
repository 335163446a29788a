"""The reasons of a delayed discharge, by the national coding and finer."""

from typing import Literal

Reason = Literal[
    "assessment", "care_arrangements", "place_availability", "funding", "living_arrangements", "choice",
    "awi", "other_code_9", "transport", "none",
]  # fmt: skip
REASONS: tuple[Reason, ...] = (
    "assessment", "care_arrangements", "place_availability", "funding", "living_arrangements", "choice",
    "awi", "other_code_9", "transport", "none",
)  # fmt: skip
"""National delay reasons, finer than published; `none` marks a wait that is not a delayed discharge."""
