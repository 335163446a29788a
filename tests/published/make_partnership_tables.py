"""Make the tables of published figures for Scotland's 31 health and social care partnerships.

    python tests/published/make_partnership_tables.py FOLDER_OF_PUBLISHED_FILES
                                                      [--out scenarios/base/tables]

Writes partnerships.csv, partnerships_columns.csv, partnerships_flags.csv and
delayed_days_monthly.csv, and prints Scotland's totals beside the national figures. The top of
published_files.py names the public repository in which each source file is found; column_notes.py
says how each column is made. Two runs give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import health_figures as health
import pandas as pd
import social_care_figures as social_care
from column_notes import column_table
from published_files import Flags, PublishedFiles

# What to add up over the 31 partnerships, the national figure, and where that is published.
NATIONAL_FIGURES = [
    ("people_female_* people_male_*", 1_097_395, "people 65+, NRS mid-2022"),
    ("people_*_85_89 people_*_90_plus", 131_396, "people 85+, NRS mid-2022"),
    ("people_18_plus", 4_441_488, "people 18+, NRS mid-2022"),
    ("emergency_admissions_all_ages_weekly_basis", 576_883, "weekly file, Scotland row, 2022"),
    ("emergency_admissions_65_plus_weekly_basis", 270_017, "weekly file, Scotland row, 2022"),
    ("emergency_admissions_65_74", 94_224 / 1.1856, "weekly file, Scotland row / 1.1856"),
    ("emergency_admissions_75_84", 105_275 / 1.1856, "weekly file, Scotland row / 1.1856"),
    ("emergency_admissions_85_plus", 70_518 / 1.1856, "weekly file, Scotland row / 1.1856"),
    ("falls_admissions_65_74", 5_883, "PHS unintentional injuries 2019/20"),
    ("falls_admissions_75_plus", 17_903, "PHS unintentional injuries 2019/20"),
    ("delayed_days_18_plus", 666_190, "PHS delayed discharges 2023/24"),
    ("delayed_days_75_plus", 431_447, "PHS delayed discharges 2023/24"),
    ("delayed_days_75_plus_2024_25", 474_153, "PHS delayed discharges 2024/25"),
    ("home_support_clients_65_74 home_support_clients_75_84 home_support_clients_85_plus",
     48_540, "PHS care at home, census week 2023/24"),
    ("home_support_hours_65_plus", 450_600, "PHS care at home, census week 2023/24"),
    ("care_home_residents_65_plus", 30_170, "PHS care home census, long stay, March 2024"),
    ("beds_general_medicine", 3_907, "PHS beds 2023/24, 14 boards"),
    ("beds_geriatric_medicine", 3_168, "PHS beds 2023/24, 14 boards"),
    ("beds_geriatric_long_stay", 684, "PHS beds 2023/24, 14 boards"),
    ("beds_gp_other", 684, "PHS beds 2023/24, 14 boards"),
    ("beds_orthopaedics", 1_116, "PHS beds 2023/24, 14 boards"),
    ("beds_psychiatry_of_old_age", 1_341, "PHS beds 2023/24, 14 boards"),
    ("beds_palliative", 101, "PHS beds 2023/24, 14 boards"),
    ("beds_all_acute", 13_555, "PHS beds 2023/24, 14 boards"),
    ("deaths_65_plus", 50_000, "assumed level"),
    ("people_with_two_or_more_emergency_admissions_65_plus", 49_575, "ScotPHO 2020-22"),
]  # fmt: skip


def partnership_table(files: PublishedFiles, days: pd.DataFrame, flags: Flags) -> pd.DataFrame:
    """One row for each partnership, every column."""
    quintiles = health.admissions_by_quintile(files, flags)
    parts = [
        files.partnerships()[["name", "code", "board"]],
        health.population(files),
        health.emergency_admissions(files, quintiles, flags),
        health.falls_admissions(files),
        health.delayed_day_columns(days),
        social_care.home_support(files),
        social_care.care_home_residents(files, flags),
        social_care.emergency_care(files, flags),
        health.simd_shares(quintiles),
        health.beds(files, quintiles.sum(axis=1), flags),
        health.deaths_and_repeat_admissions(files),
    ]
    table = pd.concat(parts, axis=1).rename_axis("partnership").sort_index()
    if len(table) != 31 or table.isna().any(axis=None):
        raise SystemExit("The table has a gap or does not hold 31 partnerships.")
    return table.reset_index()


def print_totals(table: pd.DataFrame) -> None:
    """Scotland's totals over the 31 partnerships beside the national figures."""
    print(f"{'columns added up':<58}{'table':>12}{'national':>12}{'gap %':>8}  source")
    for patterns, national, source in NATIONAL_FIGURES:
        names = [c for c in table.columns for p in patterns.split() if Path(c).match(p)]
        total = table[names].to_numpy().sum()
        gap = 100 * (total / national - 1)
        print(f"{patterns[:56]:<58}{total:>12,.0f}{national:>12,.0f}{gap:>8.1f}  {source}")


def write(table: pd.DataFrame, folder: Path, name: str) -> None:
    """Write one table as CSV with plain line ends."""
    table.to_csv(folder / name, index=False, lineterminator="\n")
    print(f"{name}: {len(table)} rows, {len(table.columns)} columns")


def main() -> None:
    """Read the published files, write the tables, print the totals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder of published files")
    parser.add_argument("--out", type=Path, default=Path("scenarios/base/tables"))
    options = parser.parse_args()
    files = PublishedFiles(options.folder)
    flags: Flags = []
    days = health.delayed_days(files)
    table = partnership_table(files, days, flags)
    options.out.mkdir(parents=True, exist_ok=True)
    write(table, options.out, "partnerships.csv")
    write(column_table(list(table.columns)), options.out, "partnerships_columns.csv")
    rows = pd.DataFrame(flags, columns=["partnership", "column", "note"]).drop_duplicates()
    write(rows.sort_values(["partnership", "column", "note"]), options.out, "partnerships_flags.csv")
    write(health.monthly_delayed_days(days), options.out, "delayed_days_monthly.csv")
    print_totals(table)


if __name__ == "__main__":
    main()
