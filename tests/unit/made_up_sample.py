"""A made-up sample: every table, with rows drawn at random from a seed; nobody is behind it."""

import csv
import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.sample.schema import TABLES

Value = str | int | float
Rows = list[dict[str, Value]]
Tables = dict[str, Rows]
FROM, TO, EXTRACTED = datetime.date(2022, 4, 1), datetime.date(2023, 4, 1), datetime.date(2023, 5, 15)
MANIFEST = f"""\
partnership: inverclyde
from: {FROM}
to: {TO}
extracted: {EXTRACTED}
collected: {{spells: open, delays: open, home_support: open, care_home: open, waiting: census, attendances: open}}
census_dates: {{waiting: [2023-03-31]}}
completeness: {{spells: {{2022-04: 0.99, 2022-05: 1}}, delays: 0.97}}
linked: 0.91
rules: [discharge_after_death_moved]
codes:
  people.sex: {{"1": man, "2": woman}}
origin: synthetic
disclosure: {{threshold: 5}}
"""


def day(after: int) -> str:
    """Return a date so many days after the window begins."""
    return str(FROM + datetime.timedelta(days=int(after)))


def made_up(people: int = 60, seed: int = 1) -> Tables:
    """Return the rows of a sample without faults."""
    chance = np.random.default_rng(seed)
    ids = [70_000_001 + 13 * number for number in range(people)]
    begins = {person: int(chance.integers(5, 200)) for person in ids}
    tables: Tables = {name: [] for name in TABLES}
    for number, person in enumerate(ids, start=1):
        first = begins[person]
        _person(tables, person, number, chance)
        _spell(tables, person, number, first, chance)
        _community(tables, person, number, first, chance)
    tables["capacity"] = [{"setting": "care_home", "from": day(0), "value": 400, "unit": "places", "staffed": "yes"}]
    tables["monthly"] = [
        {"month": f"2022-{month:02}", "measure": "delayed_bed_days", "by": "", "category": "", "value": 9_000 + month,
         "unit": "bed days a year", "standard_error": "", "suppressed": "no", "source": "made up"}
        for month in range(4, 13)
    ]  # fmt: skip
    return tables


def _person(tables: Tables, person: int, number: int, chance: np.random.Generator) -> None:
    died = day(360) if number % 9 == 0 else ""
    tables["people"].append(
        {"person": person, "sex": int(chance.integers(1, 3)), "birth_year": int(chance.integers(1925, 1957)),
         "simd_quintile": int(chance.integers(1, 6)), "resident_from": "", "resident_to": "", "died": died,
         "place_of_death": "home" if died else "", "frailty": str(chance.choice(["fit", "mild", "severe", ""])),
         "dementia": "yes" if number % 4 else "no"}
    )  # fmt: skip


def _spell(tables: Tables, person: int, number: int, first: int, chance: np.random.Generator) -> None:
    stay = int(chance.integers(2, 60))
    ready = day(first + stay // 2) if number % 3 == 0 else ""
    tables["spells"].append(
        {"spell": 500_000 + number, "person": person, "admitted": f"{day(first)}T08:{number % 60:02}",
         "left": day(first + stay) if number % 10 else "", "kind": "emergency", "came_from": "home",
         "need": "frailty_crisis", "ready": ready, "left_to": "home" if number % 10 else ""}
    )  # fmt: skip
    tables["stays"].append(
        {"spell": 500_000 + number, "order": 1, "setting": "general_medicine", "arrived": day(first),
         "left": day(first + stay) if number % 10 else "", "hospital": "A111H"}
    )  # fmt: skip
    if ready:
        code = str(chance.choice(["11A", "25D", "24C", "51X", "25E"]))
        tables["delays"].append(
            {"person": person, "ready": ready, "ended": day(first + stay), "reason": code, "reason_2": "",
             "end_reason": "discharged", "month": "", "council": "Inverclyde", "counts_in_census": "yes"}
        )  # fmt: skip


def _community(tables: Tables, person: int, number: int, first: int, chance: np.random.Generator) -> None:
    tables["attendances"].append(
        {"person": person, "arrived": f"{day(first)} 06:15", "left": f"{day(first)} 08:00:30", "by_ambulance": "yes",
         "fall": "no", "left_to": "admitted"}
    )  # fmt: skip
    if number % 2:
        tables["home_support"].append(
            {"person": person, "asked": day(first - 4), "from": day(first + 60), "to": "",
             "hours_per_week": round(float(chance.uniform(2, 30)), 2), "personal": "yes", "reablement": "no",
             "quarter": "2022-Q3"}
        )  # fmt: skip
    if number % 3 == 0:
        tables["care_home"].append(
            {"person": person, "asked": "", "from": day(first + 70), "to": "", "kind": "long_stay", "nursing": "yes",
             "left_to": "", "died_there": "no"}
        )  # fmt: skip
        tables["waiting"].append(
            {"person": "" if number % 2 else person, "for": "care_home", "where": "home", "since": day(first),
             "until": "", "outcome": "still_waiting", "hours_per_week": "", "as_of": "2023-03-31"}
        )  # fmt: skip


def written(folder: Path, tables: Tables | None = None, manifest: str = MANIFEST) -> Path:
    """Write a sample as CSV, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sample.yaml").write_text(manifest, encoding="utf-8")
    for name, rows in (made_up() if tables is None else tables).items():
        if rows:
            write_rows(folder / f"{name}.csv", rows)
    return folder


def write_rows(path: Path, rows: Sequence[dict[str, Value]]) -> None:
    """Write rows below a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
