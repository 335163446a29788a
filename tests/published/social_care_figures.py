"""Home support and care-home figures of each partnership, from the published files."""

from __future__ import annotations

import pandas as pd
from published_files import (
    OLDER_AGES,
    Flags,
    PublishedFiles,
    column_form,
    people_by_age,
    quarters,
)

FEWEST_PEOPLE_FOR_A_RATE = 50  # with fewer, rounding to 5 swamps the rate
ISLES = "western_isles"  # sends no care-home returns
MEASURES = {
    "Emergency Admissions": "emergency_admissions",
    "Emergency Admissions Bed Days": "emergency_bed_days",
}


def home_support(files: PublishedFiles) -> pd.DataFrame:
    """People and hours of home support in a census week, 65 and over."""
    care = files.read("home_care")
    care = care[(care["Time Period"] == "Census Week") & care["Age Group"].isin(OLDER_AGES)]
    cells = care.pivot(index="Location", columns=["Financial Quarter", "Measure", "Age Group"],
                       values="Value")  # fmt: skip
    wide = files.add_councils(cells[["2022/23", "2023/24"]])
    table = wide["2023/24"]["Number of People"][OLDER_AGES]
    table = table.rename(columns=column_form).add_prefix("home_support_clients_")
    table["home_support_hours_65_plus"] = wide["2023/24"]["Number of Hours"].sum(axis=1)
    for measure, noun in (("Number of People", "clients"), ("Number of Hours", "hours")):
        before = wide["2022/23"][measure].sum(axis=1, skipna=False)
        table[f"home_support_{noun}_65_plus_2022_23"] = before
    return table.astype(int)


def care_home_residents(files: PublishedFiles, flags: Flags) -> pd.DataFrame:
    """Long-stay care-home residents 65+ in January to March 2021, and in the year 2020/21."""
    quarter = long_stay_residents(files, "2020/21 Q4").droplevel(1, axis=1)
    years = files.read("care_home_years").query(
        "financial_year == '2020/21' and stay_type == 'Long Stay' and measure == 'Number of People'"
    )
    years = years[years["age_group"].isin(OLDER_AGES)]
    year = years.pivot(index="sending_location", columns="age_group", values="value")
    table = filled_at_national_rate(files, files.add_councils(quarter))
    in_year = filled_at_national_rate(files, files.add_councils(year))
    table = table.rename(columns=column_form).add_prefix("care_home_residents_")
    table["care_home_residents_65_plus"] = table.sum(axis=1)
    table["care_home_residents_in_year_65_plus"] = in_year.sum(axis=1)
    note = "no care-home return; Scotland's residents per person in each age band (assumption)"
    flags.extend((ISLES, column, note) for column in table.columns)
    return table.astype(int)


def long_stay_residents(files: PublishedFiles, year: str) -> pd.DataFrame:
    """Long-stay residents of each council by age band and quarter."""
    trend = quarters(files.read("care_home_quarters"), year)
    trend = trend[(trend["stay_type"] == "Long Stay") & (trend["measure"] == "Number of People")]
    return trend.pivot(index="sending_location", columns=["age_group", "financial_quarter"],
                       values="value")  # fmt: skip


def filled_at_national_rate(files: PublishedFiles, residents: pd.DataFrame) -> pd.DataFrame:
    """Give a partnership without a return the rate per person of all the others, by age band."""
    edges = {"65-74 years": (65, 74), "75-84 years": (75, 84), "85+ years": (85, 90)}
    people = files.add_councils(people_by_age(files, edges))
    known = residents.notna().all(axis=1)
    if list(residents.index[~known]) != [ISLES]:
        raise SystemExit("Care-home residents: expected a gap for the Western Isles alone.")
    rate = residents[known].sum() / people[known].sum()
    return residents.where(known, (people * rate).round(), axis=0)


def emergency_care(files: PublishedFiles, flags: Flags) -> pd.DataFrame:
    """Emergency admissions and bed days 65+ per resident-year and per client-year."""
    clients = files.read("home_care_quarters")
    clients = clients[(clients["time_period"] == "Financial Quarter")
                      & (clients["measure"] == "Number of People")]  # fmt: skip
    people = {"care_home": lambda year: long_stay_residents(files, year),
              "home_support": lambda year: quarters(clients, year).pivot(
                  index="sending_location", columns=["age_group", "financial_quarter"],
                  values="value")}  # fmt: skip
    counts = {"care_home": files.read("care_home_emergency").rename(columns={"value": "count"}),
              "home_support": files.read("home_care_emergency").rename(
                  columns={"numerator": "count"})}  # fmt: skip
    per_person = {"care_home": "per_resident_year", "home_support": "per_client_year"}
    table = {}
    for service, count in counts.items():
        for measure, name in MEASURES.items():
            column = f"{service}_{name}_{per_person[service]}"
            by_year = {
                year: yearly_counts(files, quarters(count, year), measure, people[service](year))
                for year in ("2019/20", "2018/19")
            }
            table[column] = rates(by_year, column, flags)
    return pd.DataFrame(table)


def yearly_counts(files: PublishedFiles, counts: pd.DataFrame, measure: str, people: pd.DataFrame) -> pd.DataFrame:
    """The events of four quarters, and the mean number of people over them, by partnership."""
    events = counts[counts["measure"] == measure]
    totals = events.groupby("sending_location")["count"].sum()
    mean = people.T.groupby(level=1).sum(min_count=3).T.mean(axis=1, skipna=False)
    both = pd.DataFrame({"events": totals, "people": mean})
    return files.add_councils(both.rename(index={"Shetland": "Shetland Islands"}))


def rates(by_year: dict[str, pd.DataFrame], column: str, flags: Flags) -> pd.Series:
    """Events per person in 2019/20; failing that in 2018/19; failing that Scotland's rate."""
    latest, before = by_year["2019/20"], by_year["2018/19"]
    result = latest["events"] / latest["people"]
    national = latest.dropna().sum()
    for key in result.index:
        if pd.isna(result[key]) and before.loc[key].notna().all():
            result[key] = before.loc[key, "events"] / before.loc[key, "people"]
            flags.append((key, column, "no return for 2019/20; its own figure for 2018/19"))
        elif pd.isna(result[key]) or latest.loc[key, "people"] < FEWEST_PEOPLE_FOR_A_RATE:
            reason = "no return" if pd.isna(result[key]) else "too few people in the returns"
            result[key] = national["events"] / national["people"]
            flags.append((key, column, f"{reason}; Scotland's rate for 2019/20"))
    return result.round(3 if "admissions" in column else 2)
