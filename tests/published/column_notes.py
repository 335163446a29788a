"""What each column of the partnership table is: unit, year, basis, source and method.

basis is "published" (as printed, added up over councils where a partnership has two), "derived"
(arithmetic on published figures) or "assumption" (rests on a stated assumption).
"""

from __future__ import annotations

from fnmatch import fnmatchcase

import pandas as pd

LICENCE = "Open Government Licence v3.0"

NRS = "Mid-year population estimates, National Records of Scotland"
WEEKLY = "COVID-19 wider impacts on the health care system (weekly admissions), Public Health Scotland"
SMR01 = "Acute hospital activity: inpatient and day case, Public Health Scotland"
FALLS = "Unintentional injuries in Scotland, Public Health Scotland"
DELAYS = "Delayed discharges in NHSScotland monthly, Public Health Scotland"
CARE = "Care at home statistics for Scotland, Public Health Scotland"
INSIGHTS = "Insights in Social Care 2019/20 to 2020/21, Public Health Scotland"
BEDS = "NHS beds information, Public Health Scotland"
SCOTPHO = "ScotPHO online profiles, Public Health Scotland"
END_OF_LIFE = "End of life spent at home or in a community setting, Public Health Scotland"
LOOKUP = "ScotPHO geography lookup, Public Health Scotland"

ADMISSIONS = (
    "All-ages weekly count of the partnership spread over ages by its board's age-specific rates "
    "(board of treatment) on the partnership's own population, rescaled to the partnership total"
)
BED_SHARE = (
    "mean of the four quarters of 2023/24 for the NHS board times the partnership's share of the "
    "board's all-ages emergency admissions in 2022; a specialty the board does not report is 0"
)
ANY_REASON = "Adults waiting in any NHS inpatient bed, by council of residence"

# Pattern of column name, unit, year, basis, source, note. The first pattern that fits is used.
NOTES = [
    ("partnership", "key", "", "published", LOOKUP, "Name used on the command line"),
    ("name", "name", "", "published", LOOKUP, "Health and social care partnership"),
    ("code", "code", "", "published", LOOKUP, "Official S37 code of the partnership"),
    ("board", "name", "", "published", LOOKUP, "NHS board in which the partnership lies"),
    ("people_*male_*_2018", "people", "2018", "published", NRS,
     ("Mid-2018 persons of the band by sex, before the census of 2022 was taken into account")),
    ("people_65_plus_growth_a_year", "factor a year", "2018 to 2022", "derived", NRS,
     "Fourth root of people aged 65 and over in mid-2022 to those in mid-2018"),
    ("people_turning_65_a_year", "people a year", "2022", "derived", NRS,
     ("Persons aged 61 to 68 in mid-2022 by single year of age, an eighth of them: those who turn 65 in a year, "
      "from 2018 to 2026")),
    ("people_*male_*", "people", "2022 (sex shares 2018)", "derived", NRS,
     ("Persons of the band in mid-2022, split by the partnership's own shares of the sexes "
      "in the same band in 2018, the last year at hand by sex; the two sexes add up to the "
      "published persons")),
    ("people_18_plus", "people", "2022", "published", NRS, "Mid-2022 persons aged 18 and over"),
    ("people_all_ages", "people", "2022", "published", NRS, "Mid-2022 persons"),
    ("emergency_admissions_all_ages_weekly_basis", "admissions a year", "2022", "published", WEEKLY,
     ("Five deprivation quintiles added up over the 52 weeks that end in 2022, by "
      "residence; quintile-weeks under 5 are hidden and count as 0")),
    ("emergency_admissions_65_plus_weekly_basis", "admissions a year", "2022", "derived",
     f"{WEEKLY}; {NRS}", ADMISSIONS),
    ("emergency_admissions_*", "stays a year", "2022", "derived", f"{WEEKLY}; {SMR01}; {NRS}",
     (f"{ADMISSIONS}, then divided by 1.1856 (weekly 2018-19 mean 614,728 to 518,495 SMR01 "
      "emergency stays in 2019)")),
    ("weekly_to_smr01_ratio_of_board", "ratio", "2018-2019", "derived", f"{WEEKLY}; {SMR01}",
     ("Mean weekly-file admissions of 2018-19 (52 weeks) to SMR01 emergency stays in 2019, "
      "all ages, by board of treatment; Scotland 1.186; not used, shown because it differs "
      "so much by board")),
    ("falls_admissions_*", "admissions a year", "2019/20", "published", FALLS,
     "Emergency admissions for falls, both sexes, all places of injury"),
    ("delayed_days_75_plus_2018_19", "bed days a year", "2018/19", "published", DELAYS,
     f"{ANY_REASON}, aged 75 and over, all reasons"),
    ("delayed_days_75_plus_2022_23", "bed days a year", "2022/23", "published", DELAYS,
     f"{ANY_REASON}, aged 75 and over, all reasons"),
    ("delayed_days_75_plus_2024_25", "bed days a year", "2024/25", "published", DELAYS,
     f"{ANY_REASON}, aged 75 and over, all reasons"),
    ("delayed_days_*_health_and_social_care", "bed days a year", "2023/24", "published", DELAYS,
     f"{ANY_REASON}; health and social care reasons"),
    ("delayed_days_*_patient_and_family", "bed days a year", "2023/24", "published", DELAYS,
     f"{ANY_REASON}; patient, carer and family reasons"),
    ("delayed_days_*_awi", "bed days a year", "2023/24", "published", DELAYS,
     f"{ANY_REASON}; code 9, Adults with Incapacity Act"),
    ("delayed_days_*_other_code_9", "bed days a year", "2023/24", "published", DELAYS,
     f"{ANY_REASON}; code 9, other complex reasons"),
    ("delayed_days_*", "bed days a year", "2023/24", "published", DELAYS,
     f"{ANY_REASON}; April 2023 to March 2024, all reasons (the four reasons add up to it)"),
    ("home_support_hours_65_plus_2022_23", "hours a week", "2022/23", "published", CARE,
     "Census week, three age bands added up"),
    ("home_support_clients_65_plus_2022_23", "people", "2022/23", "published", CARE,
     "Census week, three age bands added up"),
    ("home_support_hours_*", "hours a week", "2023/24", "published", CARE,
     "Census week, three age bands added up; rounded to 5 by the publisher"),
    ("home_support_clients_*", "people", "2023/24", "published", CARE,
     "People with care at home in the census week; rounded to 5 by the publisher"),
    ("care_home_residents_in_year_65_plus", "people", "2020/21", "published", INSIGHTS,
     "Long-stay residents at any time in the year, so more than live there on one day"),
    ("care_home_residents_*", "people", "Jan-Mar 2021", "published", INSIGHTS,
     ("Long-stay residents at any time in the quarter, funded by or known to the "
      "partnership; rounded to 5 by the publisher")),
    ("care_home_emergency_admissions_*", "admissions per resident-year", "2019/20", "derived",
     INSIGHTS,
     ("65 and over: admissions of four quarters divided by the mean of the four quarterly "
      "counts of long-stay residents")),
    ("care_home_emergency_bed_days_*", "bed days per resident-year", "2019/20", "derived",
     INSIGHTS,
     ("65 and over: emergency bed days of four quarters divided by the mean of the four "
      "quarterly counts of long-stay residents")),
    ("home_support_emergency_admissions_*", "admissions per client-year", "2019/20", "derived",
     INSIGHTS,
     ("65 and over: admissions of four quarters divided by the mean of the four quarterly "
      "counts of people with home care")),
    ("home_support_emergency_bed_days_*", "bed days per client-year", "2019/20", "derived",
     INSIGHTS,
     ("65 and over: emergency bed days of four quarters divided by the mean of the four "
      "quarterly counts of people with home care")),
    ("share_simd_*", "share of people 65+", "2022", "assumption", WEEKLY,
     ("Share of admissions by quintile (1 most deprived, all ages) divided by assumed rates"
      " of 1.35, 1.15, 1.00, 0.90 and 0.80 against quintile 3, made to add up to 1; taken "
      "to hold at 65 and over")),
    ("admissions_share_simd_*", "share of admissions", "2022", "derived", WEEKLY,
     ("Share of all-ages emergency admissions by deprivation quintile of residence (1 most "
      "deprived)")),
    ("share_of_board_emergency_admissions", "share", "2022", "derived", WEEKLY,
     ("Partnership's part of the all-ages emergency admissions of the partnerships in its "
      "NHS board")),
    ("beds_*", "beds", "2023/24", "derived", f"{BEDS}; {WEEKLY}",
     f"Available staffed beds: {BED_SHARE}"),
    ("occupied_*", "beds", "2023/24", "derived", f"{BEDS}; {WEEKLY}",
     f"Occupied beds: {BED_SHARE}"),
    ("deaths_all_ages", "deaths a year", "2020-2022", "published", SCOTPHO,
     "Yearly mean of three calendar years, all causes, the pandemic included"),
    ("deaths_65_plus", "deaths a year", "2019/20 to 2022/23", "assumption",
     f"{SCOTPHO}; {END_OF_LIFE}",
     ("Scotland's assumed 50,000 deaths at 65 and over (86% of about 58,700 a year, external "
      "causes out: 56,011 in 2019/20, 61,443 in 2022/23) shared out as deaths at all ages in "
      "2020-22; too high where many die young, as in Glasgow City")),
    ("share_died_in_hospital", "share of deaths", "2020-2022", "published", SCOTPHO,
     "All ages, mean of three calendar years; two councils weighted by deaths"),
    ("people_with_two_or_more_emergency_admissions_65_plus", "people a year", "2020-2022",
     "published", SCOTPHO, "Yearly mean of three calendar years"),
]  # fmt: skip


def column_table(columns: list[str]) -> pd.DataFrame:
    """One row for each column of the partnership table, in the same order."""
    rows = []
    for column in columns:
        fits = [note[1:] for note in NOTES if fnmatchcase(column, note[0])]
        if not fits:
            raise SystemExit(f"column_notes.py has no note for the column {column}.")
        unit, year, basis, source, note = fits[0]
        rows.append((column, unit, year, basis, source, LICENCE, note))
    header = ["column", "unit", "year", "basis", "source", "licence", "note"]
    return pd.DataFrame(rows, columns=header)
