"""Population, hospital and death figures of each partnership, from the published files."""

from __future__ import annotations

import pandas as pd
from published_files import (
    BANDS,
    SCOTLAND,
    Flags,
    PublishedFiles,
    calendar_year,
    column_form,
    people_by_age,
)

ADMISSION_AGES = {  # the age groups of the weekly board file
    "Under 5": (0, 4), "5 - 14": (5, 14), "15 - 44": (15, 44), "45 - 64": (45, 64),
    "65 - 74": (65, 74), "75 - 84": (75, 84), "85 and over": (85, 90),
}  # fmt: skip
OLDER_ADMISSIONS = {"65 - 74": "65_74", "75 - 84": "75_84", "85 and over": "85_plus"}
DELAY_REASONS = {
    "Health and Social Care Reasons": "_health_and_social_care",
    "Patient and Family Related Reasons": "_patient_and_family",
    "Code 9 AWI": "_awi",
    "Code 9 Non-AWI": "_other_code_9",
    "All Delay Reasons": "",
}
SPECIALTIES = {
    "General Medicine": "general_medicine",
    "Geriatric Medicine - units other than long stay": "geriatric_medicine",
    "Geriatric Medicine - long stay unit": "geriatric_long_stay",
    "GP Other than Obstetrics": "gp_other",
    "Trauma and Orthopaedic Surgery": "orthopaedics",
    "Psychiatry of Old Age": "psychiatry_of_old_age",
    "Palliative Medicine": "palliative",
    "All Acute": "all_acute",
}
# Assumption: emergency admissions per person, quintile 1 (most deprived) to 5, against quintile 3.
RATE_AGAINST_QUINTILE_3 = {1: 1.35, 2: 1.15, 3: 1.0, 4: 0.9, 5: 0.8}
# Assumption: about 86% of the 58,471 deaths in 2024/25 (external causes out) are at 65 and over.
SCOTLAND_DEATHS_65_PLUS = 50_000


def population(files: PublishedFiles) -> pd.DataFrame:
    """Mid-2022 persons by band, split by each partnership's own 2018 shares of the sexes."""
    edges = {"65-69": (65, 69), "70-74": (70, 74), "75-79": (75, 79), "80-84": (80, 84),
             "85-89": (85, 89), "90+": (90, 90), "18+": (18, 90), "all": (0, 90)}  # fmt: skip
    persons = files.add_councils(people_by_age(files, edges))
    sexes = files.read("people_by_sex").query("Year == 2018")
    wide = sexes.pivot(index="Area", columns=["Sex", "band"], values="Population")
    counts = files.add_councils(wide)
    table = pd.DataFrame(index=persons.index)
    for band in BANDS:
        share = counts["F"][band] / (counts["F"][band] + counts["M"][band])
        table[f"people_female_{column_form(band)}"] = (persons[band] * share).round()
    for band in BANDS:
        women = table[f"people_female_{column_form(band)}"]
        table[f"people_male_{column_form(band)}"] = persons[band] - women
    for sex, code in (("female", "F"), ("male", "M")):
        for band in BANDS:
            table[f"people_{sex}_{column_form(band)}_2018"] = counts[code][band]
    turning = files.add_councils(people_by_age(files, {"61-68": (61, 68)}))["61-68"]
    table["people_turning_65_a_year"] = (turning / 8).round()
    older = [f"people_{sex}_{column_form(band)}" for sex in ("female", "male") for band in BANDS]
    in_2018 = table[[f"{column}_2018" for column in older]].sum(axis=1)
    growth = ((table[older].sum(axis=1) / in_2018) ** 0.25).round(5)
    table["people_18_plus"] = persons["18+"]
    table = table.assign(people_all_ages=persons["all"]).astype(int)
    table.insert(table.columns.get_loc("people_turning_65_a_year") + 1, "people_65_plus_growth_a_year", growth)
    return table


def board_admission_rates(files: PublishedFiles, flags: Flags) -> pd.DataFrame:
    """Emergency admissions per person in 2022 by board and age, hidden small weeks filled."""
    weekly = calendar_year(files.read("weekly_by_age"), "2022")
    cells = weekly.pivot_table(
        index="HB", columns="AgeGroup", values="NumberAdmissions", aggfunc=["sum", "size"]
    ).fillna(0)
    published = cells["sum"][list(ADMISSION_AGES)]
    hidden = cells["size"]["All ages"].max() - cells["size"][list(ADMISSION_AGES)]
    left_over = cells["sum"]["All ages"] - published.sum(axis=1)
    each = (left_over / hidden.sum(axis=1).clip(lower=1)).clip(lower=0)
    filled = published + hidden.mul(each, axis=0)
    people = people_by_age(files, ADMISSION_AGES)
    people.index = files.areas.set_index("council_code")["board_code"].reindex(people.index)
    flag_filled_weeks(files, hidden[list(OLDER_ADMISSIONS)].T.sum(), each, flags)
    return filled.drop(SCOTLAND) / people.groupby(level=0).sum()


def flag_filled_weeks(files: PublishedFiles, hidden: pd.Series, each: pd.Series, flags: Flags) -> None:
    """Say where weeks of a board's admissions at 65 and over were hidden, and what filled them."""
    boards = files.board_of()
    for partnership in boards.index[boards.map(hidden) > 0]:
        weeks, fill = int(hidden[boards[partnership]]), float(each[boards[partnership]])
        note = (
            f"{weeks} board weeks by age (65 and over) are hidden as under 5; filled with "
            f"{fill:.2f} each, an equal share of the board's remainder at all ages"
        )
        for age in OLDER_ADMISSIONS.values():
            flags.append((partnership, f"emergency_admissions_{age}", note))


def weekly_to_smr01(files: PublishedFiles) -> pd.Series:
    """How many weekly-file admissions there are to one SMR01 emergency stay, by board."""
    weekly = calendar_year(files.read("weekly_by_age"), "2022")
    mean = weekly[weekly["AgeGroup"] == "All ages"].groupby("HB")["Average20182019"].sum()
    stays = files.read("stays")
    emergency = stays[stays["AdmissionType"].eq("Emergency Inpatients")
                      & stays["Quarter"].str.startswith("2019")
                      & stays["Location"].eq(stays["HB"])]  # fmt: skip
    return mean / emergency.groupby("HB")["Stays"].sum()


def admissions_by_quintile(files: PublishedFiles, flags: Flags) -> pd.DataFrame:
    """Weekly-file emergency admissions in 2022 by partnership and deprivation quintile."""
    weekly = calendar_year(files.read("weekly_by_deprivation"), "2022")
    keys = files.partnerships().reset_index().set_index("code")["partnership"]
    weekly = weekly.assign(partnership=weekly["HSCP"].map(keys))
    cells: pd.DataFrame = weekly.pivot_table(
        index="partnership", columns="SIMDQuintile", values="NumberAdmissions",
        aggfunc=["sum", "size"],
    ).fillna(0)  # fmt: skip
    sizes = cells["size"]
    for partnership, row in sizes.iterrows():
        absent = [str(q) for q, weeks in row.items() if weeks == 0]
        short = int((sizes.to_numpy().max() - row[row > 0]).sum())
        if absent or short:
            note = (f"{short} quintile-weeks hidden as under 5 count as 0 (at most "
                    f"{4 * short} all-ages admissions too few)")  # fmt: skip
            note += f"; quintiles never published: {', '.join(absent)}" if absent else ""
            columns = [f"{stem}share_simd_{q}" for q in row.index for stem in ("", "admissions_")]
            ages = ["all_ages_weekly_basis", "65_plus_weekly_basis", *OLDER_ADMISSIONS.values()]
            columns += [f"emergency_admissions_{age}" for age in ages]
            flags.extend((partnership, column, note) for column in columns)
    return pd.DataFrame(cells["sum"])


def emergency_admissions(files: PublishedFiles, quintiles: pd.DataFrame, flags: Flags) -> pd.DataFrame:
    """Emergency admissions at 65 and over: board age pattern, partnership total, SMR01 basis."""
    rates = board_admission_rates(files, flags)
    people = files.add_councils(people_by_age(files, ADMISSION_AGES))
    expected = people * rates.loc[files.board_of().reindex(people.index)].to_numpy()
    all_ages = quintiles.sum(axis=1)
    scaled = expected.mul(all_ages / expected.sum(axis=1), axis=0)[list(OLDER_ADMISSIONS)]
    ratio = weekly_to_smr01(files)
    older = (scaled / ratio[SCOTLAND]).rename(columns=OLDER_ADMISSIONS)
    table = older.add_prefix("emergency_admissions_")
    table["emergency_admissions_65_plus_weekly_basis"] = scaled.sum(axis=1)
    table["emergency_admissions_all_ages_weekly_basis"] = all_ages
    table = table.round().astype(int)
    table["weekly_to_smr01_ratio_of_board"] = files.board_of().map(ratio).round(3)
    return table


def falls_admissions(files: PublishedFiles) -> pd.DataFrame:
    """Emergency admissions for falls in 2019/20 by age, all places."""
    falls = files.read("falls").query(
        "FinancialYear == '2019/20' and InjuryType == 'Falls' and InjuryLocation == 'All'"
    )
    wide = falls.pivot(index="CA", columns="AgeGroup", values="NumberOfAdmissions")
    table = files.add_councils(wide)
    names = {"65-74 years": "falls_admissions_65_74", "75plus years": "falls_admissions_75_plus"}
    return table[list(names)].rename(columns=names).astype(int)


def delayed_days(files: PublishedFiles) -> pd.DataFrame:
    """Delayed bed days by month, age, reason and partnership, April 2018 to March 2025."""
    delays = files.read("delays")
    delays["month"] = delays["date"].str[:7]
    delays = delays[delays["month"].between("2018-04", "2025-03")]
    delays = delays[delays["ltla_code"].isin(files.areas["council_code"])]
    wide = delays.pivot(index="ltla_code", columns=["age_group", "delay_reason", "month"],
                        values="num_delayed_bed_days")  # fmt: skip
    return files.add_councils(wide).astype(int)


def delayed_day_columns(days: pd.DataFrame) -> pd.DataFrame:
    """Days in 2023/24 by age and reason, and the 75+ total of three other years."""
    table = pd.DataFrame(index=days.index)
    for group, age in (("75plus", "75_plus"), ("18plus", "18_plus")):
        for reason, ending in DELAY_REASONS.items():
            months = days[group][reason].loc[:, "2023-04":"2024-03"]
            table[f"delayed_days_{age}{ending}"] = months.sum(axis=1)
        reasons = [f"delayed_days_{age}{ending}" for ending in DELAY_REASONS.values() if ending]
        if not table[reasons].sum(axis=1).equals(table[f"delayed_days_{age}"]):
            raise SystemExit(f"Delayed days {age}: the reasons do not add up to the total.")
    for first in (2018, 2022, 2024):
        months = days["75plus"]["All Delay Reasons"].loc[:, f"{first}-04" : f"{first + 1}-03"]
        table[f"delayed_days_75_plus_{first}_{(first + 1) % 100}"] = months.sum(axis=1)
    return table


def monthly_delayed_days(days: pd.DataFrame) -> pd.DataFrame:
    """Delayed days 75+ by partnership and month, April 2022 to March 2025."""
    months = days["75plus"]["All Delay Reasons"].loc[:, "2022-04":"2025-03"]
    long = months.rename_axis(columns="month").stack().rename("delayed_days_75_plus")
    return long.reset_index().sort_values(["partnership", "month"])


def simd_shares(quintiles: pd.DataFrame) -> pd.DataFrame:
    """Deprivation mix of admissions, and of the people behind them by the assumed gradient."""
    people = quintiles / pd.Series(RATE_AGAINST_QUINTILE_3)
    parts = {}
    for stem, counts in (("share_simd_", people), ("admissions_share_simd_", quintiles)):
        shares = counts.div(counts.sum(axis=1), axis=0).round(4)
        largest = shares.eq(shares.max(axis=1), axis=0)
        rest = 1 - shares.sum(axis=1)  # what rounding leaves over goes to the largest share
        parts[stem] = shares.add(largest.mul(rest, axis=0)).round(4).add_prefix(stem)
    return pd.concat(parts.values(), axis=1)


def beds(files: PublishedFiles, all_ages: pd.Series, flags: Flags) -> pd.DataFrame:
    """Each partnership's share of its board's beds, 2023/24, by its share of admissions."""
    board = files.board_of().reindex(all_ages.index)
    share = all_ages / all_ages.groupby(board).transform("sum")
    wards = files.read("beds")
    wards = wards[wards["date"].between("2023-04-01", "2024-01-01")]
    wards = wards[wards["specialty"].isin(SPECIALTIES)]
    table = pd.DataFrame({"share_of_board_emergency_admissions": share.round(4)})
    for stem, measure in (("beds_", "average_number_available_staffed_beds"),
                          ("occupied_", "average_number_occupied_beds")):  # fmt: skip
        total = wards.groupby(["hb19_code", "specialty"])[measure].sum().unstack()
        for specialty, name in SPECIALTIES.items():
            of_board = board.map(total[specialty] / 4)
            table[stem + name] = (of_board.fillna(0) * share).round(1)
            flags.extend((key, stem + name, "no such beds reported by the NHS board; taken as 0")
                         for key in of_board[of_board.isna()].index)  # fmt: skip
    return table


def deaths_and_repeat_admissions(files: PublishedFiles) -> pd.DataFrame:
    """Deaths, the share of them in hospital, and people 65+ with repeated admissions."""
    scotpho = files.read("scotpho")
    wanted = ["Deaths all ages", "Dying in hospital",
              "Multiple emergency hospital admissions, aged >65 years"]  # fmt: skip
    scotpho = scotpho[scotpho["indicator"].isin(wanted)]
    wide = scotpho.pivot(index="area_code", columns="indicator", values="numerator")
    counts = files.add_councils(wide)
    deaths, repeated = counts[wanted[0]], counts[wanted[2]]
    older = deaths * SCOTLAND_DEATHS_65_PLUS / deaths.sum()
    hospital = scotpho[scotpho["indicator"] == wanted[1]].set_index("area_code")
    hospital = hospital.assign(deaths=100 * hospital["numerator"] / hospital["measure"])
    hospital = files.add_councils(hospital[["numerator", "deaths"]])
    return pd.DataFrame({
        "deaths_all_ages": deaths.round(1),
        "deaths_65_plus": older.round().astype(int),
        "share_died_in_hospital": (hospital["numerator"] / hospital["deaths"]).round(4),
        "people_with_two_or_more_emergency_admissions_65_plus": repeated.round(1),
    })  # fmt: skip
