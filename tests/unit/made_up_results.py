"""Made-up results folders for the tests of `sim/report`: believable numbers, every table, no run behind them."""

import math
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

Parts = tuple[float, float, float]
OPTIONS: dict[str, tuple[str, Parts, float]] = {
    "falls_prevention": ("Falls prevention at home", (2140.0, 320.0, 180.0), 190.0),
    "more_home_support": ("More home support hours", (310.0, 90.0, 6480.0), 420.0),
    "hospital_at_home": ("Hospital at home for frailty", (4820.0, 1510.0, -640.0), 380.0),
    "anticipatory_care_planning": ("Anticipatory care planning", (1650.0, -210.0, 90.0), 260.0),
    "step_down_flats": ("Step-down flats with housing partners", (-40.0, 60.0, 35.0), 210.0),
    "package": ("Package: falls, home support and hospital at home", (6690.0, 1720.0, 5310.0), 560.0),
}
"""Option: title; bed days returned by admissions avoided, shorter stays, delay removed; half-width of the interval."""
PARTS = ("admissions_avoided", "shorter_stays", "delay_removed")
PART_OF_200000 = 15_943.0
SETTINGS = {
    "emergency_department": 60, "assessment_unit": 84, "general_medicine": 410, "medicine_of_the_elderly": 520,
    "orthopaedics": 150, "other_acute": 330, "community_hospital": 96, "long_stay_hospital": 60, "hospital_at_home": 40,
    "intermediate_care": 88, "care_home": 3390, "home_support": 41_200, "own_home": 79_000, "housing_with_care": 900,
    "assessment_team": 35,
}  # fmt: skip
DESCRIBED = {
    "own_home": ("Own home", "home", 1), "home_support": ("Home support", "home_support", 1),
    "housing_with_care": ("Housing with care", "home", 1), "care_home": ("Care home", "care_home", None),
    "emergency_department": ("Emergency department", "emergency_department", None),
    "assessment_unit": ("Assessment unit", "hospital", 3), "general_medicine": ("General medicine", "hospital", None),
    "medicine_of_the_elderly": ("Medicine of the elderly", "hospital", None),
    "orthopaedics": ("Orthopaedics", "hospital", None),
    "other_acute": ("Surgery and other acute wards", "hospital", None),
    "community_hospital": ("Community hospital", "hospital", 5),
    "long_stay_hospital": ("Long-stay and old-age psychiatry", "hospital", 5),
    "hospital_at_home": ("Hospital at home", "other", 3),
    "intermediate_care": ("Intermediate care", "intermediate_care", None),
}  # fmt: skip
"""Settings of the scenario: label, type, column of the map."""
REASONS = {
    "assessment": 34, "care_arrangements": 62, "place_availability": 48, "funding": 6, "living_arrangements": 9,
    "choice": 12, "awi": 41, "other_code_9": 8, "transport": 1,
}  # fmt: skip
FLOWS = {
    ("own_home", "emergency_department"): 14_900, ("home_support", "emergency_department"): 4_700,
    ("housing_with_care", "emergency_department"): 520, ("care_home", "emergency_department"): 1_380,
    ("emergency_department", "own_home"): 6_100, ("emergency_department", "home_support"): 900,
    ("emergency_department", "assessment_unit"): 11_300, ("emergency_department", "orthopaedics"): 1_250,
    ("emergency_department", "general_medicine"): 1_150, ("emergency_department", "medicine_of_the_elderly"): 640,
    ("assessment_unit", "own_home"): 3_900, ("assessment_unit", "home_support"): 620,
    ("assessment_unit", "general_medicine"): 4_100, ("assessment_unit", "medicine_of_the_elderly"): 2_650,
    ("assessment_unit", "hospital_at_home"): 410, ("own_home", "hospital_at_home"): 760,
    ("home_support", "hospital_at_home"): 340, ("hospital_at_home", "own_home"): 1_020,
    ("hospital_at_home", "home_support"): 420, ("general_medicine", "own_home"): 3_050,
    ("general_medicine", "home_support"): 1_020, ("general_medicine", "community_hospital"): 260,
    ("general_medicine", "intermediate_care"): 240, ("general_medicine", "care_home"): 330,
    ("general_medicine", "outside"): 520, ("medicine_of_the_elderly", "own_home"): 1_350,
    ("medicine_of_the_elderly", "home_support"): 980, ("medicine_of_the_elderly", "intermediate_care"): 310,
    ("medicine_of_the_elderly", "care_home"): 460, ("medicine_of_the_elderly", "outside"): 640,
    ("medicine_of_the_elderly", "community_hospital"): 180, ("orthopaedics", "own_home"): 700,
    ("orthopaedics", "medicine_of_the_elderly"): 420, ("orthopaedics", "home_support"): 260,
    ("orthopaedics", "intermediate_care"): 90, ("own_home", "care_home"): 520, ("home_support", "care_home"): 780,
    ("intermediate_care", "own_home"): 340, ("intermediate_care", "home_support"): 190,
    ("intermediate_care", "care_home"): 140, ("community_hospital", "own_home"): 240,
    ("community_hospital", "care_home"): 110, ("long_stay_hospital", "outside"): 60,
    ("medicine_of_the_elderly", "long_stay_hospital"): 55, ("own_home", "home_support"): 2_050,
    ("home_support", "own_home"): 900, ("care_home", "outside"): 1_180, ("own_home", "outside"): 1_120,
    ("home_support", "outside"): 640, ("outside", "other_acute"): 21_000, ("other_acute", "outside"): 21_000,
}  # fmt: skip
TARGETS = [
    ("emergency admissions, 65 and over", "a year", 15_904, 15_720, "calibrated", "PHS, SMR01 basis, 2018 and 2019"),
    ("falls admissions, 65 and over", "a year", 2_480, 2_512, "calibrated", "PHS Unintentional injuries 2023/24"),
    ("delayed bed days, 75 and over", "a year", 38_117, 39_240, "calibrated", "PHS Delayed discharges 2023/24"),
    (
        "home support clients, 65 and over", "people", 4_385, 4_302, "calibrated",
        "Scottish Government, Insights 2023/24",
    ),
    (
        "home support hours, 65 and over", "hours a week", 41_050, 41_610, "calibrated",
        "Insights in Social Care 2023/24",
    ),
    ("care-home residents, 65 and over", "people", 3_160, 3_205, "calibrated", "PHS Care Home Census 2021"),
    ("mean emergency stay, 65 to 74", "days", 8.5, 8.1, "reported", "derived, SMR01"),
    ("mean emergency stay, 85 and over", "days", 15.0, 16.2, "reported", "derived, SMR01"),
    ("deaths, 65 and over", "a year", 4_420, 4_390, "reported", "NRS"),
    ("deaths in hospital", "percent", 48.0, 46.1, "reported", "NRS 2022"),
    ("last six months of life at home (NI-15)", "percent", 88.9, 87.6, "reported", "PHS core suite"),
    ("readmissions in 28 days (NI-14)", "per 1,000 discharges", 104, 97, "reported", "PHS core suite"),
]  # fmt: skip


COLUMNS = [
    "option", "measure", "breakdown", "level", "unit", "baseline_mean", "mean", "sd", "difference", "lower", "upper",
    "replications", "conclusive", "note",
]  # fmt: skip


def comparison(options: Mapping[str, tuple[str, Parts, float]], replications: int) -> pd.DataFrame:
    """Return a comparison table: returned bed days whole and by part, quintile and share, and what stands beside."""
    rows = []
    for option, (_, parts, half) in options.items():
        for measure, change, width, by, category, before in changes(parts, half):
            wide = width if replications > 1 else math.nan
            after = change if math.isnan(before) else before + change
            bounds = (change - wide, change + wide, replications, wide < 500 or replications == 1, "")
            rows.append((option, measure, by, category, "", before, after, wide, change, *bounds))
    table = pd.DataFrame(rows, columns=COLUMNS)
    if not rows:
        return table
    levels = table[table["baseline_mean"].notna()].drop_duplicates(["measure", "breakdown", "level"])
    own: dict[str, Any] = {"option": "baseline", "mean": levels["baseline_mean"]}
    zero: dict[str, Any] = dict.fromkeys(("difference", "lower", "upper"), 0.0)
    return pd.concat([levels.assign(**own, **zero), table], ignore_index=True)


def changes(parts: Parts, half: float) -> Iterator[tuple[str, float, float, str, str, float]]:
    """Yield what one option changes: measure, change, half-width, by, category, level of the baseline."""
    total, none = sum(parts), math.nan
    yield "bed_days_returned", total, half, "all", "all", none
    for part, value in zip(PARTS, parts, strict=True):
        yield "bed_days_returned", value, half / 2, "part", part, none
    for quintile in range(1, 6):
        value = total * (1.45 - 0.15 * quintile) / 87.476
        yield "bed_days_returned_per_1000", value, half / 40, "quintile", str(quintile), none
    yield "bed_days_returned_per_1000", total / 87.476, half / 87.476, "all", "all", none
    for method, pounds in (("average", 618.0), ("official", 290.0)):
        yield "value_of_bed_days_returned", pounds * total, pounds * half, "method", method, none
    yield "palliative_care_unmet", -parts[0] / 100, half / 200, "all", "all", 912.0
    yield "hours_left_to_carers", -parts[2] / 10, half / 12, "all", "all", 4_210.0
    yield "share_of_200000", 100 * total / PART_OF_200000, 100 * half / PART_OF_200000, "all", "all", none
    yield "delayed_bed_days", -parts[2] * 1.1, half, "all", "all", 47_300.0
    yield "emergency_admissions", -parts[0] / 11, half / 12, "all", "all", 15_720.0
    yield "readmissions_28_days", 0.4 - parts[0] / 4000, 0.6, "all", "all", 97.2
    yield "days_at_home", total / 87_476, half / 87_476, "all", "all", 338.1
    money = {"nhs_board": -120.0 * total, "council": 70.0 * abs(parts[2]) + 160_000, "person": 20_000.0}
    for payer, pounds in money.items():
        yield "net_cost", pounds, 60 * half, "payer", payer, none
    yield "net_cost", sum(money.values()), 100 * half, "all", "all", none
    yield "net_cost_cash", money["council"] + money["person"], 20 * half, "all", "all", none


def daily(replications: int, days: int) -> pd.DataFrame:
    """Return occupied places and people delayed at each midnight, rising from a low start through the warm-up."""
    random_number, rows = random.Random(5), []
    for replication in range(1, replications + 1):
        shift = random_number.gauss(0, 0.012)
        for day in range(days):
            rise = 1 - 0.12 * math.exp(-day / 60) + 0.03 * math.cos(2 * math.pi * (day - 290) / 365.25)
            for measure, levels in (("occupied", SETTINGS), ("delayed", REASONS)):
                for category, level in levels.items():
                    noise = random_number.gauss(0, 0.015 if level > 100 else 0.06)
                    rows.append(("baseline", replication, day, measure, category, level * (rise + shift + noise)))
    return pd.DataFrame(rows, columns=["option", "replication", "day", "measure", "level", "value"])


def flows(replications: int) -> pd.DataFrame:
    """Return moves a year between settings, the baseline's and one option's."""
    rows = [
        (option, replication, *pair, moves * (1 + 0.01 * replication))
        for option in ("baseline", "falls_prevention")
        for replication in range(1, replications + 1)
        for pair, moves in FLOWS.items()
    ]
    return pd.DataFrame(rows, columns=["option", "replication", "from_setting", "to_setting", "moves_a_year"])


def assumptions(options: Mapping[str, Any]) -> pd.DataFrame:
    """Return effects with their sources, three for each option, of three kinds of basis."""
    rows = []
    for option in options:
        for number, (basis, source) in enumerate(
            [("evidence", "Sherrington et al. 2019, Cochrane Review CD012424"),
             ("weak_evidence", "Healthcare Improvement Scotland, Living Well in Communities, 2018"),
             ("assumption", "planners' judgement; no trial found")]
        ):  # fmt: skip
            rows.append(
                {"option": option, "intervention": option, "effect": f"need_rate of fall_with_injury {number}",
                 "value": 0.77 + number / 10, "low": 0.71, "high": 0.83, "unit": "times", "basis": basis,
                 "source": source, "coverage": 0.3, "part_percent": 0.0 if basis == "evidence" else 50.0}
            )  # fmt: skip
    return pd.DataFrame(rows)


def asked_and_made(options: Mapping[str, tuple[str, Parts, float]], replications: int) -> tuple[Any, Any]:
    """Return what was asked for, and what it was made with."""
    settings = {
        name: {"label": label, "type": kind, "map_column": column, "hours": {} if kind == "home_support" else None}
        for name, (label, kind, column) in DESCRIBED.items()
    }
    asked = {
        "description": {"bed_day_values": {"average": {"pounds": 618.0}, "official": {"pounds": 290.0}},
                        "settings": settings, "teams": {"assessment_team": {"label": "Social care assessors"}}},
        "partnership": "glasgow_city", "partnership_title": "Glasgow City", "replications": replications, "seed": 7,
        "options": [
            {"name": name, "title": title, "description": f"{title}.", "why": "Asked for by the planning group."}
            for name, (title, _, _) in options.items()
        ],
        "period": {"warmup_days": 90, "years": 1, "start_date": "2023-04-01"}, "engine": "simpy",
        "people_65_plus": 87_476, "warnings": [],
    }  # fmt: skip
    made = {
        "version": "1.0.0", "commit": "abc1234", "changed_since_commit": False, "engine": "simpy", "seed": 7,
        "started": "2025-11-21T09:30:00+00:00", "seconds": 180,
    }  # fmt: skip
    return asked, made


def checks(options: Mapping[str, Any], replications: int) -> dict[str, pd.DataFrame]:
    """Return the baseline against published figures, the warm-up and the replications, as their methods left them."""
    target = pd.DataFrame(TARGETS, columns=["figure", "unit", "published", "modelled", "status", "source"])
    target = target.assign(
        lower=target["modelled"] * 0.99, upper=target["modelled"] * 1.01, basis="published",
        difference_percent=100 * (target["modelled"] / target["published"] - 1),
    )  # fmt: skip
    warm = pd.DataFrame(
        {"measure": "occupied in hospital", "batch_day": range(0, 90, 5), "value": 1600.0, "truncation_day": 75.0,
         "method": "MSER-5"}
    )  # fmt: skip
    runs = pd.DataFrame(
        {"option": list(options), "measure": "bed_days_returned", "replications": replications, "mean": 1.0,
         "half_width": 1.0, "precision_percent": [4.2 if n % 2 else 25.0 for n in range(len(options))],
         "needed": 40, "method": "confidence-interval method"}
    )  # fmt: skip
    return {"baseline.csv": target, "warmup.csv": warm, "precision.csv": runs}


def write_results(
    folder: Path,
    options: Mapping[str, tuple[str, Parts, float]] = OPTIONS,
    *,
    replications: int = 5,
    days: int = 430,
    without: tuple[str, ...] = (),
) -> Path:
    """Write a made-up results folder, leaving out the files named in `without`, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    asked, made = asked_and_made(options, replications)
    files: dict[str, Any] = {
        "comparison.csv": comparison(options, replications), "daily.parquet": daily(replications, days),
        "flows.parquet": flows(replications), "assumptions.csv": assumptions(options), "question.yaml": asked,
        "provenance.yaml": made, **checks(options, replications),
    }  # fmt: skip
    for name, content in files.items():
        if name in without:
            continue
        if name.endswith(".yaml"):
            (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        elif name.endswith(".csv"):
            content.to_csv(folder / name, index=False)
        else:
            content.to_parquet(folder / name)
    return folder
