"""Every measure: its unit, its definition in a sentence, where it comes from, and which direction is good.

Each is defined in the file of the function that computes it; `measure` imports all of these files, and so passes on
`MEASURES` complete.
"""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is: the words a reader needs beside its numbers."""

    name: str
    unit: str
    good: Direction
    definition: str
    source: str


OWN = "This model's own measure"
PHS = "Public Health Scotland"
CORE = "Core suite of integration indicators, Public Health Scotland"
WHO = " Residents aged 65 and over, where the published figure counts 18 and over: only those are modelled."

MEASURES: dict[str, Measure] = {}
"""Every measure by name, in the order of definition."""


def define(name: str, unit: str, good: Direction, definition: str, source: str) -> None:
    """Register a measure: what a reader must know of its numbers.

    Raises
    ------
    ValueError
        If there is a measure of that name already.
    """
    if name in MEASURES:
        raise ValueError(f"measure {name} is defined twice")
    MEASURES[name] = Measure(name, unit, good, definition, source)
