"""The manifest `sample.yaml`: whose sample it is, its window, how its rows were collected, and the disclosure rules."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sim.description.dates import Date
from sim.description.files import Source
from sim.description.input_errors import InputError, InputErrors, unknown
from sim.description.units import InputModel, ListOf, Share
from sim.description.validation import validated
from sim.description.yaml_files import read_yaml
from sim.sample.schema import TABLES

FILE = "sample.yaml"
Collected = Literal["cohort", "ended", "open", "census", "monthly_submissions"]
Words = Annotated[str, Field(min_length=1, max_length=1_000)]
COLLECTED = ("spells", "delays", "home_support", "care_home", "waiting", "attendances")
"""Tables of which the manifest must say how their rows were collected; ward stays come with their spells."""


class Disclosure(InputModel):
    """The rules of what may leave."""

    threshold: Annotated[int, Field(ge=3, le=1_000, title="people")] = 5
    """Counts from 1 to one below it are not shown."""
    rounding: Literal[0, 5] = 0
    """5: shown counts are rounded to the nearest 5."""
    approved_by: Words | None = None
    """Documentation: who agreed to these rules."""


class Manifest(InputModel):
    """What must be known of a sample besides its tables."""

    partnership: Words
    """Key of a partnership, or the name of a small model."""
    from_: Annotated[Date, Field(alias="from")]
    """First day of the window."""
    to: Date
    """Day after the last of the window."""
    extracted: Date
    """Day of the extract; nothing after it is known."""
    collected: dict[str, Collected]
    """By table: how its rows were collected."""
    census_dates: dict[str, ListOf[Date]] = Field(default_factory=dict)
    """By table collected by census: its days."""
    completeness: dict[str, Share | dict[str, Share]] = Field(default_factory=dict)
    """Documentation: by table, the known share of rows that are there, as one share or by month."""
    linked: Share | None = None
    """Documentation: share of people with a key that links the tables."""
    rules: ListOf[Words] = ()
    """Documentation: corrections already made."""
    codes: dict[str, dict[str, Words]] = Field(default_factory=dict)
    """By table.column: a code in the tables, and the word of the format that it stands for."""
    origin: Literal["real", "synthetic"]
    """Whether people are behind it."""
    truth: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", title="64 digits of a hash")] | None = None
    """Of a synthetic sample: the salted hash of the parameters that made it, which are kept outside its folder."""
    disclosure: Disclosure = Disclosure()


def read_manifest(folder: Path, places: Sequence[str]) -> Manifest:
    """Return the manifest of a sample; ``places`` are the partnerships and small models that there are.

    Raises
    ------
    InputErrors
        With a line for each thing that is wrong in it.
    """
    source = Source(folder, folder / FILE)
    content, errors = read_yaml(source)
    manifest, faults = validated(Manifest, content, {"": str(source)})
    errors = [*errors, *faults]
    if manifest is not None:
        errors += _contradictions(manifest, str(source), places)
    if manifest is None or errors:
        raise InputErrors(errors)
    return manifest


def _contradictions(manifest: Manifest, file: str, places: Sequence[str]) -> Iterator[InputError]:
    if manifest.partnership not in places:
        yield unknown(file, "partnership", manifest.partnership, places, what="partnership")
    if manifest.to <= manifest.from_:
        yield InputError(file, "to", message="must be after from")
    if manifest.extracted < manifest.from_:
        yield InputError(file, "extracted", message="must not be before from")
    if manifest.truth is not None and manifest.origin == "real":
        yield InputError(file, "truth", message="a real sample has none: origin is synthetic, or leave it out")
    for key, tables in (("collected", COLLECTED), ("census_dates", COLLECTED), ("completeness", tuple(TABLES))):
        for table in getattr(manifest, key):
            if table not in tables:
                yield unknown(file, f"{key}.{table}", table, tables, what="table")
    yield from _without_dates(manifest, file)
    yield from _not_months(manifest.completeness, file)
    yield from _unknown_codes(manifest.codes, file)


def _without_dates(manifest: Manifest, file: str) -> Iterator[InputError]:
    """Yield the tables collected by census without days, and the days of tables that are not."""
    for table, how in manifest.collected.items():
        if how == "census" and not manifest.census_dates.get(table):
            yield InputError(file, f"collected.{table}", message=f"census needs days: write census_dates.{table}")
        if how == "monthly_submissions" and table != "delays":
            yield InputError(file, f"collected.{table}", message="only delays come as monthly submissions")
    for table, days in manifest.census_dates.items():
        if table in COLLECTED and manifest.collected.get(table) != "census":
            yield InputError(file, f"census_dates.{table}", message=f"collected.{table} is not census")
        if not all(manifest.from_ <= day < manifest.to and day <= manifest.extracted for day in days):
            yield InputError(file, f"census_dates.{table}", message="a day is outside the window, or after extracted")


def _not_months(completeness: Mapping[str, float | dict[str, float]], file: str) -> Iterator[InputError]:
    for table, shares in completeness.items():
        for month in shares if isinstance(shares, dict) else ():
            if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
                yield InputError(file, f"completeness.{table}", message="a month is written as 2024-03")


def _unknown_codes(codes: Mapping[str, Mapping[str, str]], file: str) -> Iterator[InputError]:
    """Yield the columns that do not exist or hold no codes, and the words that the format does not have."""
    coded = {
        f"{table.name}.{column.name}": column for table in TABLES.values() for column in table.columns.values()
        if column.codes
    }  # fmt: skip
    for key, words in codes.items():
        if key not in coded:
            yield unknown(file, f"codes.{key}", key, coded, what="column with codes")
            continue
        for word in words.values():
            if word not in coded[key].codes:
                yield unknown(file, f"codes.{key}", word, coded[key].codes, what="code")


def day_number(date: datetime.date) -> float:
    """Return a date as days since 1970-01-01, as the cells of a sample are held."""
    return float((date - datetime.date(1970, 1, 1)).days)
